import type { ServerPacketOf } from '../protocol/index.ts';
import { addConversation, updateConversation, withEntries } from './conversations.ts';
import { awaitedByText, delivered, failed, insertSettled, removeEntry, replaceEntry } from './entries.ts';
import { findPlaced, insertPlaced, withJoinedGaps, type PlacedEntry } from './places.ts';
import { isMention } from './reduce-pages.ts';
import { countUnread } from './reduce-reading.ts';
import {
  channelId,
  defaultChannel,
  directId,
  emptyConversation,
  findConversation,
  type ChatState,
  type Conversation,
  type ConversationId,
  type Entry,
  type MessageEntry,
  type Place,
} from './state.ts';

/** A message as it comes from the server, now or out of its history. */
interface Heard {
  readonly author: string;
  readonly text: string;
  readonly place: Place | null;
  readonly timestamp: number | undefined;
  readonly nonce: string | undefined;
  /** When it came, in ms since the epoch. */
  readonly at: number;
  readonly isHistory: boolean;
}

type Stamped = ServerPacketOf<'message'> | ServerPacketOf<'direct_message'> | ServerPacketOf<'broadcast'>;

function heard(author: string, { message, id, seq, timestamp, nonce }: Stamped, at: number, isHistory: boolean): Heard {
  const place = id === undefined ? null : { id, seq: seq ?? null };
  return { author, text: message, place, timestamp, nonce, at, isHistory };
}

/** A message in a channel. */
export function hearMessage(state: ChatState, packet: ServerPacketOf<'message'>, at: number, isHistory = false): ChatState {
  const channel = packet.channel ?? defaultChannel(state);
  const next = addConversation(state, emptyConversation('channel', channel));
  return hear(noteLive(next, packet.id, isHistory), channelId(channel), heard(packet.author, packet, at, isHistory));
}

/** A direct message, in the conversation with `other`. */
export function hearDirect(
  state: ChatState,
  packet: ServerPacketOf<'direct_message'>,
  at: number,
  other = packet.author,
  isHistory = false,
): ChatState {
  const next = addConversation(state, emptyConversation('direct', other));
  return hear(next, directId(other), heard(packet.author, packet, at, isHistory));
}

/** Shown in the default channel and, when it is said now, so that nobody misses it, in the conversation in front. */
export function hearBroadcast(
  before: ChatState,
  packet: ServerPacketOf<'broadcast'>,
  at: number,
  isHistory = false,
): ChatState {
  const state = noteLive(before, packet.id, isHistory);
  const home = channelId(defaultChannel(state));
  const { place, timestamp, text } = heard('', packet, at, isHistory);
  const known = findConversation(state, home)?.entries ?? [];
  if (place !== null && findPlaced(known, place.id, timestamp) !== undefined) return state;
  if (place !== null && state.known.seen.includes(place.id)) return state;
  const entry = { kind: 'broadcast', id: 0, at: timestamp ?? at, text } as const;
  if (isHistory) {
    const unplaced = known.find(
      (each) => each.kind === 'broadcast' && each.place === undefined && each.text === text && each.id >= state.known.doubtFrom,
    );
    if (unplaced?.kind === 'broadcast' && place !== null)
      return adopt(state, home, { ...unplaced, ...entry, id: unplaced.id, place });
  }
  const entryId = state.nextEntryId;
  const next = countUnread(insert(state, home, place === null ? entry : { ...entry, place }, isHistory), home, entryId, false);
  return state.active === home || isHistory ? next : insert(next, state.active, entry, false);
}

/** A page of the history: what was missed, each message in its place and once. */
export function hearHistory(state: ChatState, { messages }: ServerPacketOf<'history'>, at: number): ChatState {
  return messages.reduce((before, packet) => {
    switch (packet.type) {
      case 'message':
        return hearMessage(before, packet, at, true);
      case 'direct_message':
        return hearDirect(before, packet, at, packet.author === before.me ? packet.recipient : packet.author, true);
      case 'broadcast':
        return hearBroadcast(before, packet, at, true);
    }
  }, state);
}

/** The server has stored an own message. Of one that is not here any more there is nothing to say. */
export function acknowledge(state: ChatState, { nonce, id, timestamp }: ServerPacketOf<'ack'>): ChatState {
  return deliver(state, nonce, id === undefined ? null : { id, seq: null }, timestamp) ?? state;
}

/** The server has refused an own message; null when the error is of something else. */
export function refuse(state: ChatState, { nonce, message }: ServerPacketOf<'error'>): ChatState | null {
  const found = nonce === undefined ? null : findByNonce(state, nonce);
  if (found === null) return null;
  const { conversation, entry } = found;
  if (entry.delivery !== 'written') return state;
  const refused = { ...failed(entry, 'refused'), detail: message };
  return updateConversation(state, conversation.id, (each) => ({ ...each, entries: replaceEntry(each.entries, refused) }));
}

/** What comes while nothing was missed adds to what is known. Direct messages that were kept come out of order and do not count. */
function noteLive(state: ChatState, id: number | undefined, isHistory: boolean): ChatState {
  const { known } = state;
  if (id === undefined || isHistory || !known.isWhole || id <= (known.upTo ?? -1)) return state;
  return { ...state, known: { ...known, upTo: id } };
}

function hear(state: ChatState, id: ConversationId, message: Heard): ChatState {
  const { place, timestamp } = message;
  const entries = findConversation(state, id)?.entries ?? [];
  const known = place === null ? undefined : findPlaced(entries, place.id, timestamp);
  if (known !== undefined && place !== null) return known.place.seq === null ? replace(state, id, { ...known, place }) : state;
  if (place !== null && state.known.seen.includes(place.id)) return state;
  return message.author === state.me ? hearOwn(state, id, message) : hearOther(state, id, message);
}

