import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { APP_TARGETS, SERVER_TARGETS, build } from '../lib/build.mjs';
import { readBundled } from '../lib/bundled.mjs';
import { ALLOWED_LICENCES, readLicences } from '../lib/licences.mjs';
import { ROOT } from '../lib/paths.mjs';
import { PAGE_PACKAGES, shippedPackages } from '../lib/shipped.mjs';

/** Packages whose code may reach the computer: more of them need a better reason than the ones there are. */
const DEPENDENCIES_MAX = 12;

/** What a program loads from node_modules while it runs; everything else is in its bundle. */
const NATIVE = ['@node-rs/argon2', '@photostructure/sqlite'];

/** What runs in a page: the window's, and that of guests in their browsers. */
const PAGES = ['renderer', 'guest'];

const DOCUMENT = join(ROOT, 'docs', 'DEPENDENCIES.md');
const GENERATED = /(<!-- generated[^\n]*-->\n).*?(<!-- end of generated -->)/s;

/**
 * What the bundles hold, by the bundler's own list of modules, beside what package.json, the licences and docs/DEPENDENCIES.md say.
 * @param {{ isWriting?: boolean }} [options] isWriting: writes the generated part of docs/DEPENDENCIES.md first
 * @returns {Promise<import('./gates.mjs').Rule[]>}
 */
export async function contents({ isWriting = false } = {}) {
  await build([...APP_TARGETS, ...SERVER_TARGETS]);
  const manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  const programs = await bundledIn([...APP_TARGETS, ...SERVER_TARGETS].filter((name) => !PAGES.includes(name)));
  const page = await bundledIn(PAGES);
  const shipped = await shippedPackages();
  const mayHold = (part) => new Set(shipped.filter((each) => each.part === part || part === 'page').map(({ path }) => path));
  const dependencies = Object.keys(manifest.dependencies);
  const licences = await readLicences();
  const document = await readFile(DOCUMENT, 'utf8');
  const generated = await tables({ programs, page });
  const written = document.replace(GENERATED, (_all, before, after) => `${before}\n${generated}\n\n${after}`);
  if (isWriting) await writeFile(DOCUMENT, written);
  const direct = new Set([...dependencies, ...Object.keys(manifest.devDependencies)]);
  const named = namedIn(isWriting ? written : document);

  return [
    rule(`at most ${DEPENDENCIES_MAX} packages are in the programs that may reach the computer`, [
      ...(dependencies.length > DEPENDENCIES_MAX ? [`there are ${dependencies.length}`] : []),
    ]),
    rule('a program holds only what dependencies brings', missing(programs, mayHold('programs'))),
    rule('the page holds only what its packages and dependencies bring', missing(page, mayHold('page'))),
    rule(
      'every dependency is in a program, every package of the page in the page',
      [
        ...dependencies.filter((name) => !NATIVE.includes(name) && !programs.includes(`node_modules/${name}`)),
        ...PAGE_PACKAGES.filter((name) => !page.includes(`node_modules/${name}`)),
      ].map((name) => `${name} is not`),
    ),
    rule('the licence of everything in the app is one that it may have', [
      ...licences
        .filter(({ licence }) => !ALLOWED_LICENCES.includes(licence))
        .map(({ licence, name }) => `${name}: ${licence}`),
    ]),
    rule(
      'the licences that the app shows are those of all that is in it',
      missing([...programs, ...page, ...NATIVE, 'electron'].map(nameOf), new Set(licences.map(({ name }) => name))),
    ),
    rule('docs/DEPENDENCIES.md has a reason for each package, and for no other', [
      ...missing([...direct], named).map((problem) => `no line for it: ${problem}`),
      ...[...named].filter((name) => !direct.has(name)).map((name) => `${name} is no dependency`),
    ]),
    rule('docs/DEPENDENCIES.md lists what is in the bundles', [
      ...(GENERATED.test(document) ? [] : ['it has no place for the list']),
      ...(written === document || isWriting ? [] : ['out of date: node scripts/gates/write-dependencies.mjs']),
    ]),
  ];
}

function rule(name, problems) {
  return { name, problems };
}

async function bundledIn(targets) {
  return [...new Set((await Promise.all(targets.map(readBundled))).flat())].sort();
}

function missing(wanted, among) {
  return wanted.filter((each) => !among.has(each));
}

function nameOf(path) {
  return path.split('node_modules/').at(-1);
}

/** The packages that the tables of reasons are about: the names in the first column. */
function namedIn(document) {
  const rows = document.replace(GENERATED, '').matchAll(/^\| (`[^|]+`) \|/gm);
  return new Set([...rows].flatMap(([, cell]) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name)));
}

/** The packages of both parts by licence. */
async function tables(parts) {
  const licences = new Map((await readLicences()).map(({ licence, name }) => [name, licence]));
  const rows = Object.entries(parts).flatMap(([part, paths]) => {
    const names = [...new Set(paths.map(nameOf))];
    const kinds = [...new Set(names.map((name) => licences.get(name)))].sort();
    return kinds.map((kind) => {
      const list = names.filter((name) => licences.get(name) === kind).map((name) => `\`${name}\``);
      return `| the ${part} | ${kind} | ${list.join(', ')} |`;
    });
  });
  return ['| in | licence | packages |', '| --- | --- | --- |', ...rows].join('\n');
}
