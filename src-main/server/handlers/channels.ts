import { CHANNEL_PAGE_MAX, type ClientPacketOf } from '../../../src-shared/protocol/index.ts';
import type { Sender } from '../router.ts';
import type { Services } from '../services.ts';
import { answerTo, byOf } from './answer.ts';

/** The dialect's `channel_create`: makes a channel and tells everybody, or tells the sender why not. */
export function handleChannelCreate(
  { channelDeeds }: Services,
  sender: Sender,
  packet: ClientPacketOf<'channel_create'>,
): void {
  channelDeeds.create(byOf(sender), packet.channel, answerTo(sender, packet));
}

/** The dialect's `channel_delete`: deletes a channel and tells everybody, or tells the sender why not. */
export function handleChannelDelete(
  { channelDeeds }: Services,
  sender: Sender,
  packet: ClientPacketOf<'channel_delete'>,
): void {
  channelDeeds.delete(byOf(sender), packet.channel, answerTo(sender, packet));
}

/** RWCI+'s `channel_restore`: undoes that. */
export function handleChannelRestore(
  { channelDeeds }: Services,
  sender: Sender,
  packet: ClientPacketOf<'channel_restore'>,
): void {
  channelDeeds.restore(byOf(sender), packet.channel, answerTo(sender, packet));
}

/** RWCI+'s `channel_update`: changes a channel and tells everybody, plain clients of a new name alone, or tells the sender why not. */
export function handleChannelUpdate(
  { channelDeeds }: Services,
  sender: Sender,
  packet: ClientPacketOf<'channel_update'>,
): void {
  channelDeeds.update(byOf(sender), packet.channel, packet, answerTo(sender, packet));
}

/** Tells a client of RWCI+ what the dialect does not say of the channels, in `channel_info`s of at most `CHANNEL_PAGE_MAX`. */
export function sendChannelInfo({ channels }: Services, { connection }: Sender): void {
  const infos = channels.infos();
  for (let start = 0; start < infos.length; start += CHANNEL_PAGE_MAX) {
    const end = start + CHANNEL_PAGE_MAX;
    connection.send({ type: 'channel_info', channels: infos.slice(start, end), more: end < infos.length });
  }
}
