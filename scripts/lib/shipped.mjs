import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './paths.mjs';

/**
 * What the window's page is made of. It runs in the sandbox, without Node, and is bundled: package.json has it in devDependencies, where
 * `dependencies` is what the programs hold that may reach the computer, the app's own and the server's.
 */
export const PAGE_PACKAGES = ['@lucide/svelte', 'bits-ui', 'emojibase-data', 'lowlight', 'markdown-it', 'svelte'];

/**
 * Whatever may be in what people get: the packages that the programs and the page name, and all that these need. Of the packages
 * that are there for some platforms only, those of this one.
 * @returns {Promise<{ path: string, name: string, version: string, part: 'programs' | 'page' }[]>} path: as package-lock.json has it
 */
export async function shippedPackages() {
  const { packages } = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8'));
  const found = new Map();
  for (const name of Object.keys(packages[''].dependencies)) visit('', name, 'programs');
  for (const name of PAGE_PACKAGES) visit('', name, 'page');
  return [...found.values()].sort((one, other) => one.path.localeCompare(other.path, 'en'));

  function visit(from, name, part) {
    const path = resolve(packages, from, name);
    if (path === undefined || found.has(path)) return;
    const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta, version } = packages[path];
    found.set(path, { path, name, version, part });
    for (const each of Object.keys(dependencies ?? {})) visit(path, each, part);
    for (const each of Object.keys(peerDependencies ?? {}))
      if (!peerDependenciesMeta?.[each]?.optional) visit(path, each, part);
    for (const each of Object.keys(optionalDependencies ?? {})) {
      const optional = resolve(packages, path, each);
      if (optional !== undefined && existsSync(join(ROOT, optional))) visit(path, each, part);
    }
  }
}

/** Where Node finds a package from another one: beside it, or beside one of those around it. */
function resolve(packages, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0))) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (path in packages) return path;
    if (folder === '') return undefined;
  }
}
