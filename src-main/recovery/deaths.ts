/** Counts how often something ended of late that should not have. */
export class Deaths {
  readonly #windowMs: number;
  #at: number[] = [];

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** One more, at a time of the monotonic clock in ms; how many there are within the window now. */
  add(now: number): number {
    this.#at = [...this.#at.filter((at) => now - at < this.#windowMs), now];
    return this.#at.length;
  }

  forget(): void {
    this.#at = [];
  }
}
