import { Agent, request } from 'node:http';
import { connect, Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { connect as connectTls } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import type { LogFields, Logger } from '../../src-main/server/logger.ts';
import { DEFAULT_LIMITS } from '../../src-main/server/limits.ts';
import { originOf } from '../../src-main/server/network/origin.ts';
import { PageSockets } from '../../src-main/server/network/page-sockets.ts';
import { PreUpgrade } from '../../src-main/server/network/pre-upgrade.ts';
import type { ListenOptions } from '../../src-main/server/server.ts';
import { BIG, PAGE, pageFolder, PICTURE, SCRIPT, STYLE } from '../support/page-folder.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { settle, until } from '../support/server-client.ts';
import { FakeServerClock, openRoom, type SocketRoom } from '../support/server-room.ts';

const PHONES = 40;
/** What a browser opens to one server. */
const SOCKETS = 6;
const MINUTE_MS = 60_000;

/** An address of this computer that others reach it at; a socket from there to 127.0.0.1 comes from elsewhere for the server. */
const ELSEWHERE = Object.values(networkInterfaces())
  .flatMap((infos = []) => infos)
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

/** A room with a page, whose log is kept. */
async function room(options: Partial<ListenOptions> = {}, withBig = false): Promise<SocketRoom & { rules: unknown[] }> {
  const rules: unknown[] = [];
  const keep = (_text: string, { rule }: LogFields = {}) => {
    if (rule !== undefined) rules.push(rule);
  };
  const log: Logger = { info: keep, warn: keep, error: keep };
  return Object.assign(await openRoom({ pageFolder: pageFolder({ withBig }), log, ...options }), { rules });
}

const get = (path: string, ...headers: string[]) =>
  `GET ${path} HTTP/1.1\r\n${['Host: localhost', ...headers].join('\r\n')}\r\n\r\n`;

async function open({ server }: SocketRoom, from?: string): Promise<RawSocket> {
  const raw = await RawSocket.open(server.port, from);
  onTestFinished(() => {
    raw.socket.destroy();
  });
  return raw;
}

/** How many whole answers of this status came. */
const count = ({ received }: RawSocket, status: number) => received.toString('latin1').split(`HTTP/1.1 ${status} `).length - 1;

/** A browser that opens the page: the index, then all of its files at once, as often as there are sockets. */
async function browse(port: number, localAddress: string): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: SOCKETS });
  const fetched = (path: string) =>
    new Promise<number>((resolve, reject) => {
      const asked = request({ port, host: '127.0.0.1', localAddress, path, agent }, (response) => {
        let bytes = 0;
        response.on('data', (part: Buffer) => (bytes += part.length));
        response.on('end', () => (response.statusCode === 200 ? resolve(bytes) : reject(new Error(`${response.statusCode}`))));
        response.on('error', reject);
      });
      asked.on('error', reject).end();
    });
  try {
    expect(await fetched('/')).toBeGreaterThan(0);
    const files = Array.from({ length: SOCKETS * 2 }, (_, index) => [SCRIPT, STYLE, PICTURE][index % 3] ?? SCRIPT);
    expect(await Promise.all(files.map(fetched))).toEqual(
      files.map((file) => (file === SCRIPT ? PAGE.script : file === STYLE ? PAGE.style : PAGE.picture).length),
    );
  } finally {
    agent.destroy();
  }
}

test.skipIf(ELSEWHERE === undefined)('a classroom that opens the page at once through one address gets it', async () => {
  const opened = await room();
  await Promise.all(Array.from({ length: PHONES }, () => browse(opened.server.port, ELSEWHERE ?? '')));
  expect(opened.rules).toEqual([]);
});

test('a school whose phones have addresses of their own gets it too, six sockets each', () => {
  const rules: unknown[] = [];
  const log: Logger = { info: (_text, fields) => rules.push(fields?.rule), warn: () => undefined, error: () => undefined };
  const clock = new FakeServerClock();
  const [opening, fetching] = [new PreUpgrade(clock, DEFAULT_LIMITS, log), new PageSockets(clock, DEFAULT_LIMITS, log)];
  const sockets = Array.from({ length: PHONES * SOCKETS * 2 }, (_, index) => {
    const socket = new Socket();
    opening.enter(socket, originOf(`192.168.1.${String(1 + (index % (PHONES * 2)))}`));
    return socket;
  });
  for (const [index, socket] of sockets.entries()) {
    opening.leave(socket);
    fetching.asked(socket, originOf(`192.168.1.${String(1 + (index % (PHONES * 2)))}`));
  }
  expect(rules).toEqual([]);
});

test('answers come in the order of their requests, on a socket that is kept for more', async () => {
  const opened = await room();
  const raw = await open(opened);
  raw.socket.write(get(STYLE) + get('/') + get(PICTURE) + get('/assets/x.js', 'Connection: keep-alive'));
  await until(() => raw.isClosed, 'the server closed behind what is not there');
  const text = raw.received.toString('latin1');
  const order = [PAGE.style, 'rwci-room', PAGE.picture.toString('latin1'), ' 404 '].map((part) => text.indexOf(part));
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(order).not.toContain(-1);
  expect(count(raw, 200)).toBe(3);
});

test.each([
  ['nonsense', 'nonsense\r\n\r\n', 400],
  ['a header without an end', `${get('/').slice(0, -2)}X: ${'x'.repeat(20_000)}\r\n\r\n`, 400],
  ['a body that nobody wants', get('/', 'Content-Length: 1000000'), 426],
  ['a body in pieces, with another request in it', `${get('/', 'Transfer-Encoding: chunked')}5\r\n${get(STYLE)}`, 426],
  ['another method', `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc${get(STYLE)}`, 426],
  ['another name', get('/').replace('localhost', 'evil.test'), 421],
])('%s ends a socket that fetched the page, with one answer', async (_what, bytes, status) => {
  const raw = await open(await room());
  raw.socket.write(get(STYLE));
  await until(() => count(raw, 200) === 1, 'the page is there');
  raw.socket.write(bytes);
  await until(() => raw.isClosed, 'the server closed');
  expect([count(raw, 200), count(raw, status)]).toEqual([1, 1]);
});

