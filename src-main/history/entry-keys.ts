import type { Database } from '../server/storage/sqlite.ts';

/** Entries of one second that have a key in it; more of them take the next second that has room. */
const KEYS_A_SECOND = 64;
/** The year 2109: what claims to be later is not. */
const LAST_SECOND = 2 ** 32;
/** Seconds that are known to be full; without the memory of them a million entries of one second would look for room one by one. */
const FULL_MAX = 10_000;

/** The smallest key that an entry written at this time, in ms since the epoch, can have. */
export function keyAt(at: number): number {
  const second = Number.isNaN(at) ? 0 : Math.floor(at / 1000);
  return Math.min(LAST_SECOND, Math.max(0, second)) * KEYS_A_SECOND;
}

/**
 * Gives entries keys in the order of time, by which a search finds the newest first and within dates. Seconds, because the index
 * of words holds the distances of keys: in milliseconds it would be a third larger.
 */
export class EntryKeys {
  readonly #last;
  /** The first key of a full second → that of a later one that may have room. */
  readonly #full = new Map<number, number>();

  constructor(database: Database) {
    this.#last = database.prepare('SELECT max(key) AS last FROM entries WHERE key >= ? AND key < ?');
  }

  /** A key that no entry has. */
  take(at: number): number {
    const first = keyAt(at);
    let second = first;
    for (;;) {
      second = this.#full.get(second) ?? second;
      const { last } = this.#last.get(second, second + KEYS_A_SECOND) as { last: number | null };
      const key = last === null ? second : last + 1;
      if (key < second + KEYS_A_SECOND) return key;
      if (this.#full.size >= FULL_MAX) this.#full.clear();
      const next = second + KEYS_A_SECOND;
      this.#full.set(second, next);
      if (first !== second) this.#full.set(first, next);
      second = next;
    }
  }

  /** Entries were removed: seconds that were full may have room. */
  forget(): void {
    this.#full.clear();
  }
}
