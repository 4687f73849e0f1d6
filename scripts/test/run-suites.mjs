import { say, seconds } from '../lib/say.mjs';
import { inLanes } from './lanes.mjs';
import { failureLine, noCounts, sum } from './counts.mjs';

/** Suites that run beside each other, where they may. */
const LANES = 3;

/**
 * Runs the suites in their order, each whatever became of the one before, those of the background meanwhile, and prints a line for
 * each, what was skipped and what failed, and as the very last line the sum of what the runners counted.
 * @param {import('./suites.mjs').Suite[]} suites
 * @param {{ closing?: () => Promise<string[]> }} [options] closing: lines to print before the sum
 * @returns {Promise<number>} the exit code: 0 when nothing failed and something passed
 */
export async function runSuites(suites, { closing = async () => [] } = {}) {
  const all = [];
  const lines = [];
  const runLine = async (suite) => {
    const { counts, line } = await runSuite(suite);
    all.push(counts);
    lines.push(line);
  };
  const isBackground = ({ place }) => place === 'background';
  const background = inLanes(suites.filter(isBackground), 1, runLine);
  const waiting = suites.filter((suite) => !isBackground(suite));
  while (waiting.length > 0) {
    const end = waiting.findIndex(({ place }) => place !== 'beside');
    const group = waiting.splice(0, end === -1 ? waiting.length : Math.max(end, 1));
    // What takes times is not to share the processor, however politely.
    if (group.some(({ place }) => place === 'alone')) await background;
    await inLanes(group, LANES, runLine);
  }
  await background;
  const total = sum(all);
  const skipped = total.skipped.map((line) => `skipped: ${line}`);
  const failed = total.failures.map((line) => `failed: ${line}`);
  const report = ['', ...lines, ...skipped, ...(await closing()), ...failed, summary(total)];
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
