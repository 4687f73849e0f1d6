import { ENTRIES_MAX, type Delivery, type Entry, type FailureReason, type MessageEntry } from './state.ts';

/** Operations on the entries of one conversation; each returns a new list and leaves the old one alone. */

/** Own messages the server has not answered for yet. They stay last on screen, as the server puts them after what it sent before. */
export function isOutgoing(entry: Entry): boolean {
  return entry.kind === 'message' && (entry.delivery === 'queued' || entry.delivery === 'written');
}

/** An own message that failed: it is nowhere but here. */
export function isUndelivered(entry: Entry): boolean {
  return entry.kind === 'message' && entry.delivery === 'failed';
}

/** Said by somebody else or by the server: what can be unread. */
export function isFromOthers(entry: Entry): boolean {
  return entry.kind === 'broadcast' || (entry.kind === 'message' && entry.delivery === null);
}

/** Adds what has its place in the server's order: before own messages that wait for theirs. Keeps `ENTRIES_MAX`. */
export function insertSettled(entries: readonly Entry[], entry: Entry): Entry[] {
  let at = entries.length;
  for (let previous = entries[at - 1]; previous !== undefined && isOutgoing(previous); previous = entries[at - 1]) at--;
  return bounded([...entries.slice(0, at), entry, ...entries.slice(at)]);
}

/** Adds an own message that waits for its receipt. */
export function appendOutgoing(entries: readonly Entry[], entry: MessageEntry): Entry[] {
  return bounded([...entries, entry]);
}

/** Drops the oldest settled entries over `ENTRIES_MAX`; what has not been delivered is never dropped. */
export function bounded(entries: Entry[]): Entry[] {
  let surplus = entries.length - ENTRIES_MAX;
  if (surplus <= 0) return entries;
  return entries.filter((entry) => {
    const kept = surplus <= 0 || isOutgoing(entry) || isUndelivered(entry);
    if (!kept) surplus--;
    return kept;
  });
}

/**
 * The first own message with this text that was written to a server without nonces and has no receipt yet: the server's copy is
 * its receipt. Undefined where none waits: then it was written by the same account elsewhere.
 */
export function awaitedByText(entries: readonly Entry[], text: string): MessageEntry | undefined {
  const find = (delivery: Delivery) =>
    entries.find(
      (entry): entry is MessageEntry =>
        entry.kind === 'message' && entry.nonce === undefined && entry.delivery === delivery && entry.text === text,
    );
  return find('written') ?? find('failed') ?? find('unconfirmed');
}

/** An own message that the server has, without what was said of it before. */
export function delivered({ detail: _, ...entry }: MessageEntry): MessageEntry {
  return { ...entry, delivery: 'delivered', reason: null };
}

export function failed(entry: MessageEntry, reason: FailureReason): MessageEntry {
  return { ...entry, delivery: 'failed', reason };
}

export function replaceEntry(entries: readonly Entry[], entry: Entry): Entry[] {
  return entries.map((each) => (each.id === entry.id ? entry : each));
}

export function removeEntry(entries: readonly Entry[], id: number): Entry[] {
  return entries.filter((entry) => entry.id !== id);
}
