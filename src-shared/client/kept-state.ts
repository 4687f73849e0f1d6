import * as v from 'valibot';
import {
  channelId,
  CHANNELS_MAX,
  DEFAULT_CHOICES,
  emptyConversation,
  initialChatState,
  isOutgoing,
  isPlaced,
  MUTED_FOR_GOOD,
  SEEN_MAX,
  type ChatState,
  type Conversation,
  type ConversationId,
  type MessageEntry,
} from '../chat/index.ts';
import { CLIENT_FRAME_MAX_BYTES } from '../protocol/index.ts';
import type { HistoryOp, KeptConversation, KeptServer, ServerKey } from './records.ts';

/** A chat state as the local history keeps it, and back. */

/** Of each conversation with a person so many of the newest messages. */
const RECENT_DIRECT = 20;

const name = v.pipe(v.string(), v.maxLength(10_000));
const id = v.pipe(v.number(), v.safeInteger());
const moment = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MUTED_FOR_GOOD));

const ServerSchema = v.object({
  known: v.object({ upTo: v.nullable(id), doubtFrom: id, seen: v.pipe(v.array(id), v.maxLength(SEEN_MAX)) }),
  /** When the login was last known to hold; null: there was none. */
  seenAt: v.nullable(moment),
  server: v.nullable(
    v.object({
      ...{ name, version: name, identity: v.nullable(name), capabilities: v.pipe(v.array(name), v.maxLength(100)) },
      // Versions before this one did not keep it.
      frameMaxBytes: v.optional(v.pipe(v.number(), v.safeInteger()), CLIENT_FRAME_MAX_BYTES),
    }),
  ),
  channels: v.nullable(v.pipe(v.array(name), v.maxLength(CHANNELS_MAX))),
  defaultChannel: v.nullable(name),
  active: name,
  era: id,
});

type Kept = Pick<ChatState, 'server' | 'channels' | 'defaultChannel' | 'active'> &
  Pick<v.InferOutput<typeof ServerSchema>, 'known' | 'seenAt' | 'era'>;

const ChoicesSchema = v.object({
  notify: v.picklist(['default', 'all', 'mentions', 'nothing']),
  mutedUntil: v.nullable(moment),
  clearedUpTo: id,
  keptUnread: v.boolean(),
});

/** What the next start needs of a state besides entries and conversations; `now` in ms since the epoch. */
export function serverToKeep(server: ServerKey, state: ChatState, era: number, now: number): HistoryOp {
  const { active, channels, defaultChannel, known, lostAt, ready } = state;
  const kept: Kept = {
    known: { upTo: known.upTo, doubtFrom: known.doubtFrom, seen: seenIds(state) },
    seenAt: ready ? now : lostAt,
    server: state.server,
    channels,
    defaultChannel,
    active,
    era,
  };
  return { type: 'server', server, name: state.server?.name ?? state.address, state: JSON.stringify(kept) };
}

/**
 * What the next login may bring once more: what is newer than all that the history is known up to, and direct messages that the server
 * has no receipt of.
 */
function seenIds({ conversations, known }: ChatState): number[] {
  const seen = new Set(known.seen);
  for (const { entries, kind } of conversations) {
    const recent = entries.length - RECENT_DIRECT;
    entries.forEach((entry, at) => {
      if (!isPlaced(entry)) return;
      const { id: place } = entry.place;
      if (place > (known.upTo ?? -1) || (kind === 'direct' && at >= recent)) seen.add(place);
    });
  }
  return [...seen].sort((a, b) => b - a).slice(0, SEEN_MAX);
}

export function conversationToKeep(conversation: Conversation): KeptConversation {
  const { choices, draft, firstUnread, id: conversationId, keptUnread, mentions, unread } = conversation;
  return { id: conversationId, unread, mentions, firstUnread, draft, choices: JSON.stringify({ ...choices, keptUnread }) };
}

