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
