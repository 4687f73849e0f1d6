import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { USER_CACHE } from './paths.mjs';
import { say } from './say.mjs';

const POLL_MS = 200;
const TOUCH_MS = 5_000;
/** A lock nobody touched for so long belongs to a process that is gone (its number may be another's by now). */
const STALE_MS = 60_000;

/**
 * Runs the body while no other process on this machine runs one under the same name, and gives its result.
 * Waits as long as the other lives; a lock left by a killed process is taken over.
 * @template T
 * @param {string} name letters, digits and dashes
 * @param {() => Promise<T>} body
 * @returns {Promise<T>}
 */
export async function withLock(name, body) {
  const folder = join(USER_CACHE, 'locks');
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${name}.lock`);
  let told = false;
  while (!(await tryTake(file))) {
    if (await isStale(file)) {
      await dropStale(file);
      continue;
    }
    if (!told) say(`waiting for another command that is busy with the same (${name})`);
    told = true;
    await sleep(POLL_MS);
  }
  const touch = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => {});
  }, TOUCH_MS);
  touch.unref();
  try {
    return await body();
  } finally {
    clearInterval(touch);
    await rm(file, { force: true });
  }
}

async function tryTake(file) {
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

async function isStale(file) {
  try {
    const age = Date.now() - (await stat(file)).mtimeMs;
    if (age > STALE_MS) return true;
    const pid = Number(await readFile(file, 'utf8'));
    // Between its making and the writing of its number a lock is empty.
    return pid > 0 && !isAlive(pid);
  } catch {
    return false;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Of several that see the same stale lock, the rename lets one remove it; a fresh lock renamed by mistake is put back. */
async function dropStale(file) {
  const aside = `${file}.${process.pid}`;
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  if (await isStale(aside)) await rm(aside, { force: true });
  else await rename(aside, file).catch(() => {});
}
