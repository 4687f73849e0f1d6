import type { ConversationId } from '../../src-shared/chat/index.ts';
import { foldName } from '../../src-shared/search/index.ts';
import type { Database } from '../server/storage/sqlite.ts';
import { EntryKeys, keyAt } from './entry-keys.ts';
import { LAST_KIND_WITH_WORDS, toColumns, type EntryColumns } from './entry-rows.ts';
import { fromPlain, toInteger, toPlain } from './plain-text.ts';
import type { HistoryOp, KeptConversation, KeptEntry, Position, ServerKey } from '../../src-shared/client/records.ts';
import { prepareWrites } from './write-statements.ts';
import { WordIndex } from './word-index.ts';

/** Names whose numbers are remembered. */
const REMEMBERED_MAX = 20_000;

interface ServerNumbers {
  nextEntry: number;
  nextRank: number;
  isChanged: boolean;
}

/** A row of `entries` as far as a change needs it. */
interface OldRow {
  readonly key: number;
  readonly conversation: number;
  readonly era: number;
  readonly anchor: number;
  readonly rank: number;
  readonly kind: number;
  readonly author: number | null;
  readonly text: string | null;
}

/** Entries that a conversation which goes into another one gives at a time. */
const MOVED_AT_ONCE = 500;

/** Which entries are kept: those written from then on, in ms since the epoch; `Infinity`: none. */
export type KeepSince = number;

/** Writes operations; each call of `transact` is a transaction. */
export class Writer {
  readonly #database: Database;
  readonly #statements;
  readonly #keys: EntryKeys;
  readonly #words: WordIndex;
  /** What is known of the file without looking; after a transaction that was rolled back nothing is. */
  readonly #servers = new Map<number, ServerNumbers>();
  readonly #conversations = new Map<string, number>();
  readonly #authors = new Map<string, number>();
  keepSince: KeepSince = -Infinity;

  constructor(database: Database) {
    this.#database = database;
    this.#statements = prepareWrites(database);
    this.#keys = new EntryKeys(database);
    this.#words = new WordIndex(database);
  }

  /** All of it or nothing; when it returns, it is on the disk. */
  transact<Result>(change: () => Result): Result {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = change();
      this.#words.flush();
      for (const [key, numbers] of this.#servers) {
        if (numbers.isChanged) this.#statements.setNumbers.run(numbers.nextEntry, numbers.nextRank, key);
        numbers.isChanged = false;
      }
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#forgetAll();
      // After some errors SQLite has rolled back by itself.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  /** Servers, conversations or authors were taken out of the file by another way. */
  forgetNames(): void {
    for (const [key, numbers] of this.#servers) if (!numbers.isChanged) this.#servers.delete(key);
    this.#conversations.clear();
    this.#authors.clear();
    this.#keys.forget();
  }

  #forgetAll(): void {
    this.#servers.clear();
    this.#words.drop();
    this.forgetNames();
  }

  apply(op: HistoryOp): void {
    switch (op.type) {
      case 'entry':
        this.#put(op.server, op.conversation, op.entry, op.position);
        break;
      case 'entry-removed': {
        const old = this.#statements.byEntry.get(op.server, toInteger(op.entry)) as OldRow | undefined;
        if (old !== undefined) this.remove(old);
        break;
      }
      case 'outbox': {
        const id = toInteger(op.entry.id);
        this.#sawEntry(this.#server(op.server), id);
        const message = toPlain(JSON.stringify(op.entry));
        this.#statements.putOutbox.run(op.server, id, this.conversation(op.server, op.conversation), message);
        break;
      }
      case 'outbox-removed':
        this.#statements.dropOutbox.run(op.server, toInteger(op.entry));
        break;
      case 'conversation':
        this.#putConversation(op.server, op.conversation);
        break;
      case 'conversation-renamed':
        this.#rename(op.server, op.from, op.to);
        break;
      case 'places-forgotten':
        this.#statements.forgetPlaces.run(op.server);
        break;
      case 'server':
        this.#server(op.server);
        this.#statements.setState.run(toPlain(op.name), toPlain(op.state), op.server);
        break;
    }
  }

  /** The number of a conversation, which is made where there is none. */
  conversation(server: ServerKey, id: ConversationId): number {
    const name = `${server} ${id}`;
    const known = this.#conversations.get(name);
    if (known !== undefined) return known;
    this.#server(server);
    const plain = toPlain(id);
    const found = this.#statements.conversation.get(server, plain) as { key: number } | undefined;
    const key = found?.key ?? Number(this.#statements.addConversation.run(server, plain, foldOf(id)).lastInsertRowid);
    remember(this.#conversations, name, key);
    return key;
  }

  /** Takes an entry out of its conversation and of the index. */
  remove({ key, kind }: Pick<OldRow, 'key' | 'kind'>): void {
    this.#statements.drop.run(key);
    if (kind <= LAST_KIND_WITH_WORDS) this.#words.remove(key);
  }

  #put(server: ServerKey, id: ConversationId, entry: KeptEntry, position: Position): void {
    const numbers = this.#server(server);
    const columns = toColumns(entry);
    const isNew = columns.entry >= numbers.nextEntry;
    this.#sawEntry(numbers, columns.entry);
    const old = isNew ? undefined : (this.#statements.byEntry.get(server, columns.entry) as OldRow | undefined);
    if (columns.at < this.keepSince) {
      if (old !== undefined) this.remove(old);
      return;
    }
    const conversation = this.conversation(server, id);
    const { era, anchor } = this.#resolve(conversation, position, old);
    let rank = old?.rank;
    if (columns.place !== null) {
      const other = this.#statements.byPlace.get(conversation, era, columns.place, columns.entry) as OldRow | undefined;
      if (other !== undefined) {
        rank ??= other.rank;
        this.remove(other);
      }
    }
    if (rank === undefined) {
      rank = numbers.nextRank++;
      numbers.isChanged = true;
    }
    const author = columns.author === null ? null : this.#author(server, columns.author);
    const row = { conversation, era, anchor, rank, author };
    if (old !== undefined && this.#isSameToSearch(old, columns, row)) {
      this.#statements.update.run(era, anchor, columns.place, columns.seq, columns.at, columns.rest, old.key);
      return;
    }
    if (old !== undefined) this.remove(old);
    this.#insert(server, columns, row);
  }

  #isSameToSearch(
    old: OldRow,
    columns: EntryColumns,
    row: { readonly conversation: number; readonly author: number | null },
  ): boolean {
    return (
      old.conversation === row.conversation &&
      old.kind === columns.kind &&
      old.author === row.author &&
      old.text === columns.text &&
      // Its key may have spilled over into a later second: then it gets a new one, which does no harm.
      keyAt(columns.at) <= old.key &&
      old.key < keyAt(columns.at + 1000)
    );
  }

  #insert(
    server: ServerKey,
    { entry, place, seq, kind, at, text, rest }: EntryColumns,
    { conversation, era, anchor, rank, author }: Omit<OldRow, 'key' | 'kind' | 'text'>,
  ): void {
    const key = this.#keys.take(at);
    this.#statements.insert.run(key, server, entry, conversation, era, anchor, rank, place, seq, kind, at, author, text, rest);
    if (kind <= LAST_KIND_WITH_WORDS) this.#words.add(key, { server, conversation, author, text: text ?? '' });
  }

  /** An entry that says nothing of its place stays where it is, or comes behind all others. */
  #resolve(conversation: number, { era, anchor }: Position, old: OldRow | undefined): { era: number; anchor: number } {
    if (anchor !== null) return { era: toInteger(era), anchor: toInteger(anchor) };
    if (old?.conversation === conversation) return old;
    const newest = this.#statements.newest.get(conversation) as { era: number; anchor: number } | undefined;
    return newest === undefined || newest.era < era ? { era: toInteger(era), anchor: 0 } : newest;
  }

