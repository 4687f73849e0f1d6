import type { ConversationId } from '../../src-shared/chat/index.ts';
import { readPragma } from '../server/storage/database-connection.ts';
import type { Database } from '../server/storage/sqlite.ts';
import { prepareChange } from './prepare.ts';
import { keyAt } from './entry-keys.ts';
import { toPlain } from './plain-text.ts';
import type { Retention, ServerKey } from '../../src-shared/client/records.ts';
import type { Writer } from './writer.ts';

/** A slice that took longer than this is followed by smaller ones; one that took less than a fifth by larger ones. At most twice as long. */
const SLICE_GOAL_MS = 25;
const SLICE_MIN_ROWS = 8;
const SLICE_MAX_ROWS = 1_024;
/** Pages of the file that one slice gives back to the disk, and how many must be free before that is worth it. */
const VACUUM_SLICE_PAGES = 64;
const VACUUM_MIN_PAGES = 256;
const DAY_MS = 86_400_000;

interface ConversationRow {
  readonly server: number;
  readonly id: string;
  readonly fold: string;
  readonly firstKept: number;
  readonly draft: string;
  readonly choices: string;
}

/** Deletes what is not to be kept any more, slice by slice, so that others are answered between. */
export class Forgetting {
  readonly #database: Database;
  readonly #writer: Writer;
  readonly #statements;
  #rows = 64;
  /** Entries with a smaller key are too old. */
  #firstKept = 0;

  constructor(database: Database, writer: Writer) {
    this.#database = database;
    this.#writer = writer;
    this.#statements = {
      conversation: database.prepare('SELECT key FROM conversations WHERE server = ? AND id = ?'),
      leave: prepareChange(database, 'UPDATE conversations SET server = NULL, id = NULL, fold = NULL WHERE key = ?'),
      row: database.prepare(
        'SELECT server, id, fold, first_kept AS firstKept, draft, choices FROM conversations WHERE key = ?',
      ),
      add: prepareChange(
        database,
        'INSERT INTO conversations (server, id, fold, first_kept, draft, choices) VALUES (?, ?, ?, ?, ?, ?)',
      ),
      moveOutbox: prepareChange(database, 'UPDATE outbox SET conversation = ? WHERE conversation = ?'),
      left: database.prepare('SELECT key FROM conversations WHERE server IS NULL LIMIT 1'),
      kept: database.prepare('SELECT key FROM conversations WHERE server IS NOT NULL'),
      ofLeft: database.prepare('SELECT key, kind FROM entries WHERE conversation = ? LIMIT ?'),
      dropLeft: prepareChange(database, 'DELETE FROM conversations WHERE key = ?'),
      old: database.prepare('SELECT key, kind FROM entries WHERE key < ? ORDER BY key LIMIT ?'),
    };
  }

  /** Forgets a conversation's entries at once; `slice` deletes them. */
  clear(server: ServerKey, id: ConversationId): void {
    const found = this.#statements.conversation.get(server, toPlain(id)) as { key: number } | undefined;
    if (found === undefined) return;
    this.#writer.transact(() => {
      this.#leave(found.key);
    });
  }

  /** From now on; `slice` deletes what is kept already and is not to be. */
  retain(retention: Retention, now: number): void {
    switch (retention.keep) {
      case 'all':
        this.#writer.keepSince = -Infinity;
        this.#firstKept = 0;
        break;
      case 'days':
        this.#writer.keepSince = now - Math.max(0, retention.days) * DAY_MS;
        this.#firstKept = keyAt(this.#writer.keepSince);
        break;
      case 'nothing':
        this.#writer.keepSince = Infinity;
        this.#firstKept = 0;
        this.#writer.transact(() => {
          for (const row of this.#statements.kept.all()) this.#leave((row as { key: number }).key);
        });
    }
  }

  /** Deletes a few milliseconds' worth; true where there is more. */
  slice(): boolean {
    const left = this.#statements.left.get() as { key: number } | undefined;
    const rows = (left === undefined
      ? this.#statements.old.all(this.#firstKept, this.#rows)
      : this.#statements.ofLeft.all(left.key, this.#rows)) as unknown as { key: number; kind: number }[];
    if (left === undefined && rows.length === 0) return this.#giveBack();
    const startedAt = performance.now();
    this.#writer.transact(() => {
      for (const row of rows) this.#writer.remove(row);
      if (left !== undefined && rows.length < this.#rows) this.#statements.dropLeft.run(left.key);
    });
    this.#learn(rows.length, performance.now() - startedAt);
    return true;
  }

  /** The conversation goes on under a new key, without its entries. */
  #leave(key: number): void {
    const { server, id, fold, firstKept, draft, choices } = this.#statements.row.get(key) as unknown as ConversationRow;
    this.#statements.leave.run(key);
    const { lastInsertRowid } = this.#statements.add.run(server, id, fold, firstKept, draft, choices);
    this.#statements.moveOutbox.run(Number(lastInsertRowid), key);
    this.#writer.forgetNames();
  }

  #giveBack(): boolean {
    if (Number(readPragma(this.#database, 'freelist_count')) < VACUUM_MIN_PAGES) return false;
    this.#database.exec(`PRAGMA incremental_vacuum(${VACUUM_SLICE_PAGES})`);
    return true;
  }

  #learn(rows: number, tookMs: number): void {
    if (tookMs > SLICE_GOAL_MS) this.#rows = Math.max(SLICE_MIN_ROWS, this.#rows >> 1);
    else if (rows === this.#rows && tookMs < SLICE_GOAL_MS / 5) this.#rows = Math.min(SLICE_MAX_ROWS, this.#rows << 1);
  }
}
