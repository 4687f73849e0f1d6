import { createHash } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import { connect as connectTo, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { webSocketConnect } from '../../src-main/ws-transport.ts';
import type { Transport, TransportEnd, Way } from '../../src-shared/session/index.ts';

/** Short enough for a test, long enough for a loaded computer to answer a ping. */
const PATIENCE = { handshakeTimeoutMs: 500, pingIntervalMs: 100, pingTimeoutMs: 400 };
const PORT_TO_REFUSE = 1;

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** Listens on a free port of the loopback address; everything that connects is cut at the end of the test. */
async function listen(server: Server): Promise<number> {
  server.on('connection', (socket: Socket) => {
    socket.on('error', () => undefined);
    cleanups.push(() => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

const inClear = (url: string): Way => ({ url, check: { kind: url.startsWith('ws:') ? 'none' : 'first' } });

/** What the session would hear of a connection to `url`. */
function dial(url: string, onMessage: (text: string) => void = () => undefined) {
  const errors: unknown[] = [];
  let opened = false;
  let transport!: Transport;
  const ended = new Promise<TransportEnd>((resolve) => {
    const connect = webSocketConnect({ onError: (error) => errors.push(error), patience: PATIENCE });
    transport = connect(inClear(url), {
      onOpen: () => {
        opened = true;
      },
      onMessage,
      onClose: resolve,
    });
  });
  cleanups.push(() => {
    transport.close();
  });
  return { transport, ended, errors, isOpen: () => opened };
}

/** The same with the patience that the app has. */
function dialPatiently(url: string, onMessage: (text: string) => void = () => undefined) {
  const { promise: opened, resolve: onOpen } = withResolvers<void>();
  const { promise: ended, resolve: onClose } = withResolvers<TransportEnd>();
  const connect = webSocketConnect({ onError: (error) => expect.fail(String(error)) });
  const transport = connect(inClear(url), { onOpen, onMessage, onClose });
  cleanups.push(() => {
    transport.close();
  });
  return { transport, opened, ended };
}

/** A way to a port on which everything can be held up, and nothing gets lost. */
async function relay(port: number) {
  const sockets: Socket[] = [];
  const server = createServer((near) => {
    const far = connectTo(port, '127.0.0.1');
    sockets.push(near, far);
    far.on('error', () => undefined);
    near.on('data', (bytes) => far.write(bytes));
    far.on('data', (bytes) => near.write(bytes));
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    cleanups.push(() => far.destroy());
  });
  const url = `ws://127.0.0.1:${String(await listen(server))}`;
  const hold = () => {
    for (const socket of sockets) socket.pause();
  };
  const release = () => {
    for (const socket of sockets) socket.resume();
  };
  return { url, hold, release };
}

function withResolvers<T>() {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

function after<T>(ms: number, value: T): Promise<T> {
  return new Promise((resolve) => setTimeout(resolve, ms, value));
}

async function failureAt(url: string): Promise<string | undefined> {
  const { ended, isOpen } = dial(url);
  const { failure, code } = await ended;
  expect(code).toBe(1006);
  expect(isOpen()).toBe(false);
  expect(failure?.detail).not.toBe('');
  return failure?.kind;
}

/** A server that does as it is told with each connection. */
async function rawServer(serve: (socket: Socket) => void): Promise<string> {
  return `127.0.0.1:${String(await listen(createServer(serve)))}`;
}

describe('why a connection did not come about', () => {
  test('nobody listens', async () => {
    expect(await failureAt(`ws://127.0.0.1:${String(PORT_TO_REFUSE)}`)).toBe('refused');
  });

  test('a web server that knows no WebSocket', async () => {
    const port = await listen(createHttpServer((_request, response) => response.end('<h1>Welcome</h1>')));
    expect(await failureAt(`ws://127.0.0.1:${String(port)}`)).toBe('not-rwci');
  });

  test('a server of ours that does not go by this name', async () => {
    const port = await listen(createHttpServer((_request, response) => response.writeHead(421).end()));
    expect(await failureAt(`ws://127.0.0.1:${String(port)}`)).toBe('wrong-host');
  });

  test('a web server that sends elsewhere', async () => {
    const port = await listen(createHttpServer((_request, response) => response.writeHead(302, { location: '/' }).end()));
    expect(await failureAt(`ws://127.0.0.1:${String(port)}`)).toBe('not-rwci');
  });

  test('a server that speaks something else', async () => {
    const server = await rawServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    expect(await failureAt(`ws://${server}`)).toBe('not-rwci');
  });

  test('a server that hangs up at once', async () => {
    const server = await rawServer((socket) => socket.destroy());
    expect(await failureAt(`ws://${server}`)).toBe('not-rwci');
  });

  test('a server that says nothing', async () => {
    const server = await rawServer(() => undefined);
    expect(await failureAt(`ws://${server}`)).toBe('timeout');
  });

  test('wss to a server without TLS', async () => {
    const port = await listen(createHttpServer());
    expect(await failureAt(`wss://127.0.0.1:${String(port)}`)).toBe('not-encrypted');
  });

  test('ws to a server with TLS', async () => {
    // Without a certificate it refuses every handshake in TLS's own words, which is all that this connection hears of it.
    const port = await listen(createTlsServer().on('tlsClientError', () => undefined));
    expect(await failureAt(`ws://127.0.0.1:${String(port)}`)).toBe('not-rwci');
  });

  test('wss to a server whose TLS does not agree with ours', async () => {
    const port = await listen(createTlsServer().on('tlsClientError', () => undefined));
    expect(await failureAt(`wss://127.0.0.1:${String(port)}`)).toBe('tls');
  });

  test('the attempt was called off', async () => {
    const server = await rawServer(() => undefined);
    const { transport, ended } = dial(`ws://${server}`);
    transport.close(1000);
    expect((await ended).code).toBe(1006);
  });
});

/** A WebSocket server and the connection of its first client. */
async function webSocketServer(options: { autoPong?: boolean } = {}) {
  const http = createHttpServer();
  const server = new WebSocketServer({ server: http, ...options });
  const first = new Promise<WebSocket>((resolve) => server.once('connection', resolve));
  return { url: `ws://127.0.0.1:${String(await listen(http))}`, first };
}

/** The answer that makes a raw socket a WebSocket (RFC 6455, section 4.2.2). */
function accept(key: string): string {
  const proof = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  return [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${proof}`,
    '\r\n',
  ].join('\r\n');
}

describe('a connection that stands', () => {
  test('text comes through, binary frames do not, and the close frame is told', async () => {
    const { url, first } = await webSocketServer();
    const heard: string[] = [];
    const { ended, transport } = dial(url, (text) => heard.push(text));
    const peer = await first;
    const received = new Promise<string>((resolve) => {
      peer.once('message', (data: Buffer) => {
        resolve(data.toString());
      });
    });
    peer.send('Grüße');
    peer.send(Buffer.from('binary'));
    await vi.waitFor(() => {
      expect(heard).toEqual(['Grüße']);
    });
    transport.send('hello');
    expect(await received).toBe('hello');
    peer.close(4_001, 'go away');
    expect(await ended).toEqual({ code: 4_001, reason: 'go away' });
    transport.send('after the end');
  });

  test('a peer that answers pings stays', async () => {
    const { url, first } = await webSocketServer();
    const { ended, transport } = dial(url);
    await first;
    const outcome = await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 1_200, 'stays'))]);
    expect(outcome).toBe('stays');
    transport.close(1000);
    expect((await ended).code).toBe(1000);
  });

  test('a peer that stops answering pings is dropped', async () => {
    const { url, first } = await webSocketServer({ autoPong: false });
    const { ended } = dial(url);
    await first;
    const end = await ended;
    expect(end.code).toBe(1006);
    expect(end.failure).toBeUndefined();
  });

  test('four seconds in which nothing comes through end no connection; what was sent meanwhile comes then', async () => {
    const { url, first } = await webSocketServer();
    const line = await relay(Number(new URL(url).port));
    const heard: string[] = [];
    const { ended, opened, transport } = dialPatiently(line.url, (text) => heard.push(text));
    const peer = await first;
    await opened;
    line.hold();
    // The worst moment: the question whether the peer is there has just gone out.
    transport.probe?.();
    peer.send('said meanwhile');
    transport.send('written meanwhile');
    const received = new Promise<string>((resolve) => peer.once('message', (data: Buffer) => resolve(data.toString())));
    expect(await Promise.race([ended, after(4_000, 'stays')])).toBe('stays');
    line.release();
    expect(await received).toBe('written meanwhile');
    await vi.waitFor(() => {
      expect(heard).toEqual(['said meanwhile']);
    });
  });

  test('a link that has died is seen within fifteen seconds', async () => {
    const { url } = await webSocketServer();
    const line = await relay(Number(new URL(url).port));
    const { ended, opened } = dialPatiently(line.url);
    await opened;
    line.hold();
    expect(await Promise.race([ended, after(15_500, 'not seen')])).toMatchObject({ code: 1006 });
  });

  test('a peer that sends but never answers the close frame is dropped', async () => {
    const server = await rawServer((socket) => {
      socket.once('data', (request: Buffer) => {
        const key = /sec-websocket-key: (.*)\r/i.exec(request.toString())?.[1] ?? '';
        socket.write(accept(key));
        const talk = setInterval(() => socket.write(Buffer.from([0x81, 0x01, 0x61])), 50);
        socket.once('close', () => {
          clearInterval(talk);
        });
      });
    });
    let first = true;
    const { ended, transport } = dial(`ws://${server}`, () => {
      if (first) transport.close(1000);
      first = false;
    });
    const begun = performance.now();
    await ended;
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  test('a listener that throws costs its own packet and not the connection', async () => {
    const { url, first } = await webSocketServer();
    const heard: string[] = [];
    const { errors } = dial(url, (text) => {
      if (text === 'bad') throw new Error('cannot take this');
      heard.push(text);
    });
    const peer = await first;
    for (const text of ['bad', 'good', 'bad', 'better']) peer.send(text);
    await vi.waitFor(() => {
      expect(heard).toEqual(['good', 'better']);
    });
    expect(errors).toHaveLength(2);
  });

  test('a frame over a megabyte ends the connection', async () => {
    const { url, first } = await webSocketServer();
    const { ended } = dial(url);
    (await first).send('x'.repeat(1024 * 1024 + 1));
    expect((await ended).code).toBe(1006);
  });
});
