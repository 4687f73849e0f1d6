import type { ClientPacketOf } from '../../../src-shared/protocol/index.ts';
import { includesRole } from '../permissions.ts';
import type { Sender } from '../router.ts';
import type { Services } from '../services.ts';

/** The dialect's `channel_create`: makes a channel and tells everybody, or tells the sender why not. */
export function handleChannelCreate(
  { channels, hub, log, settings, storage }: Services,
  { account, connection }: Sender,
  { channel, nonce }: ClientPacketOf<'channel_create'>,
): void {
  storage.journal.after(() => {
    const { mayCreateChannels } = settings;
    if (!includesRole(mayCreateChannels, connection.account?.role ?? account.role)) {
      const who = mayCreateChannels === 'owner' ? 'owners' : 'moderators and owners';
      connection.refuse({ code: 'not_allowed', message: `Only ${who} make channels on this server.` }, nonce);
      return;
    }
    channels.create(channel, account, (created) => {
      if (!created.ok) {
        connection.refuse(created.refusal, nonce);
        return;
      }
      log.info('a channel was made', { channel: created.value.name, account: account.name });
      hub.broadcast({ type: 'channel_create', channel: created.value.name });
      connection.acknowledge(nonce);
    });
  });
}

/** The dialect's `channel_delete`: deletes a channel and tells everybody, or tells the sender why not. */
export function handleChannelDelete(
  { channels, hub, log, storage }: Services,
  { account, connection }: Sender,
  { channel, nonce }: ClientPacketOf<'channel_delete'>,
): void {
  storage.journal.after(() => {
    channels.delete(channel, account, (deleted) => {
      if (!deleted.ok) {
        connection.refuse(deleted.refusal, nonce);
        return;
      }
      log.info('a channel was deleted', { channel: deleted.value.name, account: account.name });
      hub.broadcast({ type: 'channel_delete', channel: deleted.value.name });
      connection.acknowledge(nonce);
    });
  });
}
