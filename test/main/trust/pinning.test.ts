import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { askServer } from '../../../src-main/discovery/ask-server.ts';
import { startServer } from '../../../src-main/server/server.ts';
import { webSocketConnect } from '../../../src-main/ws-transport.ts';
import type { Check, TransportEnd } from '../../../src-shared/session/index.ts';
import type { Security } from '../../../src-shared/trust/index.ts';
import { until } from '../../support/fake-clock.ts';
import { isHelloAtMost, newIdentity, openFront, PLAIN_ANSWERS, type Front, type Identity } from '../../support/front.ts';
import { startApp, type TestApp } from '../test-app.ts';

/** B14 and B15: who has another key, or none, gets nothing, at the first connection and at any later one. */

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

let host: Identity;
let other: Identity;
beforeAll(async () => {
  [host, other] = [await newIdentity('host'), await newIdentity('other')];
});
const genuine = (): Front => ({ is: 'genuine', identity: host });
const impostor = (): Front => ({ is: 'impostor', identity: other });

async function newFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'rwci-trust-'));
  cleanups.push(() => rm(path, { recursive: true }));
  return path;
}

/** A room, and the port in front of it. The address says nothing of its encryption but for being one of this computer. */
async function openRoom(first: Front) {
  const server = await startServer({ host: '127.0.0.1', port: 0, dataDir: await newFolder(), tls: false });
  cleanups.push(() => server.stop());
  const front = await openFront(server.port, first);
  cleanups.push(() => front.close());
  return { ...front, address: `wss://127.0.0.1:${String(front.port)}` };
}

const ann = (address: string) => ({ address, username: 'ann', password: 'secret', remember: true, kind: 'remote' }) as const;

const connection = (app: TestApp) => app.front()?.chat.connection;
const isIn = (app: TestApp) =>
  until(
    () => app.front()?.chat.ready === true,
    () => `a login: ${JSON.stringify(connection(app))}`,
  );
const problemOf = (app: TestApp) => {
  const now = connection(app);
  return now !== undefined && 'problem' in now ? now.problem : undefined;
};
const isBlocked = (app: TestApp) =>
  until(
    () => problemOf(app)?.kind === 'certificate-changed',
    () => `a block: ${JSON.stringify(connection(app))}`,
  );

/** One attempt to connect, without an app. */
async function attempt(port: number, check: Check): Promise<{ end: TransportEnd | null; trusted: Security[] }> {
  const trusted: Security[] = [];
  const connect = webSocketConnect({ onError: (error) => expect.fail(String(error)) });
  const end = await new Promise<TransportEnd | null>((resolve) => {
    const transport = connect(
      { url: `wss://127.0.0.1:${String(port)}/`, check },
      {
        onOpen: () => {
          transport.send('{"type":"auth","username":"ann","password":"secret"}');
          resolve(null);
        },
        onMessage: () => undefined,
        onClose: resolve,
      },
      (security) => trusted.push(security),
    );
    cleanups.push(() => {
      transport.close();
    });
  });
  return { end, trusted };
}

