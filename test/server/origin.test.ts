import { hostname } from 'node:os';
import { describe, expect, test } from 'vitest';
import { HostNames } from '../../src-main/server/network/host-names.ts';
import type { LogFields } from '../../src-main/server/logger.ts';
import type { ListenOptions } from '../../src-main/server/server.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { openRoom, type SocketRoom } from '../support/server-room.ts';

const UPGRADE = [
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Version: 13',
];
const IN = 'HTTP/1.1 101 Switching Protocols';
const MISDIRECTED = 'HTTP/1.1 421 Misdirected Request';
const FORBIDDEN = 'HTTP/1.1 403 Forbidden';

interface Answer {
  readonly status: string;
  readonly text: string;
}

/** What the server answers a request with these headers. */
async function ask(room: SocketRoom, headers: readonly string[], version = '1.1'): Promise<Answer> {
  const raw = await RawSocket.open(room.server.port);
  const request = ['GET /chat HTTP/' + version, ...headers].join('\r\n') + '\r\n\r\n';
  // Whoever got in is let go again.
  const closing = raw.ask(request);
  raw.socket.on('data', () => {
    if (raw.received.includes(' 101 ')) raw.socket.destroy();
  });
  const text = await closing;
  return { status: text.split('\r\n')[0] ?? '', text };
}

const upgrade = async (room: SocketRoom, ...headers: string[]) => (await ask(room, [...headers, ...UPGRADE])).status;

async function roomWithLog(options: Partial<ListenOptions> = {}): Promise<[SocketRoom, LogFields[]]> {
  const lines: LogFields[] = [];
  const keep = (_text: string, fields: LogFields = {}) => lines.push(fields);
  return [await openRoom({ ...options, log: { info: keep, warn: keep, error: keep } }), lines];
}

describe('the name in a request', () => {
  const own = hostname();
  const [label = ''] = own.split('.');

  test.each([
    '127.0.0.1',
    '127.0.0.1:8888',
    '192.168.1.5:8888',
    '203.0.113.7',
    '[::1]',
    '[::1]:8888',
    '[fe80::1]:1',
    'localhost',
    'LocalHost:8888',
    'localhost.',
    own,
    `${own}:8888`,
    `${label}.local`,
    `${label.toUpperCase()}.LOCAL:8888`,
  ])('%s leads here', async (host) => {
    expect(await upgrade(await openRoom(), `Host: ${host}`)).toBe(IN);
  });

  test.each([
    'evil.test',
    'evil.test:8888',
    '127.0.0.1.evil.test',
    'localhost.evil.test',
    'evil.localhost',
    `${label}.evil.test`,
    `evil-${label}.local`,
    '127.0.0.1evil',
    '127.0.0.1:8888:8888',
    '127.0.0.1:port',
    '127.1',
    '2130706433',
    '::1',
    '[::1',
    '[::1].evil.test',
    '[evil.test]',
    '[127.0.0.1]',
    'user@127.0.0.1',
    '127.0.0.1, evil.test',
    ':8888',
    '__proto__',
    '',
  ])('%j does not: 421, and nothing of the server is shown', async (host) => {
    const [room, lines] = await roomWithLog({ name: 'secret club' });
    const { status, text } = await ask(room, [`Host: ${host}`, ...UPGRADE]);
    expect(status).toBe(MISDIRECTED);
    expect(text).not.toContain('secret club');
    expect(lines).toEqual([{ address: '127.0.0.1', rule: 'allowedHosts', header: host }]);
    expect(room.server.people()).toEqual([]);
  });

  test('has to be there, once', async () => {
    const [room, lines] = await roomWithLog();
    expect(await upgrade(room)).toBe(MISDIRECTED);
    expect(await upgrade(room, 'Host: 127.0.0.1', 'Host: evil.test')).toBe(MISDIRECTED);
    expect(await upgrade(room, 'Host: 127.0.0.1', 'Host: 127.0.0.1')).toBe(MISDIRECTED);
    expect((await ask(room, [], '1.0')).status).toBe(MISDIRECTED);
    expect(lines.map(({ rule }) => rule)).toEqual(Array(4).fill('allowedHosts'));
  });

  test('is looked at before anything else, also of plain requests', async () => {
    const room = await openRoom();
    expect((await ask(room, ['Host: evil.test'])).status).toBe(MISDIRECTED);
    expect(await upgrade(room, 'Host: evil.test', 'Origin: http://evil.test')).toBe(MISDIRECTED);
    expect((await ask(room, ['Host: evil.test', 'Upgrade: h2c', 'Connection: Upgrade'])).status).toBe(MISDIRECTED);
  });

  test('may be one that the host allows, and no other', async () => {
    const room = await openRoom({ allowedHosts: ['Chat.Example.org'] });
    expect(await upgrade(room, 'Host: chat.example.org:8888')).toBe(IN);
    expect(await upgrade(room, 'Host: CHAT.example.org.')).toBe(IN);
    expect(await upgrade(room, 'Host: x.chat.example.org')).toBe(MISDIRECTED);
  });

  test('may be the one that the server listens at', async () => {
    const room = await openRoom({ host: 'localhost' });
    expect(room.server.host).toBe('localhost');
    expect(new HostNames(['games.test'], 'other').includes('games.test:8888')).toBe(true);
  });

  test('of a computer that has its network in its name is taken with and without', () => {
    const names = new HostNames([], 'Anna-PC.lan');
    for (const host of ['anna-pc.lan', 'anna-pc', 'ANNA-PC.local:1', 'anna-pc.home.arpa', 'anna-pc.internal:8888'])
      expect(names.includes(host)).toBe(true);
    for (const host of ['anna-pc.lan.local', 'anna-pc.evil.test', 'evil.lan', 'lan', 'anna'])
      expect(names.includes(host)).toBe(false);
  });
});

