import { existsSync } from 'node:fs';
import { lastLine, runQuietly } from './run.mjs';
import { Problem, say, seconds } from './say.mjs';

/** What Debian calls the libraries that Electron is linked to, and a screen, a bus and fonts for tests without any. */
export const WINDOW_PACKAGES = [
  'xvfb',
  'xauth',
  'libgtk-3-0',
  'libnss3',
  'libasound2',
  'libgbm1',
  'libnotify4',
  'libxss1',
  'libatk-bridge2.0-0',
  'dbus-x11',
  'fonts-noto-core',
  'fonts-noto-color-emoji',
  // What the reference pictures are drawn with; see test/e2e/support/pictures.ts.
  'fonts-inter',
  'fonts-dejavu-core',
];

/** For the tests that keep a password in a real keyring. */
export const KEYRING_PACKAGES = ['gnome-keyring', 'libsecret-1-0'];

/** For the tests of the page for guests. */
export const BROWSER_PACKAGES = ['chromium', 'firefox-esr'];

/** For the capture of what the app sends. */
export const CAPTURE_PACKAGES = ['iproute2', 'tcpdump'];

/** From Debian 13 and Ubuntu 24.04 on, packages whose 64-bit time changed carry another name. */
const NEW_NAMES = { 'libgtk-3-0': 'libgtk-3-0t64', libasound2: 'libasound2t64', 'libatk-bridge2.0-0': 'libatk-bridge2.0-0t64' };

/**
 * Installs those of the Debian packages that are missing: as root; anybody else is told the command. On other systems
 * it does nothing, since what they lack cannot be told from their packages.
 * @param {string[]} names
 * @throws {Problem} when something is missing and cannot be installed from here
 */
export async function ensureSystemPackages(names) {
  if (process.platform !== 'linux' || !existsSync('/etc/debian_version')) return;
  const missing = await missingOf(names);
  if (missing.length === 0) return;
  const list = missing.join(' ');
  if (process.getuid() !== 0) {
    throw new Problem(`missing system packages; install them with: sudo apt-get update && sudo apt-get install -y ${list}`);
  }
  say(`installing system packages: ${list}`);
  const start = Date.now();
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await apt(['update', '-qq'], env);
  const available = await Promise.all(
    missing.map(async (name) => ((await isAvailable(name)) ? name : (NEW_NAMES[name] ?? name))),
  );
  await apt(['install', '-y', '-qq', '--no-install-recommends', ...available], env);
  say(`system packages installed in ${seconds(Date.now() - start)}`);
}

async function apt(args, env) {
  const { code, output } = await runQuietly('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], { env });
  if (code !== 0) throw new Problem(`apt-get ${args.join(' ')} failed: ${lastLine(output)}`);
}

async function missingOf(names) {
  const { output } = await runQuietly('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\\n']);
  const installed = new Set(output.split('\n').flatMap((line) => (line.endsWith(' installed') ? [line.split(' ')[0]] : [])));
  return names.filter((name) => !installed.has(name) && !installed.has(NEW_NAMES[name]));
}

async function isAvailable(name) {
  const { output } = await runQuietly('apt-cache', ['policy', name]);
  return /Candidate: (?!\(none\))/.test(output);
}
