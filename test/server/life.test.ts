import { describe, expect, test, vi } from 'vitest';
import { createServer } from '../../src-main/server/server.ts';
import { Storage } from '../../src-main/server/storage/storage.ts';
import { MemoryClient, settle, SocketClient } from '../support/server-client.ts';
import { openMemoryRoom, openRoom, quickHasher, temporaryFolder } from '../support/server-room.ts';

describe('heartbeat', () => {
  test('a dead peer is gone, and its quit told, within fifteen seconds, whenever it died', async () => {
    const room = await openMemoryRoom();
    const bob = await room.login('bob');
    for (let offset = 0; offset < 1_000; offset += 95) {
      const alice = await room.login('alice');
      await bob.upTo('join');
      await room.clock.advance(offset);
      alice.send({ type: 'typing' });
      await bob.upTo('typing');
      alice.isAlive = false;
      await room.clock.advance(15_000);
      expect(alice.ending, `silent ${offset} ms behind a beat`).not.toBeNull();
      expect(await bob.upTo('quit')).toEqual(['{"type":"quit","username":"alice"}']);
      expect(bob.ending).toBeNull();
    }
  });

  test('a peer that answers stays, however long it says nothing', async () => {
    const room = await openMemoryRoom();
    const alice = await room.login('alice');
    await room.clock.advance(10 * 60_000);
    expect(alice.ending).toBeNull();
    expect(alice.pings).toBeGreaterThanOrEqual(50);
  });

  test('an outage of four seconds harms nobody, whenever it begins', async () => {
    const room = await openMemoryRoom();
    const alice = await room.login('alice');
    for (let begin = 0; begin < 12_000; begin += 370) {
      await room.clock.advance(begin);
      // What is sent meanwhile arrives after it, in both directions.
      alice.isStalled = true;
      await room.clock.advance(4_000);
      alice.unstall();
      await room.clock.advance(20_000);
      expect(alice.ending, `an outage ${begin} ms after the last`).toBeNull();
    }
  });

  test('a computer that slept asks before it calls anybody dead', async () => {
    const room = await openMemoryRoom();
    const alice = await room.login('alice');
    alice.isAlive = false;
    await room.clock.advance(11_000);
    alice.isAlive = true;
    const before = alice.pings;
    room.clock.jump(120_000);
    await room.clock.advance(1_000);
    expect(alice.ending).toBeNull();
    expect(alice.pings).toBe(before + 1);
  });

  test('over real sockets: a peer that does not read is gone', async () => {
    const room = await openRoom({ limits: { pingIntervalMs: 500, pongTimeoutMs: 500 } });
    const bob = await room.login('bob');
    const alice = await room.login('alice');
    alice.webSocket.pause();
    expect(await bob.upTo('quit')).toContain('{"type":"quit","username":"alice"}');
    alice.webSocket.terminate();
  });
});

describe('stop', () => {
  test('everybody hears why, is closed with 1001, and nobody hears of the others leaving', async () => {
    const room = await openRoom();
    const clients = [await room.login('alice'), await room.login('bob'), await room.login('carol')];
    await clients[2]?.settled();
    for (const client of clients) client.inbox.length = 0;
    await room.server.stop('Back in five minutes.');
    for (const client of clients) {
      expect(await client.ended()).toEqual({ code: 1001, reason: 'Back in five minutes.' });
      expect(client.inbox).toEqual(['{"type":"broadcast","message":"Back in five minutes."}']);
    }
  });

  test('what people have said before it is delivered', async () => {
    const room = await openMemoryRoom();
    const alice = await room.login('alice');
    for (let i = 0; i < 50; i++) alice.send({ type: 'message', message: String(i) });
    await settle();
    await room.server.stop();
    expect(alice.inbox.filter((text) => text.includes('"message","author"'))).toHaveLength(50);
    expect(alice.inbox.at(-1)).toContain('broadcast');
  });

  test('does not wait for a client that answers nothing, and takes in nobody new', async () => {
    const room = await openRoom({ limits: { stopTimeoutMs: 100 } });
    const alice = await room.login('alice');
    alice.webSocket.pause();
    const waiting = await room.connect();
    const stopped = room.server.stop();
    await expect(SocketClient.connect(room.server.port)).rejects.toThrow();
    await stopped;
    await waiting.ended();
    alice.webSocket.terminate();
    expect(room.server.stop()).toBe(room.server.stop());
  });

  test('in the middle of a login does no harm', async () => {
    let finish: (hash: string) => void = () => undefined;
    const errors: string[] = [];
    const room = await openMemoryRoom({
      hasher: { ...quickHasher, hash: () => new Promise((resolve) => (finish = resolve)) },
      log: { info: () => undefined, warn: () => undefined, error: (text) => errors.push(text) },
    });
    const alice = room.connect();
    alice.send({ type: 'auth', username: 'alice', password: 'x' });
    await settle();
    await room.server.stop();
    finish('quick:x');
    await settle();
    expect((await alice.ended()).code).toBe(1001);
    expect(errors).toEqual([]);
  });

  test('takes in nobody through a transport either', async () => {
    const server = await createServer({ dataDir: temporaryFolder(), hasher: quickHasher });
    const stopped = server.stop();
    expect((await MemoryClient.connect(server).ended()).code).toBe(1001);
    await stopped;
  });
});

