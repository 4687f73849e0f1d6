import type { Clock } from '../clock.ts';
import { NONCE_PROMISED_MS, type ServerLimits } from '../limits.ts';
import type { Logger } from '../logger.ts';
import type { Storage } from './storage.ts';
import type { Trimmed, WriteInput } from './writes.ts';

/** A slice that took longer than this is followed by smaller ones; one that took less than a fifth by larger ones. */
const SLICE_GOAL_MS = 25;
const SLICE_MIN_ROWS = 8;
const SLICE_MAX_ROWS = 512;
/** Nonces lie in the file without an order in time: each that goes is a page to be written. */
const NONCE_SLICE_MAX_ROWS = 128;
/** Pages of the file that one slice gives back to the disk, and how many must be free before that is worth it. */
const VACUUM_SLICE_PAGES = 64;
const VACUUM_MIN_PAGES = 256;

/** How much history there is behind an id. */
export interface HistorySize {
  /** The oldest message behind it, null when there is none. */
  readonly oldest: { readonly id: number; readonly at: number } | null;
  /** The newest id that a message ever had. */
  readonly newestId: number;
  /** What is used of the file, and what is free in it. */
  readonly bytes: number;
  readonly freePages: number;
}

/** Forgets guests who were not here since a moment, a slice of at most so many rows (`Guests`). */
type ForgetGuests = (before: number, rows: number) => Promise<Trimmed>;

/** Which messages are too many, too much or too old. */
type Beyond = Pick<WriteInput<'trimMessages'>, 'upTo' | 'before' | 'rows'>;

/**
 * Forgets what is beyond the limits of the history, oldest first, and what nothing needs any more: a deleted channel's messages,
 * nonces and tokens that ran out, guests who stayed away. In slices between other writes, each of which takes milliseconds. A direct message that waits for
 * its recipient stays, and pushes nothing else out.
 */
export class Retention {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #limits: ServerLimits;
  readonly #log: Logger;
  readonly #forgetGuests: ForgetGuests;
  #rows = 64;
  #cancel: (() => void) | null = null;
  #isStopped = false;

  constructor(storage: Storage, clock: Clock, limits: ServerLimits, log: Logger, forgetGuests: ForgetGuests) {
    this.#storage = storage;
    this.#clock = clock;
    this.#limits = limits;
    this.#log = log;
    this.#forgetGuests = forgetGuests;
    this.#schedule();
  }

  /** One round over everything; resolves when nothing is left to forget. Rejects with a WriteError when something could not be. */
  async run(): Promise<void> {
    const now = this.#clock.wall();
    await this.#trim('expired-channels', now - this.#limits.channelRestoreMs);
    await this.#trim('deleted-channels', now);
    await this.#trim('old-tokens', now);
    await this.#trim('old-nonces', now - this.#limits.nonceKeptMs);
    // What was promised of them is less; the rest makes room before any message does.
    if (this.#excessBytes() > 0) await this.#trim('old-nonces', now - NONCE_PROMISED_MS);
    await this.#inSlices((rows) => this.#forgetGuests(now - this.#limits.guestForgottenAfterMs, rows));
    await this.#storage.journal.run('trimAudit', { keep: this.#limits.auditMax, before: now - this.#limits.auditMaxAgeMs });
    const forgotten = await this.#trimHistory(now);
    if (forgotten > 0) this.#log.info('history was trimmed', { messages: forgotten });
    const { oldest, newestId } = this.#storage.historySize(0);
    await this.#trim('former-names', oldest?.id ?? newestId + 1);
    while (!this.#isStopped && this.#storage.historySize(0).freePages >= VACUUM_MIN_PAGES) {
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

  async #trim(what: WriteInput<'trim'>['what'], before: number): Promise<void> {
    const max = what === 'old-nonces' ? NONCE_SLICE_MAX_ROWS : SLICE_MAX_ROWS;
    await this.#inSlices((rows) => this.#storage.journal.run('trim', { what, before, rows }), max);
  }

  /** Slice after slice, until one finds nothing. */
  async #inSlices(take: (rows: number) => Promise<Trimmed>, max = NONCE_SLICE_MAX_ROWS): Promise<void> {
    for (let went = 1; went > 0 && !this.#isStopped;) {
      const rows = Math.min(this.#rows, max);
      const slice = await take(rows);
      this.#learn(slice, rows);
      went = slice.went;
    }
  }

  /** The oldest messages, slice after slice, past those that wait for their recipients; returns how many went. */
  async #trimHistory(now: number): Promise<number> {
    let forgotten = 0;
    for (let after = 0; !this.#isStopped;) {
      const beyond = this.#beyond(after, now);
      if (beyond === null) break;
      const slice = await this.#storage.journal.run('trimMessages', { after, ...beyond });
      this.#learn(slice, beyond.rows);
      forgotten += slice.went;
      after = slice.reached;
    }
    return forgotten;
  }

  /** What of the messages behind an id is to go next, if any. */
  #beyond(after: number, now: number): Beyond | null {
    const { historyMaxAgeMs, historyMaxMessages } = this.#limits;
    const { oldest, newestId, bytes } = this.#storage.historySize(after);
    if (oldest === null) return null;
    const rows = this.#rows;
    const whenever = Number.MAX_SAFE_INTEGER;
    // By ids, which have no holes but those of deleted channels: to count a million rows takes a while.
    const upTo = newestId - historyMaxMessages;
    if (oldest.id <= upTo) return { upTo, before: whenever, rows };
    const excess = this.#excessBytes();
    if (excess > 0) {
      const perMessage = bytes / (newestId - oldest.id + 1);
      return { upTo: newestId, before: whenever, rows: Math.min(rows, Math.ceil(excess / perMessage)) };
    }
    // Ids are in the order of time but for a clock that was put back; the first that is too young ends it.
    const before = now - historyMaxAgeMs;
    return oldest.at < before ? { upTo: newestId, before, rows } : null;
  }

  /** How many bytes more than may be are used of the file. */
  #excessBytes(): number {
    return this.#storage.historySize(0).bytes - this.#limits.historyMaxBytes;
  }

  /** Makes the next slice as large as may be. */
  #learn({ went, tookMs }: Trimmed, rows: number): void {
    if (tookMs > SLICE_GOAL_MS) this.#rows = Math.max(SLICE_MIN_ROWS, rows >> 1);
    else if (rows === this.#rows && went > rows / 2 && tookMs < SLICE_GOAL_MS / 5)
      this.#rows = Math.min(SLICE_MAX_ROWS, rows << 1);
  }
}
