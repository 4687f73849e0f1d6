import type { Clock } from './clock.ts';

/** One-shot timers by key: setting a key again replaces its timer. */
export class Timers<K> {
  readonly #clock: Clock;
  readonly #running = new Map<K, () => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  set(key: K, ms: number, run: () => void): void {
    this.clear(key);
    const cancel = this.#clock.after(ms, () => {
      this.#running.delete(key);
      run();
    });
    this.#running.set(key, cancel);
  }

  clear(key: K): void {
    this.#running.get(key)?.();
    this.#running.delete(key);
  }

  clearAll(): void {
    for (const cancel of this.#running.values()) cancel();
    this.#running.clear();
  }
}
