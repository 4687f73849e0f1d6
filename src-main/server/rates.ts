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

  /** Takes one, if there is one. */
  take(): boolean {
    this.#fill();
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Takes one that may not be there yet, down to `debt` below nothing; false when that is used up as well. */
  borrow(debt: number): boolean {
    this.#fill();
    if (this.#tokens < 1 - debt) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Milliseconds until `take` succeeds. */
  wait(): number {
    this.#fill();
    return this.#tokens >= 1 ? 0 : Math.ceil(((1 - this.#tokens) / this.#perSecond) * 1000);
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
