import { createHistogram, monitorEventLoopDelay, type Histogram } from 'node:perf_hooks';
import type { Clock } from '../clock.ts';

/** How long something took of late, in milliseconds; null when it did not happen. */
export interface Delays {
  percentile(percent: number): number | null;
}

/** A histogram covers at most this much; the older of two answers, so the last 30 to 60 seconds. */
const WINDOW_MS = 60_000;
const NS_PER_MS = 1e6;
const US_PER_MS = 1e3;
const SAMPLE_MS = 20;
/** What the histograms can hold, in microseconds: an hour. */
const HIGHEST_US = 3_600_000_000;

/** Two histograms that take turns in being emptied, so that one always covers a good part of the last minute. */
class LastMinute<H extends Histogram> {
  readonly #clock: Clock;
  #older: H;
  #newer: H;
  #turnedAt: number;

  constructor(clock: Clock, older: H, newer: H) {
    this.#clock = clock;
    this.#older = older;
    this.#newer = newer;
    this.#turnedAt = clock.monotonic();
  }

  /** Both, of which the second is the younger. */
  get histograms(): readonly [older: H, newer: H] {
    return [this.#older, this.#newer];
  }

  /** Forgets what is too old; to be called at each use, or at times. */
  turn(): void {
    const now = this.#clock.monotonic();
    const age = now - this.#turnedAt;
    if (age < WINDOW_MS / 2) return;
    [this.#older, this.#newer] = [this.#newer, this.#older];
    this.#newer.reset();
    // Nobody looked for so long that the other is too old as well.
    if (age >= WINDOW_MS) this.#older.reset();
    this.#turnedAt = now;
  }
}

/** Durations that the server measures itself. */
export class MeasuredDelays implements Delays {
  readonly #minute: LastMinute<ReturnType<typeof createHistogram>>;

  constructor(clock: Clock) {
    const empty = () => createHistogram({ lowest: 1, highest: HIGHEST_US, figures: 3 });
    this.#minute = new LastMinute(clock, empty(), empty());
  }

  add(ms: number): void {
    this.#minute.turn();
    const us = Math.min(HIGHEST_US, Math.max(1, Math.round(ms * US_PER_MS)));
    for (const histogram of this.#minute.histograms) histogram.record(us);
  }

  percentile(percent: number): number | null {
    this.#minute.turn();
    const [histogram] = this.#minute.histograms;
    return histogram.count === 0 ? null : histogram.percentile(percent) / US_PER_MS;
  }
}

/** By how much this thread was late for a timer: what everybody who asked something in that moment had to wait. */
export interface LoopDelays extends Delays {
  stop(): void;
}

/** Begins to watch the event loop of this thread, until `stop`. */
export function watchEventLoop(clock: Clock): LoopDelays {
  const start = () => {
    const histogram = monitorEventLoopDelay({ resolution: SAMPLE_MS });
    histogram.enable();
    return histogram;
  };
  const minute = new LastMinute(clock, start(), start());
  let cancel = () => undefined as void;
  const schedule = () => {
    cancel = clock.after(WINDOW_MS / 2, () => {
      minute.turn();
      schedule();
    });
  };
  schedule();
  return {
    percentile: (percent) => {
      const [histogram] = minute.histograms;
      // What is measured is the time between two ticks.
      return histogram.count === 0 ? null : Math.max(0, histogram.percentile(percent) / NS_PER_MS - SAMPLE_MS);
    },
    stop: () => {
      cancel();
      for (const histogram of minute.histograms) histogram.disable();
    },
  };
}
