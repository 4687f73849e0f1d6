import { resolveElectron } from '../electron/resolve.mjs';
import { APP_TARGETS, GALLERY_TARGETS, SERVER_TARGETS, build } from '../lib/build.mjs';
import { KEYRING_PACKAGES, WINDOW_PACKAGES, ensureSystemPackages } from '../lib/system-packages.mjs';

/**
 * All that a test in a real Electron needs: the system's packages, an Electron, and the app built.
 * @returns the Electron as `resolveElectron` describes it
 * @throws {Problem} naming what is missing and cannot be installed
 */
export async function prepareElectron() {
  await ensureSystemPackages([...WINDOW_PACKAGES, ...KEYRING_PACKAGES]);
  const runtime = await resolveElectron();
  await build([...APP_TARGETS, ...GALLERY_TARGETS, ...SERVER_TARGETS]);
  return runtime;
}
