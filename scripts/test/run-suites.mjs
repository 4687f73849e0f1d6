import { say, seconds } from '../lib/say.mjs';
import { inLanes } from './lanes.mjs';
import { failureLine, noCounts, sum } from './counts.mjs';

/** Suites that run at once, where they may. */
const LANES = 2;

/**
 * Runs the suites one after another, each whatever became of the one before, and prints a line for each, what was
 * skipped and what failed, and as the very last line the sum of what the runners counted.
 * @param {import('./suites.mjs').Suite[]} suites neighbours that say `sideBySide` run two at a time
 * @param {{ closing?: string[] }} [options] closing: lines to print before the sum
 * @returns {Promise<number>} the exit code: 0 when nothing failed and something passed
 */
export async function runSuites(suites, { closing = [] } = {}) {
  const all = [];
  const lines = [];
  const waiting = [...suites];
  while (waiting.length > 0) {
    const alone = waiting.findIndex(({ sideBySide }) => sideBySide !== true);
    const group = waiting.splice(0, alone === -1 ? waiting.length : Math.max(alone, 1));
    await inLanes(group, LANES, async (suite) => {
      const { counts, line } = await runSuite(suite);
      all.push(counts);
      lines.push(line);
    });
  }
  const total = sum(all);
  const skipped = total.skipped.map((line) => `skipped: ${line}`);
  const failed = total.failures.map((line) => `failed: ${line}`);
  const report = ['', ...lines, ...skipped, ...closing, ...failed, summary(total)];
  process.stdout.write(`${report.join('\n')}\n`);
  return total.failures.length === 0 && total.passed > 0 ? 0 : 1;
}

async function runSuite({ name, run }) {
  say(`── ${name}`);
  const start = Date.now();
  const counts = await run().catch((error) => {
    say(`${name} could not run: ${error.message}`);
    return { ...noCounts(), failures: [failureLine(name, error)] };
  });
  const line = `${name}: ${summary(counts)} (${seconds(Date.now() - start)})`;
  say(line);
  return { counts, line };
}

function summary({ passed, failures, skipped }) {
  return `${passed} passed, ${failures.length} failed, ${skipped.length} skipped`;
}
