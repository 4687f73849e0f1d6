import type { Clock } from './clock.ts';
import type { ServerLimits } from './limits.ts';
import type { Logger } from './logger.ts';
import type { Storage } from './storage/storage.ts';
import type { WriteInput } from './storage/writes.ts';

/** A slice that took longer than this is followed by smaller ones; one that took less than a fifth by larger ones. */
const SLICE_GOAL_MS = 25;
const SLICE_MIN_ROWS = 8;
const SLICE_MAX_ROWS = 1024;
/** Pages of the file that one slice gives back to the disk, and how many must be free before that is worth it. */
const VACUUM_SLICE_PAGES = 64;
const VACUUM_MIN_PAGES = 256;

/** How much history there is. */
export interface HistorySize {
  readonly messages: number;
  /** The oldest message, null when there is none. */
  readonly oldest: { readonly id: number; readonly at: number } | null;
  /** What is used of the file, and what is free in it. */
  readonly bytes: number;
  readonly freePages: number;
}

/**
 * Forgets what is beyond the limits of the history, oldest first, and what nothing needs any more: a deleted channel's messages,
 * nonces and tokens that ran out. In slices between other writes, each of which takes milliseconds. A direct message that waits for
 * its recipient stays.
 */
export class Retention {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #limits: ServerLimits;
  readonly #log: Logger;
  #rows = 64;
  #cancel: (() => void) | null = null;
  #isStopped = false;

  constructor(storage: Storage, clock: Clock, limits: ServerLimits, log: Logger) {
    this.#storage = storage;
    this.#clock = clock;
    this.#limits = limits;
    this.#log = log;
    this.#schedule();
  }

  /** One round over everything; resolves when nothing is left to forget, or something could not be. */
  async run(): Promise<void> {
    const now = this.#clock.wall();
    await this.#slices((rows) => this.#trim({ what: 'deleted-channels', before: now, rows }));
    await this.#slices((rows) => this.#trim({ what: 'old-nonces', before: now - this.#limits.nonceKeptMs, rows }));
    await this.#slices((rows) => this.#trim({ what: 'old-tokens', before: now, rows }));
    const forgotten = await this.#slices((rows) => this.#trimHistory(now, rows));
    if (forgotten > 0) this.#log.info('history was trimmed', { messages: forgotten });
    while (!this.#isStopped && this.#storage.historySize().freePages >= VACUUM_MIN_PAGES) {
      const freed = await this.#storage.journal.run('vacuum', { pages: VACUUM_SLICE_PAGES });
      if (freed === 0) break;
    }
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
  }

  #schedule(): void {
    this.#cancel = this.#clock.after(this.#limits.trimIntervalMs, () => {
      this.run()
        .catch((error: unknown) => {
          this.#log.error('history could not be trimmed', { error: error instanceof Error ? error.message : 'unknown error' });
        })
        .finally(() => {
          if (!this.#isStopped) this.#schedule();
        });
    });
  }

  /** Slice after slice until one finds nothing; returns how many rows went. */
  async #slices(slice: (rows: number) => Promise<number>): Promise<number> {
    let total = 0;
    while (!this.#isStopped) {
      const rows = this.#rows;
      const startedAt = this.#clock.monotonic();
      const went = await slice(rows);
      const tookMs = this.#clock.monotonic() - startedAt;
      total += went;
      if (tookMs > SLICE_GOAL_MS) this.#rows = Math.max(SLICE_MIN_ROWS, rows >> 1);
      else if (went === rows && tookMs < SLICE_GOAL_MS / 5) this.#rows = Math.min(SLICE_MAX_ROWS, rows << 1);
      if (went === 0) break;
    }
    return total;
  }

  #trim(input: WriteInput<'trim'>): Promise<number> {
    return this.#storage.journal.run('trim', input);
  }

  /** The oldest messages that are too many, too much or too old. */
  async #trimHistory(now: number, rows: number): Promise<number> {
    const { historyMaxMessages, historyMaxBytes, historyMaxAgeMs } = this.#limits;
    const { messages, bytes, oldest } = this.#storage.historySize();
    if (oldest === null) return 0;
    const tooMuch = Math.ceil(Math.max(0, bytes - historyMaxBytes) / (bytes / messages));
    const beyond = Math.max(messages - historyMaxMessages, tooMuch);
    if (beyond > 0) {
      return await this.#storage.journal.run('trimMessages', { rows: Math.min(rows, beyond), before: Number.MAX_SAFE_INTEGER });
    }
    const before = now - historyMaxAgeMs;
    return oldest.at < before ? await this.#storage.journal.run('trimMessages', { rows, before }) : 0;
  }
}
