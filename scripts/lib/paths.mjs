import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json; every command may be started from anywhere. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url)).replace(/[\\/]$/, '');

/** Stamps and reports of this checkout; gone with node_modules, and nothing is lost then. */
export const TREE_CACHE = join(ROOT, 'node_modules', '.cache', 'rwci-desktop');

/**
 * What a second checkout of the same person can use again: runtimes, remembered failures, locks.
 * Follows the XDG base directory specification on Linux and the habit of the platform elsewhere.
 */
export const USER_CACHE = join(userCacheRoot(), 'rwci-desktop');

function userCacheRoot() {
  if (process.env.XDG_CACHE_HOME) return process.env.XDG_CACHE_HOME;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  if (process.platform === 'win32' && process.env.LOCALAPPDATA) return process.env.LOCALAPPDATA;
  return join(homedir(), '.cache');
}