/** A copy of an own message: the receipt of one sent from here, or one sent by the same account from elsewhere. */
function hearOwn(
  state: ChatState,
  id: ConversationId,
  { author, text, place, timestamp, nonce, at, isHistory }: Heard,
): ChatState {
  const byNonce = nonce === undefined ? null : deliver(state, nonce, place, timestamp);
  if (byNonce !== null) return byNonce;
  const waiting = awaitedByText(findConversation(state, id)?.entries ?? [], text);
  if (waiting !== undefined && place === null) return settleByText(state, id, waiting);
  // What was meant for a channel that has gone was not said here, whatever its words.
  if (waiting !== undefined && place !== null && waiting.reason !== 'channel-gone') {
    return deliverEntry(state, id, waiting, place, timestamp);
  }
  const entry = {
    kind: 'message',
    id: 0,
    at: timestamp ?? at,
    author,
    text,
    delivery: 'delivered',
    reason: null,
    mention: false,
  } as const;
  return insert(state, id, place === null ? entry : { ...entry, place }, isHistory);
}

function hearOther(state: ChatState, id: ConversationId, { author, text, place, timestamp, at, isHistory }: Heard): ChatState {
  const mention = isMention(state, text);
  const entry = { kind: 'message', id: 0, at: timestamp ?? at, author, text, delivery: null, reason: null, mention } as const;
  if (isHistory && place !== null) {
    // It came before the server knew that this client understands ids.
    const unplaced = findConversation(state, id)?.entries.find(
      (each) =>
        each.kind === 'message' &&
        each.delivery === null &&
        each.place === undefined &&
        each.id >= state.known.doubtFrom &&
        each.author === author &&
        each.text === text,
    );
    if (unplaced !== undefined) return adopt(state, id, { ...entry, id: unplaced.id, place });
  }
  const entryId = state.nextEntryId;
  return countUnread(insert(state, id, place === null ? entry : { ...entry, place }, isHistory), id, entryId, mention);
}

/** As on a server without ids: what was on its way, or thought to have failed, moves to its place in the server's order, which is here. */
function settleByText(state: ChatState, id: ConversationId, waiting: MessageEntry): ChatState {
  return updateConversation(state, id, (conversation) =>
    withEntries(
      conversation,
      waiting.delivery !== 'unconfirmed'
        ? insertSettled(removeEntry(conversation.entries, waiting.id), delivered(waiting))
        : replaceEntry(conversation.entries, delivered(waiting)),
    ),
  );
}

/** Null where no message has this nonce. */
function deliver(state: ChatState, nonce: string, place: Place | null, timestamp: number | undefined): ChatState | null {
  const found = findByNonce(state, nonce);
  if (found === null) return null;
  const { conversation, entry } = found;
  if (entry.delivery === 'delivered') {
    return place === null || place.seq === null ? state : replace(state, conversation.id, { ...entry, place });
  }
  return deliverEntry(state, conversation.id, entry, place, timestamp);
}

/** Puts an own message that the server has into its place; where a copy of it stands already, out of the history, instead of that. */
function deliverEntry(
  state: ChatState,
  id: ConversationId,
  entry: MessageEntry,
  place: Place | null,
  timestamp: number | undefined,
): ChatState {
  return updateConversation(state, id, (conversation) => {
    const others = removeEntry(conversation.entries, entry.id);
    // It was said in a channel that has gone since, and went with it.
    if (entry.reason === 'channel-gone') return withEntries(conversation, withJoinedGaps(others));
    const settled = { ...delivered(entry), at: timestamp ?? entry.at };
    if (place === null) return withEntries(conversation, withJoinedGaps(insertSettled(others, settled)));
    const copy = findPlaced(others, place.id, timestamp);
    const placed = { ...settled, place: { ...place, seq: place.seq ?? copy?.place.seq ?? null } };
    const without = copy === undefined ? others : removeEntry(others, copy.id);
    return withEntries(conversation, withJoinedGaps(insertPlaced(without, placed, state.known.doubtFrom)));
  });
}

function findByNonce(state: ChatState, nonce: string): { conversation: Conversation; entry: MessageEntry } | null {
  for (const conversation of state.conversations) {
    const entry = conversation.entries.find((each) => each.kind === 'message' && each.nonce === nonce);
    if (entry?.kind === 'message') return { conversation, entry };
  }
  return null;
}

function replace(state: ChatState, id: ConversationId, entry: Entry): ChatState {
  return updateConversation(state, id, (conversation) => ({
    ...conversation,
    entries: replaceEntry(conversation.entries, entry),
  }));
}

/** An entry that came without a place gets one, and goes there. It was counted when it came. */
function adopt(state: ChatState, id: ConversationId, entry: PlacedEntry): ChatState {
  return updateConversation(state, id, (conversation) =>
    withEntries(
      conversation,
      withJoinedGaps(insertPlaced(removeEntry(conversation.entries, entry.id), entry, state.known.doubtFrom)),
    ),
  );
}

/** Gives the entry its number and puts it in its place. Without the conversation nothing changes. */
export function insert(state: ChatState, id: ConversationId, entry: Entry | PlacedEntry, isHistory = false): ChatState {
  const numbered = { ...entry, id: state.nextEntryId };
  const next = updateConversation(state, id, (conversation) =>
    withEntries(
      conversation,
      'place' in numbered && numbered.place !== undefined
        ? insertPlaced(
            conversation.entries,
            { ...numbered, place: numbered.place },
            isHistory ? state.known.doubtFrom : Infinity,
          )
        : insertSettled(conversation.entries, numbered),
    ),
  );
  return next === state ? state : { ...next, nextEntryId: numbered.id + 1 };
}
