import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './paths.mjs';

const ID = 'virtual:licences';

/** The name of a package's file with its licence. */
const LICENCE_FILE = /^(licen[cs]e|copying)(\.(md|txt))?$/i;

/**
 * A plugin of Vite for `import('virtual:licences')`: the packages of package-lock.json that the app is built from, each with its
 * licence, as the module that src-renderer/licences.d.ts describes.
 * @returns {import('vite').Plugin}
 */
export function licences() {
  return {
    name: 'licences',
    resolveId: (id) => (id === ID ? `\0${ID}` : undefined),
    load: async (id) => (id === `\0${ID}` ? `export const packages = ${JSON.stringify(await readPackages())};` : undefined),
  };
}

/** By name. What only builds or tests the app, and what another system's build would take, is not in it. */
async function readPackages() {
  const { packages } = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8'));
  const used = Object.entries(packages).filter(([path, { dev, optional }]) => path !== '' && !dev && !optional);
  const read = await Promise.all(used.map(([path, { version }]) => readPackage(join(ROOT, path), version)));
  return read.filter(Boolean).sort((one, other) => one.name.localeCompare(other.name, 'en'));
}

/** Null for one that is not installed. */
async function readPackage(folder, version) {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => null);
  if (text === null) return null;
  const { name, license, licenses } = JSON.parse(text);
  const licence = typeof license === 'string' ? license : (license?.type ?? licenses?.[0]?.type ?? '');
  const file = (await readdir(folder)).find((each) => LICENCE_FILE.test(each));
  return { name, version, licence, text: file === undefined ? '' : (await readFile(join(folder, file), 'utf8')).trim() };
}
