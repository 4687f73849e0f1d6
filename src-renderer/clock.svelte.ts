const SECOND_MS = 1_000;

/** The time in ms since the epoch, reactive to the second; components read it only where something counts or a day may end. */
export class Clock {
  readonly #now: () => number;
  #seconds = $state(0);

  constructor(now: () => number = Date.now) {
    this.#now = now;
    this.#seconds = Math.floor(now() / SECOND_MS);
  }

  /** Changes every second. */
  get now(): number {
    return this.#seconds * SECOND_MS;
  }

  /** Midnight before now, local time: a derived of it changes once a day. */
  get today(): number {
    return new Date(this.now).setHours(0, 0, 0, 0);
  }

  /** Ticks until the returned function is called. */
  start(): () => void {
    const timer = setInterval(() => (this.#seconds = Math.floor(this.#now() / SECOND_MS)), SECOND_MS);
    return () => clearInterval(timer);
  }
}
