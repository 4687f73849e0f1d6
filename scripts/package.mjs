// Packages the app for this platform with electron-builder. --dir: the unpacked app only, which needs no network.
import { dirname, join } from 'node:path';
import { rm } from 'node:fs/promises';
import { ensureDependencies } from './lib/dependencies.mjs';
import { ROOT } from './lib/paths.mjs';
import { Problem, runCommand, say } from './lib/say.mjs';

await runCommand(async () => {
  const unknown = process.argv.slice(2).filter((argument) => argument !== '--dir');
  if (unknown.length > 0) throw new Problem(`unknown option: ${unknown[0]}`, 2);
  await ensureDependencies();
  const { APP_TARGETS, build } = await import('./lib/build.mjs');
  await build(APP_TARGETS);
  const dir = process.argv.includes('--dir');
  const { build: packageApp } = await import('electron-builder');
  const made = await packageApp({
    projectDir: ROOT,
    ...(dir ? { dir: true } : {}),
    config: { extends: 'electron-builder.yml', ...(dir ? await localElectron() : {}) },
  });
  for (const file of made) say(`made ${file}`);
  if (dir) say(`made ${join(ROOT, 'release')}: the unpacked app`);
});

/** The Electron that is on this machine anyway, in place of a download. */
async function localElectron() {
  const { resolveElectron } = await import('./electron/resolve.mjs');
  const { path, version, official } = await resolveElectron();
  if (!official) say(`this package has Electron ${version}, a fallback: for development only, not for a release`);
  // electron-builder wants the folder that a download would unpack to.
  const dist = process.platform === 'darwin' ? join(dirname(path), '..', '..', '..') : dirname(path);
  return { electronDist: dist, electronVersion: version, afterExtract: removeDefaultApp };
}

/** Electron prefers a folder called app to the archive that the app is packed into. */
async function removeDefaultApp({ appOutDir }) {
  if (process.platform !== 'darwin') await rm(join(appOutDir, 'resources', 'app'), { recursive: true, force: true });
}
