import type { ClientPacketOf } from '../../../src-shared/protocol/index.ts';
import type { Sender } from '../router.ts';
import type { Services } from '../services.ts';

/** The dialect's `channel_create`: makes a channel and tells everybody, or tells the sender why not. */
export function handleChannelCreate(
  { channels, hub, log }: Services,
  { account, connection }: Sender,
  { channel }: ClientPacketOf<'channel_create'>,
): void {
  const created = channels.create(channel, account);
  if (!created.ok) {
    connection.notice(created.reason);
    return;
  }
  log.info('a channel was made', { channel: created.value.name, account: account.name });
  hub.broadcast({ type: 'channel_create', channel: created.value.name });
}

/** The dialect's `channel_delete`: deletes a channel and tells everybody, or tells the sender why not. */
export function handleChannelDelete(
  { channels, hub, log }: Services,
  { account, connection }: Sender,
  { channel }: ClientPacketOf<'channel_delete'>,
): void {
  const deleted = channels.delete(channel, account);
  if (!deleted.ok) {
    connection.notice(deleted.reason);
    return;
  }
  log.info('a channel was deleted', { channel: deleted.value.name, account: account.name });
  hub.broadcast({ type: 'channel_delete', channel: deleted.value.name });
}
