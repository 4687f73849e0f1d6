import type { Database } from '../../src-main/server/storage/sqlite.ts';
import type { WriteFailure, Writer, WriteOutcome } from '../../src-main/server/storage/group-writer.ts';
import type { WriteOp } from '../../src-main/server/storage/writes.ts';

/**
 * A writer that writes when a test says so, or fails when a test says so: a disk that is slow, or out of order. Pass `watch` to a
 * server as its `watchWriter`.
 */
export class HeldWriter implements Writer {
  /** While true, a group waits for `release` before it is written. */
  isHeld = false;
  /** While not null, no group is written, and each write of it has failed so. */
  failure: WriteFailure | null = null;
  /** The database that the server has open. */
  database: Database | null = null;
  #writer: Writer | null = null;
  #waiting: (() => void) | null = null;

  readonly watch = (writer: Writer, database: Database): Writer => {
    this.database = database;
    this.#writer = writer;
    return this;
  };

  /** Whether a group waits to be written. */
  get isWaiting(): boolean {
    return this.#waiting !== null;
  }

  commit(group: readonly WriteOp[], done: (outcomes: readonly WriteOutcome[]) => void): void {
    const write = () => {
      const { failure } = this;
      if (failure !== null) done(group.map(() => ({ ok: false, reason: failure, detail: 'the test says so' })));
      else this.#writer?.commit(group, done);
    };
    if (this.isHeld) this.#waiting = write;
    else write();
  }

  /** Writes, or fails, the group that waits. */
  release(): void {
    const write = this.#waiting;
    this.#waiting = null;
    write?.();
  }

  close(): Promise<void> {
    return this.#writer?.close() ?? Promise.resolve();
  }
}
