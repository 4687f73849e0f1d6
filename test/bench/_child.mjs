// Loaded into each server ahead of its program: tells how late its event loop was and what memory it has when it is asked, and
// ends the process with the benchmark that started it, however that ends.
import { monitorEventLoopDelay } from 'node:perf_hooks';

const NS_PER_MS = 1_000_000;
/** How often the loop's lateness is looked at; a loop that is on time is this late by the histogram, which is taken off. */
const RESOLUTION_MS = 1;

if (process.send !== undefined) {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const late = (ns) => Math.max(0, ns / NS_PER_MS - RESOLUTION_MS);
  const answers = {
    /** Memory without garbage, so that it can be compared. */
    collect: () => {
      globalThis.gc?.();
      return process.memoryUsage();
    },
    /** The lateness of the event loop since this was asked last. */
    delay: () => {
      const found = {
        loopP50Ms: late(delay.percentile(50)),
        loopP99Ms: late(delay.percentile(99)),
        loopMaxMs: late(delay.max),
      };
      delay.reset();
      return found;
    },
  };
  process.on('message', (question) => process.send?.(answers[question]()));
  process.on('disconnect', () => process.exit(1));
  process.channel?.unref();
}
