// How soon the last conversation can be read after the start, and what memory that takes, with a history of years and several
// servers; next to an empty window of the same Electron, started in turns.
// npm run bench -- startup [--messages 1000000] [--rounds 9]
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resolveElectron } from '../../scripts/electron/resolve.mjs';
import { runInForeground } from '../../scripts/lib/run.mjs';
import { ownScreen } from '../../scripts/test/end-to-end.mjs';
import { openHistoryIn, writeLongHistory } from './_long-history.mjs';
import { endAfter } from './_processes.mjs';
import { median, note, print, printMachine, readOptions, rounded } from './_report.mjs';
import { pageOf, untilTrue, withDeadline } from './_window.mjs';

/** Memory is read so long after the first picture, when what follows a start is over. */
const SETTLE_MS = 4_000;

const APP = fileURLToPath(new URL('../../', import.meta.url));
const SCREEN = 'RWCI_BENCH_SCREEN';

if (process.platform === 'linux' && process.env[SCREEN] === undefined) {
  const [program, ...args] = [...ownScreen(), process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  process.exit(await runInForeground(program, args, { env: { ...process.env, [SCREEN]: 'own' } }));
}

const options = readOptions({ messages: 1_000_000, rounds: 9 });
const folder = mkdtempSync(join(tmpdir(), 'rwci-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
endAfter(300_000 + options.messages + options.rounds * 60_000);
const electron = await resolveElectron();
printMachine('startup', { ...options, electron: electron.version });

const data = join(folder, 'data');
mkdirSync(data);
note(`writing ${options.messages} messages`);
await fill(data);
const empty = writeEmptyApp(join(folder, 'empty'));

const runs = { app: [], empty: [] };
for (let round = 0; round < options.rounds; round++) {
  for (const [name, run] of [
    [
      'empty',
      () =>
        start(
          [empty, `--user-data-dir=${join(folder, `empty-${round}`)}`],
          'performance.getEntriesByName("first-contentful-paint").length > 0',
        ),
    ],
    ['app', () => start([APP, `--user-data-dir=${data}`], 'document.querySelectorAll("[role=log] article").length > 5')],
  ]) {
    const result = await run();
    note(`${name}: ${Math.round(result.ms)} ms, ${Math.round(result.privateMiB)} MiB`);
    runs[name].push(result);
  }
}
const medians = Object.fromEntries(
  Object.entries(runs).map(([name, results]) => [
    name,
    { ms: median(results.map(({ ms }) => ms)), privateMiB: median(results.map(({ privateMiB }) => privateMiB)) },
  ]),
);
print({ bench: 'startup', mode: 'empty window, first paint', ...rounded(medians.empty) });
print({ bench: 'startup', mode: 'last conversation readable', ...rounded(medians.app) });
print({
  bench: 'startup',
  mode: 'ratio to the empty window',
  ...rounded({ ms: medians.app.ms / medians.empty.ms, privateMiB: medians.app.privateMiB / medians.empty.privateMiB }),
});
process.exit(0);

/** A user's data folder with a long history, and three servers where nobody is. */
async function fill(target) {
  const history = await openHistoryIn(target);
  const { servers } = await writeLongHistory(history, options.messages);
  for (const { conversations, key } of servers) {
    const [active] = [...conversations].reduce((a, b) => (b[1].length > a[1].length ? b : a));
    const channels = [...conversations.keys()]
      .filter((id) => id.startsWith('channel:'))
      .map((id) => id.slice('channel:'.length));
    const state = {
      known: { upTo: null, doubtFrom: 1, seen: [] },
      seenAt: 1,
      server: null,
      channels,
      defaultChannel: channels[0],
    };
    await history.write([
      { type: 'server', server: key, name: `Server ${key}`, state: JSON.stringify({ ...state, active, era: 0 }) },
    ]);
  }
  await history.close();
  const profile = { kind: 'remote', username: 'ann', label: '', autoconnect: true, muted: false, blocked: [], password: null };
  const listed = servers
    .slice(0, 3)
    .map((_, index) => ({ ...profile, id: `bench-${index}`, address: `bench-${index}.lan:8888` }));
  writeFileSync(join(target, 'settings.json'), JSON.stringify({ servers: listed, active: 'bench-0' }));
}

/** An app that does nothing but show a window of the same kind with a line in it. */
function writeEmptyApp(target) {
  mkdirSync(target);
  writeFileSync(join(target, 'package.json'), JSON.stringify({ name: 'empty', version: '1.0.0', main: 'main.js' }));
  writeFileSync(join(target, 'index.html'), '<!doctype html><title>empty</title><h1>Nothing here</h1>');
  const main = `const { app, BrowserWindow } = require('electron');
    const folder = app.commandLine.getSwitchValue('user-data-dir');
    if (folder !== '') app.setPath('userData', folder);
    if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
    app.whenReady().then(() => new BrowserWindow({ width: 1120, height: 760 }).loadFile('index.html'));`;
  writeFileSync(join(target, 'main.js'), main);
  return target;
}

/** Starts an app; resolves with when the expression became true in its window, in ms from the start, and with its memory. */
async function start(args, expression) {
  const began = performance.now();
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const child = spawn(electron.path, [...asRoot, '--remote-debugging-port=0', ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    const page = await withDeadline(pageOf(child), 'no window');
    const ms = await withDeadline(untilTrue(page, expression, began), `never: ${expression}`);
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    return { ms, privateMiB: privateBytes(child.pid) / 2 ** 20 };
  } finally {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
  }
}

/** What the processes of an app have for themselves alone; of Linux. */
function privateBytes(root) {
  const children = new Map();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const parent = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      children.set(parent, [...(children.get(parent) ?? []), pid]);
    } catch {
      // It ended meanwhile.
    }
  }
  const sum = (pid) => {
    const own = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    const bytes = [...own.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB/gm)].reduce(
      (total, [, kib]) => total + Number(kib) * 1024,
      0,
    );
    return (children.get(pid) ?? []).reduce((total, child) => total + sum(child), bytes);
  };
  return sum(String(root));
}
