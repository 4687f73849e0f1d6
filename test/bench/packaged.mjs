// How soon the packaged app shows its first screen, next to an empty window in the same packaged Electron, started in turns with
// folders of their own; and what the package weighs. npm run bench -- packaged [--rounds 9]
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unprivileged } from '../../scripts/lib/unprivileged.mjs';
import { ROOT } from '../../scripts/lib/paths.mjs';
import { runInForeground } from '../../scripts/lib/run.mjs';
import { EXECUTABLE, packageFolder, TEST_PROFILE, UNPACKED } from '../../scripts/package/package-app.mjs';
import { ownScreen } from '../../scripts/test/end-to-end.mjs';
import { endAfter } from './_processes.mjs';
import { median, note, print, printMachine, readOptions, rounded } from './_report.mjs';
import { pageOf, untilTrue, withDeadline } from './_window.mjs';

const INSIDE = 'RWCI_BENCH_SCREEN';
const PAINTED = 'performance.getEntriesByName("first-contentful-paint").length > 0';
const SHOWN = `${PAINTED} && document.querySelectorAll("button").length > 1`;

const options = readOptions({ rounds: 9 });
if (process.env[INSIDE] === undefined) {
  await packageFolder({ isTest: true });
  // A packaged app refuses to run without its sandbox, and root has none.
  const somebody = await unprivileged({ reach: [ROOT] });
  const [program, ...args] = somebody.wrap([...ownScreen(), process.execPath, ...process.argv.slice(1)]);
  const code = await runInForeground(program, args, { cwd: ROOT, env: { ...somebody.env, [INSIDE]: 'own' } });
  await somebody.close();
  process.exit(code);
}

const folder = mkdtempSync(join(tmpdir(), 'rwci-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
endAfter(60_000 + options.rounds * 60_000);
printMachine('packaged', options);
const empty = makeEmpty(join(folder, 'empty'));

const runs = { empty: [], app: [] };
for (let round = 0; round < options.rounds; round++) {
  for (const [name, program, shown] of [
    ['empty', empty, PAINTED],
    ['app', join(TEST_PROFILE, EXECUTABLE), SHOWN],
  ]) {
    const ms = await start(program, join(folder, `${name}-${round}`), shown);
    note(`${name}: ${Math.round(ms)} ms`);
    runs[name].push(ms);
  }
}
const [empties, apps] = [median(runs.empty), median(runs.app)];
const archive = join(UNPACKED, 'resources', 'app.asar');
print({ bench: 'packaged', mode: 'empty window, first paint', ...rounded({ ms: empties }) });
print({ bench: 'packaged', mode: 'first screen, first paint', ...rounded({ ms: apps }) });
print({ bench: 'packaged', mode: 'ratio', ...rounded({ ms: apps / empties }) });
print({ bench: 'packaged', mode: 'MiB', ...rounded({ unpacked: weigh(UNPACKED) / 2 ** 20, asar: weigh(archive) / 2 ** 20 }) });
process.exit(0);

async function start(program, data, shown) {
  const began = performance.now();
  const child = spawn(program, ['--inspect=0', '--remote-debugging-port=0', `--user-data-dir=${data}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    const page = await withDeadline(pageOf(child), 'no window');
    return await withDeadline(untilTrue(page, shown, began), `never: ${shown}`);
  } finally {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
  }
}

/** The test profile's Electron with an archive in which nothing is but a page with a line. */
function makeEmpty(target) {
  mkdirSync(join(target, 'resources'), { recursive: true });
  for (const name of readdirSync(TEST_PROFILE)) {
    if (name !== EXECUTABLE && name !== 'resources') symlinkSync(join(TEST_PROFILE, name), join(target, name));
  }
  copyFileSync(join(TEST_PROFILE, EXECUTABLE), join(target, EXECUTABLE));
  const main = `const { app, BrowserWindow } = require('electron');
    app.setPath('userData', app.commandLine.getSwitchValue('user-data-dir'));
    app.enableSandbox();
    app.whenReady().then(() => new BrowserWindow({ width: 1120, height: 760 }).loadURL('data:text/html,<h1>Nothing here</h1>'));`;
  const manifest = JSON.stringify({ name: 'empty', version: '1.0.0', main: 'main.js' });
  writeFileSync(join(target, 'resources', 'app.asar'), archiveOf({ 'package.json': manifest, 'main.js': main }));
  return join(target, EXECUTABLE);
}

/** An asar archive of texts. */
function archiveOf(texts) {
  let offset = 0;
  const files = {};
  for (const [name, text] of Object.entries(texts)) {
    files[name] = { size: Buffer.byteLength(text), offset: String(offset) };
    offset += Buffer.byteLength(text);
  }
  const header = Buffer.from(JSON.stringify({ files }));
  const filled = Math.ceil(header.length / 4) * 4;
  const head = Buffer.alloc(16 + filled);
  [4, filled + 8, filled + 4, header.length].forEach((value, index) => head.writeUInt32LE(value, index * 4));
  header.copy(head, 16);
  return Buffer.concat([head, ...Object.values(texts).map((text) => Buffer.from(text))]);
}

function weigh(path) {
  const stat = statSync(path);
  return stat.isDirectory() ? readdirSync(path).reduce((sum, name) => sum + weigh(join(path, name)), 0) : stat.size;
}
