import { say } from '../lib/say.mjs';
import { noCounts, skippedLine, sum } from '../test/counts.mjs';
import { audit } from './audit.mjs';
import { contents } from './contents.mjs';
import { electronegativity } from './electronegativity.mjs';

/**
 * @typedef {object} Rule
 * @property {string} name what holds, as a sentence
 * @property {readonly string[]} problems one line each; none when it holds
 * @property {string} [skipped] why it was not looked at
 */

/** What the app is made of, looked at from outside: what is in the bundles, what is known of it, what a scanner finds. */
export function gates() {
  return {
    name: 'gates',
    run: async () => {
      const counts = [];
      for (const gate of [contents, electronegativity, audit]) counts.push(countOf(await gate()));
      return sum(counts);
    },
  };
}

/**
 * @param {readonly Rule[]} rules
 * @returns {import('../test/counts.mjs').Counts}
 */
export function countOf(rules) {
  const counts = noCounts();
  for (const { name, problems, skipped } of rules) {
    if (skipped !== undefined) counts.skipped.push(skippedLine(name, skipped));
    else if (problems.length === 0) counts.passed += 1;
    else counts.failures.push(`${name}: ${problems[0]}`);
    for (const problem of problems) say(`${name}: ${problem}`);
  }
  return counts;
}
