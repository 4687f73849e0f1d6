import type { CAPABILITIES } from '../protocol/index.ts';
import {
  USUAL_PRESENCE,
  type Account,
  type ChannelDetails,
  type DeletedChannel,
  type OwnPresence,
  type RoomSettings,
  type Sanction,
} from './accounts.ts';
import type { ConnectionState } from './connection.ts';
import type { Entry } from './entry.ts';

export type { ConnectionState, Problem } from './connection.ts';
export type { BroadcastEntry, Delivery, Entry, FailureReason, GapEntry, MessageEntry, Place, PresenceEntry } from './entry.ts';

/**
 * The state of one server as a person sees it. Plain data: the main process holds the one that counts, a window holds a
 * replica that applies the same numbered events with the same reducer (`reduce.ts`).
 */

/** `channel:NAME` or `dm:NAME`; see `channelId` and `directId`. */
export type ConversationId = `channel:${string}` | `dm:${string}`;

export const channelId = (name: string): ConversationId => `channel:${name}`;
export const directId = (name: string): ConversationId => `dm:${name}`;

/** What a server without channels calls its one conversation: the name the dialect gives the usual default channel. */
export const ONLY_CHANNEL = 'general';

/** Lines kept a conversation in memory; the oldest go first. */
export const ENTRIES_MAX = 1_000;

/** Characters in one message that the composer takes. A frame of ours then stays below `CLIENT_FRAME_MAX_BYTES`. */
export const MESSAGE_MAX_CHARS = 8_000;

/** Characters of what is being written: a long text waits there to be sent in parts. */
export const DRAFT_MAX_CHARS = 10 * MESSAGE_MAX_CHARS;

/** Channels shown; a server that announces more is cut here. */
export const CHANNELS_MAX = 500;

/** Ids of kept messages that are remembered over a restart. */
export const SEEN_MAX = 1_000;

/** Entries of a conversation's past that a window holds at once. */
export const PAST_MAX = 400;

/** Keywords of the person, and people they blocked on one server, at most; of a keyword, characters. */
export const KEYWORDS_MAX = 50;
export const KEYWORD_MAX_CHARS = 100;
export const BLOCKED_MAX = 1_000;

/** People one has a conversation with; a server that makes up more is cut here. */
export const DIRECT_MAX = 500;

/** Conversations of both kinds. */
export const CONVERSATIONS_MAX = CHANNELS_MAX + DIRECT_MAX;

/** When a conversation makes a notification; `default`: direct messages do, channels only for mentions. */
export type Notify = 'default' | 'all' | 'mentions' | 'nothing';

/** A mute that lasts until the person ends it: later than any time a clock shows. */
export const MUTED_FOR_GOOD = 8_640_000_000_000_000;

/** A stretch of a conversation from further back, which a window shows in the place of `entries` until the person returns. */
export interface Past {
  readonly entries: readonly Entry[];
  readonly hasOlder: boolean;
  /** False where the stretch reaches up to the present. */
  readonly hasNewer: boolean;
  /** The entry that the person wanted to see; null once they went on from there. */
  readonly focus: number | null;
}

/** What the person chose for one conversation. */
export interface Choices {
  readonly notify: Notify;
  /** In ms since the epoch, `MUTED_FOR_GOOD` at most; null when it is not muted. The main process ends it in time. */
  readonly mutedUntil: number | null;
  /** Messages up to this id were cleared away here, and are not read in the server's history again. */
  readonly clearedUpTo: number;
}

export const DEFAULT_CHOICES: Choices = { notify: 'default', mutedUntil: null, clearedUpTo: 0 };

export interface Conversation {
  readonly id: ConversationId;
  readonly kind: 'channel' | 'direct';
  /** The channel's or the other person's name. */
  readonly name: string;
  /** In the order on screen: own messages without a receipt come last. */
  readonly entries: readonly Entry[];
  readonly unread: number;
  readonly mentions: number;
  /**
   * The first entry below the "new messages" line, or null. Stays until the person leaves the conversation, writes in it or
   * sends the line away; while something is unread it is set.
   */
  readonly firstUnread: number | null;
  /** The person marked it as unread: it stays so until they come back to it. */
  readonly keptUnread: boolean;
  readonly draft: string;
  /** There may be entries before the first of `entries`, in the local history or in the server's. */
  readonly hasOlder: boolean;
  readonly past: Past | null;
  readonly choices: Choices;
}

export interface ServerInfo {
  readonly name: string;
  readonly version: string;
  readonly capabilities: readonly string[];
  /** Who it says it is, at whatever address (docs/PROTOCOL.md, "identity"); null where it does not say. */
  readonly identity: string | null;
  /** The bytes of a whole frame that it takes. */
  readonly frameMaxBytes: number;
}

/** How much of the server's history is here, or was. */
export interface Known {
  /** All that one may read up to this id; null as long as there is no such id. */
  readonly upTo: number | null;
  /** Nothing was missed since: what comes adds to it. */
  readonly isWhole: boolean;
  /** From this entry on, what has no place may come again with one, and a gap may be filled. */
  readonly doubtFrom: number;
  /**
   * Ids of messages that are kept from before this start and may come once more: they need not be among the entries. `SEEN_MAX` at
   * most.
   */
  readonly seen: readonly number[];
}

