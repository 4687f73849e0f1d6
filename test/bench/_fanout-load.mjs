// The load of `fanout.mjs`, a process for each server: many clients that only count, a few that write, a few that take times.
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuUsOf, serveJobs, within } from './_processes.mjs';
import { RawClient, frameOf } from './_raw-client.mjs';
import { Durations } from './_report.mjs';

const LOGINS_AT_ONCE = 100;
const LOGIN_TIMEOUT_MS = 60_000;
const DRAIN_TIMEOUT_MS = 60_000;
const QUIET_MS = 300;
/** Clients that take the time of each message, from the first that logged in to the last. */
const PROBES = 8;
const TEXT_BYTES = 100;
/** Between one lone message's last delivery and the next: long enough that nothing of the last one is under way. */
const LONE_GAP_MS = 20;
/** More than so much of a second's messages on their way, and the server does not hold the rate: no more is sent then. */
const BACKLOG_SECONDS = 0.5;
/** A text begins `@`, 4 digits for its sender and 12 for the time it was due, in µs of this process's clock; a nonce `#` and both. */
const SENDER_DIGITS = 4;
const TIME_DIGITS = 12;

/** What differs between the servers' protocols. */
const PROTOCOLS = {
  rwci: {
    path: '/',
    open: async () => undefined,
    auth: (username, password) => JSON.stringify({ type: 'auth', username, password }),
    message: (message) => JSON.stringify({ type: 'message', message }),
    introduce: null,
  },
  // All that ours has, for those that are introduced: ids, and for the senders nonces and acknowledgements.
  'rwci+': {
    path: '/',
    open: async () => undefined,
    auth: (username, password) => JSON.stringify({ type: 'auth', username, password }),
    message: (message) => JSON.stringify({ type: 'message', message, nonce: '#'.padEnd(1 + SENDER_DIGITS + TIME_DIGITS, '0') }),
    introduce: JSON.stringify({ type: 'client_info', name: 'load', version: '1', capabilities: ['ack', 'history'] }),
  },
  'socket.io': {
    path: '/socket.io/?EIO=4&transport=websocket',
    open: async (client) => {
      await text(client, '0{');
      client.send('40');
      await text(client, '40{');
    },
    auth: (username, password) => `42${JSON.stringify(['auth', { username, password }])}`,
    message: (message) => `42${JSON.stringify(['message', { message }])}`,
    introduce: null,
  },
};

const ACK = '{"type":"ack"';

let nonces = 0;
const clients = [];
const introduced = new Set();
const tally = { frames: 0 };
let server;
let failure = null;

serveJobs({ prepare, grow, measure });

async function prepare({ port, pid, protocol }) {
  server = { port, pid, ...PROTOCOLS[protocol] };
}

/** Logs in until there are `to` clients, and waits until the last join has been told to all. */
async function grow({ to }) {
  const begin = performance.now();
  while (clients.length < to) {
    const first = clients.length;
    const group = Array.from({ length: Math.min(LOGINS_AT_ONCE, to - first) }, (_, i) => logIn(first + i));
    clients.push(...(await within(LOGIN_TIMEOUT_MS, Promise.all(group), 'the logins')));
  }
  const seconds = (performance.now() - begin) / 1000;
  await quiet();
  return { seconds };
}

/** Resolves when nothing comes any more. */
async function quiet() {
  for (let before = -1; before !== tally.frames;) {
    before = tally.frames;
    await sleep(QUIET_MS);
  }
}

/** Those that write say that they know RWCI+; with `everybody` the rest do too, and are sent longer frames. */
async function introduce(count, everybody) {
  if (server.introduce === null) return;
  const chosen = everybody ? clients : spread(count).map((index) => clients[index]);
  for (const client of chosen) if (!introduced.has(client)) client.send(server.introduce);
  for (const client of chosen) introduced.add(client);
  await quiet();
}

async function logIn(number) {
  const client = new RawClient({ ...server, tally });
  // Both at once: socket.io may greet in the same read that opens the connection.
  await Promise.all([client.opened, server.open(client)]);
  const welcome = text(client, 'server_info');
  client.send(server.auth(`load${String(number).padStart(5, '0')}`, 'a password'));
  await welcome;
  client.onEnd = (reason) => {
    failure ??= `client ${number} of ${clients.length}: ${reason}`;
  };
  return client;
}

/** Resolves with the first frame that has `part` in it. */
function text(client, part) {
  return new Promise((resolve, reject) => {
    client.onEnd = (reason) => reject(new Error(reason));
    client.onText = (bytes, from, to) => {
      const at = bytes.indexOf(part, from, 'latin1');
      if (at === -1 || at >= to) return;
      client.onText = null;
      resolve();
    };
  });
}

