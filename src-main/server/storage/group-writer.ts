import type { Database } from '../sqlite.ts';
import { classifyStorageError } from '../storage-errors.ts';
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

/** Writes on the calling thread: answers before `commit` returns. */
export class GroupWriter implements Writer {
  readonly #database: Database;
  readonly #statements: WriteStatements;

  constructor(database: Database) {
    this.#database = database;
    this.#statements = prepareWrites(database);
  }

  commit(group: readonly WriteOp[], done: (outcomes: readonly WriteOutcome[]) => void): void {
    done(this.write(group));
  }

  /**
   * All of a group in one transaction; when that fails, each alone, so that one write that cannot be done does not take the
   * others with it. When the disk is full nothing is tried again.
   */
  write(group: readonly WriteOp[]): WriteOutcome[] {
    try {
      return this.#transact(group);
    } catch (error) {
      const failure = outcomeOf(error);
      if (group.length === 1 || failure.reason === 'full') return group.map(() => failure);
      return group.flatMap((op) => this.write([op]));
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #transact(group: readonly WriteOp[]): WriteOutcome[] {
    const outcomes: WriteOutcome[] = [];
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      for (const op of group) outcomes.push({ ok: true, result: runWrite(this.#statements, op) });
      this.#database.exec('COMMIT');
    } catch (error) {
      // SQLite has rolled back by itself after some errors.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
    return outcomes;
  }
}

function outcomeOf(error: unknown): WriteOutcome & { ok: false } {
  const detail = error instanceof Error ? error.message : 'unknown error';
  return { ok: false, reason: classifyStorageError(error) === 'full' ? 'full' : 'failed', detail };
}
