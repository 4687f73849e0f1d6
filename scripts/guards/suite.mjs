import { noCounts } from '../test/counts.mjs';
import { say, seconds } from '../lib/say.mjs';
import { GUARD_LIST } from './list.mjs';
import { Scratch } from './scratch.mjs';

const DAY_MS = 24 * 60 * 60_000;

/**
 * Takes guards away, each in a scratch copy, and expects the tests that show them to fail: a test that cannot fail shows nothing.
 * `count` of them, chosen by `seed`, which is the day's unless it is given; the same seed chooses the same ones.
 * @param {string} electron path of the executable
 * @param {{ count?: number, seed?: number, names?: string[] }} [options] names: these and no others
 * @returns {import('../test/suites.mjs').Suite}
 */
export function guards(electron, { count = 2, names = [], seed = Math.floor(Date.now() / DAY_MS) } = {}) {
  return {
    name: 'guards',
    run: async () => {
      const chosen = names.length > 0 ? GUARD_LIST.filter(({ name }) => names.includes(name)) : ofSeed(count, seed);
      say(`guards: seed ${seed}, ${chosen.length} of ${GUARD_LIST.length}: ${chosen.map(({ name }) => name).join(', ')}`);
      const counts = noCounts();
      const scratch = await Scratch.make(electron);
      try {
        for (const guard of chosen) {
          const start = Date.now();
          if (guard.row === 'A1' && scratch.problem !== undefined) {
            counts.skipped.push(`without ${guard.name}: ${scratch.problem}`);
            continue;
          }
          const wrong = await whatIsWrong(scratch, guard);
          say(`guards: ${guard.row} without ${guard.name}: ${wrong ?? 'noticed'} (${seconds(Date.now() - start)})`);
          if (wrong === undefined) counts.passed += 1;
          else counts.failures.push(`without ${guard.name} (${guard.row}): ${wrong}`);
        }
      } finally {
        await scratch.remove();
      }
      return counts;
    },
  };
}

/** Nothing where the test that shows the guard failed, and no other broke down with it. */
async function whatIsWrong(scratch, guard) {
  try {
    const { failures, passed } = await scratch.without(guard);
    if (failures.length === 0) return passed === 0 ? 'no test ran' : `${guard.test} does not notice`;
    if (!failures.some((line) => line.includes(guard.fails))) return `another test failed: ${failures[0]}`;
    if (passed === 0 && guard.breaksAll !== true) return `every test failed: ${failures[0]}`;
    return undefined;
  } catch (error) {
    return error.message;
  }
}

/** Neighbours in the list, so that as many runs as it takes have had them all. */
function ofSeed(count, seed) {
  if (count >= GUARD_LIST.length) return GUARD_LIST;
  const from = (seed * count) % GUARD_LIST.length;
  return [...GUARD_LIST, ...GUARD_LIST].slice(from, from + count);
}
