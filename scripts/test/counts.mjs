import { stripVTControlCharacters } from 'node:util';

/**
 * @typedef {object} Counts what a suite itself says it did
 * @property {number} passed
 * @property {string[]} failures one line a failure: the test's name and the first line of what it says
 * @property {string[]} skipped one line a test that did not run: its name and the reason where there is one
 */

/** @returns {Counts} */
export function noCounts() {
  return { passed: 0, failures: [], skipped: [] };
}

/**
 * The counts in a report of Playwright's json reporter. An error outside every test counts as one failure.
 * @returns {Counts}
 */
export function countPlaywright(report) {
  const counts = noCounts();
  for (const error of report.errors ?? []) counts.failures.push(failureLine('outside every test', error));
  const visit = (suite, titles) => {
    for (const inner of suite.suites ?? []) visit(inner, [...titles, inner.title]);
    for (const spec of suite.specs ?? []) {
      for (const test of spec.tests) {
        const name = [...titles, spec.title].join(' › ');
        if (test.status === 'expected') counts.passed += 1;
        else if (test.status === 'skipped') counts.skipped.push(skippedLine(name, reasonOf(test)));
        else counts.failures.push(failureLine(name, test.results.at(-1)?.error));
      }
    }
  };
  for (const suite of report.suites ?? []) visit(suite, [suite.title]);
  return counts;
}

/** @returns {Counts} */
export function sum(all) {
  return all.reduce(
    (total, { passed, failures, skipped }) => ({
      passed: total.passed + passed,
      failures: [...total.failures, ...failures],
      skipped: [...total.skipped, ...skipped],
    }),
    noCounts(),
  );
}

function reasonOf(test) {
  return test.annotations?.find(({ type }) => type === 'skip' || type === 'fixme')?.description;
}

/** A skipped test as the summary lists it. */
export function skippedLine(name, reason) {
  return `${name}: ${reason ?? 'no reason given'}`;
}

/** A failure as the summary lists it, without the colours of a terminal. */
export function failureLine(name, error) {
  const [message = ''] = stripVTControlCharacters(String(error?.message ?? error?.value ?? 'no reason given')).split('\n');
  return `${name}: ${message}`;
}
