import { afterPause, type Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { WriteFailure, Writer, WriteOutcome } from './group-writer.ts';
import type { WriteInput, WriteName, WriteOp, WriteResult } from './writes.ts';

/** What became of a write, typed. `busy`: too much waits already, and nothing was tried. */
export type Written<K extends WriteName> =
  { readonly ok: true; readonly result: WriteResult<K> } | { readonly ok: false; readonly reason: WriteFailure | 'busy' };

/** A write could not be done; `reason` says whether room on the disk would help. */
export class WriteError extends Error {
  override readonly name = 'WriteError';
  readonly reason: WriteFailure | 'busy';

  constructor(reason: WriteFailure | 'busy') {
    super(reason === 'full' ? 'the disk is full' : reason === 'busy' ? 'too much waits to be written' : 'the disk failed');
    this.reason = reason;
  }
}

/** A group waits no longer than this for what follows from it to be of use. */
const GATHER_MAX_MS = 10;
/** The weight of the newest commit in the moving mean of what a commit takes. */
const COST_WEIGHT = 0.2;

export interface JournalLimits {
  /** Writes in one transaction at most. */
  readonly commitMax: number;
  /** Bytes of text that may wait to be written. */
  readonly commitQueueMaxBytes: number;
}

type Step =
  | { readonly op: WriteOp; readonly bytes: number; readonly done: (outcome: WriteOutcome) => void }
  | { readonly op: null; readonly done: () => void };

/**
 * The one order of the server: writes, and what must not overtake them. Writes gather while the last group is on its way to the
 * disk, a turn of the event loop at least, and go in one transaction (group commit); under load they gather until the next flush to
 * everybody is due, since before that nobody would hear of them. What follows from a write runs after its COMMIT, in the order of the
 * calls.
 */
export class Journal {
  readonly #writer: Writer;
  readonly #limits: JournalLimits;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #usefulFrom: () => number;
  #waiting: Step[] = [];
  #waitingBytes = 0;
  /** How many of those are writes. */
  #writes = 0;
  #unschedule: (() => void) | null = null;
  /** What a commit takes, a moving mean. */
  #costMs = 0;
  #isCommitting = false;
  readonly #afterGroup: (() => void)[] = [];
  /** What the disk said when it last refused; null when it takes. */
  #trouble: string | null = null;

  /** @param usefulFrom when, on the monotonic clock, something that follows from a write can have an effect at the earliest */
  constructor(writer: Writer, limits: JournalLimits, clock: Clock, log: Logger, usefulFrom = () => Number.NEGATIVE_INFINITY) {
    this.#usefulFrom = usefulFrom;
    this.#writer = writer;
    this.#limits = limits;
    this.#clock = clock;
    this.#log = log;
  }

  /** Writes; `done` runs once it is on the disk or has failed. `bytes` is what the write holds in memory, when that is much. */
  write<K extends WriteName>(name: K, input: WriteInput<K>, done: (written: Written<K>) => void, bytes = 0): void {
    if (bytes > 0 && this.#waitingBytes + bytes > this.#limits.commitQueueMaxBytes) {
      done({ ok: false, reason: 'busy' });
      return;
    }
    this.#waitingBytes += bytes;
    this.#writes++;
    const op = { name, input } as WriteOp;
    this.#waiting.push({
      op,
      bytes,
      // The writer answers a write with the result of its name.
      done: (outcome) => {
        done(outcome as Written<K>);
      },
    });
    this.#schedule();
  }

  /**
   * Writes, for a caller that has nothing to keep in order.
   * @throws {WriteError} when the write could not be done
   */
  run<K extends WriteName>(name: K, input: WriteInput<K>): Promise<WriteResult<K>> {
    return new Promise((resolve, reject) => {
      this.write(name, input, (written) => {
        if (written.ok) resolve(written.result);
        else reject(new WriteError(written.reason));
      });
    });
  }

  /** Runs what must come after everything that was written before: at once when nothing waits. */
  after(action: () => void): void {
    if (this.#waiting.length === 0 && !this.#isCommitting) action();
    else this.#waiting.push({ op: null, done: action });
  }

  /** Resolves when everything that was written before is on the disk, or has failed, and what follows from it has run. */
  turn(): Promise<void> {
    return new Promise((resolve) => {
      this.after(resolve);
    });
  }

  /** Whether a group is on its way to the disk or about to go; `then` runs when what follows from it has. */
  awaitGroup(then: () => void): boolean {
    if (!this.#isCommitting && this.#writes === 0) return false;
    this.#afterGroup.push(then);
    return true;
  }

  /** Ends when everything is written. */
  async close(): Promise<void> {
    while (this.#waiting.length > 0 || this.#isCommitting) await this.turn();
    await this.#writer.close();
  }

  /** How many writes wait for their turn. */
  get queued(): number {
    return this.#writes;
  }

  /** Whether the disk took the last group. */
  get takesWrites(): boolean {
    return this.#trouble === null;
  }

  #schedule(): void {
    if (this.#isCommitting) return;
    const isFull = this.#writes >= this.#limits.commitMax;
    if (this.#unschedule !== null) {
      if (!isFull) return;
      this.#unschedule();
    }
    const run = () => {
      this.#unschedule = null;
      this.#commit();
    };
    const pause = isFull ? 0 : Math.min(this.#usefulFrom() - this.#costMs - this.#clock.monotonic(), GATHER_MAX_MS);
    this.#unschedule = afterPause(this.#clock, pause, run);
  }

  #commit(): void {
    const steps = this.#takeGroup();
    const group = steps.flatMap(({ op }) => (op === null ? [] : [op]));
    this.#isCommitting = true;
    const startedAt = this.#clock.monotonic();
    this.#writer.commit(group, (outcomes) => {
      this.#costMs += COST_WEIGHT * (this.#clock.monotonic() - startedAt - this.#costMs);
      this.#tellHealth(outcomes);
      let answered = 0;
      for (const step of steps) {
        if (step.op === null) this.#run(step.done);
        else {
          const outcome = outcomes[answered++] ?? { ok: false, reason: 'failed', detail: 'the writer did not answer' };
          this.#run(() => {
            step.done(outcome);
          });
        }
      }
      this.#isCommitting = false;
      for (const then of this.#afterGroup.splice(0)) this.#run(then);
      this.#goOn();
    });
  }

  /** What stands behind the last write of a group does not wait for the next one. */
  #goOn(): void {
    while (this.#waiting[0]?.op === null) {
      const step = this.#waiting.shift();
      if (step?.op === null) this.#run(step.done);
    }
    if (this.#waiting.length > 0) this.#schedule();
  }

  #takeGroup(): Step[] {
    let writes = 0;
    let end = 0;
    for (; end < this.#waiting.length; end++) {
      const step = this.#waiting[end];
      if (step === undefined || step.op === null) continue;
      if (writes === this.#limits.commitMax) break;
      writes++;
      this.#waitingBytes -= step.bytes;
    }
    this.#writes -= writes;
    if (end === this.#waiting.length) {
      const all = this.#waiting;
      this.#waiting = [];
      return all;
    }
    return this.#waiting.splice(0, end);
  }

  /** One line when the disk begins to refuse, or refuses for another reason, and one when it takes again. */
  #tellHealth(outcomes: readonly WriteOutcome[]): void {
    const failed = outcomes.find((outcome) => !outcome.ok);
    if (failed !== undefined && !failed.ok) {
      if (failed.detail !== this.#trouble)
        this.#log.error(failed.reason === 'full' ? 'the disk is full' : 'a write failed', { error: failed.detail });
      this.#trouble = failed.detail;
    } else if (this.#trouble !== null && outcomes.length > 0) {
      this.#trouble = null;
      this.#log.info('the disk takes writes again');
    }
  }

  #run(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#log.error('what follows from a write failed', { error: error instanceof Error ? error.message : 'unknown error' });
    }
  }
}