describe('ports', () => {
  test('the next free one when one is taken', async () => {
    const first = await openRoom();
    const second = await openRoom({ port: first.server.port });
    expect(second.server.port).toBeGreaterThan(first.server.port);
    await second.login('alice');
    expect(first.server.people()).toEqual([]);
  });

  test('an address that is not here is said so, and the folder is free again', async () => {
    const dataDir = temporaryFolder();
    await expect(openRoom({ host: '203.0.113.1', dataDir })).rejects.toThrow('This computer has no address 203.0.113.1.');
    await openRoom({ dataDir });
  });

  test('IPv6', async () => {
    const room = await openRoom({ host: '::1' }).catch(() => null);
    // A machine without IPv6 has nothing to show here.
    if (room === null) return;
    expect(room.server.addresses[0]?.url).toBe(`ws://[::1]:${room.server.port}`);
  });
});

test('this computer is not counted under any of its addresses', async () => {
  const limits = { connectionsPerAddress: 0, registrationsPerAddress: 0 };
  const { server } = await openRoom({ host: '0.0.0.0', limits });
  for (const { address } of server.addresses) {
    const client = await SocketClient.connect(server.port, {}, address);
    expect((await client.login(`from ${address}`))[0]).toContain('"success":true');
  }
});

describe('the administrator', () => {
  test('kicks with a reason, and the person may come back', async () => {
    const room = await openRoom();
    const bob = await room.login('bob');
    const alice = await room.login('alice');
    await bob.upTo('join');
    expect(await room.server.admin.kick('alice', 'too loud')).toEqual({ ok: true, message: 'Kicked alice.' });
    expect(await alice.ended()).toEqual({ code: 4005, reason: 'you were kicked: too loud' });
    expect(await bob.next()).toBe('{"type":"quit","username":"alice"}');
    await room.login('alice');
  });

  test('bans at once and beyond a restart, and takes it back', async () => {
    const dataDir = temporaryFolder();
    const room = await openRoom({ dataDir });
    const alice = await room.login('alice');
    expect(await room.server.admin.ban('ALICE', 'spam')).toEqual({ ok: true, message: 'Banned alice.' });
    expect(await alice.ended()).toEqual({ code: 4006, reason: 'you are banned here: spam' });
    await room.server.stop();

    const again = await openRoom({ dataDir });
    const client = await again.connect();
    client.send({ type: 'auth', username: 'alice', password: 'password of alice' });
    expect(await client.nextPacket()).toMatchObject({ success: false });
    expect(await client.ended()).toEqual({ code: 4006, reason: 'you are banned here: spam' });
    expect(await again.server.admin.unban('alice')).toEqual({ ok: true, message: 'alice may log in again.' });
    expect(await again.server.admin.unban('alice')).toEqual({ ok: false, message: 'alice is not banned.' });
    await again.login('alice');
  });

  test('a kick drops what the flooder still had waiting', async () => {
    const room = await openMemoryRoom();
    const bob = await room.login('bob');
    const alice = await room.login('alice');
    for (let i = 0; i < 100; i++) alice.send({ type: 'message', message: String(i) });
    await settle();
    await room.server.admin.kick('alice', '');
    await settle();
    expect(bob.inbox.filter((text) => text.includes('"author":"alice"'))).toHaveLength(30);
  });

  test('hears of people as they come and go', async () => {
    const room = await openMemoryRoom();
    const seen: string[] = [];
    const end = room.server.onPeople((names) => seen.push(names.join(' ')));
    const alice = await room.login('alice');
    await room.login('bob');
    alice.close();
    await alice.ended();
    end();
    await room.login('carol');
    expect(seen).toEqual(['alice', 'alice bob', 'bob']);
  });
});

test('a storage that fails is said so to who asked, and nothing else breaks', async () => {
  const errors: string[] = [];
  const log = { info: () => undefined, warn: () => undefined, error: (text: string) => errors.push(text) };
  const room = await openMemoryRoom({ log });
  const alice = await room.login('alice');
  await room.login('bob').then((bob) => {
    bob.close();
  });
  await alice.upTo('quit');
  const keep = vi.spyOn(Storage.prototype, 'accountByKey').mockImplementation(() => {
    throw new Error('database or disk is full');
  });
  alice.send({ type: 'direct_message', recipient: 'bob', message: 'x' });
  await settle();
  keep.mockRestore();
  expect(await alice.settled()).toEqual([
    '{"type":"direct_message","author":"Server","message":"The server could not do that. Its log says why."}',
  ]);
  expect(errors).toEqual(['a packet could not be handled']);
});