  #putConversation(server: ServerKey, { id, unread, mentions, firstUnread, draft, choices }: KeptConversation): void {
    const first = firstUnread === null ? null : toInteger(firstUnread);
    const key = this.conversation(server, id);
    this.#statements.setConversation.run(toInteger(unread), toInteger(mentions), first, toPlain(draft), toPlain(choices), key);
  }

  /** Where there is a conversation of the new name already, what is in both comes together. */
  #rename(server: ServerKey, from: ConversationId, to: ConversationId): void {
    const source = this.#statements.conversation.get(server, toPlain(from)) as { key: number } | undefined;
    if (from === to || source === undefined) return;
    const target = this.#statements.conversation.get(server, toPlain(to)) as { key: number } | undefined;
    this.#conversations.clear();
    if (target !== undefined && this.#statements.newest.get(source.key) === undefined) {
      this.#merge(server, source.key, target.key);
      return;
    }
    if (target !== undefined) this.#merge(server, target.key, source.key);
    this.#statements.rename.run(toPlain(to), foldOf(to), source.key);
  }

  /** Moves all that is in one conversation into another one, and deletes its row. */
  #merge(server: ServerKey, from: number, to: number): void {
    for (;;) {
      const rows = this.#statements.some.all(from, MOVED_AT_ONCE) as unknown as (OldRow & { place: number | null })[];
      if (rows.length === 0) break;
      for (const row of rows) this.#move(server, row, to);
    }
    this.#statements.moveOutbox.run(to, from);
    this.#statements.moveDraft.run(from, to);
    this.#statements.dropConversation.run(from);
  }

  #move(server: ServerKey, row: OldRow & { readonly place: number | null }, conversation: number): void {
    const { key, era, place, kind, author, text } = row;
    const isThere = place !== null && this.#statements.byPlace.get(conversation, era, place, -1) !== undefined;
    if (isThere) {
      this.remove(row);
      return;
    }
    this.#statements.move.run(conversation, key);
    if (kind > LAST_KIND_WITH_WORDS) return;
    this.#words.remove(key);
    this.#words.add(key, { server, conversation, author, text: text ?? '' });
  }

  #author(server: ServerKey, name: string): number {
    const remembered = `${server} ${name}`;
    const known = this.#authors.get(remembered);
    if (known !== undefined) return known;
    const found = this.#statements.author.get(server, name) as { key: number } | undefined;
    const key =
      found?.key ?? Number(this.#statements.addAuthor.run(server, name, toPlain(foldName(fromPlain(name)))).lastInsertRowid);
    remember(this.#authors, remembered, key);
    return key;
  }

  #sawEntry(numbers: ServerNumbers, id: number): void {
    if (id < numbers.nextEntry) return;
    numbers.nextEntry = Math.min(Number.MAX_SAFE_INTEGER, id + 1);
    numbers.isChanged = true;
  }

  #server(key: ServerKey): ServerNumbers {
    const known = this.#servers.get(key);
    if (known !== undefined) return known;
    const found = this.#statements.numbers.get(key) as { nextEntry: number; nextRank: number } | undefined;
    if (found === undefined) throw new Error('The history has no such server any more.');
    const numbers = { nextEntry: found.nextEntry, nextRank: found.nextRank, isChanged: false };
    this.#servers.set(key, numbers);
    return numbers;
  }
}

/** The name in a conversation's id, as a search compares it. */
function foldOf(id: ConversationId): string {
  return toPlain(foldName(id.slice(id.indexOf(':') + 1)));
}

function remember(names: Map<string, number>, name: string, key: number): void {
  if (names.size >= REMEMBERED_MAX) names.clear();
  names.set(name, key);
}
