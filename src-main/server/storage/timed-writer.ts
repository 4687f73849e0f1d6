import type { Clock } from '../clock.ts';
import type { Writer, WriteOutcome } from './group-writer.ts';
import type { WriteOp } from './writes.ts';

/** A writer that tells how long each group took to be on the disk, in milliseconds. */
export class TimedWriter implements Writer {
  readonly #writer: Writer;
  readonly #clock: Clock;
  readonly #took: (ms: number) => void;

  constructor(writer: Writer, clock: Clock, took: (ms: number) => void) {
    this.#writer = writer;
    this.#clock = clock;
    this.#took = took;
  }

  commit(group: readonly WriteOp[], done: (outcomes: readonly WriteOutcome[]) => void): void {
    const startedAt = this.#clock.monotonic();
    this.#writer.commit(group, (outcomes) => {
      this.#took(this.#clock.monotonic() - startedAt);
      done(outcomes);
    });
  }

  close(): Promise<void> {
    return this.#writer.close();
  }
}
