import { assertNever } from '../assert-never.ts';
import { AuthStatus, LIST_MAX_NAMES, SERVER_NAME, type ServerPacket, type ServerPacketOf } from '../protocol/index.ts';
import { addChannel, deleteChannel, placeChannel, renameChannel, setChannels, setDefaultChannel } from './reduce-channels.ts';
import { arrive, changeRole, depart, forget, hearMembers, hearPresence, mute, remove, unmute } from './reduce-members.ts';
import { acknowledge, hearBroadcast, hearDirect, hearHistory, hearMessage, insert, refuse } from './reduce-messages.ts';
import {
  detailChannel,
  detailNewChannel,
  hearChannels,
  hearSettings,
  noteDeleted,
  withoutDeleted,
  withoutGoneDetails,
} from './reduce-room.ts';
import { channelId, defaultChannel, type ChatState, type ServerInfo } from './state.ts';

/** Members known at once: as many as one `user_list` holds. */
const MEMBERS_MAX = LIST_MAX_NAMES;

/** Names shown as typing at once at most; a server that floods is cut here. */
const TYPING_MAX = 50;

/** What a packet of the server does to the state. RFC #001 and, where it is silent, docs/PROTOCOL.md. */
export function reducePacket(state: ChatState, packet: ServerPacket, at: number): ChatState {
  switch (packet.type) {
    case 'auth':
      return packet.success ? logIn(state, packet) : state;
    case 'user_list':
      // It may or may not hold oneself.
      return { ...state, members: [...new Set([...packet.users.slice(0, MEMBERS_MAX - 1), state.me])] };
    case 'join':
      return join(state, packet, at);
    case 'quit':
      return quit(state, packet.username, at);
    case 'typing':
      return typing(state, packet.username);
    case 'message':
      return hearMessage(withoutTyping(state, packet.author), packet, at);
    case 'direct_message':
      return hearDirect(withoutTyping(state, packet.author), packet, at);
    case 'broadcast':
      return hearBroadcast(state, packet, at);
    case 'channel_list':
      return withoutGoneDetails(setChannels(state, packet.channels));
    case 'default_channel':
      return setDefaultChannel(state, packet.channel);
    case 'channel_create':
      return detailNewChannel(addChannel(withoutDeleted(state, packet.channel), packet.channel, packet.position), packet);
    case 'channel_delete':
      return noteDeleted(withoutGoneDetails(deleteChannel(state, packet.channel)), packet);
    case 'server_info':
      return { ...state, server: describe(packet) };
    case 'error':
      // Of what is not a message: what a client that knows less is told in words of the server.
      return (
        refuse(state, packet) ?? hearDirect(state, { type: 'direct_message', author: SERVER_NAME, message: packet.message }, at)
      );
    case 'ack':
      return acknowledge(state, packet);
    case 'history':
      return hearHistory(state, packet, at);
    case 'channel_update':
      return updateChannel(state, packet);
    case 'channel_info':
      return hearChannels(state, packet);
    case 'member_list':
      return hearMembers(state, packet);
    case 'presence':
      return hearPresence(state, packet);
    case 'kick':
    case 'ban':
      return remove(state, packet);
    case 'mute':
      return mute(state, packet);
    case 'unmute':
      return unmute(state, packet);
    case 'role':
      return changeRole(state, packet);
    case 'settings':
      return hearSettings(state, packet);
    case 'account_delete':
      return forget(state, packet.username);
    // Answers to whoever asked, and what nobody is told.
    case 'unban':
    case 'audit':
    case 'ban_list':
    case 'resume_token':
    case 'pong':
      return state;
    default:
      return assertNever(packet);
  }
}

/** A login begins: what the server told before may hold no longer, since another one may answer at the same address. */
function logIn(state: ChatState, packet: ServerPacketOf<'auth'>): ChatState {
  const newAccount = state.newAccount || madeAccount(packet);
  const told = { server: null, channels: null, defaultChannel: null, accounts: [], details: [], deleted: [], room: null };
  return { ...state, newAccount, removal: null, ...told };
}

function updateChannel(state: ChatState, packet: ServerPacketOf<'channel_update'>): ChatState {
  const { channel, position, previous } = packet;
  const renamed = previous === channel ? state : renameChannel(state, previous, channel);
  return detailChannel(placeChannel(renamed, channel, position), packet);
}

function describe({ name, version, capabilities, limits, identity = null }: ServerPacketOf<'server_info'>): ServerInfo {
  return { name, version, capabilities, identity, frameMaxBytes: limits.message_bytes };
}

/** The dialect has a field for it; RFC #001, "Server Responses", a status text. */
function madeAccount({ new_account, status }: ServerPacketOf<'auth'>): boolean {
  return new_account ?? status === AuthStatus.registered;
}

function join(state: ChatState, packet: ServerPacketOf<'join'>, at: number): ChatState {
  const name = packet.username;
  if (state.members.length >= MEMBERS_MAX || state.members.includes(name)) return state;
  const next = arrive({ ...state, members: [...state.members, name] }, packet);
  return name === state.me ? next : insert(next, channelId(defaultChannel(state)), { kind: 'join', id: 0, at, name });
}

function quit(state: ChatState, name: string, at: number): ChatState {
  // Of oneself one hears it only from an earlier connection's end.
  if (name === state.me || !state.members.includes(name)) return state;
  const left = depart({ ...state, members: state.members.filter((each) => each !== name) }, name, at);
  const next = withoutTyping(left, name);
  return insert(next, channelId(defaultChannel(state)), { kind: 'quit', id: 0, at, name });
}

function typing(state: ChatState, name: string): ChatState {
  if (name === state.me || state.typing.includes(name) || state.typing.length >= TYPING_MAX) return state;
  if (state.blocked.includes(name)) return state;
  return { ...state, typing: [...state.typing, name] };
}

function withoutTyping(state: ChatState, name: string): ChatState {
  return state.typing.includes(name) ? { ...state, typing: state.typing.filter((each) => each !== name) } : state;
}
