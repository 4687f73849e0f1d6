import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from '../lib/lock.mjs';
import { ROOT, USER_CACHE } from '../lib/paths.mjs';
import { runQuietly } from '../lib/run.mjs';
import { say } from '../lib/say.mjs';

const PACKAGE = join(ROOT, 'node_modules', 'electron');
const DOWNLOAD_TIMEOUT_MS = 10 * 60_000;
/** For so long a download that failed is not tried again, where there is a fallback. */
const FAILURE_REMEMBERED_MS = 24 * 60 * 60_000;

/** The version of the electron package, which is the one that ships. */
export async function officialVersion() {
  return JSON.parse(await readFile(join(PACKAGE, 'package.json'), 'utf8')).version;
}

/**
 * The executable of the electron package, downloaded by the package's own installer when it is not there.
 * @param {{ retry: boolean }} options retry: try the download again though it failed a short while ago
 * @returns {Promise<{ path: string } | { failure: string }>}
 */
export async function ensureOfficial({ retry }) {
  const present = await findOfficial();
  if (present !== undefined) return { path: present };
  const version = await officialVersion();
  const memory = join(USER_CACHE, 'electron', `official-${version}-failure.json`);
  if (!retry) {
    const failure = await recall(memory);
    if (failure !== undefined) return { failure };
  }
  return withLock('electron-official', async () => {
    const meanwhile = await findOfficial();
    if (meanwhile !== undefined) return { path: meanwhile };
    const failed = retry ? undefined : await recall(memory);
    if (failed !== undefined) return { failure: failed };
    say(`downloading Electron ${version}, once`);
    const { code, output, timedOut } = await runQuietly(process.execPath, [join(PACKAGE, 'install.js')], {
      timeoutMs: DOWNLOAD_TIMEOUT_MS,
    });
    const path = await findOfficial();
    if (code === 0 && path !== undefined) {
      await rm(memory, { force: true });
      return { path };
    }
    const failure = timedOut ? 'no end after 10 minutes' : (firstLine(output) ?? `exit code ${code}`);
    await mkdir(join(USER_CACHE, 'electron'), { recursive: true });
    await writeFile(memory, JSON.stringify({ at: Date.now(), failure }));
    return { failure };
  });
}

/** As node_modules/electron/index.js finds it, without the download that it would begin. */
async function findOfficial() {
  try {
    const version = await readFile(join(PACKAGE, 'dist', 'version'), 'utf8');
    if (version.trim().replace(/^v/, '') !== (await officialVersion())) return undefined;
    const path = join(PACKAGE, 'dist', await readFile(join(PACKAGE, 'path.txt'), 'utf8'));
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

async function recall(memory) {
  try {
    const { at, failure } = JSON.parse(await readFile(memory, 'utf8'));
    return Date.now() - at < FAILURE_REMEMBERED_MS ? failure : undefined;
  } catch {
    return undefined;
  }
}

function firstLine(output) {
  return output
    .split('\n')
    .find((line) => line.trim() !== '' && !line.startsWith('Downloading'))
    ?.trim();
}