describe('a page in a browser', () => {
  const HOST = 'Host: 127.0.0.1';

  test.each(['http://evil.test', 'https://127.0.0.1', 'http://localhost:8888', 'null', 'file://', ''])(
    'of %j may not connect: 403, and the log says so',
    async (origin) => {
      const [room, lines] = await roomWithLog();
      expect(await upgrade(room, HOST, `Origin: ${origin}`)).toBe(FORBIDDEN);
      expect(lines).toEqual([{ address: '127.0.0.1', rule: 'allowedOrigins', header: origin }]);
    },
  );

  test('may when the host allows its origin, exactly as the browser writes it', async () => {
    const room = await openRoom({ allowedOrigins: ['https://chat.example.org'] });
    expect(await upgrade(room, HOST, 'Origin: https://chat.example.org')).toBe(IN);
    for (const other of [
      'http://chat.example.org',
      'https://chat.example.org:444',
      'https://chat.example.org.evil.test',
      'null',
    ]) {
      expect(await upgrade(room, HOST, `Origin: ${other}`), other).toBe(FORBIDDEN);
    }
    expect(await upgrade(room, HOST, 'Origin: https://chat.example.org', 'Origin: http://evil.test')).toBe(FORBIDDEN);
  });

  test('learns nothing from a plain request: 403 with an origin, 426 without, never a word about who may read it', async () => {
    const room = await openRoom({ name: 'secret club' });
    const { status, text } = await ask(room, [HOST]);
    expect(status).toBe('HTTP/1.1 426 Upgrade Required');
    expect(text).not.toMatch(/secret club|access-control/iu);
    const page = await ask(room, [HOST, 'Origin: http://evil.test']);
    expect(page.status).toBe(FORBIDDEN);
    expect(page.text).not.toMatch(/secret club|access-control/iu);
  });

  test('a header without an end does not fill the log', async () => {
    const [room, lines] = await roomWithLog();
    expect(await upgrade(room, `Host: ${'x'.repeat(8_000)}`)).toBe(MISDIRECTED);
    expect(lines[0]?.header).toHaveLength(100);
  });
});
