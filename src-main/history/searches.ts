import type { ConversationId } from '../../src-shared/chat/index.ts';
import { isEmpty, parseQuery, type Phrase, type Place, type Query } from '../../src-shared/search/index.ts';
import type { Database } from '../server/storage/sqlite.ts';
import { keyAt } from './entry-keys.ts';
import { foundFromColumns, type EntryColumns } from './entry-rows.ts';
import { PAGE_MAX } from '../../src-shared/client/history.ts';
import { ENTRY_COLUMNS, PAGE_MAX_CHARS } from './pages.ts';
import { fromPlain, toInteger, toPlain } from './plain-text.ts';
import type { Found, SearchPage, ServerKey } from '../../src-shared/client/records.ts';
import { linkMark, markOf } from './word-index.ts';

/** People or conversations that the names in a query stand for: servers have their own, and case does not count. */
const NAMESAKES_MAX = 64;

interface FoundRow extends EntryColumns {
  readonly key: number;
  readonly server: number;
  readonly conversation: string;
}

const NOTHING: SearchPage = { found: [], cursor: null };

/** Searches the index of words; the newest come first because keys are in the order of time. */
export class Searches {
  readonly #find;
  readonly #servers;
  readonly #authors;
  readonly #conversations;

  constructor(database: Database) {
    this.#find = database.prepare(
      `SELECT e.key AS key, e.server AS server, c.id AS conversation, ${ENTRY_COLUMNS}
       FROM words AS w JOIN entries AS e ON e.key = w.rowid
         JOIN conversations AS c ON c.key = e.conversation
         LEFT JOIN authors AS a ON a.key = e.author
       WHERE w.words MATCH ? AND w.rowid < CAST(? AS INTEGER) AND w.rowid >= CAST(? AS INTEGER) AND c.id IS NOT NULL
       ORDER BY w.rowid DESC LIMIT ?`,
    );
    this.#servers = database.prepare('SELECT key FROM servers');
    this.#authors = database.prepare(
      'SELECT key FROM authors WHERE fold = ? AND server IN (SELECT value FROM json_each(?)) LIMIT ?',
    );
    this.#conversations = database.prepare(
      'SELECT key, id FROM conversations WHERE fold = ? AND server IN (SELECT value FROM json_each(?)) LIMIT ?',
    );
  }

  /** As `History.search` says. */
  search(servers: readonly ServerKey[], text: string, now: number, cursor: number | null, limit: number): SearchPage {
    const query = parseQuery(text, now);
    if (isEmpty(query)) return NOTHING;
    const expression = this.#expression(query, servers);
    if (expression === null) return NOTHING;
    const upTo = Math.min(
      cursor ?? Number.MAX_SAFE_INTEGER,
      query.until === null ? Number.MAX_SAFE_INTEGER : keyAt(query.until),
    );
    const from = query.since === null ? 0 : keyAt(query.since);
    const most = Math.min(PAGE_MAX, Math.max(1, toInteger(limit)));
    const rows = this.#find.iterate(expression, upTo, from, most + 1) as unknown as Iterable<FoundRow>;
    const found: Found[] = [];
    let [last, chars] = [0, 0];
    for (const row of rows) {
      if (found.length === most || chars > PAGE_MAX_CHARS) return { found, cursor: last };
      const { key, server, conversation } = row;
      found.push({ server, conversation: fromPlain(conversation) as ConversationId, entry: foundFromColumns(row) });
      last = key;
      chars += row.text?.length ?? 0;
    }
    return { found, cursor: null };
  }

  /** In the language of FTS5, each word in quotes, so that none is taken for an operator of it; null where nothing can match. */
  #expression(query: Query, servers: readonly ServerKey[]): string | null {
    const parts = query.phrases.map(phraseOf);
    if (query.link) parts.push(quoted(linkMark()));
    if (query.from.length > 0) {
      const keys = query.from.flatMap((name) => this.#authorsOf(name, servers));
      if (keys.length === 0) return null;
      parts.push(anyOf(keys.map((key) => markOf('author', key))));
    }
    if (query.in.length > 0) {
      const keys = query.in.flatMap((place) => this.#conversationsOf(place, servers));
      if (keys.length === 0) return null;
      parts.push(anyOf(keys.map((key) => markOf('conversation', key))));
    }
    // Of a server's own authors and conversations nothing is anywhere else.
    const isNarrow = query.from.length + query.in.length > 0;
    const others = this.#servers.all().filter((row) => !servers.includes((row as { key: number }).key));
    if (servers.length === 0) return null;
    if (parts.length === 0 || (!isNarrow && others.length > 0)) parts.push(anyOf(servers.map((key) => markOf('server', key))));
    return parts.join(' AND ');
  }

  #authorsOf(name: string, servers: readonly ServerKey[]): number[] {
    return keysOf(this.#authors.all(toPlain(name), JSON.stringify(servers), NAMESAKES_MAX));
  }

  #conversationsOf({ kind, name }: Place, servers: readonly ServerKey[]): number[] {
    const rows = this.#conversations.all(toPlain(name), JSON.stringify(servers), NAMESAKES_MAX) as unknown as {
      key: number;
      id: string;
    }[];
    const start = { any: '', channel: 'channel:', direct: 'dm:' }[kind];
    return keysOf(rows.filter(({ id }) => fromPlain(id).startsWith(start)));
  }
}

function phraseOf({ words, isPrefix }: Phrase): string {
  return quoted(words.join(' ')) + (isPrefix ? ' *' : '');
}

function anyOf(marks: readonly string[]): string {
  return `(${marks.slice(0, NAMESAKES_MAX).map(quoted).join(' OR ')})`;
}

/** Words have no quotes in them (`wordsOf`). */
function quoted(words: string): string {
  return `"${words.replaceAll('"', '""')}"`;
}

function keysOf(rows: readonly unknown[]): number[] {
  return rows.map((row) => (row as { key: number }).key);
}
