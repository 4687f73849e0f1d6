import { wordsOf } from '../../src-shared/search/index.ts';
import type { Database } from '../server/storage/sqlite.ts';
import { prepareChange } from './prepare.ts';
import { fromPlain } from './plain-text.ts';

/** What of an entry the index of words holds. */
export interface Indexed {
  readonly server: number;
  readonly conversation: number;
  /** By its key; null for a broadcast. */
  readonly author: number | null;
  /** As the row has it. */
  readonly text: string;
}

/**
 * Besides its words an entry has a mark in the index for its conversation, its author, its server and links, so that to search within one
 * of these is to intersect two lists in the order of time, however many entries there are. A mark is a character of a private use area,
 * which no word of a text has (`wordsOf`). One character, because longer ones would be beginnings of words in the index of these too.
 */
const MARKS = {
  server: { first: 0xe000, size: 0x1000 },
  conversation: { first: 0xf_0000, size: 0x7000 },
  author: { first: 0xf_7000, size: 0x8000 },
} as const;
const LINK_MARK = '\uf800';

/** What the window makes a link of begins so. */
const LINK = /(?<![\p{L}\p{N}_])https?:\/\/[^\s\p{C}<>"]/iu;

/** The mark of a server, a conversation or an author by its key; a key beyond the area takes several characters. */
export function markOf(kind: keyof typeof MARKS, key: number): string {
  const { first, size } = MARKS[kind];
  let mark = '';
  for (let left = key; mark === '' || left > 0; left = Math.floor(left / size))
    mark += String.fromCodePoint(first + (left % size));
  return mark;
}

/** The mark of what holds a link. */
export function linkMark(): string {
  return LINK_MARK;
}

interface Pending {
  /** The index has something under this key already. */
  readonly isIndexed: boolean;
  readonly now: Indexed | null;
}

/**
 * Notes what changes in a transaction and brings it into the index at its end, in the order of keys: FTS5 writes out what it has collected
 * whenever a key is not greater than the last one.
 */
export class WordIndex {
  readonly #insert;
  readonly #delete;
  readonly #pending = new Map<number, Pending>();

  constructor(database: Database) {
    // Numbers come to SQLite as floating-point ones, and FTS5 takes these for no key at all.
    this.#insert = prepareChange(database, 'INSERT INTO words (rowid, text) VALUES (CAST(? AS INTEGER), ?)');
    this.#delete = prepareChange(database, 'DELETE FROM words WHERE rowid = CAST(? AS INTEGER)');
  }

  add(key: number, entry: Indexed): void {
    this.#pending.set(key, { isIndexed: this.#pending.get(key)?.isIndexed ?? false, now: entry });
  }

  /** Takes an entry out that is in the index or was added. */
  remove(key: number): void {
    const pending = this.#pending.get(key);
    if (pending?.isIndexed === false) this.#pending.delete(key);
    else this.#pending.set(key, { isIndexed: true, now: null });
  }

  flush(): void {
    for (const key of [...this.#pending.keys()].sort((a, b) => a - b)) {
      const { isIndexed, now } = this.#pending.get(key) as Pending;
      if (isIndexed) this.#delete.run(key);
      if (now !== null) this.#insert.run(key, contentOf(now));
    }
    this.#pending.clear();
  }

  /** The transaction was rolled back. */
  drop(): void {
    this.#pending.clear();
  }
}

function contentOf({ server, conversation, author, text: plain }: Indexed): string {
  const text = fromPlain(plain);
  let content = markOf('server', server) + ' ' + markOf('conversation', conversation);
  if (author !== null) content += ' ' + markOf('author', author);
  if (LINK.test(text)) content += ' ' + LINK_MARK;
  for (const { folded } of wordsOf(text)) content += ' ' + folded;
  return content;
}
