import { assertNever } from '../assert-never.ts';
import {
  addConversation,
  mapConversations,
  updateConversation,
  updateOwner,
  withEntries,
  withoutLine,
} from './conversations.ts';
import { appendOutgoing, failed, insertSettled, removeEntry, replaceEntry } from './entries.ts';
import type { ChatEvent } from './events.ts';
import { isPlaced } from './places.ts';
import { reducePacket } from './reduce-packet.ts';
import { clear, loadPage, receiveOlder, showPast } from './reduce-pages.ts';
import { block, markAllRead, markRead, markUnread, see } from './reduce-reading.ts';
import {
  emptyConversation,
  findConversation,
  isGone,
  offers,
  type ChatState,
  type ConnectionState,
  type ConversationId,
  type Entry,
  type MessageEntry,
} from './state.ts';

type EventOf<T extends ChatEvent['type']> = Extract<ChatEvent, { type: T }>;

/** The one reducer of the chat state. Pure: no time, no sound, no IPC; the same events give the same state in both replicas. */
export function reduceChat(state: ChatState, event: ChatEvent): ChatState {
  switch (event.type) {
    case 'connection/changed':
      return changeConnection(state, event.connection, event.at);
    case 'packet/received':
      return reducePacket(state, event.packet, event.at);
    case 'login/settled':
      return settleLogin(state, event.at);
    case 'message/composed':
      return compose(state, event);
    case 'message/written':
      return markWritten(state, event.entry);
    case 'message/handed':
      return markHanded(state, event.entry);
    case 'message/expired':
      return updateOwner(state, event.entry, (conversation, entry) =>
        entry.delivery === 'written'
          ? { ...conversation, entries: replaceEntry(conversation.entries, failed(entry, 'no-receipt')) }
          : conversation,
      );
    case 'message/retried':
      return retry(state, event);
    case 'message/discarded':
      return updateOwner(state, event.entry, (conversation, entry) =>
        entry.delivery === 'failed' || entry.delivery === 'queued'
          ? { ...conversation, entries: removeEntry(conversation.entries, entry.id) }
          : conversation,
      );
    case 'history/known':
      return knowHistory(state, event);
    case 'typing/expired':
      return { ...state, typing: state.typing.filter((name) => name !== event.name) };
    case 'conversation/opened':
      return open(state, event.conversation);
    case 'conversation/seen':
      return see(state, event.conversation, event.atEnd);
    case 'conversation/marked-unread':
      return markUnread(state, event.conversation, event.entry);
    case 'conversation/marked-read':
      return markAllRead(state, event.conversation);
    case 'conversation/chosen':
      return updateConversation(state, event.conversation, (conversation) => ({
        ...conversation,
        choices: { ...conversation.choices, ...event.choices },
      }));
    case 'conversation/cleared':
      return clear(state, event.conversation);
    case 'page/loaded':
      return loadPage(state, event);
    case 'older/received':
      return receiveOlder(state, event);
    case 'past/shown':
      return showPast(state, event.conversation, event.past);
    case 'line/cleared':
      return updateConversation(state, event.conversation, withoutLine);
    case 'attention/changed':
      return markRead({ ...state, attentive: event.attentive });
    case 'keywords/changed':
      return { ...state, keywords: event.keywords };
    case 'blocked/changed':
      return block(state, event.blocked);
    case 'draft/changed':
      return updateConversation(state, event.conversation, (conversation) => ({ ...conversation, draft: event.text }));
    case 'new-account/noticed':
      return { ...state, newAccount: false };
    case 'presence/chosen':
      return { ...state, ownPresence: event.presence };
    default:
      return assertNever(event);
  }
}

function changeConnection(state: ChatState, connection: ConnectionState, at: number): ChatState {
  if (connection.phase === 'connected') return { ...state, connection };
  const next: ChatState = { ...state, connection, ready: false, typing: [] };
  if (state.connection.phase !== 'connected') return next;
  const { known } = state;
  const doubtful = known.isWhole ? { ...known, isWhole: false, doubtFrom: state.nextEntryId } : known;
  // A loss before the login sequence was over makes the same gap longer.
  const lost: ChatState = { ...next, lostAt: state.lostAt ?? at, known: doubtful };
  // What was written and not answered may or may not have arrived. A server that knows it by its nonce can be asked again;
  // otherwise only the person may decide to send it again.
  return mapWritten(lost, (entry) => (entry.nonce === undefined ? failed(entry, 'connection-lost') : entry));
}

/** Changes what is on its way, each in its place. */
function mapWritten(state: ChatState, change: (entry: MessageEntry) => MessageEntry): ChatState {
  return mapConversations(state, (conversation) =>
    conversation.entries.some(isWritten)
      ? { ...conversation, entries: conversation.entries.map((entry) => (isWritten(entry) ? change(entry) : entry)) }
      : conversation,
  );
}

function isWritten(entry: Entry): entry is MessageEntry {
  return entry.kind === 'message' && entry.delivery === 'written';
}

function settleLogin(before: ChatState, at: number): ChatState {
  const gone = failGone({ ...before, ready: true });
  // What the last connection left without an answer.
  const state = mapWritten(gone, (entry) =>
    entry.nonce !== undefined && offers(before, 'ack') ? { ...entry, delivery: 'queued' } : failed(entry, 'connection-lost'),
  );
  if (state.lostAt === null) return state;
  const from = state.lostAt;
  let id = state.nextEntryId;
  const next = mapConversations(state, (conversation) => {
    if (conversation.kind === 'direct') return conversation;
    const last = conversation.entries.findLast((entry) => entry.kind !== 'message' || entry.delivery !== 'queued');
    // A second outage with nothing said in between makes one longer gap, not a second line.
    if (last?.kind === 'gap') return { ...conversation, entries: replaceEntry(conversation.entries, { ...last, at }) };
    const gap: Entry = { kind: 'gap', id: id++, at, from };
    return withEntries(conversation, insertSettled(conversation.entries, gap));
  });
  return { ...next, lostAt: null, nextEntryId: id };
}

