// What it costs to bring a message to everybody: ours, the limit of its design, `ws` as a first evening's work uses it, and
// socket.io, in one run.
// npm run bench -- fanout [--clients 100,1000] [--seconds 1.5] [--rounds 3] [--in-flight 32] [--rate 200]
// With `--plus-receivers 1` everybody is sent what RWCI+ adds to a message; else only those that write, and all servers send the
// same bytes.
import { mkdtemp, rm } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endAfter, loopDelayOf, memoryOf, startLoad, startServer, stop } from './_processes.mjs';
import { median, note, print, printMachine, readOptions, round, rounded } from './_report.mjs';

const MODES = ['full', 'steady', 'lone'];
const WARMUP_MS = 500;
/** Logged in before memory is looked at, so that what a server needs once is not counted as a connection's. */
const FIRST_CLIENTS = 10;
const JOB_TIMEOUT_MS = 90_000;
/** For a login of each client on ours, with all that tells the others. */
const LOGIN_MS = 100;

const options = readOptions({ clients: [100, 1000], seconds: 1.5, rounds: 3, 'in-flight': 32, rate: 200, 'plus-receivers': 0 });
const data = await mkdtemp(join(tmpdir(), 'rwci-bench-'));
process.on('exit', () => rmSync(data, { recursive: true, force: true }));
endAfter(
  options.clients.reduce((sum, clients) => sum + clients * LOGIN_MS * 3, 60_000) +
    options.clients.length * options.rounds * 12 * (options.seconds * 1000 + 20_000),
);

/** Name, the script, its arguments, and how its clients talk. Ours first. */
const SERVERS = [
  {
    name: 'rwci-desktop',
    script: fileURLToPath(new URL('../../dist/server/cli.cjs', import.meta.url)),
    args: ['--limits', 'off', '--host', '127.0.0.1', '--port', '0', '--no-discovery', '--data'],
    protocol: 'rwci+',
  },
  { name: 'bare', script: here('_server-bare.mjs'), args: [], protocol: 'rwci' },
  { name: 'ws-naive', script: here('_server-ws.mjs'), args: [], protocol: 'rwci' },
  { name: 'socket.io', script: here('_server-socket-io.mjs'), args: [], protocol: 'socket.io' },
];

printMachine('fanout', options);
for (const clients of options.clients) await compare(clients);
process.exit();

async function compare(clients) {
  const folder = await mkdtemp(join(data, 'server-'));
  const rooms = [];
  for (const server of SERVERS) rooms.push(await openRoom(server, clients, folder));
  // In turns, so that whatever else the machine does meets all of them.
  const windows = new Map();
  for (let round = 0; round < options.rounds; round++) {
    for (const mode of MODES) {
      for (let i = 0; i < rooms.length; i++) {
        const room = rooms[(i + round) % rooms.length];
        const key = `${room.name} ${mode}`;
        windows.set(key, [...(windows.get(key) ?? []), await measure(room, mode)]);
      }
    }
  }
  for (const { load, server } of rooms) await Promise.all([stop(load), stop(server)]);
  await rm(folder, { recursive: true, force: true });
  report(clients, rooms, windows);
}

async function openRoom({ name, script, args, protocol }, clients, folder) {
  note(`${name}: ${clients} logins`);
  const server = await startServer(script, args.at(-1) === '--data' ? [...args, folder] : args);
  const load = startLoad(here('_fanout-load.mjs'));
  await load.ask({ job: 'prepare', port: server.port, pid: server.pid, protocol }, JOB_TIMEOUT_MS);
  const first = Math.min(FIRST_CLIENTS, clients - 1);
  await load.ask({ job: 'grow', to: first }, JOB_TIMEOUT_MS);
  const before = await memoryOf(server);
  await load.ask({ job: 'grow', to: clients }, JOB_TIMEOUT_MS + clients * LOGIN_MS);
  const after = await memoryOf(server);
  const perConnection = (held) => (held(after) - held(before)) / (clients - first);
  return {
    name,
    server,
    load,
    memory: {
      // What the system gave the process, with what V8 keeps in reserve since the logins; and what is alive in it.
      rssBytesPerConnection: perConnection(({ rss }) => rss),
      liveBytesPerConnection: perConnection(({ heapUsed, external }) => heapUsed + external),
    },
  };
}

async function measure({ name, server, load }, mode) {
  note(`${name}: ${mode}`);
  await loopDelayOf(server);
  const result = await load.ask(
    {
      job: 'measure',
      mode,
      inFlight: options['in-flight'],
      rate: options.rate,
      plusReceivers: options['plus-receivers'] > 0,
      warmupMs: WARMUP_MS,
      windowMs: options.seconds * 1000,
    },
    JOB_TIMEOUT_MS + options.seconds * 1000,
  );
  const { loopP99Ms } = await loopDelayOf(server);
  return { ...result, loopP99Ms };
}

function report(clients, rooms, windows) {
  const medians = new Map();
  for (const { name, memory } of rooms) {
    print({ bench: 'fanout', server: name, clients, mode: 'idle', ...rounded(memory) });
    for (const mode of MODES) {
      const key = `${name} ${mode}`;
      const runs = windows.get(key);
      const result = Object.fromEntries(Object.keys(runs[0]).map((field) => [field, median(runs.map((run) => run[field]))]));
      medians.set(key, result);
      const held = mode === 'steady' ? { heldRate: result.messagesPerSecond > options.rate * 0.95 } : {};
      print({ bench: 'fanout', server: name, clients, mode, ...rounded(result), ...held });
    }
  }
  const [ours, ...references] = rooms;
  for (const { name, memory } of references) {
    const memoryRatio = (field) => round(ours.memory[field] / memory[field]);
    print({
      bench: 'fanout',
      clients,
      ours: ours.name,
      to: name,
      mode: 'idle',
      rss: memoryRatio('rssBytesPerConnection'),
      live: memoryRatio('liveBytesPerConnection'),
    });
    for (const mode of MODES) {
      const [mine, its] = [medians.get(`${ours.name} ${mode}`), medians.get(`${name} ${mode}`)];
      const ratio = (field) => round(mine[field] / its[field]);
      print({
        bench: 'fanout',
        clients,
        ours: ours.name,
        to: name,
        mode,
        cpuPerDelivery: ratio('cpuUsPerDelivery'),
        deliveries: ratio('deliveriesPerSecond'),
        p50: ratio('p50Ms'),
        p99: ratio('p99Ms'),
      });
    }
  }
}

function here(file) {
  return fileURLToPath(new URL(file, import.meta.url));
}
