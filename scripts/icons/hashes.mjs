import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../lib/paths.mjs';
import { PICTURES } from './kinds.mjs';

export const ASSETS = join(ROOT, 'src-main', 'assets');
/** Which source each icon was made from, by its hash. */
export const HASHES = 'icons.json';
/** Everything that decides how an icon looks. */
const SOURCES = [
  'src-main/assets/icon.svg',
  'scripts/icons/kinds.mjs',
  'scripts/icons/containers.mjs',
  'scripts/icons/draw.cjs',
];
/** Every file that is made, below the assets. */
export const MADE = [...Object.keys(PICTURES), 'icon.ico', 'icon.icns'];

/** The hashes of the sources and of the icons as they are now. @returns {Promise<Record<string, string>>} */
export async function hashIcons() {
  const files = [...SOURCES.map((path) => [path, join(ROOT, path)]), ...MADE.map((path) => [path, join(ASSETS, path)])];
  return Object.fromEntries(
    await Promise.all(
      files.map(async ([name, path]) => [
        name,
        createHash('sha256')
          .update(await readFile(path))
          .digest('hex'),
      ]),
    ),
  );
}
