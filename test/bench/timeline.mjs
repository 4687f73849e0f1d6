// What the real window is like with 100 000 messages in a conversation: while messages pour in, while one scrolls back, switches
// between conversations and changes the window's size; next to the same scroll over plain divs in an otherwise empty page.
// npm run bench -- timeline [--messages 100000] [--rate 300] [--seconds 20] [--scroll 20000] [--conversations 50] [--switches 500]
//   [--rounds 3]
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { resolveElectron } from '../../scripts/electron/resolve.mjs';
import { runInForeground } from '../../scripts/lib/run.mjs';
import { ownScreen } from '../../scripts/test/end-to-end.mjs';
import { openBusyRoom } from './_busy-room.mjs';
import { Desktop } from './_desktop.mjs';
import { makePlainApp } from './_plain-app.mjs';
import { endAfter, within } from './_processes.mjs';
import { median, note, percentile, print, printMachine, readOptions, round, rounded } from './_report.mjs';

const WHEEL_PX = 240;
const LONG_TASK_MS = 50;
const SCROLL_TIMEOUT_MS = 300_000;
const SWITCH_TIMEOUT_MS = 30_000;
const ROWS_MAX = 300;
const GROWTH_MAX_MIB = 50;
const SWITCH_MAX_MS = 60;
const FRAMES_RATIO_MAX = 2;
/** What a start or a flood leaves behind is over then. */
const SETTLE_MS = 2_000;
const ALT = 1;
const DOWN = { code: 'ArrowDown', keyCode: 40, modifiers: ALT };
const RESIZE = { steps: 120, stepMs: 33, from: [700, 560], to: [1500, 940] };
const SCREEN = 'RWCI_BENCH_SCREEN';

