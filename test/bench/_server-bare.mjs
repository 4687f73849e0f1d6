// The limit that this design can reach: framed once, a turn's frames in one shared Buffer, one write a client, and nothing else.
// No validation, no storage, no acknowledgements. The server is measured against it.
import { WebSocketServer } from 'ws';

const LAST_FLUSHES = 8;
const PAUSE_MIN_MS = 0.7;

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, backlog: 2048, perMessageDeflate: false });
const sockets = new Set();
let turn = [];
let isScheduled = false;
const lastMs = [];
let flushes = 0;
let costMs = 0;
let endedAt = 0;

server.on('connection', (client, request) => {
  let author = '';
  client.on('error', () => undefined);
  client.on('close', () => sockets.delete(request.socket));
  client.on('message', (data) => {
    const packet = JSON.parse(data.toString());
    if (packet.type === 'auth') {
      author = packet.username;
      client.send(JSON.stringify({ type: 'server_info' }));
      sockets.add(request.socket);
    } else if (packet.type === 'message') {
      turn.push(frameOf(JSON.stringify({ type: 'message', author, message: packet.message, channel: 'general' })));
      schedule();
    }
  });
});
server.on('listening', () => console.log(`listening on ws://127.0.0.1:${server.address().port}`));

function schedule() {
  if (isScheduled) return;
  isScheduled = true;
  const pause = endedAt + costMs - performance.now();
  if (pause > PAUSE_MIN_MS) setTimeout(flush, pause);
  else setImmediate(flush);
}

function flush() {
  isScheduled = false;
  const begin = performance.now();
  const bytes = Buffer.concat(turn);
  turn = [];
  for (const socket of sockets) socket.write(bytes);
  endedAt = performance.now();
  lastMs[flushes++ % LAST_FLUSHES] = endedAt - begin;
  costMs = Math.min(...lastMs);
}

/** One unmasked text frame (RFC 6455, 5.2). */
function frameOf(text) {
  const payload = Buffer.from(text);
  const isShort = payload.length < 126;
  const head = Buffer.alloc(isShort ? 2 : 4);
  head[0] = 0x81;
  if (isShort) head[1] = payload.length;
  else {
    head[1] = 126;
    head.writeUInt16BE(payload.length, 2);
  }
  return Buffer.concat([head, payload]);
}
