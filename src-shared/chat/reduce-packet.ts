import { assertNever } from '../assert-never.ts';
import { AuthStatus, LIST_MAX_NAMES, SERVER_NAME, type ServerPacket, type ServerPacketOf } from '../protocol/index.ts';
import { addConversation, markRead, updateConversation, withEntries } from './conversations.ts';
import { failed, insertSettled, settleOwn } from './entries.ts';
import { mentions } from './mention.ts';
import {
  channelId,
  CHANNELS_MAX,
  defaultChannel,
  directId,
  emptyConversation,
  findConversation,
  ONLY_CHANNEL,
  type ChatState,
  type Conversation,
  type ConversationId,
  type Delivery,
  type Entry,
} from './state.ts';

/** Members known at once: as many as one `user_list` holds. */
const MEMBERS_MAX = LIST_MAX_NAMES;

/** As many direct messages as our server keeps for somebody who is away. */
const RECENT_DIRECT_MAX = 200;

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
      return join(state, packet.username, at);
    case 'quit':
      return quit(state, packet.username, at);
    case 'typing':
      return typing(state, packet.username);
    case 'message':
      return message(state, channelOf(state, packet.channel), packet.author, packet.message, at);
    case 'direct_message': {
      const next = rememberDirect(state, packet);
      return next === null ? state : directMessage(next, packet.author, packet.message, at);
    }
    case 'broadcast':
      return broadcast(state, packet.message, at);
    case 'channel_list':
      return setChannels(state, packet.channels);
    case 'default_channel':
      return setDefaultChannel(state, packet.channel);
    case 'channel_create':
      return setChannels(state, [...(state.channels ?? []), packet.channel]);
    case 'channel_delete':
      return deleteChannel(state, packet.channel);
    case 'server_info':
      return { ...state, server: { name: packet.name, version: packet.version, capabilities: packet.capabilities } };
    case 'error':
      // What a client that knows less is told in words of the server.
      return directMessage(state, SERVER_NAME, packet.message, at);
    case 'channel_update':
      return packet.previous === packet.channel ? state : renameChannel(state, packet.previous, packet.channel);
    // Of RWCI+, which this state does not keep yet.
    case 'ack':
    case 'history':
    case 'presence':
    case 'member_list':
    case 'channel_info':
    case 'kick':
    case 'ban':
    case 'unban':
    case 'mute':
    case 'unmute':
    case 'role':
    case 'ban_list':
    case 'settings':
    case 'resume_token':
      return state;
    default:
      return assertNever(packet);
  }
}

/** A login begins: what the server told before may hold no longer, since another one may answer at the same address. */
function logIn(state: ChatState, packet: ServerPacketOf<'auth'>): ChatState {
  const newAccount = state.newAccount || madeAccount(packet);
  return { ...state, newAccount, server: null, channels: null, defaultChannel: null };
}

/** The dialect has a field for it; RFC #001, "Server Responses", a status text. */
function madeAccount({ new_account, status }: ServerPacketOf<'auth'>): boolean {
  return new_account ?? status === AuthStatus.registered;
}

function channelOf(state: ChatState, channel: string | null | undefined): string {
  return channel ?? defaultChannel(state);
}

function join(state: ChatState, name: string, at: number): ChatState {
  if (state.members.length >= MEMBERS_MAX || state.members.includes(name)) return state;
  const next = { ...state, members: [...state.members, name] };
  return name === state.me ? next : settle(next, channelId(defaultChannel(state)), { kind: 'join', id: 0, at, name });
}

function quit(state: ChatState, name: string, at: number): ChatState {
  // Of oneself one hears it only from an earlier connection's end.
  if (name === state.me || !state.members.includes(name)) return state;
  const next = withoutTyping({ ...state, members: state.members.filter((each) => each !== name) }, name);
  return settle(next, channelId(defaultChannel(state)), { kind: 'quit', id: 0, at, name });
}

function typing(state: ChatState, name: string): ChatState {
  if (name === state.me || state.typing.includes(name) || state.typing.length >= TYPING_MAX) return state;
  return { ...state, typing: [...state.typing, name] };
}

function withoutTyping(state: ChatState, name: string): ChatState {
  return state.typing.includes(name) ? { ...state, typing: state.typing.filter((each) => each !== name) } : state;
}

function message(state: ChatState, channel: string, author: string, text: string, at: number): ChatState {
  const id = channelId(channel);
  const next = addConversation(withoutTyping(state, author), emptyConversation('channel', channel));
  return author === state.me ? own(next, id, text, at) : foreign(next, id, author, text, at);
}

function directMessage(state: ChatState, author: string, text: string, at: number): ChatState {
  const id = directId(author);
  const next = addConversation(withoutTyping(state, author), emptyConversation('direct', author));
  return author === state.me ? own(next, id, text, at) : foreign(next, id, author, text, at);
}

/** Null for a direct message that came before: a server sends one again whose receipt it is not sure of. */
function rememberDirect(state: ChatState, { id, timestamp }: ServerPacketOf<'direct_message'>): ChatState | null {
  if (id === undefined) return state;
  const key = `${id}@${timestamp ?? ''}`;
  if (state.recentDirect.includes(key)) return null;
  return { ...state, recentDirect: [...state.recentDirect, key].slice(-RECENT_DIRECT_MAX) };
}

/** A copy of an own message: the receipt of one sent from here, or one sent by the same account from elsewhere. */
function own(state: ChatState, id: ConversationId, text: string, at: number): ChatState {
  const settled = settleOwn(findConversation(state, id)?.entries ?? [], text);
  if (settled !== null) return updateConversation(state, id, (conversation) => withEntries(conversation, settled));
  const author = state.me;
  return settle(state, id, { kind: 'message', id: 0, at, author, text, delivery: 'delivered', reason: null, mention: false });
}

