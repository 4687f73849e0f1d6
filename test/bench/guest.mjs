// What somebody who comes with a browser waits for: the bytes of the first screen, and the time to the first message they can read, with
// a processor that is slowed down; next to a page of one line from a plain web server, in turns in the same browser.
// npm run bench -- guest [--slower 4] [--rounds 9]
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { WebSocket } from 'ws';
import { ensureBrowsers } from '../../scripts/lib/browsers.mjs';
import { sumBytes, weigh } from '../../scripts/lib/page-weight.mjs';
import { endAfter, startServer, stop } from './_processes.mjs';
import { median, note, print, printMachine, readOptions, round, rounded } from './_report.mjs';

/** What the page is to keep to. */
const GOALS = { kilobytes: 200, ms: 1_000 };
/** Said in the room before anybody comes. */
const MESSAGES = 50;
const LAST = `message ${MESSAGES} of the talk before`;
const READY_TIMEOUT_MS = 60_000;

const options = readOptions({ slower: 4, rounds: 9 });
const data = await mkdtemp(join(tmpdir(), 'rwci-bench-'));
process.on('exit', () => rmSync(data, { recursive: true, force: true }));
endAfter(120_000 + options.rounds * 60_000);
const { RWCI_CHROMIUM: executablePath } = await ensureBrowsers();
const asRoot = process.getuid?.() === 0;
const browser = await chromium.launch({ executablePath, chromiumSandbox: !asRoot });
printMachine('guest', { ...options, chromium: browser.version() });

const script = fileURLToPath(new URL('../../dist/server/cli.cjs', import.meta.url));
const server = await startServer(script, `--host 127.0.0.1 --port 0 --no-discovery --data ${data}`.split(' '));
const address = `http://127.0.0.1:${server.port}/`;
const talker = await talk(server.port);
const plain = createServer((_request, response) => {
  response.writeHead(200, { 'Content-Type': 'text/html', 'Cache-Control': 'no-store' });
  response.end(`<!doctype html><title>plain</title><div role="log"><article>${LAST}</article></div>`);
});
await new Promise((resolve) => plain.listen(0, '127.0.0.1', resolve));
const plainAddress = `http://127.0.0.1:${plain.address().port}/`;

const runs = { plain: [], form: [], joined: [], again: [] };
let paths = [];
for (let turn = 0; turn < options.rounds; turn++) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  await context.addInitScript(watch, LAST);
  const nothing = await open(context, plainAddress);
  runs.plain.push(await nothing.evaluate(() => window.times.readable));
  await nothing.close();

  const asked = [];
  const first = await open(context, address, (path) => asked.push(path));
  runs.form.push(await first.evaluate(() => window.times.form));
  await first.getByRole('textbox', { name: 'Name', exact: true }).fill(`guest ${turn}`);
  await first.getByRole('button', { name: 'Join', exact: true }).tap();
  runs.joined.push(await readable(first, (times) => times.readable - times.joined));
  paths = [...new Set(asked)];
  await first.close();

  const second = await open(context, address);
  runs.again.push(await readable(second, (times) => times.readable));
  await context.close();
  note(
    Object.entries(runs)
      .map(([name, all]) => `${name} ${Math.round(all.at(-1))} ms`)
      .join(', '),
  );
}

for (const encoding of ['gzip', 'br', 'identity']) {
  const weighed = await weigh(server.port, paths, encoding);
  const kilobytes = sumBytes(weighed) / 1000;
  print({
    bench: 'guest',
    mode: `first screen, ${encoding}`,
    files: weighed.length,
    ...rounded({ kilobytes }),
    ...goal(encoding, kilobytes),
  });
}
const modes = {
  plain: 'a page of one line, readable',
  form: 'the form to join, from the address',
  joined: 'a new guest, from Join to the first message',
  again: 'one who was here before, from the address to the first message',
};
for (const [name, mode] of Object.entries(modes)) {
  const ms = median(runs[name]);
  const limits = name === 'plain' ? {} : { timesThePlainPage: round(ms / median(runs.plain)) };
  print({
    bench: 'guest',
    mode,
    ...rounded({ ms, slowest: Math.max(...runs[name]) }),
    ...limits,
    ...(name === 'joined' || name === 'again' ? { goalMs: GOALS.ms, isMet: ms <= GOALS.ms } : {}),
  });
}
talker.terminate();
plain.close();
await browser.close();
await stop(server);
process.exit(0);

function goal(encoding, kilobytes) {
  return encoding === 'identity' ? {} : { goalKilobytes: GOALS.kilobytes, isMet: kilobytes <= GOALS.kilobytes };
}

/** A page with a slowed processor, whose form or text is there. */
async function open(context, url, onPath = () => undefined) {
  const page = await context.newPage();
  const debug = await context.newCDPSession(page);
  await debug.send('Emulation.setCPUThrottlingRate', { rate: options.slower });
  page.on('request', (request) => {
    if (request.url().startsWith(address)) onPath(new URL(request.url()).pathname);
  });
  await page.goto(url);
  await page.waitForFunction(() => window.times.form !== null || window.times.readable !== null, null, {
    timeout: READY_TIMEOUT_MS,
  });
  return page;
}

async function readable(page, read) {
  await page.waitForFunction(() => window.times.readable !== null, null, { timeout: READY_TIMEOUT_MS });
  return read(await page.evaluate(() => window.times));
}

/** In the page: when, since its navigation, the form and the last message were painted first, and when Join was pressed; in ms. */
function watch(last) {
  const times = { form: null, readable: null, joined: null };
  Object.assign(window, { times });
  // Just behind the paint of what is there now.
  const note = (name) => requestAnimationFrame(() => setTimeout(() => (times[name] ??= performance.now()), 0));
  const isShown = (element) => element !== undefined && element.checkVisibility() && element.getBoundingClientRect().height > 0;
  const look = () => {
    if (times.form === null && isShown(document.querySelector('form') ?? undefined)) note('form');
    const messages = [...document.querySelectorAll('[role=log] article')];
    if (times.readable === null && isShown(messages.findLast((message) => message.textContent.includes(last))))
      note('readable');
    if (times.readable === null) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  addEventListener(
    'click',
    ({ target }) => {
      if (target.closest?.('button[type=submit]') !== null) times.joined ??= performance.now();
    },
    true,
  );
}

/** Somebody who said something before, and stays. */
async function talk(port) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const heard = new Promise((resolve) => {
    socket.on('message', (text) => {
      if (String(text).includes(LAST)) resolve();
    });
  });
  socket.send(JSON.stringify({ type: 'auth', username: 'ann', password: 'ann-pass-1' }));
  await new Promise((resolve) => {
    socket.on('message', (text) => {
      if (JSON.parse(String(text)).type === 'server_info') resolve();
    });
  });
  for (let at = 1; at <= MESSAGES; at++) {
    socket.send(JSON.stringify({ type: 'message', channel: 'general', message: `message ${at} of the talk before` }));
  }
  await heard;
  return socket;
}
