import type { Clock } from '../../src-shared/session/clock.ts';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/** A clock that stands still until a test turns it. */
export class FakeClock implements Clock {
  #now: number;
  #order = 0;
  readonly #timers = new Set<Timer>();

  constructor(now = Date.UTC(2024, 0, 1, 12)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, ms), order: this.#order++, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Timers that have not run. */
  get pending(): number {
    return this.#timers.size;
  }

  /**
   * Turns the clock on by `ms`. Runs what is due in its order, at its own time, and lets everything that follows from it
   * (microtasks, frames in a memory network) come to rest before the next timer.
   */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
      await settle();
    }
    this.#now = end;
  }

  #next(end: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.at > end) continue;
      if (first === undefined || timer.at < first.at || (timer.at === first.at && timer.order < first.order)) first = timer;
    }
    return first;
  }
}

/** A message is written at the end of a turn and goes out at the end of the next; what that starts takes as many again. */
const TURNS = 6;

/** Resolves when every microtask, the ends of the turns they belong to, and what those start have run. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

/** Resolves when `condition` holds; rejects with `what` when it does not within `deadlineMs` of real time. */
export async function until(condition: () => boolean, what: string | (() => string), deadlineMs = 5_000): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  while (!condition()) {
    if (performance.now() > deadline) {
      throw new Error(`not within ${String(deadlineMs)} ms: ${typeof what === 'string' ? what : what()}`);
    }
    await settle();
  }
}
