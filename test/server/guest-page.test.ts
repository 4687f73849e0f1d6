import { once } from 'node:events';
import { connect as connectTls } from 'node:tls';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { VERSION } from '../../src-main/server/version.ts';
import type { ListenOptions } from '../../src-main/server/server.ts';
import { PAGE, pageFolder, PICTURE, SCRIPT, STYLE } from '../support/page-folder.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { SocketClient } from '../support/server-client.ts';
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

/** The same within TLS. */
async function askTls(port: number, line: string): Promise<Answer> {
  const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
  const parts: Buffer[] = [];
  socket.on('data', (part: Buffer) => parts.push(part));
  socket.write(`${line} HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n\r\n`);
  await once(socket, 'close');
  return parse(Buffer.concat(parts));
}

const room = (options: Partial<ListenOptions> = {}) => openRoom({ pageFolder: pageFolder(), ...options });

describe('the page', () => {
  test('is there under / for a browser, whatever its query, and says which room this is', async () => {
    const { body, headers, status } = await ask(await room({ name: 'Room 12' }), 'GET /?utm=1');
    expect(status).toBe(200);
    expect(Object.fromEntries(headers)).toEqual({
      'content-type': 'text/html; charset=utf-8',
      'content-length': String(body.length),
      'cache-control': 'no-store',
      vary: 'Accept-Encoding',
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; manifest-src 'self'; " +
        `connect-src 'self' ws://${HOST} wss://${HOST}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; ` +
        "require-trusted-types-for 'script'; trusted-types svelte-trusted-html",
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=(), ') as string,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-dns-prefetch-control': 'off',
      date: expect.any(String) as string,
      connection: 'close',
    });
    expect(body.toString()).toContain('<meta name="rwci-room" content="Room 12">');
    expect(body.toString()).toContain('<meta name="rwci-registration" content="open">');
    expect(body.toString()).toContain(`<meta name="rwci-version" content="${VERSION}">`);
  });

  test('reaches its own server alone, by the name that it was asked for under', async () => {
    const opened = await room();
    const connects = async (host: string) => {
      const { headers } = await ask(opened, 'GET /', [`Host: ${host}`]);
      return /connect-src ([^;]*)/u.exec(headers.get('content-security-policy') ?? '')?.[1];
    };
    expect(await connects('localhost')).toBe("'self' ws://localhost wss://localhost");
    // There are no brackets in the grammar of the policy.
    expect(await connects('[::1]:8888')).toBe("'self'");
  });

  test('has the name of its room as text, whatever that is, and as it is now', async () => {
    const opened = await room({ name: `</head><script>"'&$&` });
    const escaped = 'content="&lt;/head&gt;&lt;script&gt;&quot;&#39;&amp;$&amp;"';
    expect((await ask(opened, 'GET /')).body.toString()).toContain(escaped);
    await opened.server.admin.room.setName('Other');
    await opened.server.admin.setRegistration('closed');
    const { body, headers } = await ask(opened, 'GET /', ['Accept-Encoding: gzip']);
    expect(headers.get('content-encoding')).toBe('gzip');
    expect(gunzipSync(body).toString()).toMatch(/content="Other".*content="closed"/u);
  });

  test('has files that are kept for ever, compressed as the browser takes it', async () => {
    const opened = await room();
    const plain = await ask(opened, `GET ${SCRIPT}?x`);
    expect(plain.status).toBe(200);
    expect(plain.body.toString()).toBe(PAGE.script);
    expect(Object.fromEntries(plain.headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      vary: 'Accept-Encoding',
    });
    const as = async (accepted: string) => {
      const { body, headers } = await ask(opened, `GET ${SCRIPT}`, [`Accept-Encoding: ${accepted}`]);
      return [headers.get('content-encoding'), body] as const;
    };
    for (const accepted of ['gzip, deflate', 'GZIP;q=0.5', 'br;q=0, gzip', 'x-br,gzip ; q=1']) {
      const [encoding, body] = await as(accepted);
      expect(encoding, accepted).toBe('gzip');
      expect(gunzipSync(body).toString()).toBe(PAGE.script);
    }
    const [encoding, body] = await as('gzip, deflate, br, zstd');
    expect(encoding).toBe('br');
    expect(brotliDecompressSync(body).toString()).toBe(PAGE.script);
    for (const accepted of ['', 'identity', 'gzip;q=0, br;q=0.000', 'deflate', ',;,q=gzip'])
      expect((await as(accepted))[1].toString(), accepted).toBe(PAGE.script);
    expect((await ask(opened, `GET ${STYLE}`, ['Accept-Encoding: gzip'])).body.toString()).toBe(PAGE.style);
    expect((await ask(opened, `GET ${PICTURE}`)).headers.get('content-type')).toBe('image/png');
  });

  test('is whole whatever part of it is asked for, and only its head on HEAD', async () => {
    const opened = await room();
    for (const header of ['Range: bytes=0-3', 'If-None-Match: *', 'If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT']) {
      const { body, status } = await ask(opened, `GET ${SCRIPT}`, [header]);
      expect([status, body.toString()], header).toEqual([200, PAGE.script]);
    }
    for (const path of ['/', SCRIPT]) {
      const [get, head] = [await ask(opened, `GET ${path}`), await ask(opened, `HEAD ${path}`)];
      expect(head.body.toString()).toBe('');
      expect([...head.headers].filter(([name]) => name !== 'date')).toEqual(
        [...get.headers].filter(([name]) => name !== 'date'),
      );
    }
  });

  test('is all there is: no other path leads anywhere, and none to the disk', async () => {
    const opened = await room();
    const paths = [
      ...[
        '/index.html',
        '//',
        '/.',
        '/./',
        '/..',
        '/secret.txt',
        '/../secret.txt',
        '/assets/../secret.txt',
        '/%2e%2e/secret.txt',
      ],
      ...['/assets', '/assets/', '/assets/..%2fsecret.txt', '/assets/%2e%2e/secret.txt', '/assets/nohash.js', `${SCRIPT}.map`],
      ...[
        `${SCRIPT}.gz`,
        `${SCRIPT}/`,
        `/${SCRIPT}`,
        SCRIPT.toUpperCase(),
        `${SCRIPT}%00`,
        '/assets/__proto__',
        '/constructor',
      ],
      ...['*', `http://${HOST}/`, `http://${HOST}${SCRIPT}`, '/?/../secret.txt#', '/favicon.ico', '/assets\\..\\secret.txt'],
    ];
    for (const path of paths) {
      const { body, status } = await ask(opened, `GET ${path}`);
      expect([404, 426, ...(path.startsWith('/?') ? [200] : [])], path).toContain(status);
      expect(body.toString(), path).not.toMatch(/secret|same line/u);
    }
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PROPFIND', 'TRACE'])
      expect((await ask(opened, `${method} /`)).status, method).toBe(426);
    const missing = await ask(opened, 'GET /assets/index-gone1234.js');
    expect([missing.status, missing.body.length]).toEqual([404, 0]);
    expect(missing.headers.get('cache-control')).toBe('no-store');
    expect(missing.headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });
});

describe('another page', () => {
  const upgrade = async (opened: SocketRoom, ...headers: string[]) =>
    (await ask(opened, 'GET /', [...UPGRADE, ...headers])).status;

  test('opens no WebSocket; the one that is served here does', async () => {
    const opened = await room();
    expect(await upgrade(opened, `Origin: http://${HOST}`)).toBe(101);
    const others = [
      ...['http://127.0.0.1', 'http://127.0.0.1:8889', `https://${HOST}`, `http://localhost:8888`, `HTTP://${HOST}`],
      ...[`http://${HOST}/`, `http://${HOST}.evil.test`, 'http://evil.test', 'http://evil.test:8888', 'null', '', 'file://'],
    ];
    for (const origin of others) expect(await upgrade(opened, `Origin: ${origin}`), origin).toBe(403);
    expect(await upgrade(opened, `Origin: http://${HOST}`, `Origin: http://${HOST}`)).toBe(403);
    expect(await upgrade(opened, `Origin: http://${HOST}`, 'Origin: http://evil.test')).toBe(403);
    // A name that somebody had lead here: it is its own origin, and not ours.
    expect(await upgrade(opened, 'Host: evil.test:8888', 'Origin: http://evil.test:8888')).toBe(421);
    expect(opened.server.people()).toEqual([]);
    expect(opened.server.admin.members().total).toBe(0);
  });

  test('reads nothing: no answer says that it may, and a request that names it is refused', async () => {
    const opened = await room({ name: 'secret club' });
    for (const path of ['/', SCRIPT, '/assets/gone-12345678.js', '/healthz', '/other']) {
      for (const origin of ['http://evil.test', 'http://127.0.0.1:8889', 'null']) {
        const { status, text } = await ask(opened, `GET ${path}`, [`Origin: ${origin}`]);
        expect(status, path).toBe(403);
        expect(text).not.toMatch(/secret club|access-control/iu);
      }
      expect((await ask(opened, `GET ${path}`, ['Host: evil.test'])).status).toBe(421);
      expect((await ask(opened, `GET ${path}`)).text).not.toMatch(/access-control/iu);
    }
    // Some browsers say where a page is from also where it asks its own server.
    expect((await ask(opened, `GET ${SCRIPT}`, [`Origin: http://${HOST}`])).status).toBe(200);
  });

  test('that the host allows may connect as before, whatever the switch says', async () => {
    const opened = await room({ allowedOrigins: ['http://evil.test'], guests: false });
    expect(await upgrade(opened, 'Origin: http://evil.test')).toBe(101);
    expect(await upgrade(opened, `Origin: http://${HOST}`)).toBe(403);
  });
});

test('with the switch off nothing of the page is there, byte for byte as where there is none', async () => {
  const off = await room({ guests: false });
  const without = await openRoom();
  const requests: [string, string[]][] = [
    ...['GET /', 'HEAD /', `GET ${SCRIPT}`, 'GET /assets/x-12345678.js', 'POST /'].map((line): [string, string[]] => [
      line,
      [],
    ]),
    ['GET /', [`Origin: http://${HOST}`]],
    ['GET /', [...UPGRADE, `Origin: http://${HOST}`]],
    ['GET /', ['Host: evil.test']],
  ];
  for (const [line, headers] of requests) {
    const told = async (opened: SocketRoom) => (await ask(opened, line, headers)).text.replace(/Date: .*\r\n/u, '');
    expect(await told(off), line).toBe(await told(without));
  }
});

describe('over TLS', () => {
  test('the page has an origin of its own', async () => {
    const { server } = await room();
    const { body, headers, status } = await askTls(server.port, 'GET /');
    expect(status).toBe(200);
    expect(headers.get('content-security-policy')).toContain(`wss://${HOST}`);
    expect(body.toString()).toContain('rwci-room');
    const come = (origin: string) => SocketClient.connectTls(server.port, '127.0.0.1', { origin });
    (await come(`https://127.0.0.1:${server.port}`)).close();
    await expect(come(`http://127.0.0.1:${server.port}`)).rejects.toThrow('403');
  });

  test('alone it is where encryption is required: whoever asks in clear is sent there', async () => {
    const opened = await room({ requireEncryption: true });
    expect(opened.server.guestPage).toBe('https');
    for (const [asked, to] of [
      ['/?pin=1', '/'],
      [SCRIPT, SCRIPT],
    ] as const) {
      const { body, headers, status } = await ask(opened, `GET ${asked}`);
      expect([status, headers.get('location'), body.length]).toEqual([308, `https://${HOST}${to}`, 0]);
    }
    expect((await askTls(opened.server.port, 'GET /')).status).toBe(200);
    expect((await ask(opened, 'GET /', [...UPGRADE, `Origin: http://${HOST}`])).status).toBe(426);
  });
});
