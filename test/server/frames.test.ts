import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Frame } from '../../src-main/server/delivery/frame.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { SocketClient, until } from '../support/server-client.ts';
import { openRoom, type SocketRoom } from '../support/server-room.ts';

const WORDS = { 1002: 'that is no WebSocket frame', 1007: 'that text is not UTF-8', 1009: 'that packet is too long' } as const;

/** Somebody else's round trip still works. */
async function lives(room: SocketRoom): Promise<void> {
  const client = await room.login(`witness ${randomBytes(4).toString('hex')}`);
  expect(await client.settled()).toEqual([]);
  client.close();
}

describe('frames', () => {
  test('of 64 KiB are taken, one byte more closes that connection with 1009', async () => {
    const room = await openRoom();
    const bob = await room.login('bob');
    const alice = await room.login('alice');
    await bob.upTo('join');
    const packet = (length: number) => {
      const empty = JSON.stringify({ type: 'message', message: '' }).length;
      return JSON.stringify({ type: 'message', message: 'x'.repeat(length - empty) });
    };
    alice.sendText(packet(65_536));
    expect((await bob.next()).length).toBeGreaterThan(65_536);
    alice.sendText(packet(65_537));
    expect(await alice.ended()).toEqual({ code: 1009, reason: 'that packet is too long' });
    expect(await bob.next()).toBe('{"type":"quit","username":"alice"}');
    expect(await bob.settled()).toEqual([]);
  });

  test('that are binary close with 1003', async () => {
    const room = await openRoom();
    const alice = await room.login('alice');
    alice.webSocket.send(Buffer.from('{"type":"typing"}'));
    expect(await alice.ended()).toEqual({ code: 1003, reason: 'RWCI packets are text frames' });
    await lives(room);
  });

  test('in fragments make one packet', async () => {
    const room = await openRoom();
    const raw = await RawSocket.upgraded(room.server.port);
    const text = '{"type":"auth","username":"älice","password":"x"}';
    const bytes = Buffer.from(text);
    raw.frame(1, bytes.subarray(0, 1), { fin: false });
    for (let i = 1; i < 28; i++) raw.frame(0, bytes.subarray(i, i + 1), { fin: false });
    raw.frame(9, 'ping in between');
    raw.frame(0, bytes.subarray(28), { fin: true });
    await until(() => raw.received.includes('Registered'), 'the login is answered');
    raw.socket.destroy();
  });

  test('in more fragments than anybody needs close the connection', async () => {
    const room = await openRoom();
    const raw = await RawSocket.upgraded(room.server.port);
    raw.frame(1, 'x', { fin: false });
    for (let i = 0; i < 40; i++) raw.frame(0, 'x', { fin: false });
    expect(await raw.closeCode()).toBe(1008);
    expect(await raw.closeReason()).toBe('that packet comes in too many pieces');
    await lives(room);
  });

  test.each([
    ['not UTF-8', 1007, (raw: RawSocket) => raw.frame(1, Buffer.from([0xff, 0xfe]))],
    ['a surrogate in UTF-8', 1007, (raw: RawSocket) => raw.frame(1, Buffer.from([0xed, 0xa0, 0x80]))],
    ['not masked', 1002, (raw: RawSocket) => raw.frame(1, 'x', { masked: false })],
    ['with a reserved bit', 1002, (raw: RawSocket) => raw.frame(1, 'x', { rsv: 4 })],
    ['of a reserved opcode', 1002, (raw: RawSocket) => raw.frame(3, 'x')],
    ['a continuation of nothing', 1002, (raw: RawSocket) => raw.frame(0, 'x')],
    ['a ping in fragments', 1002, (raw: RawSocket) => raw.frame(9, 'x', { fin: false })],
    ['a ping that is too long', 1002, (raw: RawSocket) => raw.frame(9, 'x'.repeat(126))],
    ['a close with half a code', 1002, (raw: RawSocket) => raw.frame(8, 'x')],
    [
      'a length beyond all memory',
      1009,
      (raw: RawSocket) => raw.socket.write(Buffer.from([0x81, 0xff, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4])),
    ],
  ] as const)('%s: closed with %i and the reason in words, and others go on', async (_what, code, act) => {
    const room = await openRoom();
    const raw = await RawSocket.upgraded(room.server.port);
    act(raw);
    expect(await raw.closeCode()).toBe(code);
    expect(await raw.closeReason()).toBe(WORDS[code]);
    await lives(room);
  });

  test('of the server are as RFC 6455 has them, at every length', async () => {
    const room = await openRoom();
    const alice = await room.login('alice');
    const frame = (text: string) => new Frame(text).wire;
    expect([...frame('ab')]).toEqual([0x81, 2, 0x61, 0x62]);
    expect([...frame('x'.repeat(126)).subarray(0, 4)]).toEqual([0x81, 126, 0, 126]);
    expect([...frame('x'.repeat(65_536)).subarray(0, 10)]).toEqual([0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]);
    for (const length of [1, 125, 126, 127, 60_000]) {
      alice.send({ type: 'message', message: 'ü'.repeat(length / 2 + 1) });
      expect((await alice.nextPacket()).message).toBe('ü'.repeat(length / 2 + 1));
    }
  });
});