if (process.platform === 'linux' && process.env[SCREEN] === undefined) {
  const [program, ...args] = [...ownScreen(), process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  process.exit(await runInForeground(program, args, { env: { ...process.env, [SCREEN]: 'own' } }));
}

const options = readOptions({
  ...{ messages: 100_000, rate: 300, seconds: 20, scroll: 20_000, conversations: 50, switches: 500, rounds: 3 },
});
const folder = mkdtempSync(join(tmpdir(), 'rwci-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
endAfter(300_000 + options.rounds * (SCROLL_TIMEOUT_MS * 2 + options.seconds * 2_000 + options.switches * 1_000));
const electron = await resolveElectron();
printMachine('timeline', { ...options, electron: electron.version });

note(`writing ${options.messages} messages`);
const room = await openBusyRoom({ folder, ...options });
const plain = await makePlainApp(join(folder, 'plain'), room.texts.slice(-options.scroll));
const runs = new Map();
for (let round = 0; round < options.rounds; round++) {
  await plainRound(join(folder, `plain-${round}`));
  await appRound(join(folder, `app-${round}`));
}
report();
process.exit(0);

/** The reference: the same wheel over plain divs. */
async function plainRound(data) {
  const desktop = await Desktop.start(electron, data, plain);
  try {
    await desktop.until(() => document.querySelectorAll('[role=article]').length > 0 && document.fonts.status === 'loaded');
    await sleep(SETTLE_MS);
    const watched = await desktop.watch(() =>
      desktop.wheel(-WHEEL_PX, () => desktop.inPage(() => document.querySelector('[role=log]').scrollTop === 0)),
    );
    keep('plain divs: scroll', watched, { messagesPerSecond: options.scroll / watched.seconds });
  } finally {
    await desktop.close();
  }
}

async function appRound(data) {
  cpSync(room.data, data, { recursive: true });
  const desktop = await Desktop.start(electron, data);
  try {
    await room.enter(desktop);
    await sleep(SETTLE_MS);
    await resize(desktop);
    await flood(desktop);
    await scrollBack(desktop);
    await desktop.key('Escape', { keyCode: 27 });
    await desktop.until(() => globalThis.probe.edge('last')?.mark !== 'c0', null, 'the present');
    await switchAround(desktop);
  } finally {
    await desktop.close();
  }
}

async function flood(desktop) {
  const before = await desktop.memory();
  const watched = await desktop.watch(async () => {
    await room.talk(options);
    await desktop.until(
      (last) => globalThis.probe.edge('last')?.number === last,
      options.rate * options.seconds - 1,
      'the last of the messages',
    );
  });
  const after = await desktop.memory();
  keep('messages arrive', watched, {
    messagesPerSecond: (options.rate * options.seconds) / watched.seconds,
    ...growth(before, after),
  });
}

async function scrollBack(desktop) {
  const goal = options.messages - options.scroll;
  const isThere = (number) => {
    const first = globalThis.probe.edge('first');
    return first?.mark === 'c0' && first.number <= number;
  };
  const watched = await desktop.watch(() => desktop.wheel(-WHEEL_PX, () => desktop.inPage(isThere, goal)));
  keep('scroll', watched, { messagesPerSecond: (options.scroll + options.rate * options.seconds) / watched.seconds });
}

async function resize(desktop) {
  const watched = await desktop.watch(() =>
    desktop.inMain(async ({ BrowserWindow }, { steps, stepMs, from, to }) => {
      const [window] = BrowserWindow.getAllWindows();
      const bounds = window.getBounds();
      for (let step = 0; step < steps; step++) {
        // There and back again, twice.
        const share = Math.abs((((step * 4) / steps) % 2) - 1);
        const [width, height] = from.map((least, at) => Math.round(least + (to[at] - least) * share));
        window.setBounds({ ...bounds, width, height });
        await new Promise((resolve) => setTimeout(resolve, stepMs));
      }
      window.setBounds(bounds);
    }, RESIZE),
  );
  keep('resize', watched);
}

async function switchAround(desktop) {
  await sleep(SETTLE_MS);
  const before = await desktop.memory();
  const times = [];
  const watched = await desktop.watch(async () => {
    for (let number = 0; number < options.switches; number++) {
      const switched = desktop.inPage(() => globalThis.probe.switched());
      // The page answers in order: it listens before the key comes.
      await desktop.inPage(() => undefined);
      await desktop.key('ArrowDown', DOWN);
      times.push(await within(SWITCH_TIMEOUT_MS, switched, `switch ${number + 1}`));
    }
  });
  await sleep(SETTLE_MS);
  const after = await desktop.memory();
  const first = times.slice(0, options.conversations);
  keep('switch', watched, {
    ...{ switchP50Ms: percentile(times, 50), switchP95Ms: percentile(times, 95), firstTimeP95Ms: percentile(first, 95) },
    ...{ cpuASwitchMs: watched.cpuOfTasks.reduce((a, b) => a + b, 0) / times.length },
    ...growth(before, after),
  });
}

function growth(before, after) {
  return { growthPrivateMiB: after.privateMiB - before.privateMiB, growthHeapMiB: after.heapMiB - before.heapMiB, ...after };
}

function keep(mode, { tasks, cpuOfTasks, frames, rows, nodes, seconds, busy, scripting, layout }, more = {}) {
  const result = {
    ...{ longTasks: tasks.length, worstTaskMs: Math.max(0, ...tasks) },
    ...{
      longTasksCpu: cpuOfTasks.filter((ms) => ms > LONG_TASK_MS).length,
      worstTaskCpuMs: cpuOfTasks.reduce((a, b) => Math.max(a, b), 0),
    },
    ...{ frameP50Ms: percentile(frames, 50), frameP99Ms: percentile(frames, 99), rowsMax: rows, nodesMax: nodes },
    ...{
      seconds,
      cores: cpuOfTasks.reduce((a, b) => a + b, 0) / 1000 / seconds,
      busy,
      scripting,
      layout,
      ...more,
      load: loadavg()[0],
    },
  };
  note(`${mode}: ${JSON.stringify(rounded(result))}`);
  runs.set(mode, [...(runs.get(mode) ?? []), result]);
}

function report() {
  const medians = new Map();
  for (const [mode, results] of runs) {
    const middle = Object.fromEntries(
      Object.keys(results[0]).map((field) => [field, median(results.map((result) => result[field]))]),
    );
    medians.set(mode, middle);
    print({ bench: 'timeline', mode, ...rounded(middle) });
  }
  const of = (mode) => medians.get(mode);
  const ratio = of('scroll').frameP99Ms / of('plain divs: scroll').frameP99Ms;
  const rows = Math.max(...[...medians].filter(([mode]) => mode !== 'plain divs: scroll').map(([, { rowsMax }]) => rowsMax));
  const goals = [
    ['no long task: scroll', of('scroll').longTasks, 0],
    ['no long task: resize', of('resize').longTasks, 0],
    // Where others use the machine too, a task is as long as they let it be.
    ['no task of more than 50 ms of processor time: scroll', of('scroll').longTasksCpu, 0],
    ['no task of more than 50 ms of processor time: resize', of('resize').longTasksCpu, 0],
    ['p99 frame of the scroll to that of plain divs', ratio, FRAMES_RATIO_MAX],
    ['switch p95, ms', of('switch').switchP95Ms, SWITCH_MAX_MS],
    ['growth by the switches, MiB', of('switch').growthPrivateMiB, GROWTH_MAX_MIB],
    ['message rows', rows, ROWS_MAX],
  ];
  for (const [goal, value, most] of goals) print({ bench: 'timeline', goal, value: round(value), most, isMet: value <= most });
}