/** What waits for a channel that has gone since waits in vain. */
function failGone(state: ChatState): ChatState {
  const waits = (entry: Entry): entry is MessageEntry => entry.kind === 'message' && entry.delivery === 'queued';
  return mapConversations(state, (conversation) =>
    isGone(state, conversation) && conversation.entries.some(waits)
      ? {
          ...conversation,
          entries: conversation.entries.map((entry) => (waits(entry) ? failed(entry, 'channel-gone') : entry)),
        }
      : conversation,
  );
}

/** See the event. */
function knowHistory(state: ChatState, { upTo, how }: EventOf<'history/known'>): ChatState {
  const { doubtFrom } = state.known;
  const seen = how === 'other-server' ? [] : state.known.seen;
  const next: ChatState = { ...state, known: { upTo, isWhole: how !== 'partly', doubtFrom, seen } };
  if (how === 'filled') {
    return mapConversations(next, (conversation) => {
      const entries = conversation.entries.filter((entry) => entry.kind !== 'gap' || entry.id < doubtFrom);
      return entries.length === conversation.entries.length ? conversation : withEntries(conversation, entries);
    });
  }
  if (how !== 'other-server') return next;
  return mapConversations(next, (conversation) => ({
    ...conversation,
    entries: conversation.entries.map((entry) => {
      if (!isPlaced(entry)) return entry;
      const { place: _, ...unplaced } = entry;
      return unplaced;
    }),
  }));
}

function compose(state: ChatState, { conversation, text, nonce, at }: EventOf<'message/composed'>): ChatState {
  const entry: MessageEntry = {
    kind: 'message',
    id: state.nextEntryId,
    at,
    author: state.me,
    text: text.toWellFormed(),
    delivery: 'queued',
    reason: null,
    mention: false,
    ...(nonce === undefined ? {} : { nonce }),
  };
  const next = ensureConversation({ ...state, nextEntryId: entry.id + 1 }, conversation);
  const to = findConversation(next, conversation);
  // The channel went while the person wrote: said to nobody, and not lost either.
  const gone = to === undefined || isGone(next, to);
  return updateConversation(next, to?.id ?? next.active, (found) => {
    const entries = gone ? insertSettled(found.entries, failed(entry, 'channel-gone')) : appendOutgoing(found.entries, entry);
    return to === undefined
      ? withEntries(found, entries)
      : { ...withoutLine(found), entries, draft: '', keptUnread: false, past: null };
  });
}

/** Makes a conversation with a person if there is none; channels are the server's to make. */
function ensureConversation(state: ChatState, id: ConversationId): ChatState {
  if (!id.startsWith('dm:')) return state;
  return addConversation(state, emptyConversation('direct', id.slice('dm:'.length)));
}

/** Now it waits for its receipt: the acknowledgement of its nonce, or, from a plain server, the echo of a channel's message. */
function markWritten(state: ChatState, id: number): ChatState {
  return updateOwner(state, id, (conversation, entry) => {
    if (entry.delivery !== 'queued') return conversation;
    const { nonce: _, ...plain } = entry;
    const sent: MessageEntry = offers(state, 'ack') ? entry : plain;
    return { ...conversation, entries: replaceEntry(conversation.entries, { ...sent, delivery: 'written' }) };
  });
}

/** A direct message gets no receipt from a plain server, so it is as far as it can be. */
function markHanded(state: ChatState, id: number): ChatState {
  return updateOwner(state, id, (conversation, entry) => {
    if (entry.delivery !== 'written' || entry.nonce !== undefined || conversation.kind === 'channel') return conversation;
    const settled: MessageEntry = { ...entry, delivery: 'unconfirmed' };
    return { ...conversation, entries: insertSettled(removeEntry(conversation.entries, id), settled) };
  });
}

/**
 * Sends again what failed, as the newest. It keeps its nonce, so that a server which has it after all does not say it twice, unless
 * it goes to another channel than before.
 */
function retry(state: ChatState, { entry: id, nonce, at }: EventOf<'message/retried'>): ChatState {
  const number = state.nextEntryId;
  const next = updateOwner(state, id, (conversation, entry) => {
    if (entry.delivery !== 'failed') return conversation;
    if (isGone(state, conversation)) {
      return { ...conversation, entries: replaceEntry(conversation.entries, failed(entry, 'channel-gone')) };
    }
    const { detail: _, nonce: before, ...rest } = entry;
    const used = entry.reason === 'channel-gone' ? nonce : (before ?? nonce);
    const queued: MessageEntry = { ...rest, id: number, at, delivery: 'queued', reason: null };
    return {
      ...conversation,
      entries: appendOutgoing(removeEntry(conversation.entries, id), used === undefined ? queued : { ...queued, nonce: used }),
    };
  });
  return next === state ? state : { ...next, nextEntryId: number + 1 };
}

function open(state: ChatState, id: ConversationId): ChatState {
  let next = ensureConversation(state, id);
  if (findConversation(next, id) === undefined) return state;
  if (next.active !== id) {
    // What came there while nobody looked stays unread, and keeps its line.
    next = updateConversation(next, next.active, (left) => (left.unread > 0 ? left : { ...left, firstUnread: null }));
  }
  // What is in it is read when the window shows its end.
  const opened = { ...next, active: id, atEnd: false, glancing: true };
  return updateConversation(opened, id, (conversation) => ({ ...conversation, keptUnread: false }));
}
