import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect, test } from '@playwright/test';
import { readArchive } from './support/archive.ts';
import { listeningPorts } from './support/listening.ts';

/**
 * The packaged app as it is released, looked at from outside: nothing here drives it, because nothing can. It and the test profile
 * are made by `npm run package -- --dir --profile=test`.
 */
const RELEASE = fileURLToPath(new URL('../../release/linux-unpacked', import.meta.url));
const TEST_PROFILE = fileURLToPath(new URL('../../release/test', import.meta.url));
const EXECUTABLE = 'rwci-desktop';
const ARCHIVE = join('resources', 'app.asar');

/** What the app itself may weigh, its Electron not counted, in bytes. */
const ARCHIVE_MAX_BYTES = 12 * 1024 * 1024;
const NATIVE_MAX_BYTES = 4 * 1024 * 1024;
/** All of it, in bytes; most is Electron's executable. */
const UNPACKED_MAX_BYTES = 280 * 1024 * 1024;

const FUSES = {
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  [FuseV1Options.WasmTrapHandlers]: true,
};

/** Everything that may be in the archive. */
const ALLOWED = [
  /^(package\.json|LICENSE)$/,
  /^dist\/main\/(main|preload|history-thread|spelling-thread|server-process(-selfsigned)?|writer-thread|updater)\.cjs$/,
  /^dist\/renderer\/(index\.html|assets\/[\w.-]+\.(js|css|png|svg|woff2|wav|ogg|mp3|json))$/,
  /^dist\/guest\/(index\.html|assets\/[\w.-]+\.(js|css|png|svg|woff2|webmanifest|json)(\.(gz|br))?)$/,
  /^node_modules\/@node-rs\/argon2\/(package\.json|index\.js|LICENSE)$/,
  new RegExp(
    `^node_modules/@node-rs/argon2-linux-${process.arch}-gnu/(package\\.json|argon2\\.linux-${process.arch}-gnu\\.node)$`,
  ),
  /^node_modules\/@photostructure\/sqlite\/(package\.json|LICENSE|dist\/(index|chunk-\w+)\.mjs)$/,
  new RegExp(`^node_modules/@photostructure/sqlite/prebuilds/linux-${process.arch}/[\\w@+.]+\\.glibc\\.node$`),
  /^node_modules\/node-gyp-build\/(package\.json|LICENSE|index\.js|node-gyp-build\.js)$/,
];

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

test.skip(process.platform !== 'linux', 'the unpacked release is made on Linux');

let folder = '';

test.beforeAll(async () => {
  if (!existsSync(TEST_PROFILE)) throw new Error('make it first: npm run package -- --dir --profile=test');
  folder = await mkdtemp(join(tmpdir(), 'rwci-release-'));
});

test.afterAll(() => rm(folder, { recursive: true, force: true }));

test('the archive holds the bundles, the native modules of this platform, and nothing else', async () => {
  const files = await readArchive(join(RELEASE, ARCHIVE));
  const unexpected = files.map(({ path }) => path).filter((path) => !ALLOWED.some((allowed) => allowed.test(path)));
  expect(unexpected).toEqual([]);
  const unmet = ALLOWED.filter((allowed) => !files.some(({ path }) => allowed.test(path)));
  expect(unmet).toEqual([]);

  const native = files.filter(({ path }) => path.endsWith('.node'));
  expect(native.map(({ isUnpacked }) => isUnpacked)).toEqual([true, true]);
  expect(files.filter(({ isUnpacked }) => isUnpacked)).toEqual(native);
  const weight = (some: typeof files) => some.reduce((sum, { bytes }) => sum + bytes, 0);
  expect(weight(native)).toBeLessThan(NATIVE_MAX_BYTES);
  expect(weight(files) - weight(native)).toBeLessThan(ARCHIVE_MAX_BYTES);
});

