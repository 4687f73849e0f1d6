import { writeFileSync } from 'node:fs';
import { noCounts, skippedLine } from './counts.mjs';

/**
 * A vitest reporter that writes what ran, as Counts, to the file that RWCI_COUNTS_FILE names. Vitest's own JSON knows no
 * reason of a skipped test. A file that does not load and an error outside every test count as one failure each.
 */
export default class CountsReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = noCounts();
    counts.failed += unhandledErrors.length;
    for (const module of modules) {
      counts.failed += module.errors().length;
      for (const test of module.children.allTests()) count(test, counts);
    }
    writeFileSync(process.env.RWCI_COUNTS_FILE, JSON.stringify(counts));
  }
}

function count(test, counts) {
  const { state, note } = test.result();
  if (state === 'passed') counts.passed += 1;
  else if (state === 'skipped') counts.skipped.push(skippedLine(test.fullName, note));
  else counts.failed += 1;
}
