import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SERVER_TARGETS, isUpToDate } from './build.mjs';
import { ROOT } from './paths.mjs';
import { runInForeground } from './run.mjs';
import { Problem } from './say.mjs';

/** Whether a window can be shown: always on Windows and macOS, on Linux where a display server is named. */
export function hasDisplay(env = process.env) {
  return process.platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** Electron refuses to run its sandbox as root; nobody else gives it up. */
export function electronArguments(switches) {
  const asRoot = process.platform === 'linux' && process.getuid() === 0;
  return asRoot && !switches.includes('--no-sandbox') ? ['--no-sandbox', ROOT, ...switches] : [ROOT, ...switches];
}

/**
 * The headless server's switches for what a person gave the app: the server knows no Chromium, and keeps its data where
 * the app's own server would.
 * @param {string[]} switches
 */
export function serverArguments(switches) {
  const kept = [];
  let folder;
  for (const [index, value] of switches.entries()) {
    if (value === '--no-sandbox' || switches[index - 1] === '--user-data-dir') continue;
    if (value === '--user-data-dir') folder = switches[index + 1] ?? '';
    else if (value.startsWith('--user-data-dir=')) folder = value.slice('--user-data-dir='.length);
    else kept.push(value);
  }
  if (folder === '' || folder?.startsWith('-')) throw new Problem('--user-data-dir needs a value.', 2);
  const namesData = kept.some((value) => value === '--data' || value.startsWith('--data='));
  return folder && !namesData ? [...kept, '--data', join(folder, 'server')] : kept;
}

/**
 * Builds the headless server if need be and becomes it: no process in between, so that every signal, even a SIGKILL,
 * and the exit code are the server's own.
 * @param {string[]} args
 */
export async function becomeServer(args) {
  await buildAside(SERVER_TARGETS);
  const script = join(ROOT, 'dist', 'server', 'cli.cjs');
  process.argv = [process.execPath, script, ...args];
  process.setSourceMapsEnabled(true);
  // A relative --data is relative to where the person is, which npm keeps in INIT_CWD.
  if (process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);
  await import(pathToFileURL(script).href);
}

/** In another process: a server that runs for weeks should not carry the bundler's memory. */
async function buildAside(targets) {
  if (await isUpToDate(targets)) return;
  const code = await runInForeground(process.execPath, [join(ROOT, 'scripts', 'build.mjs'), ...targets], {
    stdio: ['ignore', 2, 2],
  });
  if (code !== 0) throw new Problem('the server could not be built', code);
}
