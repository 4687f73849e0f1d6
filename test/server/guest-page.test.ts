import { describe, expect, test } from 'vitest';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { ListenOptions } from '../../src-main/server/server.ts';
import { PAGE, pageFolder, PICTURE, SCRIPT, STYLE } from '../support/page-folder.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { openRoom, type SocketRoom } from '../support/server-room.ts';

const HOST = '127.0.0.1:8888';
const UPGRADE = [
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Version: 13',
];

interface Answer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
  /** All of it. */
  readonly text: string;
}

function parse(received: Buffer): Answer {
  const text = received.toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  );
  return { status: Number(first.split(' ')[1]), headers, body: received.subarray(end + 4), text };
}

/** What the server answers to one request, with nothing behind it. */
async function ask(room: SocketRoom, line: string, headers: readonly string[] = []): Promise<Answer> {
  const raw = await RawSocket.open(room.server.port);
  const host = headers.some((header) => header.startsWith('Host:')) ? [] : [`Host: ${HOST}`];
  const isUpgrade = headers.includes('Connection: Upgrade');
  const all = [...host, ...headers, ...(isUpgrade ? [] : ['Connection: close'])];
  raw.socket.on('data', () => {
    if (raw.received.includes(' 101 ')) raw.socket.destroy();
  });
  await raw.ask(`${line} HTTP/1.1\r\n${all.join('\r\n')}\r\n\r\n`);
  return parse(raw.received);
}

const room = (options: Partial<ListenOptions> = {}) => openRoom({ pageFolder: pageFolder(), ...options });

describe('the page', () => {
  test('is there under / for a browser, whatever its query, and says which room this is', async () => {
    const { body, headers, status } = await ask(await room({ name: 'Room 12' }), 'GET /?utm=1');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body.toString()).toContain('<meta name="rwci-room" content="Room 12">');
    expect(body.toString()).toContain('<meta name="rwci-registration" content="open">');
  });

  test('has files that are kept for ever, compressed as the browser takes it', async () => {
    const opened = await room();
    const plain = await ask(opened, `GET ${SCRIPT}`);
    expect(plain.status).toBe(200);
    expect(plain.body.toString()).toBe(PAGE.script);
    expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const gzip = await ask(opened, `GET ${SCRIPT}`, ['Accept-Encoding: gzip, deflate']);
    expect(gzip.headers.get('content-encoding')).toBe('gzip');
    expect(gunzipSync(gzip.body).toString()).toBe(PAGE.script);
    const br = await ask(opened, `GET ${SCRIPT}`, ['Accept-Encoding: gzip, deflate, br, zstd']);
    expect(br.headers.get('content-encoding')).toBe('br');
    expect(brotliDecompressSync(br.body).toString()).toBe(PAGE.script);
    expect((await ask(opened, `GET ${STYLE}`, ['Accept-Encoding: gzip'])).body.toString()).toBe(PAGE.style);
    expect((await ask(opened, `GET ${PICTURE}`)).headers.get('content-type')).toBe('image/png');
  });

  test('may open a WebSocket here, and no other page', async () => {
    const opened = await room();
    const upgrade = async (origin: string) => (await ask(opened, 'GET /', [...UPGRADE, `Origin: ${origin}`])).status;
    expect(await upgrade(`http://${HOST}`)).toBe(101);
    for (const other of ['http://127.0.0.1', 'http://127.0.0.1:8889', `https://${HOST}`, 'http://evil.test', 'null', ''])
      expect(await upgrade(other), other).toBe(403);
  });

  test('is not there when the switch is off', async () => {
    const off = await room({ guests: false });
    const without = await openRoom();
    for (const line of ['GET /', `GET ${SCRIPT}`, 'GET /assets/x-12345678.js', 'HEAD /', 'POST /']) {
      const { text } = await ask(off, line);
      expect(text.replace(/Date: .*\r\n/u, '')).toBe((await ask(without, line)).text.replace(/Date: .*\r\n/u, ''));
      expect(text).toContain(' 426 ');
    }
    expect((await ask(off, 'GET /', [...UPGRADE, `Origin: http://${HOST}`])).status).toBe(403);
  });
});
