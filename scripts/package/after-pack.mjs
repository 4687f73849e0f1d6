import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../lib/paths.mjs';
import { say } from '../lib/say.mjs';
import { setReleaseFuses } from './fuses.mjs';

/** electron-builder's name for the two halves of a universal app, which are joined before they are finished. */
const HALF = /-temp$/;

/**
 * electron-builder's hook between packing and signing: removes what is not the app's, and sets the fuses.
 * @param {import('electron-builder').AfterPackContext} context
 */
export default async function afterPack({ appOutDir, electronPlatformName, packager }) {
  if (HALF.test(appOutDir)) return;
  const isMac = electronPlatformName === 'darwin';
  if (!isMac) {
    // A fallback's stand-in for Electron's default app, and the note of how it was made.
    await rm(join(appOutDir, 'resources', 'app'), { recursive: true, force: true });
    await rm(join(appOutDir, 'runtime.json'), { force: true });
  }
  const { devDependencies } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  const { version } = packager.info.framework;
  const missing = await setReleaseFuses(join(appOutDir, executableOf(packager, electronPlatformName)), {
    isFallback: version !== devDependencies.electron,
    isSignedAnew: isMac,
  });
  if (missing.length > 0) say(`Electron ${version} has no fuse ${missing.join(', ')}: all others are set`);
}

function executableOf(packager, platform) {
  const { productFilename } = packager.appInfo;
  if (platform === 'darwin') return `${productFilename}.app`;
  return platform === 'win32' ? `${productFilename}.exe` : packager.executableName;
}
