// Does the window of whoever hosts feel the people on the server? The real app hosts, a crowd joins and talks, and the window's
// frames and the main process's event loop are watched alone, with a few people who talk as much, and with all of them.
// npm run bench -- hosting-window [--crowd 1000] [--few 20] [--rate 200] [--seconds 15] [--rounds 3]
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resolveElectron } from '../../scripts/electron/resolve.mjs';
import { runInForeground } from '../../scripts/lib/run.mjs';
import { ownScreen } from '../../scripts/test/end-to-end.mjs';
import { Desktop } from './_desktop.mjs';
import { endAfter, startLoad } from './_processes.mjs';
import { median, note, percentile, print, printMachine, readOptions, round, rounded } from './_report.mjs';

const LOAD = fileURLToPath(new URL('_timeline-load.mjs', import.meta.url));
const SCREEN = 'RWCI_BENCH_SCREEN';
const JOB_TIMEOUT_MS = 600_000;
const SETTLE_MS = 2_000;
const SLOW_FRAME_MS = 50;
/** What the window is to keep to, whoever is there (in ms, rows and pushes a second). Where others use the machine too, a frame takes as long as they let it. */
const GOALS = { loopP99Ms: 50, frameP99Ms: 50, worstTaskCpuMs: 50, rowsMax: 300, pushesPerSecond: 20 };
/** Beside the same messages from a few people, a crowd may cost the window so much more. */
const RATIO_MAX = 1.5;

if (process.platform === 'linux' && process.env[SCREEN] === undefined) {
  const [program, ...args] = [...ownScreen(), process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  process.exit(await runInForeground(program, args, { env: { ...process.env, [SCREEN]: 'own' } }));
}

const options = readOptions({ crowd: 1000, few: 20, rate: 200, seconds: 15, rounds: 3 });
const folder = mkdtempSync(join(tmpdir(), 'rwci-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
endAfter(JOB_TIMEOUT_MS + options.rounds * options.seconds * 10_000);
const electron = await resolveElectron();
printMachine('hosting-window', { ...options, electron: electron.version });

const names = Array.from({ length: options.crowd }, (_, index) => `person-${String(index).padStart(4, '0')}`);
const runs = new Map();
const desktop = await Desktop.start(electron, join(folder, 'data'));
try {
  const port = await host();
  const [few, crowd] = [startLoad(LOAD), startLoad(LOAD)];
  await desktop.inMain(watchLoop);
  await desktop.inPage(countPushes);
  await few.ask({ job: 'prepare', port, names: names.slice(0, options.few), channels: [] }, JOB_TIMEOUT_MS);
  for (let number = 0; number < options.rounds; number++) {
    await watch('alone', () => pause(options.seconds * 1000));
    await watch('few', () => talk(few, `f${2 * number}`));
  }
  await watch('joining', () =>
    crowd.ask({ job: 'prepare', port, names: names.slice(options.few), channels: [] }, JOB_TIMEOUT_MS),
  );
  for (let number = 0; number < options.rounds; number++) {
    await watch('crowd, silent', () => pause(options.seconds * 1000));
    await watch('crowd', () => talk(crowd, `f${2 * number + 1}`));
  }
} finally {
  await desktop.close();
}
report();
process.exit(0);

/** Starts hosting, as the form does; the port. */
async function host() {
  const port = await freePort();
  const login = { username: 'alice', password: 'a password', remember: false };
  const outcome = await desktop.inPage((room) => globalThis.rwci.invoke('hosting/start', room), {
    name: 'Bench',
    port,
    ...login,
  });
  if (!outcome.ok) throw new Error(outcome.message);
  await desktop.until(() => document.querySelector('[role=log]') !== null, null, 'the room');
  return port;
}

/** Messages for some seconds; ends when the window shows the last of them. */
async function talk(load, mark) {
  const { rate, seconds } = options;
  await load.ask({ job: 'talk', rate, seconds, channel: undefined, mark }, JOB_TIMEOUT_MS);
  await desktop.until((last) => globalThis.probe.edge('last')?.number === last, rate * seconds - 1, 'the last message');
}

async function watch(mode, run) {
  await pause(SETTLE_MS);
  await desktop.inMain(() => globalThis.loop.reset());
  await desktop.inPage(() => (globalThis.pushes = 0));
  const watched = await desktop.watch(run);
  const loop = await desktop.inMain(() => globalThis.loop.read());
  const pushes = await desktop.inPage(() => globalThis.pushes);
  const { frames, tasks, rows, seconds, busy } = watched;
  const result = {
    ...{ frameP50Ms: percentile(frames, 50), frameP95Ms: percentile(frames, 95), frameP99Ms: percentile(frames, 99) },
    slowFrameShare: frames.filter((ms) => ms > SLOW_FRAME_MS).length / Math.max(1, frames.length),
    ...{ longTasks: tasks.length, worstTaskCpuMs: Math.max(0, ...watched.cpuOfTasks), busy },
    ...loop,
    ...{ pushesPerSecond: pushes / seconds, rowsMax: rows, seconds, load: loadavg()[0] },
  };
  note(`${mode}: ${JSON.stringify(rounded(result))}`);
  runs.set(mode, [...(runs.get(mode) ?? []), result]);
}

function report() {
  const medians = new Map();
  for (const [mode, results] of runs) {
    const fields = Object.keys(results[0]);
    const middle = Object.fromEntries(fields.map((field) => [field, median(results.map((result) => result[field]))]));
    medians.set(mode, middle);
    print({ bench: 'hosting-window', mode, ...rounded(middle) });
  }
  const { crowd, few } = { crowd: medians.get('crowd'), few: medians.get('few') };
  const goals = [
    ...Object.entries(GOALS).map(([field, most]) => [`crowd: ${field}`, crowd[field], most]),
    ...['frameP50Ms', 'frameP95Ms', 'frameP99Ms', 'loopP99Ms', 'busy'].map((field) => [
      `crowd to few: ${field}`,
      crowd[field] / few[field],
      RATIO_MAX,
    ]),
  ];
  for (const [goal, value, most] of goals)
    print({ bench: 'hosting-window', goal, value: round(value), most, isMet: value <= most });
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Runs in the main process: how late its event loop is; what the histogram shows of a loop that is on time is taken off. */
function watchLoop() {
  const RESOLUTION_MS = 1;
  const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks');
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const late = (ns) => Math.max(0, ns / 1_000_000 - RESOLUTION_MS);
  globalThis.loop = {
    reset: () => delay.reset(),
    read: () => ({ loopP50Ms: late(delay.percentile(50)), loopP99Ms: late(delay.percentile(99)), loopMaxMs: late(delay.max) }),
  };
}

/** Runs in the page: counts what the main process pushes. */
function countPushes() {
  globalThis.pushes = 0;
  globalThis.rwci.subscribe('events', () => globalThis.pushes++);
}
