import type { ConversationId, MessageEntry } from '../../../src-shared/chat/index.ts';
import type { KeptConversation, KeptEntry, ServerKey } from '../../../src-shared/client/records.ts';

/**
 * What is kept, as rows of one table, each with a number of its own (`row`, from 1 on), which grows in the order in which they were
 * made. Plain data that the browser can hold.
 */
export type Row = ServerRow | ConversationRow | EntryRow | OutboxRow;

/** A server and an account there; its number is the `ServerKey`. */
export interface ServerRow {
  readonly kind: 'server';
  readonly row: ServerKey;
  readonly account: string;
  identity: string | null;
  /** Null: it is not on the list. */
  profile: string | null;
  address: string;
  /** In ms since the epoch: when it was opened last. */
  usedAt: number;
  nextEntryId: number;
  state: string | null;
}

/** Conversations of one server are in the order of their numbers. */
export interface ConversationRow {
  readonly kind: 'conversation';
  readonly row: number;
  readonly server: ServerKey;
  kept: KeptConversation;
}

/** See `Position`; what has the same `era` and `anchor` is in the order of `rank`. */
export interface EntryRow {
  readonly kind: 'entry';
  readonly row: number;
  /** The number of the conversation's row. */
  conversation: number;
  readonly era: number;
  readonly anchor: number;
  readonly rank: number;
  entry: KeptEntry;
}

export interface OutboxRow {
  readonly kind: 'outbox';
  readonly row: number;
  conversation: number;
  readonly entry: MessageEntry;
}

/** A conversation of which only the name is known. */
export function emptyConversation(id: ConversationId): KeptConversation {
  return { id, unread: 0, mentions: 0, firstUnread: null, draft: '', choices: '{}' };
}

/** The nearest number that every part of this program counts with; what is no number becomes 0. */
export function wholeNumber(value: number): number {
  const most = Number.MAX_SAFE_INTEGER;
  return Math.min(most, Math.max(-most, Math.trunc(value) || 0));
}

/** The entry with numbers that are whole: a server may say anything. */
export function wholeEntry<T extends KeptEntry>(entry: T): T {
  const whole = { ...entry, id: wholeNumber(entry.id), at: wholeNumber(entry.at) };
  if (!('place' in whole) || whole.place === undefined) return whole;
  const { id, seq } = whole.place;
  return { ...whole, place: { id: wholeNumber(id), seq: seq === null ? null : wholeNumber(seq) } };
}