describe('a connection to a server whose key is known', () => {
  test('100 of 100 impostors with a key of their own get no byte of the application', async () => {
    const room = await openRoom(impostor());
    for (let round = 0; round < 100; round++) {
      const { end, trusted } = await attempt(room.port, { kind: 'pinned', fingerprint: host.fingerprint });
      expect(end?.failure).toMatchObject({ kind: 'certificate-changed', expected: host.fingerprint, seen: other.fingerprint });
      expect(trusted).toEqual([]);
    }
    expect(room.caught).toMatchObject({ connections: 100, applicationBytes: 0 });
  });

  test('50 of 50 servers without TLS get a ClientHello and nothing else', async () => {
    const room = await openRoom(genuine());
    for (let round = 0; round < 50; round++) {
      const answer = PLAIN_ANSWERS[round % PLAIN_ANSWERS.length] ?? expect.fail('no answer');
      room.become({ is: 'plain', answer });
      const { end } = await attempt(room.port, { kind: 'pinned', fingerprint: host.fingerprint });
      expect(['not-encrypted', 'tls']).toContain(end?.failure?.kind);
    }
    room.cut();
    expect(room.caught.plain).toHaveLength(50);
    const all = room.caught.plain.map((got) => Buffer.concat(got));
    expect(all.filter((bytes) => !isHelloAtMost(bytes))).toEqual([]);
    // But for those that greet first, which may be hung up on before.
    expect(all.filter(({ length }) => length > 0).length).toBeGreaterThanOrEqual(40);
  });

  test('the one with the key is let in, whatever its certificate says', async () => {
    const room = await openRoom(genuine());
    const { end, trusted } = await attempt(room.port, { kind: 'pinned', fingerprint: host.fingerprint });
    expect(end).toBeNull();
    expect(trusted).toEqual([{ kind: 'pinned', fingerprint: host.fingerprint }]);
  });

  test('nothing of an earlier TLS session lets anybody in without showing its key', async () => {
    const room = await openRoom(genuine());
    const pinned: Check = { kind: 'pinned', fingerprint: host.fingerprint };
    expect((await attempt(room.port, pinned)).end).toBeNull();
    room.become(impostor());
    expect((await attempt(room.port, pinned)).end?.failure?.kind).toBe('certificate-changed');
    expect(room.caught.applicationBytes).toBe(0);
  });

  test('a key that no authority vouches for is none of those that one does', async () => {
    const room = await openRoom(impostor());
    const { end } = await attempt(room.port, { kind: 'authority' });
    expect(end?.failure).toMatchObject({ kind: 'certificate-changed', seen: other.fingerprint });
    expect(end?.failure).not.toHaveProperty('expected');
    expect(room.caught.applicationBytes).toBe(0);
  });
});

