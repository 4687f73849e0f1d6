/**
 * @typedef {object} Counts what a suite itself says it did
 * @property {number} passed
 * @property {number} failed
 * @property {string[]} skipped one line a test that did not run: its name and the reason where there is one
 */

/** @returns {Counts} */
export function noCounts() {
  return { passed: 0, failed: 0, skipped: [] };
}

/**
 * The counts in a report of Playwright's json reporter. An error outside every test counts as one failure.
 * @returns {Counts}
 */
export function countPlaywright(report) {
  const counts = noCounts();
  counts.failed += report.errors?.length ?? 0;
  const visit = (suite, titles) => {
    for (const inner of suite.suites ?? []) visit(inner, [...titles, inner.title]);
    for (const spec of suite.specs ?? []) {
      for (const test of spec.tests) {
        const name = [...titles, spec.title].join(' › ');
        if (test.status === 'expected') counts.passed += 1;
        else if (test.status === 'skipped') counts.skipped.push(skippedLine(name, reasonOf(test)));
        else counts.failed += 1;
      }
    }
  };
  for (const suite of report.suites ?? []) visit(suite, [suite.title]);
  return counts;
}

/** @returns {Counts} */
export function sum(all) {
  return all.reduce(
    (total, { passed, failed, skipped }) => ({
      passed: total.passed + passed,
      failed: total.failed + failed,
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
