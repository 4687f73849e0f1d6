import type { Clock } from '../../session/index.ts';

/**
 * Makes of `run` a function that runs it at once after a quiet time, and else once `ms` after the last time, however often it is called: what a
 * system is told goes to another program, and a burst of messages would be a burst of that.
 */
export function paced(clock: Clock, ms: number, run: () => void): () => void {
  let isResting = false;
  let isWanted = false;
  const runNow = () => {
    isWanted = false;
    isResting = true;
    clock.after(ms, () => {
      isResting = false;
      if (isWanted) runNow();
    });
    run();
  };
  return () => {
    isWanted = true;
    if (!isResting) runNow();
  };
}
