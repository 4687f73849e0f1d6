import type { BroadcastEntry, ChatState, Conversation, ConversationId, Entry, MessageEntry } from '../../chat/state.ts';
import { findServer, type AppEvent, type AppState, type ServerId, type ServerState } from '../../ipc/app-state.ts';
import { callingText, missedText, type TellingText } from './telling-text.ts';

/** Where a notification leads: one message in one conversation of one server. */
export interface Target {
  readonly server: ServerId;
  readonly conversation: ConversationId;
  readonly entry: number;
}

/** What a notification is made of. */
export interface Telling extends TellingText {
  readonly target: Target;
  /** A message came; or some were missed, and were read in the history after a reconnect. */
  readonly kind: 'message' | 'missed';
  readonly isDirect: boolean;
  /** How many messages it tells of. */
  readonly count: number;
  /** Without a sound. */
  readonly silent: boolean;
}

/** An entry by which the person may be called. */
interface Calling {
  readonly conversation: Conversation;
  readonly entry: MessageEntry | BroadcastEntry;
}

/**
 * What to tell of an event that led from `before` to `after`, at a time in ms since the epoch, or null. Only what others say is told:
 * direct messages and mentions where a conversation says nothing else, a broadcast as a mention; never what is in front of the
 * person, and nothing of a muted server or conversation, of somebody blocked, or while they do not want to be disturbed.
 */
export function worthTelling(before: AppState, after: AppState, event: AppEvent, now: number): Telling | null {
  if (event.type !== 'chat' || event.event.type !== 'packet/received') return null;
  const { packet } = event.event;
  const isHistory = packet.type === 'history';
  if (!isHistory && packet.type !== 'message' && packet.type !== 'direct_message' && packet.type !== 'broadcast') return null;
  const server = findServer(after.servers, event.server);
  const chatBefore = findServer(before.servers, event.server)?.chat;
  const { doNotDisturbUntil, sound } = after.settings;
  if (server === null || chatBefore === undefined || server.profile.muted || isAhead(doNotDisturbUntil, now)) return null;

  const added = newEntries(chatBefore, server.chat);
  // What is said now is one message; a broadcast stands first in the channel it belongs to, and once more in the one in front.
  const calling = (isHistory ? added : added.slice(0, 1)).filter((each) => calls(after, server, each, now));
  const [first] = calling;
  if (first === undefined) return null;
  const { conversation, entry } = first;
  return {
    target: { server: event.server, conversation: conversation.id, entry: entry.id },
    kind: isHistory ? 'missed' : 'message',
    isDirect: conversation.kind === 'direct',
    count: isHistory ? calling.length : 1,
    silent: !sound,
    ...(isHistory ? missedText(after, server, calling.length) : callingText(after, server, conversation, entry)),
  };
}

/** Whether this conversation has nothing more to tell: it was read, muted, or is gone. */
export function isSettled({ servers }: AppState, { server: id, conversation }: Target, now: number): boolean {
  const server = findServer(servers, id);
  const found = server?.chat.conversations.find((each) => each.id === conversation);
  if (server === null || found === undefined) return true;
  return server.profile.muted || found.unread === 0 || isAhead(found.choices.mutedUntil, now);
}

/** What an event added, in the order in which it was said. */
function newEntries(before: ChatState, after: ChatState): Calling[] {
  const known = new Set(before.conversations);
  const found: Calling[] = [];
  for (const conversation of after.conversations) {
    if (known.has(conversation)) continue;
    for (const entry of conversation.entries) {
      if (entry.id >= before.nextEntryId && isSaid(entry)) found.push({ conversation, entry });
    }
  }
  return found.sort((a, b) => a.entry.id - b.entry.id);
}

function isSaid(entry: Entry): entry is MessageEntry | BroadcastEntry {
  return entry.kind === 'broadcast' || entry.kind === 'message';
}

function calls(state: AppState, { chat }: ServerState, { conversation, entry }: Calling, now: number): boolean {
  const isMessage = entry.kind === 'message';
  // Their own, from wherever it was sent.
  if (isMessage && (entry.delivery !== null || entry.author === chat.me)) return false;
  if (isMessage && chat.blocked.includes(entry.author)) return false;
  const { choices } = conversation;
  if (isAhead(choices.mutedUntil, now)) return false;
  const inFront = chat.attentive && chat.atEnd;
  // A broadcast stands in every conversation that is in front.
  if (inFront && (conversation.id === chat.active || !isMessage) && isPresent(chat)) return false;
  const isMention = !isMessage || entry.mention;
  switch (choices.notify) {
    case 'all':
      return true;
    case 'mentions':
      return isMention;
    case 'nothing':
      return false;
    case 'default':
      return state.settings.notify && (isMention || conversation.kind === 'direct');
  }
}

/** The conversation in front shows what is said now. */
function isPresent({ active, conversations }: ChatState): boolean {
  return conversations.find(({ id }) => id === active)?.past === null;
}

function isAhead(until: number | null, now: number): boolean {
  return until !== null && until > now;
}
