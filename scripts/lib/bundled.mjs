import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT, TREE_CACHE } from './paths.mjs';

const FOLDER = join(TREE_CACHE, 'bundled');

/**
 * A plugin of Vite that notes which packages a target holds, from the bundler's own list of modules.
 * @param {string} target
 * @returns {import('vite').Plugin}
 */
export function bundledPackages(target) {
  return {
    name: 'bundled-packages',
    async generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((part) => Object.keys(part.modules ?? {}));
      const paths = new Set(modules.flatMap((id) => packageOf(id) ?? []));
      await mkdir(FOLDER, { recursive: true });
      await writeFile(join(FOLDER, `${target}.json`), JSON.stringify([...paths].sort()));
    },
  };
}

/**
 * The packages that a target held when it was last built, as package-lock.json calls them.
 * @param {string} target
 * @returns {Promise<string[]>}
 */
export async function readBundled(target) {
  return JSON.parse(await readFile(join(FOLDER, `${target}.json`), 'utf8'));
}

/** `…/node_modules/a/node_modules/@b/c/d.js?raw` → `node_modules/a/node_modules/@b/c` */
function packageOf(id) {
  const path = id.replaceAll('\\', '/').replace(/^\0+/, '');
  const start = path.indexOf('/node_modules/', ROOT.length - 1);
  if (!path.startsWith(ROOT.replaceAll('\\', '/')) || start === -1) return undefined;
  return /^(?:node_modules\/(?:@[^/]+\/)?[^/]+\/)+/.exec(`${path.slice(start + 1)}`)?.[0].slice(0, -1);
}
