import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { authorities } from '../../../src-main/authorities.ts';
import { webSocketConnect } from '../../../src-main/ws-transport.ts';
import type { Check, TransportEnd } from '../../../src-shared/session/index.ts';
import type { Security } from '../../../src-shared/trust/index.ts';

/** A server behind a proxy with a certificate of an authority is known by its name, and may renew its key. */

const EC = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;

let ca: { key: string; cert: string };
beforeAll(async () => {
  const made = await generate([{ name: 'commonName', value: 'An authority' }], {
    ...EC,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  ca = { key: made.private, cert: made.cert };
});

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup();
});

/** A WebSocket server with a new key, for which `vouched` says who vouches. */
async function serve({ vouched }: { vouched: boolean }): Promise<number> {
  const pems = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...EC,
    ...(vouched ? { ca } : {}),
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  const server = createServer({ key: pems.private, cert: pems.cert });
  const sockets = new WebSocketServer({ noServer: true });
  const http = createHttpServer();
  http.on('upgrade', (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, () => undefined);
  });
  server.on('secureConnection', (socket) => http.emit('connection', socket));
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    for (const client of sockets.clients) client.terminate();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function attempt(url: string, check: Check) {
  const trusted: Security[] = [];
  const connect = webSocketConnect({ onError: (error) => expect.fail(String(error)), authorities: () => [ca.cert] });
  const end = await new Promise<TransportEnd | null>((resolve) => {
    const listener = {
      onOpen: () => {
        resolve(null);
      },
      onMessage: () => undefined,
      onClose: resolve,
    };
    const transport = connect({ url, check }, listener, (security) => trusted.push(security));
    cleanups.push(() => {
      transport.close();
    });
  });
  return { failure: end?.failure, trusted };
}

test('a name that an authority vouches for is known by that, and its key may be renewed', async () => {
  const first = await attempt(`wss://localhost:${String(await serve({ vouched: true }))}/`, { kind: 'first' });
  expect(first).toEqual({ failure: undefined, trusted: [{ kind: 'authority' }] });
  const renewed = await attempt(`wss://localhost:${String(await serve({ vouched: true }))}/`, { kind: 'authority' });
  expect(renewed).toEqual({ failure: undefined, trusted: [{ kind: 'authority' }] });
});

test('one that nobody vouches for any more is a block', async () => {
  const { failure, trusted } = await attempt(`wss://localhost:${String(await serve({ vouched: false }))}/`, {
    kind: 'authority',
  });
  expect(failure).toMatchObject({ kind: 'certificate-changed', detail: expect.stringMatching(/^not vouched for/) as string });
  expect(trusted).toEqual([]);
});

test('an address without a name is known by its key, whoever vouches for it', async () => {
  const { trusted } = await attempt(`wss://127.0.0.1:${String(await serve({ vouched: true }))}/`, { kind: 'first' });
  expect(trusted).toMatchObject([{ kind: 'pinned' }]);
});

test('those who may vouch are there without a network', () => {
  const known = authorities();
  expect(known().length).toBeGreaterThan(50);
  expect(known()).toBe(known());
});
