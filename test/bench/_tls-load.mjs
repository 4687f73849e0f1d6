// The load of `tls.mjs`: rooms of people at a server each, who listen to one of them, and connections that only open.
import { performance } from 'node:perf_hooks';
import { WebSocket } from 'ws';
import { cpuUsOf, serveJobs, within } from './_processes.mjs';

const STEP_TIMEOUT_MS = 60_000;
const AT_ONCE = 20;
const IN_FLIGHT = 8;

/** By scheme: the server, and who is logged in there. */
const rooms = new Map();
let opened = [];

serveJobs({ prepare, talk, connect, disconnect });

async function prepare({ scheme, port, pid, clients }) {
  const room = { url: `${scheme}://127.0.0.1:${port}`, pid, people: [], heard: 0 };
  rooms.set(scheme, room);
  await inTurns(clients, async (number) => {
    const socket = await open(room.url);
    const welcome = new Promise((resolve) => {
      socket.on('message', (bytes) => {
        if (bytes.includes('"server_info"')) resolve();
        else if (bytes.includes('"type":"message"')) room.heard++;
      });
    });
    socket.send(JSON.stringify({ type: 'auth', username: `person${number}`, password: 'a password' }));
    await within(STEP_TIMEOUT_MS, welcome, 'a login');
    room.people.push(socket);
  });
}

/** One of the people says something again and again, some of it under way at once; everybody hears all of it. */
async function talk({ scheme, messages }) {
  const room = rooms.get(scheme);
  const [speaker] = room.people;
  const text = 'x'.repeat(100);
  room.heard = 0;
  const cpuUs = cpuUsOf(room.pid);
  const begin = performance.now();
  for (let said = 0; said < messages; said += IN_FLIGHT) {
    const count = Math.min(IN_FLIGHT, messages - said);
    for (let i = 0; i < count; i++) speaker.send(JSON.stringify({ type: 'message', message: text }));
    await when(() => room.heard >= (said + count) * room.people.length);
  }
  const deliveries = messages * room.people.length;
  return {
    cpuUsPerDelivery: (cpuUsOf(room.pid) - cpuUs) / deliveries,
    deliveriesPerSecond: (deliveries / (performance.now() - begin)) * 1000,
  };
}

async function connect({ scheme, connections }) {
  const room = rooms.get(scheme);
  const cpuUs = cpuUsOf(room.pid);
  const begin = performance.now();
  await inTurns(connections, async () => opened.push(await open(room.url)));
  return {
    cpuMsPerConnection: (cpuUsOf(room.pid) - cpuUs) / 1000 / connections,
    connectionsPerSecond: (connections / (performance.now() - begin)) * 1000,
  };
}

async function disconnect() {
  const gone = opened.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
  for (const socket of opened) socket.close();
  opened = [];
  await within(STEP_TIMEOUT_MS, Promise.all(gone), 'the end of the connections');
}

/** So many, `AT_ONCE` at a time. */
async function inTurns(count, run) {
  let next = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < count) await run(next++);
    }),
  );
}

function open(url) {
  const socket = new WebSocket(url, { perMessageDeflate: false, rejectUnauthorized: false });
  const ready = new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    socket.once('error', reject);
  });
  return within(STEP_TIMEOUT_MS, ready, 'a connection');
}

/** Looked at in every turn of the event loop. */
function when(condition) {
  const come = new Promise((resolve) => {
    const look = () => (condition() ? resolve() : setImmediate(look));
    look();
  });
  return within(STEP_TIMEOUT_MS, come, 'everybody heard everything');
}
