import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { Writer, WriteOutcome } from './group-writer.ts';
import type { FromWriter, ToWriter, WriterThreadData } from './writer-thread.ts';
import type { WriteOp } from './writes.ts';

/** A group and what SQLite makes of it are small; V8 would take ten times as much for new objects and keep it. */
const MEMORY = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 256 };

/** A thread that has not opened the file by then is done without. */
const READY_TIMEOUT_MS = 5_000;

/**
 * Writes in a thread of its own (`writer-thread.ts`), because a commit takes as long as the disk does: milliseconds on a good one,
 * a tenth of a second on a memory card, in which nobody could be answered. When the thread ends by itself, what it was asked fails,
 * and `fallback` makes who writes from then on.
 */
export class ThreadWriter implements Writer {
  readonly #worker: Worker;
  readonly #makeFallback: () => Writer;
  #fallback: Writer | null = null;
  readonly #log: Logger;
  #waiting: { readonly group: readonly WriteOp[]; readonly done: (outcomes: readonly WriteOutcome[]) => void } | null = null;
  #hasEnded = false;
  #isClosing = false;

  private constructor(worker: Worker, makeFallback: () => Writer, log: Logger) {
    this.#worker = worker;
    this.#makeFallback = makeFallback;
    this.#log = log;
    worker.on('message', (message: FromWriter) => {
      if (message.type === 'committed') this.#answer(message.outcomes);
    });
    worker.on('error', (error) => {
      log.error('the writing thread failed', { error: error.message });
    });
    worker.on('exit', () => {
      this.#onExit();
    });
  }

  /**
   * Starts the thread on a database file that is open and of the present version.
   * @param program a built program that calls `serveWriterThread` when it is started so
   * @returns the writer, or the one that `fallback` makes when no thread can be started here
   */
  static async start(
    program: string,
    file: string,
    fallback: () => Writer,
    { clock, log }: { readonly clock: Clock; readonly log: Logger },
  ): Promise<Writer> {
    const workerData: WriterThreadData = { writerThread: { file } };
    let worker: Worker | undefined;
    try {
      worker = new Worker(program, { workerData, argv: [], execArgv: [], resourceLimits: MEMORY });
      await ready(worker, clock);
      return new ThreadWriter(worker, fallback, log);
    } catch (error) {
      void worker?.terminate();
      log.warn('the server writes without a thread', { error: error instanceof Error ? error.message : 'unknown error' });
      return fallback();
    }
  }

  commit(group: readonly WriteOp[], done: (outcomes: readonly WriteOutcome[]) => void): void {
    if (this.#hasEnded) {
      this.#commitHere(group, done);
      return;
    }
    this.#waiting = { group, done };
    this.#post({ type: 'commit', group });
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    if (!this.#hasEnded) {
      const gone = new Promise((resolve) => this.#worker.once('exit', resolve));
      this.#post({ type: 'close' });
      await gone;
    }
    await this.#fallback?.close();
  }

  #commitHere(group: readonly WriteOp[], done: (outcomes: readonly WriteOutcome[]) => void): void {
    try {
      this.#fallback ??= this.#makeFallback();
    } catch (error) {
      const detail = error instanceof Error ? error.message : 'unknown error';
      done(group.map(() => ({ ok: false, reason: 'failed', detail })));
      return;
    }
    this.#fallback.commit(group, done);
  }

  #post(message: ToWriter): void {
    this.#worker.postMessage(message);
  }

  #answer(outcomes: readonly WriteOutcome[]): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.done(outcomes);
  }

  #onExit(): void {
    this.#hasEnded = true;
    if (!this.#isClosing) this.#log.error('the writing thread ended, and the server writes without it');
    if (this.#waiting === null) return;
    // Whether the group is on the disk is unknown: the clients ask again, with the same nonces.
    const failed: WriteOutcome = { ok: false, reason: 'failed', detail: 'the writing thread ended' };
    this.#answer(this.#waiting.group.map(() => failed));
  }
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
