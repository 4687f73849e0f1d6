import { assertNever } from '../../src-shared/assert-never.ts';
import type { BroadcastEntry, Entry, GapEntry, MessageEntry, PresenceEntry } from '../../src-shared/chat/state.ts';
import { words } from '../../src-shared/language/index.ts';
import { plainText } from '../../src-shared/text/plain-text.ts';
import { actionOf } from '../text/action.ts';
import { startOfDay } from '../chat/format-time.ts';
import { findHoles } from './holes.ts';

/** Messages of one author stand under one heading for this long after the first. */
export const GROUP_MS = 5 * 60_000;

/** One line of the log. `key` is unique in a timeline and stays with what it shows. */
export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  /** `at`: when the first entry below it was written. */
  | { readonly kind: 'new'; readonly key: string; readonly at: number }
  /** `head`: shows the author; the rest of a group does not. */
  | { readonly kind: 'message'; readonly key: string; readonly entry: MessageEntry; readonly head: boolean }
  | { readonly kind: 'presence'; readonly key: string; readonly entries: readonly PresenceEntry[] }
  | { readonly kind: 'broadcast'; readonly key: string; readonly entry: BroadcastEntry }
  /** `missing`: how many messages are; null where nobody knows. */
  | { readonly kind: 'gap'; readonly key: string; readonly entry: GapEntry; readonly missing: number | null }
  /** Messages of people whom the person blocked, by their ids. */
  | { readonly kind: 'hidden'; readonly key: string; readonly entries: readonly number[] }
  /** So many messages of the conversation are not on the server any more. */
  | { readonly kind: 'hole'; readonly key: string; readonly count: number };

/** How a conversation is looked at. */
export interface TimelineView {
  /** The entry below the "new messages" line. */
  readonly firstUnread: number | null;
  /** People whose messages, comings and goings are hidden. */
  readonly blocked: readonly string[];
  /** Messages of theirs that are shown nevertheless. */
  readonly revealed: ReadonlySet<number>;
  /** Entries before which nothing is grouped: what is put in front of them later leaves them as they are. */
  readonly breaks: ReadonlySet<number>;
  /** Nothing comes before the first entry, and what is missing there is missed. */
  readonly isWhole: boolean;
}

export const PLAIN_VIEW: TimelineView = {
  firstUnread: null,
  blocked: [],
  revealed: new Set(),
  breaks: new Set(),
  isWhole: false,
};

/**
 * The rows of a conversation: a separator where a day begins, a line above `firstUnread`, messages grouped by author, comings
 * and goings in a row as one, hidden messages in a row as one, and a line wherever messages are missing.
 */
export function buildTimeline(entries: readonly Entry[], view: TimelineView): Row[] {
  const rows: Row[] = [];
  /** Midnight after the day of the newest entry so far. */
  let tomorrow = -Infinity;
  let head: MessageEntry | null = null;
  let presence: PresenceEntry[] | null = null;
  let hidden: number[] | null = null;
  const endGroups = (): void => {
    head = presence = hidden = null;
  };
  const blocked = new Set(view.blocked);
  const holes = findHoles(entries, view.isWhole);

  for (const entry of entries) {
    if ((entry.kind === 'join' || entry.kind === 'quit') && blocked.has(entry.name)) continue;
    const missingInGap = holes.inGap.get(entry.id) ?? null;
    if (entry.kind === 'gap' && missingInGap === 0) continue;
    // An own message that waited stands after newer ones: no day begins twice.
    if (entry.at >= tomorrow) {
      const day = startOfDay(entry.at);
      // 36 hours later, whatever the clocks do in that night.
      tomorrow = startOfDay(day + 36 * 60 * 60_000);
      // Of the entry below it: where more comes in front of that, the day's line stands elsewhere and is another one.
      rows.push({ kind: 'day', key: `day ${entry.id}`, at: day });
      endGroups();
    }
    const missing = holes.before.get(entry.id);
    if (missing !== undefined) {
      rows.push({ kind: 'hole', key: `hole ${entry.id}`, count: missing });
      endGroups();
    }
    if (entry.id === view.firstUnread) {
      rows.push({ kind: 'new', key: 'new', at: entry.at });
      endGroups();
    }
    if (view.breaks.has(entry.id)) endGroups();
    switch (entry.kind) {
      case 'message':
        presence = null;
        if (blocked.has(entry.author) && !view.revealed.has(entry.id)) {
          head = null;
          if (hidden === null) {
            hidden = [];
            rows.push({ kind: 'hidden', key: `hidden ${entry.id}`, entries: hidden });
          }
          hidden.push(entry.id);
          break;
        }
        hidden = null;
        // What somebody does stands on its own, with their name in it.
        if (actionOf(entry.text) !== null) {
          rows.push(messageRow(entry, true));
          head = null;
          break;
        }
        if (!continues(head, entry)) head = null;
        rows.push(messageRow(entry, head === null));
        head ??= entry;
        break;
      case 'join':
      case 'quit':
        head = hidden = null;
        if (presence === null) {
          presence = [];
          rows.push({ kind: 'presence', key: keyOf(entry), entries: presence });
        }
        presence.push(entry);
        break;
      case 'broadcast':
        endGroups();
        rows.push({ kind: 'broadcast', key: keyOf(entry), entry });
        break;
      case 'gap':
        endGroups();
        rows.push({ kind: 'gap', key: keyOf(entry), entry, missing: missingInGap });
        break;
      default:
        assertNever(entry);
    }
  }
  return rows;
}

