import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { generate } from 'selfsigned';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { askServer } from '../../src-main/discovery/ask-server.ts';
import { makeKeyPair } from '../../src-main/server/network/key-pair.ts';
import { pageFolder } from '../support/page-folder.ts';
import { openRoom } from '../support/server-room.ts';

async function opened(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const ask = (port: number, plain = true, signal = new AbortController().signal) =>
  askServer({ host: '127.0.0.1', port, plain, signal });

describe('what is behind a port', () => {
  test('a server that encrypts, by its key', async () => {
    const { server } = await openRoom();
    expect(server.fingerprint).not.toBeNull();
    expect(await ask(server.port)).toEqual({ kind: 'server', fingerprint: server.fingerprint });
    const strict = await openRoom({ requireEncryption: true });
    expect(await ask(strict.server.port)).toEqual({ kind: 'server', fingerprint: strict.server.fingerprint });
  });

  test('one that does not, unless it may not be asked in clear text', async () => {
    // Whether there is a page for guests or not.
    const { server } = await openRoom({ tls: false, pageFolder: pageFolder() });
    expect(await ask(server.port)).toEqual({ kind: 'server', fingerprint: null });
    expect(await ask(server.port, false)).toEqual({ kind: 'no-server' });
  });

  test('one that somebody else wrote', async () => {
    const others = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    onTestFinished(() => {
      others.close();
    });
    await new Promise((resolve) => others.once('listening', resolve));
    expect(await ask((others.address() as AddressInfo).port)).toEqual({ kind: 'server', fingerprint: null });
  });

  test('nobody is told anything over TLS: the handshake alone', async () => {
    const { key, certificate } = await makeKeyPair();
    let bytes = 0;
    const impostor = createTlsServer({ key, cert: certificate }, (socket) => {
      socket.on('error', () => undefined).on('data', (data: Buffer) => (bytes += data.length));
    });
    const port = await opened(impostor);
    for (let time = 0; time < 20; time++) expect(await ask(port)).toMatchObject({ kind: 'server' });
    expect(bytes).toBe(0);
  });

  test('other things are no servers', async () => {
    const pair = await generate([{ name: 'commonName', value: 'printer.local' }], { keyType: 'ec', curve: 'P-256' });
    const printer = await opened(createTlsServer({ key: pair.private, cert: pair.cert }));
    const page = await opened(createHttpServer((_request, response) => void response.end('This is an RWCI chat server.')));
    const chatter = await opened(
      createServer((socket) => {
        socket.on('error', () => undefined).write('220 mail.example ESMTP\r\n'.repeat(1_000));
      }),
    );
    const rude = await opened(createServer((socket) => socket.destroy()));
    for (const port of [printer, page, chatter, rude]) expect(await ask(port)).toEqual({ kind: 'no-server' });
    const closed = createServer();
    const port = await opened(closed);
    await new Promise((resolve) => closed.close(resolve));
    expect(await ask(port)).toEqual({ kind: 'no-server' });
  });

  test('one that takes the connection and says nothing costs some seconds at most', async () => {
    const silent = await opened(createServer((socket) => void socket.on('error', () => undefined)));
    const began = performance.now();
    expect(await ask(silent)).toEqual({ kind: 'no-server' });
    expect(performance.now() - began).toBeLessThan(8_000);
  });

  test('nothing is asked after the end of the search', async () => {
    const stop = new AbortController();
    stop.abort();
    expect(await ask(1, true, stop.signal)).toEqual({ kind: 'silent' });
  });
});
