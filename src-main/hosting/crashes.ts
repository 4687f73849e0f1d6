/** With this many deaths within `CRASH_WINDOW_MS` hosting stops with an explanation. */
const CRASHES_MAX = 3;
const CRASH_WINDOW_MS = 60_000;

/** Counts how often the server died of late. */
export class Crashes {
  #at: number[] = [];

  /** A death at a time of the monotonic clock, in ms; whether that is one too many. */
  add(now: number): boolean {
    this.#at = [...this.#at.filter((at) => now - at < CRASH_WINDOW_MS), now];
    return this.#at.length >= CRASHES_MAX;
  }

  forget(): void {
    this.#at = [];
  }
}
