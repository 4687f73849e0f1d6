import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fingerprintOf, type Fingerprint } from '../../src-shared/trust/index.ts';
import type { LogFields } from '../../src-main/server/logger.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { SocketClient, until } from '../support/server-client.ts';
import { openRoom } from '../support/server-room.ts';

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
  test('is the one whose fingerprint the server tells, also in TLS 1.2 and at the second connection', async () => {
    const { server } = await openRoom();
    const first = await handshake(server.port);
    expect(shownBy(first)).toBe(server.fingerprint);
    expect(first.getProtocol()).toBe('TLSv1.3');
    const session = first.getSession();
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      const again = await handshake(server.port, { maxVersion, session, ALPNProtocols: ['h2', 'http/1.1'] });
      expect(again.isSessionReused()).toBe(false);
      expect(shownBy(again)).toBe(server.fingerprint);
      expect(again.getProtocol()).toBe(maxVersion);
      expect(again.alpnProtocol).toBe('http/1.1');
    }
  });

  test('is not shown to those who speak less than TLS 1.2', async () => {
    const { server } = await openRoom();
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(handshake(server.port, old)).rejects.toThrow();
  });
});
