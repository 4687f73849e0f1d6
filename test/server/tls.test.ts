import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fingerprintOf, type Fingerprint } from '../../src-shared/trust/index.ts';
import { DEFAULT_LIMITS } from '../../src-main/server/limits.ts';
import type { LogFields } from '../../src-main/server/logger.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { settle, SocketClient, until } from '../support/server-client.ts';
import { FakeServerClock, openRoom } from '../support/server-room.ts';

const UPGRADE =
  'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';

/** A TLS client that believes any certificate, as one that compares fingerprints itself does. */
async function handshake(port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options });
  onTestFinished(() => {
    socket.destroy();
  });
  await once(socket, 'secureConnect');
  socket.on('error', () => undefined);
  return socket;
}

/** Who a server is, by the certificate it shows. */
function shownBy(socket: TLSSocket): Fingerprint {
  const spki = socket.getPeerX509Certificate()?.publicKey.export({ type: 'spki', format: 'der' });
  return fingerprintOf(
    createHash('sha256')
      .update(spki ?? '')
      .digest(),
  );
}

async function loginOverTls(port: number, name: string): Promise<SocketClient> {
  const client = await SocketClient.connectTls(port);
  await client.login(name);
  return client;
}

describe('one port', () => {
  test('those who encrypt and those who do not are in one room', async () => {
    const room = await openRoom();
    const alice = await loginOverTls(room.server.port, 'alice');
    const bob = await room.login('bob');
    await alice.upTo('join');
    alice.send({ type: 'message', message: 'sealed' });
    expect((await bob.upTo('message')).at(-1)).toContain('sealed');
    await alice.upTo('message');
    bob.send({ type: 'message', message: 'open' });
    expect((await alice.upTo('message')).at(-1)).toContain('open');
  });

  test('a client in TLS comes from where its socket comes from', async () => {
    const lines: LogFields[] = [];
    const keep = (_text: string, fields: LogFields = {}) => lines.push(fields);
    const room = await openRoom({ log: { info: keep, warn: keep, error: keep } });
    const socket = await handshake(room.server.port);
    socket.end('GET / HTTP/1.1\r\nHost: evil.test\r\n\r\n');
    await until(() => lines.some(({ rule }) => rule === 'allowedHosts'), 'it was refused');
    expect(lines).toContainEqual({ address: '127.0.0.1', rule: 'allowedHosts', header: 'evil.test' });
  });

  test('without TLS there is no fingerprint, and a greeting in TLS is answered as by a server that never heard of it', async () => {
    const room = await openRoom({ tls: false });
    expect(room.server.fingerprint).toBeNull();
    const raw = await RawSocket.open(room.server.port);
    raw.socket.write(Buffer.from('16030100050100000100', 'hex'));
    await until(() => raw.isClosed, 'the server closed the connection');
    expect(raw.received.toString('latin1')).toContain('400 Bad Request');
  });
});

describe('a host that requires encryption', () => {
  test('refuses a WebSocket in clear in words, and takes one in TLS', async () => {
    const room = await openRoom({ requireEncryption: true });
    const raw = await RawSocket.open(room.server.port);
    const answer = await raw.ask(UPGRADE);
    expect(answer).toContain('426 Upgrade Required');
    expect(answer).toContain('Upgrade: TLS/1.2');
    expect(answer).toContain('This server wants wss://.');
    await loginOverTls(room.server.port, 'alice');
    expect(room.server.people()).toEqual(['alice']);
  });
});

describe('the certificate', () => {
  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'is shown at every connection in %s, and is the one the server tells of',
    async (version) => {
      const { server } = await openRoom();
      const first = await handshake(server.port, { minVersion: version, maxVersion: version });
      expect(first.getProtocol()).toBe(version);
      expect(shownBy(first)).toBe(server.fingerprint);
      // Whatever there is to resume a session by has come once the server has answered.
      let answer = '';
      let session: Buffer | undefined = first.getSession();
      first.on('session', (given: Buffer) => (session = given));
      first.on('data', (data: Buffer) => (answer += data.toString()));
      first.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
      await until(() => answer.includes('426'), 'the server answered');
      const again = await handshake(server.port, { minVersion: version, maxVersion: version, session });
      expect(again.isSessionReused()).toBe(false);
      expect(shownBy(again)).toBe(server.fingerprint);
    },
  );

  test('comes with HTTP/1.1 for those who ask', async () => {
    const { server } = await openRoom();
    expect((await handshake(server.port, { ALPNProtocols: ['h2', 'http/1.1'] })).alpnProtocol).toBe('http/1.1');
  });

  test('is not shown to those who speak less than TLS 1.2', async () => {
    const { server } = await openRoom();
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(handshake(server.port, old)).rejects.toThrow();
  });
});

describe('a client in TLS', () => {
  test('that does not answer is gone, and so is one that does not read', async () => {
    const room = await openRoom({ limits: { pingIntervalMs: 500, pongTimeoutMs: 500 } });
    const bob = await room.login('bob');
    const alice = await loginOverTls(room.server.port, 'alice');
    alice.webSocket.pause();
    expect(await bob.upTo('quit')).toContain('{"type":"quit","username":"alice"}');
    alice.webSocket.terminate();
  });

  test('has a queue of bounded length', async () => {
    const rules: unknown[] = [];
    const keep = (_text: string, { rule }: LogFields = {}) => rules.push(rule);
    const room = await openRoom({ log: { info: keep, warn: keep, error: keep } });
    const alice = await loginOverTls(room.server.port, 'alice');
    alice.webSocket.pause();
    // Each different, and together more than any system keeps for a socket.
    for (let i = 0; i < 400 && !rules.includes('sendQueueMaxBytes'); i++) {
      await room.server.admin.broadcast(`${i} ${randomBytes(15_000).toString('hex')}`);
      await settle();
    }
    expect(rules).toContain('sendQueueMaxBytes');
    await until(() => room.server.people().length === 0, 'she is gone');
    alice.webSocket.terminate();
  });

  test('hears why the server stops, and is closed with 1001', async () => {
    const room = await openRoom();
    const alice = await loginOverTls(room.server.port, 'alice');
    const silent = await handshake(room.server.port);
    await room.server.stop('Back in five minutes.');
    expect(await alice.ended()).toEqual({ code: 1001, reason: 'Back in five minutes.' });
    await until(() => silent.destroyed, 'who was not in is gone too');
  });

  test('that is in is past the deadlines of those who are not', async () => {
    const clock = new FakeServerClock();
    const room = await openRoom({ clock, limits: { loginTimeoutMs: 60_000 } });
    const alice = await SocketClient.connectTls(room.server.port);
    const silent = await handshake(room.server.port);
    await clock.advance(DEFAULT_LIMITS.upgradeTimeoutMs - 1);
    expect(silent.destroyed).toBe(false);
    await clock.advance(1);
    await until(() => silent.destroyed, 'who is not in is gone');
    const answered = once(alice.webSocket, 'pong');
    alice.webSocket.ping();
    await answered;
    expect(alice.ending).toBeNull();
  });
});