describe('text that is no packet', () => {
  test('of any kind is dropped, and the connection lives on', async () => {
    const room = await openRoom({ limits: 'off' });
    const alice = await room.login('alice');
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), async (text) => {
        alice.sendText(text);
        expect(await alice.settled()).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('nested, endless or with names of the language is dropped', async () => {
    const room = await openRoom({ limits: 'off' });
    const alice = await room.login('alice');
    for (const text of [
      '['.repeat(60_000),
      `${'['.repeat(30_000)}${']'.repeat(30_000)}`,
      `{"type":"message","message":"x","a":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}`,
      '{"type":"message","message":{"toString":"x"}}',
      '{"type":"message","message":["x"]}',
      '{"type":"message","message":null}',
      '{"type":"message"}',
      '{"type":"direct_message","recipient":["alice"],"message":"x"}',
      '{"type":["message"],"message":"x"}',
      '{"type":"message","message":"x"} trailing',
      '\ufeff{"type":"message","message":"x"}',
      '{"__proto__":{"type":"message"},"message":"x"}',
      '{"type":"message","message":"x","__proto__":{"author":"bob"}}',
      '{"type":"message","message":"x","constructor":{"prototype":{"author":"bob"}}}',
      '{"type":"client_info","name":"x","version":"1","capabilities":"all"}',
      `{${Array.from({ length: 100 }, (_, i) => `"k${i}":1`).join(',')},"type":"message","message":"x"}`,
    ]) {
      alice.sendText(text);
      expect(await alice.settled()).toEqual([]);
    }
  });

  test('fields that are not known are ignored, and the last of a doubled one counts', async () => {
    const room = await openRoom();
    const alice = await room.login('alice');
    alice.sendText('{"type":"message","message":"first","extra":[1],"message":"last","author":"bob"}');
    expect(await alice.next()).toBe('{"type":"message","author":"alice","message":"last","channel":"general"}');
  });

  test('half a surrogate pair never reaches anybody', async () => {
    const room = await openRoom();
    const alice = await room.login('alice');
    alice.sendText('{"type":"message","message":"a\\ud800b"}');
    expect((await alice.nextPacket()).message).toBe('a\ufffdb');
  });
});

describe('plain HTTP', () => {
  const get = (port: number, headers: Record<string, string> = {}, method = 'GET') =>
    new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
      request({ port, host: '127.0.0.1', headers, method }, (response) => {
        let body = '';
        response.on('data', (data: Buffer) => (body += data.toString()));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      })
        .on('error', reject)
        .end();
    });

  test('is told with 426 that this is a chat server, and no more', async () => {
    const room = await openRoom({ name: 'secret club' });
    const { status, headers, body } = await get(room.server.port);
    expect(status).toBe(426);
    expect(body).toBe('This is an RWCI chat server. Join it with an RWCI client.\n');
    expect(headers['access-control-allow-origin']).toBeUndefined();
    expect((await get(room.server.port, {}, 'POST')).status).toBe(426);
  });

  test.each(['http://evil.test', 'https://example.org', 'null', 'file://', 'http://127.0.0.1:8888', ''])(
    'a browser page of %j may not connect',
    async (origin) => {
      const room = await openRoom();
      await expect(SocketClient.connect(room.server.port, { headers: { Origin: origin } })).rejects.toThrow('403');
      expect(room.server.people()).toEqual([]);
    },
  );

  test('a page that the host allows may', async () => {
    const room = await openRoom({ allowedOrigins: ['https://chat.example.org'] });
    const client = await SocketClient.connect(room.server.port, { origin: 'https://chat.example.org' });
    await client.login('alice');
  });

  test.each([
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    '\0\0\0\0',
    'GET\r\n\r\n',
    'x'.repeat(100_000),
    'GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
  ])('an opening like %j is closed', async (bytes) => {
    const room = await openRoom();
    const raw = await RawSocket.open(room.server.port);
    raw.socket.write(bytes);
    await until(() => raw.isClosed, 'the server closed it');
    await lives(room);
  });

  test('resets at any moment do no harm', async () => {
    const room = await openRoom();
    for (let i = 0; i < 20; i++) {
      const raw = i % 2 === 0 ? await RawSocket.open(room.server.port) : await RawSocket.upgraded(room.server.port);
      if (i % 3 === 0) raw.socket.write('GET / HT');
      raw.socket.resetAndDestroy();
    }
    await lives(room);
  });

  test('who sends nothing, or half a header, is gone in time', async () => {
    const room = await openRoom({ limits: { firstByteTimeoutMs: 50, upgradeTimeoutMs: 150 } });
    const silent = await RawSocket.open(room.server.port);
    const half = await RawSocket.open(room.server.port);
    half.socket.write('GET / HTTP/1.1\r\nHost: x\r\n');
    await until(() => silent.isClosed, 'the silent one is gone');
    await until(() => half.isClosed, 'half a header is gone');
    await lives(room);
  });
});

describe('a client that does not read', () => {
  test('is dropped at a megabyte, with one line in the log, and others do not wait', async () => {
    const lines: string[] = [];
    const log = { info: () => undefined, warn: (text: string) => lines.push(text), error: (text: string) => lines.push(text) };
    const room = await openRoom({ limits: 'off', log });
    const stalled = await room.login('stalled');
    const alice = await room.login('alice');
    stalled.webSocket.pause();
    // Distinct texts: the same one again and again would share its memory.
    for (let i = 0; room.server.people().includes('stalled') && i < 20_000; i++) {
      alice.send({ type: 'message', message: `${i} ${'x'.repeat(8_000)}` });
      await alice.upTo('message').catch(() => undefined);
    }
    expect(room.server.people()).toEqual(['alice']);
    await until(() => lines.length > 0, 'a line in the log');
    expect(lines).toEqual(['dropped a client that reads too slowly']);
    stalled.webSocket.terminate();
  });
});
