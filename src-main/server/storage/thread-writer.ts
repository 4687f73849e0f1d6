import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { GroupWriter, Writer, WriteOutcome } from './group-writer.ts';
import type { FromWriter, ToWriter, WriterThreadData } from './writer-thread.ts';
import type { WriteOp } from './writes.ts';

/** A group and what SQLite makes of it are small; V8 would take ten times as much for new objects and keep it. */
const MEMORY = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 256 };

/** A thread that has not opened the file by then is done without. */
const READY_TIMEOUT_MS = 5_000;

export interface ThreadWriterParts {
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Writes in a thread of its own (`writer-thread.ts`), because a commit takes as long as the disk does: milliseconds on a good one,
 * a tenth of a second on a memory card, in which nobody could be answered. Until the thread is ready, and once it has ended by
 * itself, `makeHere` makes who writes; what the thread was asked when it ended fails.
 */
export class ThreadWriter implements Writer {
  readonly #worker: Worker;
  readonly #makeHere: () => GroupWriter;
  #here: GroupWriter | null = null;
  readonly #log: Logger;
  #waiting: { readonly group: readonly WriteOp[]; readonly done: (outcomes: readonly WriteOutcome[]) => void } | null = null;
  #thread: 'starting' | 'ready' | 'gone' = 'starting';
  /** Resolves when the thread is ready or done without. */
  readonly #started: Promise<void>;
  #isClosing = false;

  private constructor(worker: Worker, makeHere: () => GroupWriter, { clock, log }: ThreadWriterParts) {
    this.#worker = worker;
    this.#makeHere = makeHere;
    this.#log = log;
    this.#started = ready(worker, clock).then(
      () => {
        this.#onReady();
      },
      (error: unknown) => {
        this.#thread = 'gone';
        void worker.terminate();
        doneWithout(log, error);
      },
    );
  }

  /**
   * Starts the thread on a database file that is open and of the present version, and waits for nothing.
   * @param program a built program that calls `serveWriterThread` when it is started so
   * @returns the writer, or the one that `makeHere` makes when no thread can be started here
   */
  static start(program: string, file: string, makeHere: () => GroupWriter, parts: ThreadWriterParts): Writer {
    const workerData: WriterThreadData = { writerThread: { file } };
    try {
      const worker = new Worker(program, { workerData, argv: [], execArgv: [], resourceLimits: MEMORY });
      return new ThreadWriter(worker, makeHere, parts);
    } catch (error) {
      doneWithout(parts.log, error);
      return makeHere();
    }
  }

  commit(group: readonly WriteOp[], done: (outcomes: readonly WriteOutcome[]) => void): void {
    // What the disk has of a group that failed here only a new look at the file tells, and this connection takes it.
    if (this.#thread !== 'ready' || this.#here?.isInDoubt === true) {
      this.#commitHere(group, done);
      return;
    }
    void this.#here?.close();
    this.#here = null;
    this.#waiting = { group, done };
    this.#post({ type: 'commit', group });
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#started;
    if (this.#thread === 'ready') {
      const gone = new Promise((resolve) => this.#worker.once('exit', resolve));
      this.#post({ type: 'close' });
      await gone;
    }
    await this.#here?.close();
  }

  #commitHere(group: readonly WriteOp[], done: (outcomes: readonly WriteOutcome[]) => void): void {
    try {
      this.#here ??= this.#makeHere();
    } catch (error) {
      const detail = error instanceof Error ? error.message : 'unknown error';
      done(group.map(() => ({ ok: false, reason: 'failed', detail })));
      return;
    }
    this.#here.commit(group, done);
  }

  #post(message: ToWriter): void {
    this.#worker.postMessage(message);
  }

  #onReady(): void {
    this.#thread = 'ready';
    this.#worker.on('message', (message: FromWriter) => {
      if (message.type === 'committed') this.#answer(message.outcomes);
    });
    this.#worker.on('error', (error) => {
      this.#log.error('the writing thread failed', { error: error.message });
    });
    this.#worker.on('exit', () => {
      this.#onExit();
    });
  }

  #answer(outcomes: readonly WriteOutcome[]): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.done(outcomes);
  }

  #onExit(): void {
    this.#thread = 'gone';
    if (!this.#isClosing) this.#log.error('the writing thread ended, and the server writes without it');
    if (this.#waiting === null) return;
    // Whether the group is on the disk is unknown: the clients ask again, with the same nonces.
    const failed: WriteOutcome = { ok: false, reason: 'failed', detail: 'the writing thread ended' };
    this.#answer(this.#waiting.group.map(() => failed));
  }
}

function doneWithout(log: Logger, error: unknown): void {
  log.warn('the server writes without a thread', { error: error instanceof Error ? error.message : 'unknown error' });
}

/** Resolves with the first word of a thread; rejects when it fails, ends or is silent for too long. */
async function ready(worker: Worker, clock: Clock): Promise<void> {
  let cancel: () => void = () => undefined;
  const silence = new Promise<never>((_, reject) => {
    cancel = clock.after(READY_TIMEOUT_MS, () => {
      reject(new Error('it did not answer in time'));
    });
  });
  const end = once(worker, 'exit').then(() => {
    throw new Error('it ended at once');
  });
  try {
    await Promise.race([once(worker, 'message'), end, silence]);
  } finally {
    cancel();
  }
}
