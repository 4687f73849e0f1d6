import { join } from 'node:path';
import { ROOT } from '../lib/paths.mjs';
import { runQuietly } from '../lib/run.mjs';
import { say } from '../lib/say.mjs';
import { noCounts } from '../test/counts.mjs';

/**
 * Packages the app in both profiles, for the end-to-end tests of what is installed (release, packaged), which come after it.
 * @type {import('../test/suites.mjs').Suite}
 */
export const packaging = {
  name: 'package',
  run: async () => {
    const script = join(ROOT, 'scripts', 'package.mjs');
    const { code, output } = await runQuietly(process.execPath, [script, '--dir', '--profile=test'], { cwd: ROOT });
    if (code === 0) return { ...noCounts(), passed: 1 };
    say(output.trim());
    return { ...noCounts(), failures: ['package'] };
  },
};