test('beside the archive lies Electron, in the two languages of the app, and no folder that could take its place', async () => {
  const beside = await readdir(join(RELEASE, 'resources'));
  expect(beside.filter((name) => !/^(app\.asar(\.unpacked)?|app-update\.yml|update-key\.pem|icons)$/.test(name))).toEqual([]);
  expect((await readdir(join(RELEASE, 'locales'))).sort()).toEqual(['de.pak', 'en-GB.pak', 'en-US.pak']);
  const all = await readdir(RELEASE, { recursive: true, withFileTypes: true });
  const files = all.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const weights = await Promise.all(files.map(async (file) => (await readFile(file)).byteLength));
  expect(weights.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(UNPACKED_MAX_BYTES);
});

test('every fuse of the executable is as a release has it', async () => {
  const { version, ...wire } = await getCurrentFuseWire(join(RELEASE, EXECUTABLE));
  expect(version).toBe('1');
  const isOn = Object.entries(wire).map(([fuse, state]) => [fuse, state === FuseState.ENABLE]);
  // An older Electron has fewer, from the end.
  expect(isOn).toEqual(Object.entries(FUSES).slice(0, isOn.length));
  expect(isOn.length).toBeGreaterThanOrEqual(8);
});

test('the test profile is the release but for one byte of the executable', async () => {
  const hash = async (profile: string) => sha256(await readFile(join(profile, ARCHIVE)));
  expect(await hash(TEST_PROFILE)).toBe(await hash(RELEASE));
  const [released, tested] = await Promise.all([RELEASE, TEST_PROFILE].map((profile) => readFile(join(profile, EXECUTABLE))));
  expect(differences(released, tested)).toBe(1);
  const wire = await getCurrentFuseWire(join(TEST_PROFILE, EXECUTABLE));
  expect(wire[FuseV1Options.EnableNodeCliInspectArguments]).toBe(FuseState.ENABLE);
});

test('it finds all of its parts, and nothing in the environment or among the arguments puts another program in its place', async () => {
  test.setTimeout(90_000);
  const mark = join(folder, 'mark');
  const script = `require('node:fs').writeFileSync(${JSON.stringify(mark)}, '')`;
  const program = join(folder, 'program');
  await mkdir(program);
  await writeFile(join(program, 'package.json'), '{ "main": "main.cjs" }');
  await writeFile(join(program, 'main.cjs'), script);
  const { code, stderr, stdout } = await start(['--smoke', program, '-e', script], {
    ELECTRON_RUN_AS_NODE: '1',
    NODE_OPTIONS: `--require=${join(program, 'main.cjs')}`,
  });
  expect(stderr).not.toContain('Debugger listening');
  expect({ code, mark: existsSync(mark) }).toEqual({ code: 0, mark: false });
  const said = JSON.parse(stdout) as { parts: string[] };
  expect(said.parts.sort()).toEqual(['door', 'guests', 'history', 'message', 'page', 'server']);
});

test('without its archive it runs nothing, also where a folder with a program stands in for it', async () => {
  const copy = join(folder, 'copy');
  await mkdir(join(copy, 'resources', 'app'), { recursive: true });
  await cp(join(RELEASE, EXECUTABLE), join(copy, EXECUTABLE));
  for (const name of await readdir(RELEASE)) {
    if (name !== EXECUTABLE && name !== 'resources') await symlink(join(RELEASE, name), join(copy, name));
  }
  const mark = join(folder, 'folder-mark');
  await writeFile(join(copy, 'resources', 'app', 'package.json'), '{ "main": "main.cjs" }');
  await writeFile(
    join(copy, 'resources', 'app', 'main.cjs'),
    `require('node:fs').writeFileSync(${JSON.stringify(mark)}, ''); require('electron').app.exit(0);`,
  );
  const { code } = await start([], {}, join(copy, EXECUTABLE));
  expect({ code: code === 0, mark: existsSync(mark) }).toEqual({ code: false, mark: false });
});

test('a switch that would take a guard away ends the start with a sentence that names it', async () => {
  const switches = [
    ...['--remote-debugging-port=0', '--remote-debugging-pipe', '--disable-web-security', '--no-sandbox'],
    ...['--js-flags=--expose-gc', '--load-extension=/tmp', '--host-rules=MAP * 127.0.0.1', '--proxy-server=127.0.0.1:1'],
    ...['--inspect=0', '--inspect-brk=0'],
  ];
  const ends = await inTurns(switches, async (dangerous) => ({ dangerous, ...(await start([dangerous, '--smoke'])) }));
  for (const { code, dangerous, stderr, stdout } of ends) {
    expect({ dangerous, code, stdout }).toEqual({ dangerous, code: 2, stdout: '' });
    expect(stderr).toContain(dangerous.split('=', 1)[0]);
    expect(stderr).not.toMatch(/(Debugger|DevTools) listening/);
  }
});

test('it listens to nobody, a second start leaves it alone, and the signal that wakes an inspector wakes none', async () => {
  const data = `--user-data-dir=${join(folder, 'data')}`;
  const child = spawn(join(RELEASE, EXECUTABLE), [data], { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (text) => (stderr += String(text)));
  const ended = new Promise((resolve) => child.once('close', resolve));
  try {
    await expect.poll(() => existsSync(join(folder, 'data', 'settings.json')), { timeout: 20_000 }).toBe(true);
    expect((await start([data])).code).toBe(0);
    expect(await listeningPorts(child.pid ?? 0)).toEqual([]);
    expect(child.exitCode ?? child.signalCode).toBeNull();
    process.kill(child.pid ?? 0, 'SIGUSR1');
    // Without an inspector to wake the signal ends a program; a start after that is a first or a second one, and ends as well.
    await start([data, '--smoke']);
    expect(await listeningPorts(child.pid ?? 0)).toEqual([]);
    expect(stderr).not.toContain('Debugger listening');
  } finally {
    child.kill();
    await ended;
  }
});

/** Runs the release to its end. */
function start(args: readonly string[], env: Record<string, string> = {}, program = join(RELEASE, EXECUTABLE)): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text) => (stdout += String(text)));
    child.stderr.on('data', (text) => (stderr += String(text)));
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}

/** Two at a time. */
async function inTurns<T, R>(items: readonly T[], use: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += 2) results.push(...(await Promise.all(items.slice(at, at + 2).map(use))));
  return results;
}

function sha256(data: Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

/** In how many bytes two files of one length differ; all of them where they are not. */
function differences(one: Buffer | undefined, other: Buffer | undefined): number {
  if (one === undefined || other?.length !== one.length) return Number.POSITIVE_INFINITY;
  let count = 0;
  for (let at = 0; at < one.length; at += 65_536) {
    const [left, right] = [one.subarray(at, at + 65_536), other.subarray(at, at + 65_536)];
    if (!left.equals(right)) left.forEach((byte, index) => (count += byte === right[index] ? 0 : 1));
  }
  return count;
}
