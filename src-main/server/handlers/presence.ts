import { checkPresenceText, type ClientPacketOf } from '../../../src-shared/protocol/index.ts';
import type { Sender } from '../router.ts';
import type { Services } from '../services.ts';

/** RWCI+'s `presence`: how the sender wants to be seen until the next one, or until the connection ends. */
export function handlePresence(
  { moderation, presences, storage }: Services,
  { connection }: Sender,
  { state, text = '', nonce }: ClientPacketOf<'presence'>,
): void {
  storage.journal.after(() => {
    const checked = checkPresenceText(text);
    if (!checked.ok) {
      connection.refuse({ code: 'bad_packet', message: checked.reason }, nonce);
      return;
    }
    // Who is muted may be away or busy, and says nothing new with it.
    const isNew = checked.line !== '' && checked.line !== presences.of(connection).text;
    const muted = isNew ? moderation.muteOf(connection) : null;
    if (muted !== null) {
      connection.refuse(muted, nonce);
      return;
    }
    presences.set(connection, { state, text: checked.line });
    connection.acknowledge(nonce);
  });
}
