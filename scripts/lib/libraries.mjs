import { runQuietly } from './run.mjs';
import { Problem } from './say.mjs';

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
 * Refuses an Electron that the loader could not start, in words that help; without `ldd` the loader speaks for itself.
 * @param {string} executable
 * @throws {Problem} naming the libraries and the packages that bring them
 */
export async function requireLibraries(executable) {
  if (process.platform !== 'linux') return;
  const { output } = await runQuietly('ldd', [executable]);
  const libraries = [...output.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1]);
  if (libraries.length === 0) return;
  const packages = new Set(libraries.map((library) => PACKAGES.find(([pattern]) => pattern.test(library))?.[1] ?? library));
  throw new Problem(
    `Electron needs ${libraries.join(', ')}; on Debian and Ubuntu: sudo apt-get install -y ${[...packages].join(' ')}`,
  );
}