test('a phone that is slow gets its files whole, as long as each comes within its time', async () => {
  const clock = new FakeServerClock();
  const opened = await room({ clock }, true);
  const phone = connect({ port: opened.server.port, host: '127.0.0.1' });
  onTestFinished(() => {
    phone.destroy();
  });
  let bytes = 0;
  phone.on('data', (part: Buffer) => (bytes += part.length));
  for (const file of [0, 1]) {
    const before = bytes;
    phone.once('data', () => phone.pause());
    phone.write(get(BIG));
    await until(() => bytes > before, 'it is on its way');
    await clock.advance(MINUTE_MS - 1);
    phone.resume();
    await until(() => bytes > (file + 1) * PAGE.big.length, 'it came whole', 20_000);
  }
  expect(opened.rules).toEqual([]);
});

test('thousands of requests at once, none of whose answers is read, are ended with the first that is too many', async () => {
  const opened = await room({}, true);
  const raw = await open(opened);
  raw.socket.pause();
  raw.socket.write(get(BIG) + get('/').repeat(5_000));
  await until(() => opened.rules.length > 0, 'it was too many');
  raw.socket.resume();
  await until(() => raw.isClosed, 'the server closed');
  expect(opened.rules).toEqual(['pageRequestsWaiting']);
  const other = await open(opened);
  other.socket.write(get(STYLE, 'Connection: close'));
  await until(() => other.isClosed, 'somebody else is answered');
  expect(count(other, 200)).toBe(1);
});

test.skipIf(ELSEWHERE === undefined)('readers who take nothing give their places up to those who come', async () => {
  const opened = await room({ limits: { pageSocketsPerAddress: 4 } }, true);
  const lazy: RawSocket[] = [];
  for (let reader = 0; reader < 6; reader++) {
    const raw = await open(opened, ELSEWHERE);
    raw.socket.pause();
    raw.socket.write(get(BIG));
    await until(() => raw.socket.readableLength > 0, 'it is on its way');
    lazy.push(raw);
  }
  await until(() => opened.rules.length === 2, 'the oldest made room');
  expect(opened.rules).toEqual(['pageSocketsPerAddress', 'pageSocketsPerAddress']);
  const honest = await open(opened, ELSEWHERE);
  honest.socket.write(get(STYLE, 'Connection: close'));
  await until(() => honest.isClosed, 'somebody else is answered');
  expect(count(honest, 200)).toBe(1);
});

test('a request that comes letter by letter on a kept socket has no more time than a pause', async () => {
  const clock = new FakeServerClock();
  const opened = await room({ clock });
  const raw = await open(opened);
  raw.socket.write(get(STYLE));
  await until(() => raw.received.includes(PAGE.style), 'it is answered');
  for (const letter of get('/').slice(0, 5)) {
    raw.socket.write(letter);
    await settle();
    await clock.advance(1_000);
  }
  await until(() => raw.isClosed, 'the server closed');
  expect(count(raw, 200)).toBe(1);
});

test('within TLS a socket that fetched the page is kept as long, and no longer', async () => {
  const clock = new FakeServerClock();
  const { server } = await room({ clock });
  const socket = connectTls({ port: server.port, host: '127.0.0.1', rejectUnauthorized: false });
  onTestFinished(() => {
    socket.destroy();
  });
  let text = '';
  socket.on('data', (part: Buffer) => (text += part.toString('latin1')));
  socket.on('error', () => undefined);
  const ask = async (path: string, content: string) => {
    socket.write(get(path));
    await until(() => text.includes(content), 'it is answered');
    await settle();
  };
  await ask(STYLE, PAGE.style);
  await clock.advance(4_999);
  await ask('/', 'rwci-room');
  await clock.advance(4_999);
  expect(socket.closed).toBe(false);
  await clock.advance(1);
  await until(() => socket.closed, 'the server closed');
});

test('a socket that is kept sees the switch go off', async () => {
  const opened = await room();
  const raw = await open(opened);
  raw.socket.write(get('/'));
  await until(() => count(raw, 200) === 1, 'the page is there');
  await opened.server.admin.room.setGuests(false);
  raw.socket.write(get('/'));
  await until(() => raw.isClosed, 'the server closed');
  expect(count(raw, 426)).toBe(1);
});

test('a socket that fetched the page may become a WebSocket, which has no deadline of the page', async () => {
  const clock = new FakeServerClock();
  const opened = await room({ clock });
  const raw = await open(opened);
  raw.socket.write(get('/'));
  await until(() => count(raw, 200) === 1, 'the page is there');
  await raw.upgrade();
  raw.frame(1, JSON.stringify({ type: 'auth', username: 'bob', password: 'of bob' }));
  await until(() => opened.server.people().length === 1, 'bob is there');
  await clock.advance(9_000);
  await settle();
  expect(raw.isClosed).toBe(false);
});

test('a server that stops ends those who fetch, whatever they still wait for', async () => {
  const opened = await room({}, true);
  const raw = await open(opened);
  raw.socket.pause();
  raw.socket.write(get(BIG));
  await until(() => raw.socket.readableLength > 0, 'it is on its way');
  await opened.server.stop();
  raw.socket.resume();
  await until(() => raw.isClosed, 'it is over');
});
