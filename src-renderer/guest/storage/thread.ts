import { PAGE_MAX, type PageWhere } from '../../../src-shared/client/history.ts';
import type { Page } from '../../../src-shared/client/records.ts';
import { wholeNumber, type ConversationRow, type EntryRow } from './rows.ts';

/** Where an entry stands among the others of its conversation. */
type Standing = Pick<EntryRow, 'era' | 'anchor' | 'rank'>;

/** Of what is not kept. */
export const EMPTY_PAGE: Page = { entries: [], hasOlder: false, hasNewer: false };

/** One conversation: its row, and those of its entries in the order in which they are shown. */
export class Thread {
  readonly row: ConversationRow;
  #entries: EntryRow[] = [];
  #chars = 0;

  constructor(row: ConversationRow) {
    this.row = row;
  }

  get entries(): readonly EntryRow[] {
    return this.#entries;
  }

  /** UTF-16 units of text in its entries. */
  get chars(): number {
    return this.#chars;
  }

  /** With rows in any order, once, at the start. */
  load(rows: EntryRow[]): void {
    this.#entries = rows.sort(compare);
    for (const row of rows) this.#chars += charsOf(row);
  }

  add(row: EntryRow): void {
    this.#entries.splice(this.#find(row), 0, row);
    this.#chars += charsOf(row);
  }

  remove(row: EntryRow): void {
    const at = this.#find(row);
    if (this.#entries[at] !== row) return;
    this.#entries.splice(at, 1);
    this.#chars -= charsOf(row);
  }

  /** Takes so many of the oldest out. */
  takeOldest(count: number): EntryRow[] {
    const taken = this.#entries.splice(0, count);
    for (const row of taken) this.#chars -= charsOf(row);
    return taken;
  }

  /** The entry with this place of this era, other than the one with the id `except`. */
  atPlace(era: number, place: number, except: number): EntryRow | undefined {
    return this.#entries.findLast(
      ({ entry, era: itsEra }) => itsEra === era && placeOf(entry) === place && entry.id !== except,
    );
  }

  /** As `History.page` says; `at`: the row of the entry that is meant. */
  page(where: PageWhere, row: EntryRow | undefined, limit: number): Page {
    const most = Math.min(PAGE_MAX, Math.max(1, wholeNumber(limit)));
    const { length } = this.#entries;
    if ('newest' in where) return this.#slice(length - most, length);
    if (row === undefined) return EMPTY_PAGE;
    const at = this.#find(row);
    if ('before' in where) return this.#slice(at - most, at);
    if ('after' in where) return this.#slice(at + 1, at + 1 + most);
    const from = at - (most >> 1);
    return this.#slice(from, from + most);
  }

  #slice(from: number, to: number): Page {
    const first = Math.max(0, from);
    return {
      entries: this.#entries.slice(first, to).map(({ entry }) => entry),
      hasOlder: first > 0,
      hasNewer: to < this.#entries.length,
    };
  }

  /** Where it stands, or would stand: mostly at the end. */
  #find(row: Standing): number {
    let [low, high] = [0, this.#entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(this.#entries[middle] as EntryRow, row) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The id by the server's order; undefined for what has none. */
export function placeOf(entry: EntryRow['entry']): number | undefined {
  return 'place' in entry ? entry.place?.id : undefined;
}

function charsOf({ entry }: EntryRow): number {
  return 'text' in entry ? entry.text.length : 0;
}

function compare(a: Standing, b: Standing): number {
  return a.era - b.era || a.anchor - b.anchor || a.rank - b.rank;
}
