import { updateConversation, withEntries } from './conversations.ts';
import { isOutgoing, isUndelivered } from './entries.ts';
import type { ChatEvent } from './events.ts';
import { mentions } from './mention.ts';
import { insertPlaced, isPlaced, type PlacedEntry } from './places.ts';
import {
  ENTRIES_MAX,
  findConversation,
  PAST_MAX,
  type ChatState,
  type Conversation,
  type ConversationId,
  type Entry,
  type Past,
} from './state.ts';

/** Paging back, out of the local history and out of the server's, and looking at what lies further back than the present. */

type EventOf<T extends ChatEvent['type']> = Extract<ChatEvent, { type: T }>;

/** Puts a page of the local history before what is here; as much of it as there is room for. */
export function loadPage(state: ChatState, { conversation, entries, hasOlder }: EventOf<'page/loaded'>): ChatState {
  return updateConversation(state, conversation, (found) => {
    const known = new Set(found.entries.map(({ id }) => id));
    const ids = new Set(found.entries.filter(isPlaced).map(({ place }) => place.id));
    const fresh = entries.filter((entry) => !known.has(entry.id) && !(isPlaced(entry) && ids.has(entry.place.id)));
    const room = Math.max(ENTRIES_MAX - found.entries.length, 0);
    const taken = fresh.slice(fresh.length - Math.min(room, fresh.length));
    return { ...found, entries: [...taken, ...found.entries], hasOlder: hasOlder || taken.length < fresh.length };
  });
}

/** Takes in what the server has from before the first message that is shown, in the present or in the past. */
export function receiveOlder(state: ChatState, { at, conversation, page }: EventOf<'older/received'>): ChatState {
  const found = findConversation(state, conversation);
  if (found === undefined) return state;
  if (page === null) return updateConversation(state, conversation, (each) => withOlder(each, [], false));
  const first = (found.past ?? found).entries.find(isPlaced)?.place.id ?? Infinity;
  let id = state.nextEntryId;
  const entries: PlacedEntry[] = [];
  for (const packet of page.messages) {
    if (packet.id === undefined || packet.id >= first || packet.id <= found.choices.clearedUpTo) continue;
    const base = {
      id: id++,
      at: packet.timestamp ?? at,
      text: packet.message,
      place: { id: packet.id, seq: packet.seq ?? null },
    };
    if (packet.type === 'broadcast') entries.push({ kind: 'broadcast', ...base });
    else {
      const own = packet.author === state.me;
      const { author } = packet;
      const mention = !own && isMention(state, packet.message);
      entries.push({ kind: 'message', ...base, author, delivery: own ? 'delivered' : null, reason: null, mention });
    }
  }
  const lowest = page.reached ?? 0;
  const hasOlder = page.more && lowest > found.choices.clearedUpTo;
  const next = updateConversation(state, conversation, (each) => withOlder(each, entries, hasOlder));
  return { ...next, nextEntryId: id };
}

/** The name as a word, or one of the person's keywords. */
export function isMention({ keywords, me }: ChatState, text: string): boolean {
  return mentions(text, me) || keywords.some((keyword) => mentions(text, keyword));
}

function withOlder(conversation: Conversation, older: readonly PlacedEntry[], hasOlder: boolean): Conversation {
  const { entries, past } = conversation;
  if (past !== null) return { ...conversation, past: { ...past, ...prepended(past, older), hasOlder } };
  const merged = older.reduce<readonly Entry[]>((all, entry) => insertPlaced(all, entry), entries);
  return { ...withEntries(conversation, merged), hasOlder };
}

/** The past with entries before its first; at its other end it loses as many as do not fit. */
function prepended(past: Past, older: readonly Entry[]): Pick<Past, 'entries' | 'hasNewer'> {
  const entries = [...older, ...past.entries];
  return { entries: entries.slice(0, PAST_MAX), hasNewer: past.hasNewer || entries.length > PAST_MAX };
}

export function showPast(state: ChatState, id: ConversationId, past: Past | null): ChatState {
  const bounded = past === null ? null : { ...past, entries: past.entries.slice(-PAST_MAX) };
  // What the window shows at its end from now on it says anew.
  const left = state.active === id ? { ...state, atEnd: false } : state;
  return updateConversation(left, id, (conversation) => ({ ...conversation, past: bounded }));
}

/** Forgets what is here of a conversation, except what the person wrote and nobody got. */
export function clear(state: ChatState, id: ConversationId): ChatState {
  return updateConversation(state, id, (conversation) => {
    const newest = conversation.entries.filter(isPlaced).reduce((highest, { place }) => Math.max(highest, place.id), 0);
    const clearedUpTo = Math.max(conversation.choices.clearedUpTo, newest);
    return {
      ...conversation,
      entries: conversation.entries.filter((entry) => isOutgoing(entry) || isUndelivered(entry)),
      unread: 0,
      mentions: 0,
      firstUnread: null,
      keptUnread: false,
      hasOlder: false,
      past: null,
      choices: { ...conversation.choices, clearedUpTo },
    };
  });
}
