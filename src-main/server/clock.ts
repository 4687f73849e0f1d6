import { performance } from 'node:perf_hooks';

/** Time as the server sees it; tests pass a clock that they move themselves. */
export interface Clock {
  /** Milliseconds that only grow, from any beginning: for every interval and deadline. */
  monotonic(): number;
  /** Milliseconds since the epoch: for what is shown or stored, never for order. */
  wall(): number;
  /** Milliseconds of processor time that this process has used, all its threads together: only for differences. */
  processor(): number;
  /** Calls `run` once after `ms`; the returned function takes that back. */
  after(ms: number, run: () => void): () => void;
}

/** The clock of this computer. Its timers do not keep a process alive. */
export const systemClock: Clock = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
  processor: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    timer.unref();
    return () => {
      clearTimeout(timer);
    };
  },
};
