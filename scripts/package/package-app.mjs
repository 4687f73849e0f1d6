import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { APP_TARGETS, build } from '../lib/build.mjs';
import { ROOT } from '../lib/paths.mjs';
import { Problem, say } from '../lib/say.mjs';
import { resolveElectron } from '../electron/resolve.mjs';
import { makeTestProfile } from './profiles.mjs';

/** Where Linux has its unpacked app, in both profiles, and what it is started by. */
export const UNPACKED = join(ROOT, 'release', 'linux-unpacked');
export const TEST_PROFILE = join(ROOT, 'release', 'test');
export const EXECUTABLE = 'rwci-desktop';

/**
 * Makes every installer that electron-builder.yml names for this platform. Downloads Electron and the tools for the formats.
 * @returns {Promise<string[]>} their paths
 */
export async function packageApp() {
  await build(APP_TARGETS);
  return run({});
}

/**
 * Makes the unpacked app of the Electron that is on this machine, without a network.
 * @param {{ isTest: boolean }} options isTest: the test profile besides, on Linux
 * @returns {Promise<string[]>} the folders
 */
export async function packageFolder({ isTest }) {
  if (isTest && process.platform !== 'linux') throw new Problem('the test profile is made on Linux only', 2);
  await build(APP_TARGETS);
  const { path, version, official } = await resolveElectron();
  if (!official) say(`this package has Electron ${version}, a fallback: for development only, not for a release`);
  // electron-builder wants the folder that a download would unpack to.
  const electronDist = process.platform === 'darwin' ? join(dirname(path), '..', '..', '..') : dirname(path);
  await rm(UNPACKED, { recursive: true, force: true });
  await run({ dir: true }, { electronDist, electronVersion: version });
  if (process.platform !== 'linux') return [join(ROOT, 'release')];
  if (!isTest) return [UNPACKED];
  await makeTestProfile(UNPACKED, TEST_PROFILE, EXECUTABLE);
  return [UNPACKED, TEST_PROFILE];
}

async function run(options, config = {}) {
  const { build: buildPackages } = await import('electron-builder');
  return buildPackages({ projectDir: ROOT, ...options, config: { extends: 'electron-builder.yml', ...config } });
}