/** One window of a mode: warm up, measure, let what is on its way arrive. */
async function measure({ mode, inFlight, rate, plusReceivers, warmupMs, windowMs }) {
  const count = mode === 'lone' ? 1 : mode === 'steady' ? PROBES : inFlight;
  await introduce(count, plusReceivers);
  const run = { isOn: true, sent: 0, echoed: 0, latency: null, first: tally.frames };
  const senders = listen(count, run);
  const stop = MODES[mode]({ run, senders, rate });

  await sleep(warmupMs);
  const before = snapshot(run);
  run.latency = new Durations();
  await sleep(windowMs);
  const after = snapshot(run);
  const { latency } = run;
  run.isOn = false;
  stop();

  const expected = () => run.first + run.sent * clients.length;
  const deadline = performance.now() + DRAIN_TIMEOUT_MS;
  while (tally.frames < expected() && failure === null && performance.now() < deadline) await sleep(10);
  if (failure !== null) throw new Error(failure);
  if (tally.frames !== expected()) throw new Error(`${tally.frames - run.first} deliveries of ${run.sent} messages`);
  for (const client of clients) client.onText = null;

  const wall = after.at - before.at;
  return {
    cpuUsPerDelivery: (after.serverUs - before.serverUs) / (after.frames - before.frames),
    deliveriesPerSecond: ((after.frames - before.frames) / wall) * 1000,
    p50Ms: latency.percentile(50),
    p99Ms: latency.percentile(99),
    serverCores: (after.serverUs - before.serverUs) / 1000 / wall,
    loadCores: (after.loadUs - before.loadUs) / 1000 / wall,
    messagesPerSecond: ((after.sent - before.sent) / wall) * 1000,
  };
}

function snapshot(run) {
  return {
    at: performance.now(),
    frames: tally.frames,
    sent: run.sent,
    serverUs: cpuUsOf(server.pid),
    loadUs: process.cpuUsage().user + process.cpuUsage().system,
  };
}

/** Gives as many clients as asked for, spread over all, the part of a sender, and some the part of a probe. */
function listen(count, run) {
  const probes = new Set(spread(PROBES));
  const senders = spread(count).map((index, number) => {
    const frame = frameOf(server.message(`@${String(number).padStart(SENDER_DIGITS, '0')}`.padEnd(TEXT_BYTES, '.')));
    const at = frame.indexOf('@') + 1 + SENDER_DIGITS;
    const nonceAt = frame.indexOf('"#');
    if (nonceAt !== -1) frame.write(String(number).padStart(SENDER_DIGITS, '0'), nonceAt + 2, 'latin1');
    const sender = {
      index,
      number,
      onEcho: null,
      send: (due = performance.now()) => {
        // A copy: what the socket could not take at once it still has.
        const message = Buffer.from(frame);
        const time = String(Math.round(due * 1000)).padStart(TIME_DIGITS, '0');
        message.write(time, at, 'latin1');
        if (nonceAt !== -1) message.write(`${nextNonce()}`, nonceAt + 2 + SENDER_DIGITS, 'latin1');
        run.sent++;
        clients[index].send(message);
      },
    };
    return sender;
  });
  const senderAt = new Map(senders.map((sender) => [sender.index, sender]));
  for (const index of new Set([...probes, ...senderAt.keys()])) {
    const sender = senderAt.get(index);
    const isProbe = probes.has(index);
    clients[index].onText = (bytes, from) => {
      if (bytes.latin1Slice(from, from + ACK.length) === ACK) {
        // Not a delivery.
        tally.frames--;
        return;
      }
      const at = bytes.indexOf(64, from) + 1;
      if (isProbe && run.latency !== null && run.isOn) {
        run.latency.add(performance.now() * 1000 - digits(bytes, at + SENDER_DIGITS, TIME_DIGITS));
      }
      if (sender !== undefined && digits(bytes, at, SENDER_DIGITS) === sender.number) {
        run.echoed++;
        sender.onEcho?.();
      }
    };
  }
  return senders;
}

/** As long as a time, and never the same. */
function nextNonce() {
  return String(nonces++).padStart(TIME_DIGITS, '0');
}

function spread(count) {
  const many = Math.min(count, clients.length);
  return Array.from({ length: many }, (_, i) => (many === 1 ? 0 : Math.round((i * (clients.length - 1)) / (many - 1))));
}

function digits(bytes, at, count) {
  let number = 0;
  for (let i = at; i < at + count; i++) number = number * 10 + bytes[i] - 48;
  return number;
}

/** Each begins to send and gives back what ends that. */
const MODES = {
  /** As many messages on their way as there are senders: each writes again when it reads its own. */
  full: ({ run, senders }) => {
    for (const sender of senders) {
      sender.onEcho = () => {
        if (run.isOn) sender.send();
      };
      sender.send();
    }
    return () => undefined;
  },

  /** So many a second, whatever the server does, up to a backlog that no chat would bear. */
  steady: ({ run, senders, rate }) => {
    const begin = performance.now();
    let due = 0;
    const timer = setInterval(() => {
      const now = performance.now();
      for (; begin + (due * 1000) / rate <= now; due++) {
        if (run.sent - run.echoed < rate * BACKLOG_SECONDS) senders[due % senders.length].send(begin + (due * 1000) / rate);
      }
    }, 1);
    return () => clearInterval(timer);
  },

  /** One at a time in a room that is idle. */
  lone: ({ run, senders: [sender] }) => {
    let idleSince = 0;
    const timer = setInterval(() => {
      const now = performance.now();
      if (tally.frames < run.first + run.sent * clients.length) idleSince = now;
      if (now - idleSince < LONE_GAP_MS) return;
      idleSince = now;
      sender.send();
    }, 1);
    return () => clearInterval(timer);
  },
};
