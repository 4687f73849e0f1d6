import { SERVER_NAME, type ClientPacketOf } from '../../../src-shared/protocol/index.ts';
import type { Refusal } from '../refusals.ts';
import { findAccount } from '../accounts/find-account.ts';
import { shorten } from '../content.ts';
import type { HistoryRequest } from '../delivery/history.ts';
import type { Sender } from '../router.ts';
import type { Services } from '../services.ts';
import { SERVER_ID } from '../storage/writes.ts';

/** RWCI+'s `history`: a page of what the sender may read, behind everything that was written before. */
export function handleHistory(services: Services, { account, connection }: Sender, packet: ClientPacketOf<'history'>): void {
  const { channel, username, nonce } = packet;
  services.storage.journal.after(() => {
    const of = conversationOf(services, packet);
    if (of !== null && 'code' in of) {
      connection.refuse(of, nonce);
      return;
    }
    if (connection.outgoing.queuedBytes > services.limits.historyPageMaxBytes) {
      connection.refuse({ code: 'busy', message: 'Read the last page before you ask for the next.', topic: 'history' }, nonce);
      return;
    }
    const { after = null, before = null, limit = null } = packet;
    connection.send({
      type: 'history',
      ...(channel === undefined ? {} : { channel }),
      ...(username === undefined ? {} : { username }),
      ...services.history.read(account, { of, after, before, limit }),
      ...(nonce === undefined ? {} : { nonce }),
    });
  });
}

function conversationOf(
  { channels, storage }: Services,
  { channel, username }: ClientPacketOf<'history'>,
): HistoryRequest['of'] | Refusal {
  if (channel !== undefined && username !== undefined) {
    return { code: 'bad_packet', message: 'Ask for a channel or for a user, not for both.' };
  }
  if (channel !== undefined) {
    const found = channels.find(channel);
    return found === null
      ? { code: 'unknown_channel', message: `There is no channel #${shorten(channel)} here.` }
      : { channel: found };
  }
  if (username === undefined) return null;
  if (username === SERVER_NAME) return { withId: SERVER_ID };
  const known = findAccount(storage, username);
  return known === null ? { code: 'unknown_user', message: `${shorten(username)} is not known here.` } : { withId: known.id };
}