/** A chat state to begin with, before any answer of the server. */
export interface Restored {
  readonly chat: ChatState;
  /** See `Position`. */
  readonly era: number;
  /** The server was there before; a first login that fails is no reason to forget it. */
  readonly isKnown: boolean;
}

/** The state as it was left, without entries but those that wait to be sent: the history has the others. */
export function restoredState(me: string, address: string, kept: KeptServer): Restored {
  const fresh = { ...initialChatState(me, address), nextEntryId: kept.nextEntryId };
  const saved = parse(ServerSchema, kept.state);
  const conversations = restoredConversations(fresh, kept, saved?.channels ?? null);
  if (saved === null) return { chat: { ...fresh, conversations }, era: 0, isKnown: false };
  const { active, channels, defaultChannel, era, known, seenAt, server } = saved;
  const chat: ChatState = {
    ...fresh,
    server,
    channels,
    defaultChannel,
    conversations,
    active: (conversations.find((each) => each.id === active) ?? conversations[0])?.id ?? fresh.active,
    // What is unread is read when the window has shown it.
    atEnd: false,
    lostAt: seenAt,
    // Whether more was said since, the history of the server tells.
    known: { ...known, isWhole: known.upTo === null, doubtFrom: Math.min(known.doubtFrom, kept.nextEntryId) },
  };
  return { chat, era, isKnown: true };
}

function restoredConversations(
  fresh: ChatState,
  { conversations, outbox }: KeptServer,
  channels: readonly string[] | null,
): readonly Conversation[] {
  const byId = new Map(conversations.map((kept) => [kept.id, restored(kept)]));
  for (const { conversation, entry } of outbox) {
    const found = byId.get(conversation) ?? empty(conversation);
    const entries = [...found.entries, stillOpen(entry)];
    // What failed stands in its place, what waits comes last.
    byId.set(conversation, { ...found, entries: [...entries.filter((e) => !isOutgoing(e)), ...entries.filter(isOutgoing)] });
  }
  const all = [...byId.values()];
  const named = (channels ?? []).map((channel) => byId.get(channelId(channel)) ?? emptyConversation('channel', channel));
  // A channel that the server did not name is there for what waits in it, or is unread.
  const isOfUse = ({ draft, entries, unread }: Conversation) =>
    channels === null || entries.length + unread > 0 || draft !== '';
  const others = all.filter((each) => each.kind === 'channel' && !named.includes(each) && isOfUse(each));
  const list = [...named, ...others, ...all.filter(({ kind }) => kind === 'direct')];
  if (list.some(({ kind }) => kind === 'channel')) return list;
  // A server without channels has the one conversation that everybody has, as it was left.
  return [...fresh.conversations.map((each) => byId.get(each.id) ?? each), ...list];
}

/** What was on its way without a nonce may have arrived: only the person may send it again. */
function stillOpen(entry: MessageEntry): MessageEntry {
  return entry.delivery === 'written' && entry.nonce === undefined
    ? { ...entry, delivery: 'failed', reason: 'connection-lost' }
    : entry;
}

function restored({ id: conversationId, choices, draft, firstUnread, mentions, unread }: KeptConversation): Conversation {
  const { keptUnread, ...chosen } = parse(ChoicesSchema, choices) ?? { ...DEFAULT_CHOICES, keptUnread: false };
  return { ...empty(conversationId), unread, mentions, firstUnread, draft, keptUnread, choices: chosen };
}

function empty(conversation: ConversationId): Conversation {
  const colon = conversation.indexOf(':');
  return emptyConversation(conversation.startsWith('dm:') ? 'direct' : 'channel', conversation.slice(colon + 1));
}

/** Null for what is not there or not as this version writes it. */
function parse<T extends v.GenericSchema>(schema: T, json: string | null): v.InferOutput<T> | null {
  if (json === null) return null;
  try {
    const result = v.safeParse(schema, JSON.parse(json));
    return result.success ? result.output : null;
  } catch {
    return null;
  }
}
