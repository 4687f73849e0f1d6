import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bundledPackages } from './bundled.mjs';
import { compressPage } from './guest-table.mjs';
import { withLock } from './lock.mjs';
import { ROOT, TREE_CACHE } from './paths.mjs';
import { Problem, say, seconds } from './say.mjs';

/**
 * What can be built: its entry, the file that shows it was built, the folders it is made from, its configuration, and the
 * mode of that, which is its name otherwise.
 * @type {Record<string, { entry: string, output: string, sources: string[], config: string, mode?: string }>}
 */
const TARGETS = {
  main: node('src-main/main.ts', 'dist/main/main.cjs', ['src-main', 'src-shared']),
  preload: node('src-main/preload.ts', 'dist/main/preload.cjs', ['src-main', 'src-shared']),
  'history-thread': node('src-main/history/thread-entry.ts', 'dist/main/history-thread.cjs', ['src-main', 'src-shared']),
  'spelling-thread': node('src-main/spelling/thread-entry.ts', 'dist/main/spelling-thread.cjs', ['src-main', 'src-shared']),
  updater: node('src-main/updates/updater.ts', 'dist/main/updater.cjs', ['src-main', 'src-shared']),
  'server-process': node('src-main/server/process.ts', 'dist/main/server-process.cjs', ['src-main/server', 'src-shared']),
  'app-writer-thread': writerThread('dist/main/writer-thread.cjs'),
  cli: node('src-main/server/cli.ts', 'dist/server/cli.cjs', ['src-main/server', 'src-shared']),
  'writer-thread': writerThread('dist/server/writer-thread.cjs'),
  renderer: page('src-renderer', 'dist/renderer'),
  gallery: page('src-renderer/gallery', 'dist/gallery'),
  guest: page('src-renderer/guest', 'dist/guest'),
};

/** Everything that `npm start` needs. */
export const APP_TARGETS = [
  'main',
  'preload',
  'history-thread',
  'spelling-thread',
  'updater',
  'server-process',
  'app-writer-thread',
  'renderer',
  'guest',
];

/** What `npm start -- --gallery` needs besides. It is in no package. */
export const GALLERY_TARGETS = ['gallery'];

/** Everything that `npm run serve` needs. */
export const SERVER_TARGETS = ['cli', 'writer-thread', 'guest'];

function node(entry, output, sources) {
  return { entry, output, sources, config: 'src-main/vite.config.ts' };
}

function writerThread(output) {
  return node('src-main/server/storage/writer-thread-entry.ts', output, ['src-main/server', 'src-shared']);
}

function page(folder, output) {
  const sources = ['src-renderer', 'src-shared'];
  const config = `${folder}/vite.config.ts`;
  return { entry: `${folder}/index.html`, output: `${output}/index.html`, sources, config, mode: 'production' };
}

/**
 * Builds those of the targets whose sources differ from what they were last built from. Sources are compared by content,
 * so that a checkout of another commit counts and a touched file does not.
 * @param {string[]} wanted names of TARGETS
 * @param {{ force?: boolean }} [options] force: build whatever the stamps say
 * @throws {Problem} when an entry is missing or the build fails
 */
export async function build(wanted, { force = false } = {}) {
  const names = [...new Set(wanted)];
  const missing = names.filter((name) => !existsSync(join(ROOT, TARGETS[name].entry)));
  if (missing.length > 0)
    throw new Problem(`cannot build: there is no ${missing.map((name) => TARGETS[name].entry).join(', ')}`);
  const lockName = `build-${createHash('sha256').update(ROOT).digest('hex').slice(0, 16)}`;
  if (!force && (await isUpToDate(names))) return;
  await withLock(lockName, async () => {
    const stale = force ? await withHashes(names) : await outdated(names);
    if (stale.length === 0) return;
    const start = Date.now();
    for (const { name, hash } of stale) {
      await buildOne(name);
      await mkdir(join(TREE_CACHE, 'build'), { recursive: true });
      await writeFile(stampOf(name), hash);
    }
    say(`built ${stale.map(({ name }) => name).join(', ')} in ${seconds(Date.now() - start)}`);
  });
}

/** Whether a build of these targets would do nothing. */
export async function isUpToDate(names) {
  return (await outdated(names)).length === 0;
}

async function buildOne(name) {
  const { build: viteBuild } = await import('vite');
  try {
    await viteBuild({
      configFile: join(ROOT, TARGETS[name].config),
      mode: TARGETS[name].mode ?? name,
      plugins: [bundledPackages(name)],
    });
    if (name === 'guest') await compressPage(dirname(join(ROOT, TARGETS[name].output)));
  } catch (error) {
    throw new Problem(`building ${name} failed: ${error.message}`);
  }
}

async function outdated(names) {
  const targets = await withHashes(names);
  const stale = [];
  for (const target of targets) if (!(await isBuilt(target))) stale.push(target);
  return stale;
}

async function isBuilt({ name, hash }) {
  if (!existsSync(join(ROOT, TARGETS[name].output))) return false;
  return (await readFile(stampOf(name), 'utf8').catch(() => '')) === hash;
}

function stampOf(name) {
  return join(TREE_CACHE, 'build', name);
}

async function withHashes(names) {
  const seen = new Map();
  const filesOf = (folder) => {
    if (!seen.has(folder)) seen.set(folder, hashFolder(folder));
    return seen.get(folder);
  };
  return Promise.all(
    names.map(async (name) => {
      const { sources, config } = TARGETS[name];
      const parts = await Promise.all([
        ...sources.map(filesOf),
        ...[
          config,
          'package.json',
          'package-lock.json',
          'scripts/lib/build.mjs',
          'scripts/lib/guest-table.mjs',
          'scripts/lib/licences.mjs',
          'scripts/lib/shipped.mjs',
        ].map(hashFile),
      ]);
      return { name, hash: digest(parts.join('\n')) };
    }),
  );
}

async function hashFolder(folder) {
  const entries = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  return (await Promise.all(files.sort().map(async (file) => `${file} ${digest(await readFile(file))}`))).join('\n');
}

async function hashFile(file) {
  return digest(await readFile(join(ROOT, file)));
}

function digest(content) {
  return createHash('sha256').update(content).digest('hex');
}