function foreign(state: ChatState, id: ConversationId, author: string, text: string, at: number): ChatState {
  const mention = mentions(text, state.me);
  const entryId = state.nextEntryId;
  const next = settle(state, id, { kind: 'message', id: 0, at, author, text, delivery: null, reason: null, mention });
  return countUnread(next, id, entryId, mention);
}

function countUnread(state: ChatState, id: ConversationId, entry: number, mention: boolean): ChatState {
  if (state.attentive && state.active === id) return state;
  return updateConversation(state, id, (conversation) => ({
    ...conversation,
    unread: conversation.unread + 1,
    mentions: conversation.mentions + (mention ? 1 : 0),
    firstUnread: conversation.unread === 0 ? entry : conversation.firstUnread,
  }));
}

/** Shown in the default channel and, so that nobody misses it, in the conversation in front. */
function broadcast(state: ChatState, text: string, at: number): ChatState {
  const home = channelId(defaultChannel(state));
  const entryId = state.nextEntryId;
  const next = countUnread(settle(state, home, { kind: 'broadcast', id: 0, at, text }), home, entryId, false);
  return state.active === home ? next : settle(next, state.active, { kind: 'broadcast', id: 0, at, text });
}

/** Gives the entry its id and puts it in its place. Without the conversation nothing changes. */
function settle(state: ChatState, id: ConversationId, entry: Entry): ChatState {
  const numbered = { ...entry, id: state.nextEntryId };
  const next = updateConversation(state, id, (conversation) =>
    withEntries(conversation, insertSettled(conversation.entries, numbered)),
  );
  return next === state ? state : { ...next, nextEntryId: numbered.id + 1 };
}

/** The server's channels replace those known; conversations of the ones that stay keep what they hold. */
function setChannels(state: ChatState, names: readonly string[]): ChatState {
  const channels = [...new Set(names)].slice(0, CHANNELS_MAX);
  const known = new Map(state.conversations.map((conversation) => [conversation.id, conversation]));
  const kept: Conversation[] = channels.map((name) => known.get(channelId(name)) ?? emptyConversation('channel', name));
  const direct = state.conversations.filter((conversation) => conversation.kind === 'direct');
  const conversations = [...kept, ...direct];
  if (conversations.length === 0) {
    conversations.push(known.get(channelId(ONLY_CHANNEL)) ?? emptyConversation('channel', ONLY_CHANNEL));
  }
  const active = conversations.some((conversation) => conversation.id === state.active)
    ? state.active
    : firstChannel(channels, state.defaultChannel, conversations);
  return markRead(adoptOrphans(state, { ...state, channels, conversations, active }));
}

function firstChannel(
  channels: readonly string[],
  preferred: string | null,
  conversations: readonly Conversation[],
): ConversationId {
  if (preferred !== null && channels.includes(preferred)) return channelId(preferred);
  return conversations[0]?.id ?? channelId(ONLY_CHANNEL);
}

/**
 * What the person wrote in a channel that is gone and that is not delivered moves to where they are now, as failed: nothing is
 * lost, and nothing is said to other people than it was meant for.
 */
function adoptOrphans(before: ChatState, after: ChatState): ChatState {
  const gone = before.conversations.filter((each) => findConversation(after, each.id) === undefined);
  const orphans = gone.flatMap((conversation) =>
    conversation.entries
      .filter((entry) => entry.kind === 'message')
      .filter((entry) => entry.delivery !== null && UNDELIVERED.has(entry.delivery))
      .map((entry) => failed(entry, 'channel-gone')),
  );
  const draft = findConversation(before, before.active)?.draft ?? '';
  if (gone.length === 0) return after;
  return updateConversation(after, after.active, (conversation) => ({
    ...withEntries(conversation, orphans.reduce<readonly Entry[]>(insertSettled, conversation.entries)),
    draft: conversation.draft === '' && after.active !== before.active ? draft : conversation.draft,
  }));
}

const UNDELIVERED: ReadonlySet<Delivery> = new Set<Delivery>(['queued', 'written', 'failed']);

function deleteChannel(state: ChatState, channel: string): ChatState {
  if (state.channels === null) return state;
  const left = state.channels.filter((name) => name !== channel);
  return setChannels({ ...state, defaultChannel: state.defaultChannel === channel ? null : state.defaultChannel }, left);
}

/** The conversation stays what it is, under another name. */
function renameChannel(state: ChatState, previous: string, name: string): ChatState {
  if (state.channels === null || !state.channels.includes(previous)) return state;
  const [from, to] = [channelId(previous), channelId(name)];
  const conversations = state.conversations
    .filter(({ id }) => id !== to)
    .map((conversation) => (conversation.id === from ? { ...conversation, id: to, name } : conversation));
  const renamed: ChatState = {
    ...state,
    conversations,
    active: state.active === from ? to : state.active,
    defaultChannel: state.defaultChannel === previous ? name : state.defaultChannel,
  };
  return setChannels(
    renamed,
    state.channels.map((each) => (each === previous ? name : each)),
  );
}

function setDefaultChannel(state: ChatState, channel: string): ChatState {
  const next = { ...state, defaultChannel: channel };
  const known = addConversation(next, emptyConversation('channel', channel));
  // The very first login: the conversation in front was only a place holder until the server named its own.
  const atStart = !state.ready && state.lostAt === null && state.defaultChannel === null;
  const untouched = findConversation(state, state.active)?.entries.length === 0;
  const isThere = findConversation(known, channelId(channel)) !== undefined;
  return atStart && untouched && isThere ? markRead({ ...known, active: channelId(channel) }) : known;
}
