import { Batch } from './batch.ts';
import type { Clock } from './clock.ts';
import type { Frame } from './frame.ts';

/** The weight of the newest flush in the moving mean of what a flush costs. */
const COST_WEIGHT = 0.2;
/**
 * How many times as long as it took a flush keeps the next one waiting when that has only what can wait: the news of a crowd
 * that logs in costs a ninth of the time then, and the rest is there for the logins. At most `PATIENCE_MAX_MS`.
 */
const PATIENCE = 8;
const PATIENCE_MAX_MS = 250;
/** A pause shorter than this is none: a timer costs more than it would gather. */
const PAUSE_MIN_MS = 0.7;
/** A flush waits for no pause when this much is waiting. */
const TURN_MAX_BYTES = 1024 * 1024;

/** One who gets what is said to everybody. */
export interface Listener {
  /** The turn is over: `batch` is all of it, built once for all listeners. */
  endTurn(batch: Batch): void;
}

/**
 * What is said to everybody, gathered a turn of the event loop at a time, so that each client costs one write a turn and not
 * one a message. Under load the turns grow by themselves: the next flush starts no sooner after the last than that took, which
 * leaves half of the time for everything else. In an idle room a message waits for nothing but its own turn.
 */
export class Fanout {
  readonly #clock: Clock;
  readonly #listeners: () => Iterable<Listener>;
  #turn: Frame[] = [];
  #turnBytes = 0;
  #scheduled: (() => void) | null = null;
  /** Whether all of this turn can wait a little longer. */
  #isPatient = true;
  #costMs = 0;
  #endedAt = Number.NEGATIVE_INFINITY;

  /** `listeners` are asked for at each flush. */
  constructor(clock: Clock, listeners: () => Iterable<Listener>) {
    this.#clock = clock;
    this.#listeners = listeners;
  }

  /** How many frames wait in this turn: the place of the next one. */
  get length(): number {
    return this.#turn.length;
  }

  /** @param options.canWait for what nobody waits for: it may go out a little later, with what comes next */
  add(frame: Frame, { canWait = false } = {}): void {
    this.#turn.push(frame);
    this.#turnBytes += frame.wire.length;
    if (!canWait && this.#isPatient) {
      this.#isPatient = false;
      this.#unschedule();
    }
    if (this.#turnBytes > TURN_MAX_BYTES) this.flush();
    else if (this.#scheduled === null) this.#schedule();
  }

  /** What waits in this turn from place `from` on; null when that is nothing. */
  since(from: number): Batch | null {
    return from < this.#turn.length ? new Batch(this.#turn.slice(from)) : null;
  }

  /** Ends the turn now. */
  flush(): void {
    this.#unschedule();
    if (this.#turn.length === 0) return;
    const startedAt = this.#clock.monotonic();
    const batch = new Batch(this.#turn);
    this.#turn = [];
    this.#turnBytes = 0;
    this.#isPatient = true;
    for (const listener of this.#listeners()) listener.endTurn(batch);
    this.#endedAt = this.#clock.monotonic();
    this.#costMs += COST_WEIGHT * (this.#endedAt - startedAt - this.#costMs);
  }

  #schedule(): void {
    const gap = this.#isPatient ? Math.max(this.#costMs, Math.min(PATIENCE * this.#costMs, PATIENCE_MAX_MS)) : this.#costMs;
    const pause = this.#endedAt + gap - this.#clock.monotonic();
    if (pause > PAUSE_MIN_MS) {
      this.#scheduled = this.#clock.after(pause, () => {
        this.flush();
      });
      return;
    }
    const immediate = setImmediate(() => {
      this.flush();
    });
    this.#scheduled = () => {
      clearImmediate(immediate);
    };
  }

  #unschedule(): void {
    this.#scheduled?.();
    this.#scheduled = null;
  }
}
