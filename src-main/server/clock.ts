import { performance } from 'node:perf_hooks';

/** Time as the server sees it; tests pass a clock that they move themselves. */
export interface Clock {
  /** Milliseconds that only grow, from any beginning: for every interval and deadline. */
  monotonic(): number;
  /** Milliseconds since the epoch: for what is shown or stored, never for order. */
  wall(): number;
  /** Calls `run` once after `ms`; the returned function takes that back. */
  after(ms: number, run: () => void): () => void;
}

/** A pause shorter than this is none: a timer costs more than it would gain. */
export const PAUSE_MIN_MS = 0.7;

/** Runs something after a pause, at the end of the event loop's turn where that is none; the returned function takes it back. */
export function afterPause(clock: Clock, ms: number, run: () => void): () => void {
  if (ms > PAUSE_MIN_MS) return clock.after(ms, run);
  const immediate = setImmediate(run);
  return () => {
    clearImmediate(immediate);
  };
}

/** The clock of this computer. Its timers do not keep a process alive. */
export const systemClock: Clock = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    timer.unref();
    return () => {
      clearTimeout(timer);
    };
  },
};
