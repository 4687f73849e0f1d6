import { assertNever } from '../../src-shared/assert-never.ts';
import type { BroadcastEntry, Entry, GapEntry, MessageEntry, PresenceEntry } from '../../src-shared/chat/state.ts';
import { startOfDay } from './format-time.ts';

/** Messages of one author stand under one heading for this long after the first. */
export const GROUP_MS = 5 * 60_000;

/** One line of the log. `key` is unique in a timeline and stays with what it shows. */
export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'new'; readonly key: string }
  /** `head`: shows the author; the rest of a group does not. */
  | { readonly kind: 'message'; readonly key: string; readonly entry: MessageEntry; readonly head: boolean }
  | { readonly kind: 'presence'; readonly key: string; readonly entries: readonly PresenceEntry[] }
  | { readonly kind: 'broadcast'; readonly key: string; readonly entry: BroadcastEntry }
  | { readonly kind: 'gap'; readonly key: string; readonly entry: GapEntry }
  /** So many messages of the conversation are not on the server any more. */
  | { readonly kind: 'hole'; readonly key: string; readonly count: number };

/**
 * The rows of a conversation: a separator where a day begins, a line above `firstUnread`, messages grouped by author, comings
 * and goings in a row as one.
 */
export function buildTimeline(entries: readonly Entry[], firstUnread: number | null): Row[] {
  const rows: Row[] = [];
  let day = -Infinity;
  let head: MessageEntry | null = null;
  let presence: PresenceEntry[] | null = null;
  const holes = findHoles(entries);

  for (const entry of entries) {
    const entryDay = startOfDay(entry.at);
    // An own message that waited stands after newer ones: no day begins twice.
    if (entryDay > day) {
      day = entryDay;
      rows.push({ kind: 'day', key: `day ${entryDay}`, at: entryDay });
      head = presence = null;
    }
    const missing = holes.get(entry.id);
    if (missing !== undefined) {
      rows.push({ kind: 'hole', key: `hole ${entry.id}`, count: missing });
      head = presence = null;
    }
    if (entry.id === firstUnread) {
      rows.push({ kind: 'new', key: 'new' });
      head = presence = null;
    }
    const key = `entry ${entry.id}`;
    switch (entry.kind) {
      case 'message':
        presence = null;
        if (head === null || head.author !== entry.author || entry.at - head.at > GROUP_MS) head = null;
        rows.push({ kind: 'message', key, entry, head: head === null });
        head ??= entry;
        break;
      case 'join':
      case 'quit':
        head = null;
        if (presence === null) {
          presence = [];
          rows.push({ kind: 'presence', key, entries: presence });
        }
        presence.push(entry);
        break;
      case 'broadcast':
        head = presence = null;
        rows.push({ kind: 'broadcast', key, entry });
        break;
      case 'gap':
        head = presence = null;
        rows.push({ kind: 'gap', key, entry });
        break;
      default:
        assertNever(entry);
    }
  }
  return rows;
}

/**
 * How many messages are missing in front of an entry, by its id: the server numbers those of a conversation without holes. Where
 * the connection was down nothing is counted: a gap says more.
 */
function findHoles(entries: readonly Entry[]): Map<number, number> {
  const holes = new Map<number, number>();
  let last: number | null = null;
  /** Messages since then whose number is not known. */
  let unnumbered = 0;
  for (const entry of entries) {
    if (entry.kind === 'gap') last = null;
    if (entry.kind !== 'message') continue;
    const seq = entry.place?.seq ?? null;
    if (seq === null) {
      if (entry.delivery === null || entry.delivery === 'delivered') unnumbered++;
      continue;
    }
    const missing: number = last === null ? 0 : seq - last - 1 - unnumbered;
    if (missing > 0) holes.set(entry.id, missing);
    last = seq;
    unnumbered = 0;
  }
  return holes;
}

/** A part of a presence line: `Ann and 2 others joined`. At most two names stand in `names`; `others` counts the rest. */
export interface PresencePart {
  readonly names: readonly string[];
  readonly others: number;
  readonly verb: 'joined' | 'left' | 'joined and left' | 'left and came back';
}

/** What the comings and goings of a row come to, a name once. */
export function condensePresence(entries: readonly PresenceEntry[]): PresencePart[] {
  const spans = new Map<string, { first: PresenceEntry['kind']; last: PresenceEntry['kind'] }>();
  for (const entry of entries) {
    const span = spans.get(entry.name);
    if (span === undefined) spans.set(entry.name, { first: entry.kind, last: entry.kind });
    else span.last = entry.kind;
  }
  const byVerb = new Map<PresencePart['verb'], string[]>();
  for (const [name, { first, last }] of spans) {
    const verb =
      first === last ? (first === 'join' ? 'joined' : 'left') : first === 'join' ? 'joined and left' : 'left and came back';
    byVerb.set(verb, [...(byVerb.get(verb) ?? []), name]);
  }
  return [...byVerb].map(([verb, all]) => {
    const names = all.slice(0, all.length > 2 ? 1 : 2);
    return { verb, names, others: all.length - names.length };
  });
}

/** A message's accessible name: `bob, 14:02: hi`, and what became of an own one. */
export function messageLabel(entry: MessageEntry, time: string): string {
  const label = `${entry.author}, ${time}: ${entry.text}`;
  switch (entry.delivery) {
    case 'queued':
      return `${label}, waiting to be sent`;
    case 'written':
      return `${label}, sending`;
    case 'failed':
      return `${label}, not sent`;
    case 'unconfirmed':
    case 'delivered':
    case null:
      return label;
    default:
      return assertNever(entry.delivery);
  }
}
