// How long a key takes to its glyph in the composer, with 100 000 messages in the conversation and more of them arriving; next to a
// bare textarea in the same window.
// npm run bench -- typing [--messages 100000] [--rate 100] [--keys 300] [--rounds 3]
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { resolveElectron } from '../../scripts/electron/resolve.mjs';
import { runInForeground } from '../../scripts/lib/run.mjs';
import { ownScreen } from '../../scripts/test/end-to-end.mjs';
import { openBusyRoom } from './_busy-room.mjs';
import { Desktop } from './_desktop.mjs';
import { endAfter, within } from './_processes.mjs';
import { median, note, percentile, print, printMachine, readOptions, round, rounded } from './_report.mjs';

const FRAME_MS = 1000 / 60;
const SETTLE_MS = 2_000;
/** Between one glyph and the next key; a fast typist's. */
const PAUSE_MS = 40;
/** The two take turns after so many keys, so that whatever else the machine does meets both. */
const TURN_KEYS = 25;
const KEY_TIMEOUT_MS = 30_000;
const KEY_MAX_SECONDS = 0.5;
const CONVERSATIONS = 50;
const SCREEN = 'RWCI_BENCH_SCREEN';

if (process.platform === 'linux' && process.env[SCREEN] === undefined) {
  const [program, ...args] = [...ownScreen(), process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  process.exit(await runInForeground(program, args, { env: { ...process.env, [SCREEN]: 'own' } }));
}

const options = readOptions({ messages: 100_000, rate: 100, keys: 300, rounds: 3 });
const folder = mkdtempSync(join(tmpdir(), 'rwci-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
endAfter(300_000 + options.rounds * options.keys * 4 * KEY_MAX_SECONDS * 1_000);
const electron = await resolveElectron();
printMachine('typing', { ...options, electron: electron.version });

note(`writing ${options.messages} messages`);
const room = await openBusyRoom({ folder, messages: options.messages, conversations: CONVERSATIONS });
const desktop = await Desktop.start(electron, room.data);
await room.enter(desktop);
await sleep(SETTLE_MS);
await desktop.inPage(addBareTextarea);

const runs = new Map();
for (let number = 0; number < options.rounds; number++) {
  await takeTurns('nothing arrives');
  const talking = room.talk({ rate: options.rate, seconds: options.keys * 2 * KEY_MAX_SECONDS });
  await sleep(SETTLE_MS);
  await takeTurns(`${options.rate} messages a second`);
  room.hush();
  await talking;
}
await desktop.close();
report();
process.exit(0);

/** Types into the one and the other. */
async function takeTurns(when) {
  const times = { 'bare textarea': [], composer: [] };
  for (let typed = 0; typed < options.keys; typed += TURN_KEYS) {
    for (const [where, list] of Object.entries(times)) {
      await desktop.inPage(focus, where);
      for (let key = 0; key < TURN_KEYS; key++) list.push(await typeOne(key));
      await desktop.inPage(empty, where);
    }
  }
  for (const [where, list] of Object.entries(times)) {
    const mode = `${where}, ${when}`;
    const result = { p50Ms: percentile(list, 50), p95Ms: percentile(list, 95), maxMs: Math.max(...list), load: loadavg()[0] };
    note(`${mode}: ${JSON.stringify(rounded(result))}`);
    runs.set(mode, [...(runs.get(mode) ?? []), result]);
  }
}

async function typeOne(number) {
  await sleep(PAUSE_MS);
  const typed = desktop.inPage(() => globalThis.probe.typed());
  // The page answers in order: it listens before the key comes.
  await desktop.inPage(() => undefined);
  const letter = String.fromCharCode(97 + (number % 26));
  await desktop.key(letter, { code: `Key${letter.toUpperCase()}`, keyCode: 65 + (number % 26), text: letter });
  return within(KEY_TIMEOUT_MS, typed, 'a glyph');
}

function report() {
  const medians = new Map();
  for (const [mode, results] of runs) {
    const middle = Object.fromEntries(
      Object.keys(results[0]).map((field) => [field, median(results.map((result) => result[field]))]),
    );
    medians.set(mode, middle);
    print({ bench: 'typing', mode, ...rounded(middle) });
  }
  const [bare, composer] = ['bare textarea', 'composer'].map(
    (where) => medians.get(`${where}, ${options.rate} messages a second`).p95Ms,
  );
  const frames = (composer - bare) / FRAME_MS;
  print({ bench: 'typing', goal: 'p95 beyond the bare one, frames', value: round(frames), most: 1, isMet: frames <= 1 });
}

/** Runs in the page: a textarea that nothing of the app knows of, over everything. */
function addBareTextarea() {
  const area = document.createElement('textarea');
  area.id = 'bare';
  Object.assign(area.style, { position: 'fixed', zIndex: 1_000, left: '40%', top: '45%', width: '300px', height: '60px' });
  document.body.append(area);
}

/** Runs in the page. */
function focus(where) {
  const area = where === 'composer' ? document.querySelector('textarea:not(#bare)') : document.querySelector('#bare');
  area.focus();
}

/** Runs in the page: what was typed goes, so that no line gets long. */
function empty(where) {
  const area = where === 'composer' ? document.querySelector('textarea:not(#bare)') : document.querySelector('#bare');
  area.value = '';
  area.dispatchEvent(new InputEvent('input', { bubbles: true }));
}