export interface ChatState {
  /** The login name. */
  readonly me: string;
  /** The address as the person gave it. */
  readonly address: string;
  readonly connection: ConnectionState;
  /** The login sequence is over and messages may be written to the socket. */
  readonly ready: boolean;
  /** When the connection was lost, in ms since the epoch; null once a login sequence is over again. */
  readonly lostAt: number | null;
  /** The server said that this login made a new account. */
  readonly newAccount: boolean;
  /** Null for a server that does not speak RWCI+. */
  readonly server: ServerInfo | null;
  /** Null for a server without channels. */
  readonly channels: readonly string[] | null;
  readonly defaultChannel: string | null;
  /** Who is online, oneself included, in the order of arrival. */
  readonly members: readonly string[];
  /** Who has an account there, here or not, where the server tells; `ACCOUNTS_MAX` at most. */
  readonly accounts: readonly Account[];
  readonly ownPresence: OwnPresence;
  /** A moderator took the person their voice. It may have ended by itself: nobody tells. */
  readonly ownMute: Sanction | null;
  /** Why the person was sent off the server, until they are on it again. */
  readonly removal: Sanction | null;
  /** Of those of `channels` of which the server tells more than the name. */
  readonly details: readonly ChannelDetails[];
  /** Deleted while the person was here, the newest last; `DELETED_MAX` at most. */
  readonly deleted: readonly DeletedChannel[];
  /** Null where the server tells nothing of it. */
  readonly room: RoomSettings | null;
  readonly conversations: readonly Conversation[];
  readonly active: ConversationId;
  /** This server is in the window in front of the person. */
  readonly attentive: boolean;
  /** The window shows the newest entry of the active conversation: what arrives there is read at once by an attentive person. */
  readonly atEnd: boolean;
  /** The person has just opened the active conversation, and looks at it whatever the system says of the window. */
  readonly glancing: boolean;
  /** Words that count as a mention, besides the name. */
  readonly keywords: readonly string[];
  /** People whose messages are hidden and tell nothing. */
  readonly blocked: readonly string[];
  /** Names of those who are typing, oneself never. */
  readonly typing: readonly string[];
  readonly nextEntryId: number;
  readonly known: Known;
}

export function findConversation(state: ChatState, id: ConversationId): Conversation | undefined {
  return state.conversations.find((conversation) => conversation.id === id);
}

/** The channel that a message without one belongs to. */
export function defaultChannel(state: ChatState): string {
  return state.defaultChannel ?? state.channels?.[0] ?? ONLY_CHANNEL;
}

/**
 * The server has told all its channels and this conversation's is not among them. On a server without channels that is every
 * channel but the one conversation it has. What is written there must not be said anywhere else.
 */
export function isGone(state: ChatState, { kind, name }: Conversation): boolean {
  if (!state.ready || kind === 'direct') return false;
  if (state.channels === null) return name !== defaultChannel(state);
  return name !== state.defaultChannel && !state.channels.includes(name);
}

/** The server says that it has this capability of RWCI+. */
export function offers(state: ChatState, capability: (typeof CAPABILITIES)[number]): boolean {
  return state.server?.capabilities.includes(capability) ?? false;
}

/** Unread direct messages and mentions, without those of muted conversations: what a badge shows and the tray marks. */
export function attentionCount(state: ChatState): number {
  let count = 0;
  for (const conversation of state.conversations) count += callsFor(conversation);
  return count;
}

/** How many of a conversation's unread messages call for the person. */
export function callsFor({ choices, kind, mentions, unread }: Conversation): number {
  if (choices.mutedUntil !== null || choices.notify === 'nothing') return 0;
  return kind === 'direct' ? unread : mentions;
}

/** Whether something is unread that a dot tells of: in a conversation that is not muted. */
export function hasUnread(state: ChatState): boolean {
  return state.conversations.some(({ choices, unread }) => unread > 0 && choices.mutedUntil === null);
}

/** The person sees what arrives in this conversation as it arrives. */
export function isSeen(state: ChatState, { id, keptUnread, past }: Conversation): boolean {
  return state.attentive && state.atEnd && state.active === id && past === null && !keptUnread;
}

export function initialChatState(me: string, address: string): ChatState {
  return {
    me,
    address,
    connection: { phase: 'connecting' },
    ready: false,
    lostAt: null,
    newAccount: false,
    server: null,
    channels: null,
    defaultChannel: null,
    members: [],
    accounts: [],
    ownPresence: USUAL_PRESENCE,
    ownMute: null,
    removal: null,
    details: [],
    deleted: [],
    room: null,
    conversations: [emptyConversation('channel', ONLY_CHANNEL)],
    active: channelId(ONLY_CHANNEL),
    attentive: true,
    atEnd: true,
    glancing: false,
    keywords: [],
    blocked: [],
    typing: [],
    nextEntryId: 1,
    known: { upTo: null, isWhole: true, doubtFrom: 1, seen: [] },
  };
}

export function emptyConversation(kind: Conversation['kind'], name: string): Conversation {
  const id = kind === 'channel' ? channelId(name) : directId(name);
  return {
    id,
    kind,
    name,
    entries: [],
    unread: 0,
    mentions: 0,
    firstUnread: null,
    keptUnread: false,
    draft: '',
    hasOlder: true,
    past: null,
    choices: DEFAULT_CHOICES,
  };
}
