import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { ROOT } from './paths.mjs';
import { lastLine, runNpm } from './run.mjs';
import { Problem, say, seconds } from './say.mjs';

/**
 * Makes node_modules what package-lock.json says; does nothing when it is.
 * Runs before node_modules exists, so this file and what it imports need Node alone.
 * @throws {Problem} when npm fails
 */
export async function ensureDependencies() {
  if (await isInstalled()) return;
  const lockName = `install-${createHash('sha256').update(ROOT).digest('hex').slice(0, 16)}`;
  await withLock(lockName, async () => {
    if (await isInstalled()) return;
    say('installing the dependencies (npm ci), once');
    const start = Date.now();
    const { code, output } = await runNpm(['ci', '--loglevel=error', '--no-fund', '--no-audit', '--no-progress'], {
      cwd: ROOT,
    });
    if (code !== 0) throw new Problem(`npm ci failed: ${lastLine(output)}\n${output}`);
    say(`dependencies installed in ${seconds(Date.now() - start)}`);
  });
}

/**
 * True when npm's own record of what it installed has every package of the lock file in its version.
 * Packages for other platforms are optional, and not in the record.
 */
async function isInstalled() {
  const wanted = await readPackages(join(ROOT, 'package-lock.json'));
  if (wanted === undefined) throw new Problem('package-lock.json is missing or damaged');
  const present = await readPackages(join(ROOT, 'node_modules', '.package-lock.json'));
  if (present === undefined) return false;
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional || entry.devOptional || present[path]?.version === entry.version,
  );
}

async function readPackages(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}
