import { writeFileSync } from 'node:fs';
import { failureLine, noCounts, skippedLine } from './counts.mjs';

/**
 * A vitest reporter that writes what ran, as Counts, to the file that RWCI_COUNTS_FILE names. Vitest's own JSON knows no
 * reason of a skipped test. A file that does not load and an error outside every test count as one failure each.
 */
export default class CountsReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = noCounts();
    for (const error of unhandledErrors) counts.failures.push(failureLine('outside every test', error));
    for (const module of modules) {
      for (const error of module.errors()) counts.failures.push(failureLine(module.relativeModuleId, error));
      for (const test of module.children.allTests()) count(test, counts);
    }
    writeFileSync(process.env.RWCI_COUNTS_FILE, JSON.stringify(counts));
  }
}

function count(test, counts) {
  const { state, note, errors } = test.result();
  if (state === 'passed') counts.passed += 1;
  else if (state === 'skipped') counts.skipped.push(skippedLine(test.fullName, note));
  else counts.failures.push(failureLine(test.fullName, errors[0]));
}
