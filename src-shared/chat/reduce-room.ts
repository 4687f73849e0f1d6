import type { ServerPacketOf } from '../protocol/packets.ts';
import { DELETED_MAX, type ChannelDetails, type RoomSettings } from './accounts.ts';
import { CHANNELS_MAX, type ChatState } from './state.ts';

/** What a server tells of its channels and of itself besides the dialect (docs/PROTOCOL.md, "channels", "settings"). */

/** What a packet says of one channel. */
type Told = Pick<ServerPacketOf<'channel_update'>, 'channel' | 'topic' | 'creator' | 'may_write'>;

export function hearChannels(state: ChatState, { channels }: ServerPacketOf<'channel_info'>): ChatState {
  return withDetails(state, channels);
}

/** A channel that a server of the dialect made says nothing of itself. */
export function detailNewChannel(state: ChatState, packet: ServerPacketOf<'channel_create'>): ChatState {
  const { channel, creator = null, may_write = 'everybody', topic } = packet;
  return topic === undefined ? state : withDetails(state, [{ channel, topic, creator, may_write }]);
}

/** The channel, which has its new name already. */
export function detailChannel(state: ChatState, packet: ServerPacketOf<'channel_update'>): ChatState {
  const others = { ...state, details: state.details.filter(({ name }) => name !== packet.previous) };
  return withDetails(packet.previous === packet.channel ? state : others, [packet]);
}

/** Of channels that have gone nothing is kept. */
export function withoutGoneDetails(state: ChatState): ChatState {
  const channels = new Set(state.channels);
  const details = state.details.filter(({ name }) => channels.has(name));
  return details.length === state.details.length ? state : { ...state, details };
}

/** For a while it can be brought back. */
export function noteDeleted(state: ChatState, { channel, until }: ServerPacketOf<'channel_delete'>): ChatState {
  if (until === undefined) return state;
  const { deleted } = withoutDeleted(state, channel);
  return { ...state, deleted: [...deleted, { name: channel, until }].slice(-DELETED_MAX) };
}

/** There is a channel of that name now. */
export function withoutDeleted(state: ChatState, channel: string): ChatState {
  const deleted = state.deleted.filter(({ name }) => name !== channel);
  return deleted.length === state.deleted.length ? state : { ...state, deleted };
}

/** The room's new name is the server's from now on. */
export function hearSettings(state: ChatState, packet: ServerPacketOf<'settings'>): ChatState {
  const {
    guests,
    may_create_channels: mayCreateChannels,
    name,
    new_accounts: newAccounts,
    pin,
    registration,
    welcome,
  } = packet;
  const room: RoomSettings = {
    ...{ registration, mayCreateChannels },
    pin: pin ?? null,
    newAccounts: newAccounts ?? 'member',
    welcome: welcome ?? '',
    guests: guests ?? null,
  };
  const server = name === undefined || state.server === null ? state.server : { ...state.server, name };
  return { ...state, server, room };
}

function withDetails(state: ChatState, told: readonly Told[]): ChatState {
  const channels = new Set(state.channels);
  const details = new Map(state.details.map((each) => [each.name, each]));
  for (const { channel, creator, may_write: mayWrite, topic } of told) {
    if (!channels.has(channel) || (details.size >= CHANNELS_MAX && !details.has(channel))) continue;
    details.set(channel, { name: channel, topic, creator, mayWrite } satisfies ChannelDetails);
  }
  return { ...state, details: [...details.values()] };
}
