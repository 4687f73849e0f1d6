import { runQuietly } from './run.mjs';
import { Problem } from './say.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

/** The Debian package that brings a library Electron is linked to. */
const PACKAGES = [
  [/^libgtk-3|^libgdk-3|^libcairo|^libpango/, 'libgtk-3-0'],
  [/^libnss|^libsmime3|^libnspr4/, 'libnss3'],
  [/^libasound/, 'libasound2'],
  [/^libgbm|^libdrm/, 'libgbm1'],
  [/^libatk-bridge|^libatspi|^libatk/, 'libatk-bridge2.0-0'],
  [/^libcups/, 'libcups2'],
  [/^libxkbcommon/, 'libxkbcommon0'],
  [/^libX|^libxcb/, 'libxss1'],
  [/^libdbus/, 'libdbus-1-3'],
];

/**
 * Installs the libraries that an Electron is linked to and that are missing, where that can be done (Debian, root); elsewhere
 * it refuses in words that help. Without `ldd` the loader speaks for itself.
 * @param {string} executable
 * @throws {Problem} naming the libraries and the packages that bring them
 */
export async function ensureLibraries(executable) {
  if (process.platform !== 'linux') return;
  const missing = await missingLibraries(executable);
  if (missing.length === 0) return;
  await ensureSystemPackages([...new Set(missing.flatMap((library) => packageOf(library) ?? []))]);
  const still = await missingLibraries(executable);
  if (still.length === 0) return;
  const packages = [...new Set(still.map((library) => packageOf(library) ?? library))];
  throw new Problem(`Electron needs ${still.join(', ')}; on Debian and Ubuntu: sudo apt-get install -y ${packages.join(' ')}`);
}

async function missingLibraries(executable) {
  const { output } = await runQuietly('ldd', [executable]);
  return [...output.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1]);
}

function packageOf(library) {
  return PACKAGES.find(([pattern]) => pattern.test(library))?.[1];
}
