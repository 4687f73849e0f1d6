import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './paths.mjs';
import { shippedPackages } from './shipped.mjs';

const ID = 'virtual:licences';

/** The name of a package's file with its licence. */
const LICENCE_FILE = /^(licen[cs]e|copying)([-.](md|txt|mit))*$/i;

/** What is in the app without being a package of its own: tables made of Unicode's data, here and in `emojibase-data`. */
const UNICODE = { name: 'Unicode data: emoji, characters that look alike', version: '15.0', licence: 'Unicode-3.0' };
const UNICODE_TEXT = join(ROOT, 'scripts', 'lib', 'notices', 'unicode-3.0.txt');

/** Of packages whose package.json does not say it, as their files with the licence do. */
const LICENCES = { 'svelte-toolbelt': 'MIT' };

/** The licences that what people get may have: all let it be passed on under the app's own, MIT, with its notice. */
export const ALLOWED_LICENCES = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'PSF-2.0',
  'Python-2.0',
  'Unicode-3.0',
  '(MIT AND BSD)',
];

/**
 * A plugin of Vite for `import('virtual:licences')`: what the app is built from, each with its licence, as the module that
 * src-renderer/licences.d.ts describes. Chromium's notices, 9 MB of them, are a file beside the program.
 * @returns {import('vite').Plugin}
 */
export function licences() {
  return {
    name: 'licences',
    resolveId: (id) => (id === ID ? `\0${ID}` : undefined),
    load: async (id) => (id === `\0${ID}` ? `export const packages = ${JSON.stringify(await readLicences())};` : undefined),
  };
}

/**
 * By name. What only builds or tests the app is not in it.
 * @returns {Promise<{ name: string, version: string, licence: string, text: string }[]>}
 */
export async function readLicences() {
  const paths = ['node_modules/electron', ...(await shippedPackages()).map(({ path }) => path)];
  const read = await Promise.all(paths.map((path) => readPackage(join(ROOT, path))));
  const unicode = { ...UNICODE, text: (await readFile(UNICODE_TEXT, 'utf8')).trim() };
  const known = new Map([...read, unicode].map((each) => [`${each.name} ${each.version}`, each]));
  return [...known.values()].sort((one, other) => one.name.localeCompare(other.name, 'en'));
}

async function readPackage(folder) {
  const { license, licenses, name, version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const licence = typeof license === 'string' ? license : (license?.type ?? licenses?.[0]?.type ?? LICENCES[name] ?? '');
  const file = (await readdir(folder)).find((each) => LICENCE_FILE.test(each));
  return { name, version, licence, text: file === undefined ? '' : (await readFile(join(folder, file), 'utf8')).trim() };
}
