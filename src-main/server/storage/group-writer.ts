import type { Database } from './sqlite.ts';
import { classifyStorageError, type StorageErrorKind } from './storage-errors.ts';
import { prepareWrites, runWrite, type WriteStatements } from './write-statements.ts';
import type { WriteOp } from './writes.ts';

/** What became of a write: its result, or why the file did not take it. */
export type WriteOutcome =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly reason: WriteFailure; readonly detail: string };

/** `full`: no room on the disk; `failed`: anything else that the file or the disk says. */
export type WriteFailure = 'full' | 'failed';

/** Writes groups of writes: when a group is answered, it is on the disk. */
export interface Writer {
  /** Writes a group in one transaction and answers for each write, in order. One group at a time. */
  commit(group: readonly WriteOp[], done: (outcomes: readonly WriteOutcome[]) => void): void;
  close(): Promise<void>;
}

/** How a writer comes by its connection to the database file. */
export interface WriterFile {
  open(): Database;
  /** Closes a connection whose disk failed and opens another once the file was looked through; throws when that cannot be done. */
  reopen(failed: Database): Database;
}

/** What the next write of a group would meet as well; a file that is held, only after another 5 seconds. */
const ENDS_GROUP: ReadonlySet<StorageErrorKind> = new Set(['full', 'io', 'busy']);

/** Writes on the calling thread, on a connection of its own: answers before `commit` returns. */
export class GroupWriter implements Writer {
  readonly #file: WriterFile;
  #database: Database;
  #statements: WriteStatements;
  /** Whether the disk failed, so that only a new look at the file tells what is on it. */
  #isInDoubt = false;

  constructor(file: WriterFile) {
    this.#file = file;
    this.#database = file.open();
    this.#statements = prepareWrites(this.#database);
  }

  /** The connection it writes on at present. */
  get database(): Database {
    return this.#database;
  }

  /** Whether the next group begins with a new look at the file. */
  get isInDoubt(): boolean {
    return this.#isInDoubt;
  }

  commit(group: readonly WriteOp[], done: (outcomes: readonly WriteOutcome[]) => void): void {
    done(this.write(group));
  }

  /**
   * All of a group in one transaction; when that fails, each alone, so that one write that cannot be done does not take the
   * others with it. When the disk is full or failed, or another program holds the file, nothing is tried again; a disk that failed is
   * asked anew by the next group, since after a failed sync a second one may succeed and have written nothing.
   */
  write(group: readonly WriteOp[]): WriteOutcome[] {
    try {
      if (this.#isInDoubt) this.#reopen();
      return this.#transact(group);
    } catch (error) {
      const kind = classifyStorageError(error);
      if (kind === 'io') this.#isInDoubt = true;
      const detail = error instanceof Error ? error.message : 'unknown error';
      const failure: WriteOutcome = { ok: false, reason: kind === 'full' ? 'full' : 'failed', detail };
      if (group.length === 1 || ENDS_GROUP.has(kind)) return group.map(() => failure);
      return group.flatMap((op) => this.write([op]));
    }
  }

  close(): Promise<void> {
    if (this.#database.isOpen) this.#database.close();
    return Promise.resolve();
  }

  /** A connection that cannot even be rolled back is of no more use. */
  #rollBack(): void {
    try {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
    } catch {
      this.#isInDoubt = true;
    }
  }

  #reopen(): void {
    this.#database = this.#file.reopen(this.#database);
    this.#statements = prepareWrites(this.#database);
    this.#isInDoubt = false;
  }

  #transact(group: readonly WriteOp[]): WriteOutcome[] {
    const outcomes: WriteOutcome[] = [];
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      for (const op of group) outcomes.push({ ok: true, result: runWrite(this.#statements, op) });
      this.#database.exec('COMMIT');
    } catch (error) {
      // SQLite has rolled back by itself after some errors.
      this.#rollBack();
      throw error;
    }
    return outcomes;
  }
}