describe('an app that was on a server', () => {
  test('has its key kept with the login, and ten starts ask nothing', async () => {
    const room = await openRoom(genuine());
    const folder = await newFolder();
    const first = await startApp(folder, cleanups);
    expect(await first.servers.join(ann(room.address))).toEqual({ ok: true });
    expect(first.file.servers[0]?.security).toEqual({ kind: 'pinned', fingerprint: host.fingerprint });
    await first.quit();
    for (let start = 0; start < 10; start++) {
      const app = await startApp(folder, cleanups);
      app.servers.autoconnect();
      await isIn(app);
      await app.quit();
    }
  });

  test('is blocked by another key, once, and tries no more by itself', async () => {
    const room = await openRoom(genuine());
    const app = await startApp(await newFolder(), cleanups);
    await app.servers.join(ann(room.address));
    await isIn(app);
    let blocks = 0;
    app.store.watch((_state, event) => {
      if (event.type !== 'chat' || event.event.type !== 'connection/changed') return;
      const { connection } = event.event;
      if ('problem' in connection && connection.problem?.kind === 'certificate-changed') blocks += 1;
    });
    room.become(impostor());
    await isBlocked(app);
    expect(connection(app)).toMatchObject({
      phase: 'offline',
      problem: { expected: host.fingerprint, seen: other.fingerprint },
    });
    app.servers.links[0]?.session?.networkChanged();
    expect(connection(app)?.phase).toBe('offline');
    expect(blocks).toBe(1);
    expect(room.caught).toMatchObject({ connections: 1, applicationBytes: 0 });
  });

  test('gives an impostor nothing at 25 reconnects and 25 starts, and goes on when the real one is back', async () => {
    const room = await openRoom(genuine());
    const folder = await newFolder();
    let app = await startApp(folder, cleanups);
    await app.servers.join(ann(room.address));
    for (let round = 0; round < 25; round++) {
      await isIn(app);
      room.become(impostor());
      await until(() => connection(app)?.phase !== 'connected', 'the loss is noticed');
      app.servers.retry(app.state().active ?? '');
      await isBlocked(app);
      room.become(genuine());
      app.servers.retry(app.state().active ?? '');
    }
    await isIn(app);
    room.become(impostor());
    for (let start = 0; start < 25; start++) {
      await app.quit();
      app = await startApp(folder, cleanups);
      app.servers.autoconnect();
      await isBlocked(app);
    }
    expect(room.caught.applicationBytes).toBe(0);
    expect(room.caught.connections).toBeGreaterThanOrEqual(50);
  });

  test('waits for a server that lost its encryption to have it again', async () => {
    const room = await openRoom(genuine());
    const app = await startApp(await newFolder(), cleanups);
    await app.servers.join(ann(room.address));
    await isIn(app);
    room.become({ is: 'plain', answer: PLAIN_ANSWERS[0] ?? expect.fail('no answer') });
    await until(
      () => problemOf(app)?.kind === 'not-encrypted',
      () => JSON.stringify(connection(app)),
    );
    expect(problemOf(app)?.expected).toBe(host.fingerprint);
    expect(app.servers.goUnencrypted(app.state().active ?? '')).toMatchObject({ ok: false });
    room.become(genuine());
    await isIn(app);
    for (const got of room.caught.plain) expect(isHelloAtMost(Buffer.concat(got))).toBe(true);
  });

  test.each([
    ['at once', Buffer.alloc(0)],
    ['in the middle of its first record', Buffer.of(0x16, 3, 3, 0, 122, 2, 0, 0, 118, 3, 3)],
  ])('gives somebody who falls silent %s nothing, says so, and goes on by itself with the real one', async (_when, first) => {
    const room = await openRoom(genuine());
    const patience = { handshakeTimeoutMs: 200, pingIntervalMs: 9_000, pingTimeoutMs: 5_000 };
    const app = await startApp(await newFolder(), cleanups, { patience });
    await app.servers.join(ann(room.address));
    await isIn(app);
    room.become({ is: 'silent', first });
    await until(
      () => problemOf(app)?.kind === 'timeout',
      () => JSON.stringify(connection(app)),
    );
    expect(app.file.servers[0]?.security).toEqual({ kind: 'pinned', fingerprint: host.fingerprint });
    room.become(genuine());
    await isIn(app);
    expect(room.caught.plain.length).toBeGreaterThan(0);
    for (const got of room.caught.plain) expect(isHelloAtMost(Buffer.concat(got))).toBe(true);
  });

  test('goes on with a new key when the person trusts it, and is not asked for the password', async () => {
    const room = await openRoom(genuine());
    const app = await startApp(await newFolder(), cleanups);
    await app.servers.join(ann(room.address));
    await isIn(app);
    room.become({ is: 'genuine', identity: other });
    await isBlocked(app);
    const id = app.state().active ?? '';
    expect(app.servers.trustKey(id, host.fingerprint)).toMatchObject({ ok: false });
    expect(problemOf(app)?.kind).toBe('certificate-changed');
    expect(app.servers.trustKey(id, other.fingerprint)).toEqual({ ok: true });
    await isIn(app);
    expect(app.file.servers[0]?.security).toEqual({ kind: 'pinned', fingerprint: other.fingerprint });
  });

  test('knows it at another address, also where that is written without encryption', async () => {
    const [room, elsewhere] = [await openRoom(genuine()), await openRoom(impostor())];
    const app = await startApp(await newFolder(), cleanups);
    await app.servers.join(ann(room.address));
    const id = app.state().active ?? '';
    await app.servers.change(id, { address: `ws://127.0.0.1:${String(elsewhere.port)}` });
    await isBlocked(app);
    elsewhere.become(genuine());
    app.servers.retry(id);
    await isIn(app);
    expect(elsewhere.caught.applicationBytes).toBe(0);
  });
});

