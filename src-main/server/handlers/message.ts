import type { ClientPacketOf } from '../../../src-shared/protocol/index.ts';
import { isBlank, shorten } from '../content.ts';
import type { Sender } from '../router.ts';
import type { Services } from '../services.ts';

/** RFC #001, "Public User Message": goes to every client, the author included; empty content and unknown channels do not. */
export function handleMessage(
  { channels, hub }: Services,
  { account, connection }: Sender,
  packet: ClientPacketOf<'message'>,
): void {
  if (isBlank(packet.message)) return;
  const channel = channels.find(packet.channel);
  if (channel === null) {
    connection.notice(`There is no channel #${shorten(packet.channel ?? '')} here.`, 'no such channel');
    return;
  }
  hub.broadcast({ type: 'message', author: account.name, message: packet.message, channel: channel.name });
}
