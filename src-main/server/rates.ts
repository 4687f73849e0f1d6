import type { Clock } from './clock.ts';

/** An allowance that fills up with time: `burst` at once, then `perSecond`. Infinity means no limit. */
export class TokenBucket {
  readonly #clock: Clock;
  readonly #burst: number;
  readonly #perSecond: number;
  #tokens: number;
  #since: number;

  constructor(clock: Clock, burst: number, perSecond: number) {
    this.#clock = clock;
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#tokens = burst;
    this.#since = clock.monotonic();
  }

  /** Takes so many, if they are there. */
  take(count = 1): boolean {
    if (!this.has(count)) return false;
    this.#tokens -= count;
    return true;
  }

  /** Whether so many are there, or would be with so many more. */
  has(count: number, debt = 0): boolean {
    this.#fill();
    return this.#tokens >= count - debt;
  }

  /** Takes so many whether they are there or not; a later `take` waits for them. */
  borrow(count: number): void {
    this.#fill();
    this.#tokens -= count;
  }

  /** Milliseconds until `take` succeeds. */
  wait(count = 1): number {
    this.#fill();
    return this.#tokens >= count ? 0 : Math.ceil(((count - this.#tokens) / this.#perSecond) * 1000);
  }

  /** Whether nothing was taken for so long that a new bucket would be the same. */
  isFull(): boolean {
    this.#fill();
    return this.#tokens >= this.#burst;
  }

  #fill(): void {
    if (this.#burst === Infinity) return;
    const now = this.#clock.monotonic();
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#since) / 1000) * this.#perSecond);
    this.#since = now;
  }
}

/** How many, and how many bytes of them: two allowances that are used together. */
export class Allowance {
  readonly #count: TokenBucket;
  readonly #bytes: TokenBucket;

  constructor(count: TokenBucket, bytes: TokenBucket) {
    this.#count = count;
    this.#bytes = bytes;
  }

  /** Takes one of so many bytes, if both allow it. */
  take(bytes: number): boolean {
    if (!this.#count.has(1) || !this.#bytes.has(bytes)) return false;
    this.#count.take(1);
    this.#bytes.take(bytes);
    return true;
  }

  /** Takes one that may not be there yet, down to `debt` below nothing; false when that is used up as well. */
  borrow(bytes: number, debt: { readonly count: number; readonly bytes: number }): boolean {
    if (!this.#count.has(1, debt.count) || !this.#bytes.has(bytes, debt.bytes)) return false;
    this.#count.borrow(1);
    this.#bytes.borrow(bytes);
    return true;
  }

  /** Milliseconds until `take` succeeds. */
  wait(bytes: number): number {
    return Math.max(this.#count.wait(1), this.#bytes.wait(bytes));
  }

  isFull(): boolean {
    return this.#count.isFull() && this.#bytes.isFull();
  }
}

/** Counts events in a window that begins with the first of them. */
export class WindowCounter {
  readonly #clock: Clock;
  readonly #windowMs: number;
  #count = 0;
  #start = -Infinity;

  constructor(clock: Clock, windowMs: number) {
    this.#clock = clock;
    this.#windowMs = windowMs;
  }

  /** Counts one more and returns how many there were in this window. */
  add(): number {
    this.#roll();
    if (this.#count === 0) this.#start = this.#clock.monotonic();
    return ++this.#count;
  }

  get count(): number {
    this.#roll();
    return this.#count;
  }

  #roll(): void {
    if (this.#clock.monotonic() - this.#start >= this.#windowMs) this.#count = 0;
  }
}

/**
 * A counter or bucket a key, made when first asked for. Idle ones are thrown out when there are many, so that a crowd of
 * keys cannot fill the memory.
 */
export class PerKey<T> {
  readonly #entries = new Map<string, T>();
  readonly #make: () => T;
  readonly #isIdle: (value: T) => boolean;
  #sweepAt = 1024;

  constructor(make: () => T, isIdle: (value: T) => boolean) {
    this.#make = make;
    this.#isIdle = isIdle;
  }

  get(key: string): T {
    let value = this.#entries.get(key);
    if (value === undefined) {
      if (this.#entries.size >= this.#sweepAt) this.#sweep();
      value = this.#make();
      this.#entries.set(key, value);
    }
    return value;
  }

  /** The one that there is already; asking makes none. */
  peek(key: string): T | undefined {
    return this.#entries.get(key);
  }

  get size(): number {
    return this.#entries.size;
  }

  #sweep(): void {
    for (const [key, value] of this.#entries) if (this.#isIdle(value)) this.#entries.delete(key);
    this.#sweepAt = Math.max(1024, this.#entries.size * 2);
  }
}
