import { bounded, isOutgoing } from './entries.ts';
import type { BroadcastEntry, Entry, MessageEntry, Place } from './state.ts';

/** Operations on entries that have a place in the order of the server; each returns a new list and leaves the old one alone. */

export type PlacedEntry = (MessageEntry | BroadcastEntry) & { readonly place: Place };

export function isPlaced(entry: Entry): entry is PlacedEntry {
  return 'place' in entry && entry.place !== undefined;
}

/**
 * The entry that shows the message with this id. Where the server said when that was, one of another time is of another server. From the
 * end, as what comes is mostly the newest.
 */
export function findPlaced(entries: readonly Entry[], id: number, timestamp: number | undefined): PlacedEntry | undefined {
  for (let at = entries.length - 1; at >= 0; at--) {
    const entry = entries[at];
    if (entry === undefined || !isPlaced(entry)) continue;
    if (entry.place.id < id) return undefined;
    if (entry.place.id === id && (timestamp === undefined || entry.at === timestamp)) return entry;
  }
  return undefined;
}

/**
 * Puts an entry where its id belongs: in front of the first newer one, at the latest in front of own messages that wait. What
 * fills a gap (one of the number `gapsFrom` or later) stands in front of it.
 */
export function insertPlaced(entries: readonly Entry[], entry: PlacedEntry, gapsFrom = Infinity): Entry[] {
  const { id } = entry.place;
  let end = -1;
  // Of what has a place, each is newer than the one before it.
  let older = entries.length - 1;
  for (; older >= 0; older--) {
    const each = entries[older];
    if (each === undefined || !isPlaced(each)) continue;
    if (each.place.id < id) break;
    if (each.place.id > id) end = older;
  }
  if (end === -1) {
    end = entries.length;
    for (let last = entries[end - 1]; last !== undefined && isOutgoing(last); last = entries[end - 1]) end--;
  }
  let at = older + 1;
  while (at < end && !isGapFrom(entries[at], gapsFrom)) at++;
  return bounded([...entries.slice(0, at), entry, ...entries.slice(at)]);
}

function isGapFrom(entry: Entry | undefined, number: number): boolean {
  return entry?.kind === 'gap' && entry.id >= number;
}

/** Two gaps between which nothing stands any more are one. */
export function withJoinedGaps(entries: readonly Entry[]): readonly Entry[] {
  const joined: Entry[] = [];
  for (const entry of entries) {
    const last = joined.at(-1);
    if (entry.kind === 'gap' && last?.kind === 'gap') joined[joined.length - 1] = { ...last, at: entry.at };
    else joined.push(entry);
  }
  return joined.length === entries.length ? entries : joined;
}