type MessageRow = Extract<Row, { kind: 'message' }>;

/** Rows that were made before, with and without a head: the row of a message that did not change is the same object, so that nothing has to look at it again. */
const madeRows = { head: new WeakMap<MessageEntry, MessageRow>(), rest: new WeakMap<MessageEntry, MessageRow>() };

function messageRow(entry: MessageEntry, head: boolean): MessageRow {
  const known = madeRows[head ? 'head' : 'rest'];
  let row = known.get(entry);
  if (row === undefined) {
    row = { kind: 'message', key: keyOf(entry), entry, head };
    known.set(entry, row);
  }
  return row;
}

const keyOf = ({ id }: Entry): string => `entry ${String(id)}`;

/** The row that shows an entry, or hides it. */
export function rowOf(rows: readonly Row[], entry: number): Row | undefined {
  return rows.find((row) => {
    switch (row.kind) {
      case 'message':
      case 'broadcast':
      case 'gap':
        return row.entry.id === entry;
      case 'presence':
        return row.entries.some(({ id }) => id === entry);
      case 'hidden':
        return row.entries.includes(entry);
      default:
        return false;
    }
  });
}

function continues(head: MessageEntry | null, { at, author }: MessageEntry): boolean {
  return head !== null && head.author === author && at - head.at <= GROUP_MS;
}

/** A message's accessible name: `bob, 14:02: hi`, and what became of an own one. */
export function messageLabel(entry: MessageEntry, time: string, guest = false): string {
  const author = guest ? `${entry.author}, ${words().moderation.roles.guest}` : entry.author;
  const label = `${author}, ${time}: ${plainText(entry.text)}`;
  const say = words().timeline;
  switch (entry.delivery) {
    case 'queued':
      return `${label}, ${say.labelWaiting}`;
    case 'written':
      return `${label}, ${say.labelSending}`;
    case 'failed':
      return `${label}, ${say.labelFailed}`;
    case 'unconfirmed':
    case 'delivered':
    case null:
      return label;
    default:
      return assertNever(entry.delivery);
  }
}

/** The time a row is of; null for one that has none of its own. */
function timeOfRow(row: Row): number | null {
  switch (row.kind) {
    case 'day':
    case 'new':
      return row.at;
    case 'message':
    case 'broadcast':
    case 'gap':
      return row.entry.at;
    case 'presence':
      return row.entries[0]?.at ?? null;
    case 'hidden':
    case 'hole':
      return null;
    default:
      return assertNever(row);
  }
}

/** When the first row from this place on was written that says so. */
export function timeFrom(rows: readonly Row[], from: number): number | null {
  for (let at = from; at < rows.length; at++) {
    const row = rows[at];
    const time = row === undefined ? null : timeOfRow(row);
    if (time !== null) return time;
  }
  return null;
}