describe('joining what was found in the network', () => {
  const ROUNDS = 25;

  test('asks for the key that was found: another one at the same address gets nothing, 25 times of 25, and is a block later', async () => {
    // By this name a search knows a server of ours.
    const [found, later] = [await newIdentity('RWCI server'), await newIdentity('RWCI server')];
    const room = await openRoom({ is: 'genuine', identity: found });
    const app = await startApp(await newFolder(), cleanups);
    const search = () => askServer({ host: '127.0.0.1', port: room.port, plain: false, signal: new AbortController().signal });
    for (let round = 0; round < ROUNDS; round++) {
      room.become({ is: 'genuine', identity: found });
      const answer = await search();
      if (answer.kind !== 'server' || answer.fingerprint === null) return expect.fail(JSON.stringify(answer));
      room.become({ is: 'impostor', identity: later });
      const joined = await app.servers.join({ ...ann(room.address), fingerprint: answer.fingerprint });
      expect(joined).toMatchObject({
        ok: false,
        problem: { kind: 'certificate-changed', expected: found.fingerprint, seen: later.fingerprint },
      });
      expect(app.state().servers).toEqual([]);
    }
    room.become({ is: 'genuine', identity: found });
    expect(await app.servers.join({ ...ann(room.address), fingerprint: found.fingerprint })).toEqual({ ok: true });
    await isIn(app);
    room.become({ is: 'impostor', identity: later });
    // The search looks at whoever is there, and lets nobody in.
    expect(await search()).toEqual({ kind: 'server', fingerprint: later.fingerprint });
    await isBlocked(app);
    expect(problemOf(app)).toMatchObject({ expected: found.fingerprint, seen: later.fingerprint });
    expect(room.caught).toMatchObject({ applicationBytes: 0 });
    expect(room.caught.connections).toBeGreaterThanOrEqual(ROUNDS + 2);
  });
});

describe('joining', () => {
  test('by an invitation that names another key tells the server nothing', async () => {
    const room = await openRoom(impostor());
    const app = await startApp(await newFolder(), cleanups);
    const joined = await app.servers.join({ ...ann(room.address), fingerprint: host.fingerprint, pin: '2468' });
    expect(joined).toMatchObject({ ok: false, problem: { kind: 'certificate-changed', seen: other.fingerprint } });
    expect(app.state().servers).toEqual([]);
    expect(room.caught.applicationBytes).toBe(0);
  });

  test('by an invitation encrypts on this computer too', async () => {
    const room = await openRoom(genuine());
    const app = await startApp(await newFolder(), cleanups);
    const address = room.address.replace('wss://', '');
    expect(await app.servers.join({ ...ann(address), fingerprint: host.fingerprint })).toEqual({ ok: true });
    expect(app.file.servers[0]?.security).toEqual({ kind: 'pinned', fingerprint: host.fingerprint });
  });

  test('with another account at the same port asks for the same key', async () => {
    const room = await openRoom(genuine());
    const app = await startApp(await newFolder(), cleanups);
    await app.servers.join(ann(room.address));
    room.become(impostor());
    const bob = { ...ann(room.address.replace('wss://', 'ws://')), username: 'bob' };
    expect(await app.servers.join({ ...bob, unencrypted: true })).toMatchObject({ problem: { kind: 'certificate-changed' } });
    expect(room.caught.applicationBytes).toBe(0);
  });

  test('a server that does not encrypt needs the person’s word, which counts for this server', async () => {
    const room = await openRoom({ is: 'room-in-clear' });
    const folder = await newFolder();
    const app = await startApp(folder, cleanups);
    // Encrypted was asked for, by the address: nothing else is offered there.
    const insisted = await app.servers.join({ ...ann(room.address), unencrypted: true });
    expect(insisted).toMatchObject({ ok: false, problem: { kind: 'not-encrypted' } });
    expect(await app.servers.join(ann(room.address.replace('wss://', 'ws://')))).toEqual({ ok: true });
    expect(app.file.servers[0]?.security).toEqual({ kind: 'clear' });
  });
});
