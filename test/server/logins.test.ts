import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { argon2Hasher, BusyError, TaskQueue } from '../../src-main/server/accounts/passwords.ts';
import { settle, until } from '../support/server-client.ts';
import { openMemoryRoom, openRoom, quickHasher, temporaryFolder } from '../support/server-room.ts';

const auth = (username: string, password = `password of ${username}`) => ({ type: 'auth', username, password });

describe('two first logins for one name', () => {
  test('exactly one account, the other one fails: over real sockets and real hashes', async () => {
    const room = await openRoom({ hasher: argon2Hasher });
    const [one, two] = await Promise.all([room.connect(), room.connect()]);
    one.send(auth('alice', 'of one'));
    two.send(auth('alice', 'of two'));
    const answers = await Promise.all([one.nextPacket(), two.nextPacket()]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['Login failed', 'Registered and logged in ok']);
    await until(() => one.ending !== null || two.ending !== null, 'the loser is closed');
    expect((one.ending ?? two.ending)?.code).toBe(4001);
    expect(room.server.people()).toEqual(['alice']);
  });

  test('with the same password too: the second is told that the first is there', async () => {
    const room = await openRoom({ hasher: argon2Hasher });
    const [one, two] = await Promise.all([room.connect(), room.connect()]);
    one.send(auth('alice', 'same'));
    two.send(auth('alice', 'same'));
    const answers = await Promise.all([one.nextPacket(), two.nextPacket()]);
    expect(answers.map(({ success }) => success).sort()).toEqual([false, true]);
    await until(() => one.ending !== null || two.ending !== null, 'the loser is closed');
    expect((one.ending ?? two.ending)?.code).toBe(4002);
  });

  test('in any order in which the hashes come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const hasher = {
          ...quickHasher,
          hash: scheduler.scheduleFunction(async (password: string) => `quick:${password}`),
          verify: scheduler.scheduleFunction(async (stored: string, password: string) => stored === `quick:${password}`),
        };
        const room = await openMemoryRoom({ hasher });
        const clients = ['a', 'b', 'c'].map((password) => {
          const client = room.connect();
          client.send(auth('alice', password));
          return client;
        });
        await settle();
        for (let round = 0; round < 4; round++) {
          await scheduler.waitIdle();
          await settle();
        }
        await room.server.stop();
        const successes = clients.filter(({ inbox }) => inbox[0]?.includes('"success":true'));
        expect(successes).toHaveLength(1);
        expect(successes[0]?.inbox[0]).toContain('Registered');
      }),
      { numRuns: 40 },
    );
  });

  test('names that look alike race as well: one account', async () => {
    const room = await openRoom({ hasher: argon2Hasher });
    const clients = await Promise.all([room.connect(), room.connect()]);
    clients[0]?.send(auth('bob'));
    clients[1]?.send(auth('b0b'));
    const answers = await Promise.all(clients.map((client) => client.nextPacket()));
    expect(answers.map(({ success }) => success).sort()).toEqual([false, true]);
  });
});

describe('a second login with the right password', () => {
  test('fails when the first still answers', async () => {
    const room = await openMemoryRoom();
    const first = await room.login('alice');
    const second = room.connect();
    second.send(auth('alice'));
    expect(await second.ended()).toEqual({ code: 4002, reason: 'alice is already connected' });
    expect(first.pings).toBe(1);
    expect(await first.settled()).toEqual([]);
  });

  test('takes over when the first does not answer for two seconds; others see quit, then join', async () => {
    const room = await openMemoryRoom();
    const bob = await room.login('bob');
    const first = await room.login('alice');
    await bob.upTo('join');
    first.isAlive = false;
    const second = room.connect();
    second.send(auth('alice'));
    await settle();
    await room.clock.advance(1_999);
    expect(second.inbox).toEqual([]);
    await room.clock.advance(1);
    expect(await first.ended()).toMatchObject({ code: 4007 });
    expect((await second.upTo('server_info'))[0]).toContain('"Logged in ok"');
    expect(await bob.next()).toBe('{"type":"quit","username":"alice"}');
    expect(await bob.next()).toBe('{"type":"join","username":"alice"}');
    expect(room.server.people()).toEqual(['bob', 'alice']);
  });

  test('any packet of the first is an answer', async () => {
    const room = await openMemoryRoom();
    const first = await room.login('alice');
    first.isAlive = false;
    const second = room.connect();
    second.send(auth('alice'));
    await settle();
    first.send({ type: 'typing' });
    expect((await second.ended()).code).toBe(4002);
  });

  test('goes on when the first leaves meanwhile', async () => {
    const room = await openMemoryRoom();
    const first = await room.login('alice');
    first.isAlive = false;
    const second = room.connect();
    second.send(auth('alice'));
    await settle();
    first.close();
    await second.upTo('server_info');
    expect(room.server.people()).toEqual(['alice']);
  });

  test('two that would take over: one does', async () => {
    const room = await openMemoryRoom();
    const first = await room.login('alice');
    first.isAlive = false;
    const others = [room.connect(), room.connect()];
    for (const client of others) client.send(auth('alice'));
    await settle();
    await room.clock.advance(2_000);
    await settle();
    expect(others.map(({ ending }) => ending?.code ?? null).sort()).toEqual([4002, null]);
    expect(room.server.people()).toEqual(['alice']);
  });

  test('with a wrong password nobody is asked', async () => {
    const room = await openMemoryRoom();
    const first = await room.login('alice');
    const second = room.connect();
    second.send(auth('alice', 'wrong'));
    expect((await second.ended()).code).toBe(4001);
    expect(first.pings).toBe(0);
  });

  test('over real sockets: a peer that has stopped reading is taken over', async () => {
    const room = await openRoom({ limits: { takeoverProbeMs: 50 } });
    const first = await room.login('alice');
    first.webSocket.pause();
    const second = await room.connect();
    await second.login('alice');
    first.webSocket.terminate();
  });
});

describe('wrong passwords', () => {
  test('after five in a minute each further try waits a second, the right one as well, and then succeeds', async () => {
    const room = await openMemoryRoom();
    (await room.login('alice')).close();
    for (let i = 0; i < 5; i++) {
      const client = room.connect();
      client.send(auth('alice', 'wrong'));
      await client.ended();
    }
    const client = room.connect();
    client.send(auth('alice'));
    await settle();
    await room.clock.advance(999);
    expect(client.inbox).toEqual([]);
    await room.clock.advance(1);
    await client.upTo('server_info');

    const other = room.connect();
    await other.login('bob');
  });

  test('ten from one address shut it out for five minutes, and only it', async () => {
    const room = await openMemoryRoom({ limits: { connectionBurstPerAddress: 100 } });
    (await room.login('alice')).close();
    await settle();
    for (let i = 0; i < 10; i++) {
      const client = room.connect('203.0.113.7');
      client.send(auth('alice', 'wrong'));
      await settle();
      await room.clock.advance(1_000);
      expect((await client.ended()).code).toBe(4001);
    }
    const refused = room.connect('203.0.113.7');
    refused.send(auth('alice'));
    expect((await refused.ended()).code).toBe(1013);

    await room.login('alice', '203.0.113.8').then((client) => {
      client.close();
    });
    await room.clock.advance(5 * 60_000);
    await room.login('alice', '203.0.113.7');
  });
});

describe('passwords', () => {
  test('argon2id with OWASP parameters, a salt of its own each, as a PHC string', async () => {
    const [one, two] = await Promise.all([argon2Hasher.hash('secret'), argon2Hasher.hash('secret')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/u);
    expect(one).not.toBe(two);
    expect(await argon2Hasher.verify(one, 'secret')).toBe(true);
    expect(await argon2Hasher.verify(one, 'Secret')).toBe(false);
    expect(argon2Hasher.isCurrent(one)).toBe(true);
    expect(argon2Hasher.isCurrent(one.replace('t=2', 't=1'))).toBe(false);
  });

  test('every byte counts: nothing is cut off at 72', async () => {
    const hash = await argon2Hasher.hash(`${'x'.repeat(72)}a`);
    expect(await argon2Hasher.verify(hash, `${'x'.repeat(72)}b`)).toBe(false);
  });

  test('a hash of older parameters is replaced at the next login', async () => {
    const dataDir = temporaryFolder();
    const old = await openMemoryRoom({ dataDir });
    await old.login('alice');
    await old.server.stop();
    let made = 0;
    const room = await openMemoryRoom({
      dataDir,
      hasher: {
        ...quickHasher,
        hash: (password) => {
          made++;
          return quickHasher.hash(password);
        },
        isCurrent: () => false,
      },
    });
    await room.login('alice');
    expect(made).toBe(1);
  });

  test('two at once, the others in order, and too many are refused', async () => {
    const queue = new TaskQueue(2, 3);
    const ends: (() => void)[] = [];
    const order: number[] = [];
    const task = (id: number) => () => {
      order.push(id);
      return new Promise<void>((resolve) => ends.push(resolve));
    };
    const tasks = [0, 1, 2, 3, 4].map((id) => queue.run(task(id)));
    expect(order).toEqual([0, 1]);
    await expect(queue.run(task(5))).rejects.toThrow(BusyError);
    const extra = queue.run(task(6), { unbounded: true });
    for (let i = 0; i < 6; i++) {
      await until(() => ends.length > 0, 'a task runs');
      ends.shift()?.();
      await settle();
    }
    await Promise.all([...tasks, extra]);
    expect(order).toEqual([0, 1, 2, 3, 4, 6]);
  });

  test('a login too many is told to try again', async () => {
    const room = await openMemoryRoom({
      limits: { hashesAtOnce: 1, hashQueueMax: 1 },
      hasher: { ...quickHasher, hash: () => new Promise(() => undefined) },
    });
    const clients = ['a1', 'a2', 'a3'].map((name, i) => {
      const client = room.connect(`203.0.113.${i}`);
      client.send(auth(name));
      return client;
    });
    await settle();
    expect(clients.map(({ ending }) => ending)).toEqual([null, null, { code: 1013, reason: 'busy, try again in 1 s' }]);
  });

  test('a failing hash closes that connection and nothing else', async () => {
    const room = await openMemoryRoom({ hasher: { ...quickHasher, hash: () => Promise.reject(new Error('no memory')) } });
    const client = room.connect();
    client.send(auth('alice'));
    expect((await client.ended()).code).toBe(1011);
    expect(room.server.people()).toEqual([]);
  });
});

test('a client that leaves while its password is hashed is not let in', async () => {
  let finish: (hash: string) => void = () => undefined;
  const room = await openMemoryRoom({
    hasher: { ...quickHasher, hash: () => new Promise((resolve) => (finish = resolve)) },
  });
  const client = room.connect();
  client.send(auth('alice'));
  await settle();
  client.close();
  await client.ended();
  finish('quick:x');
  await settle();
  expect(room.server.people()).toEqual([]);
});

describe('roles', () => {
  test('the first account made on the computer of a hosting app is the owner, who cannot be banned', async () => {
    const room = await openMemoryRoom({ firstAccountIsOwner: true });
    await room.login('alice');
    await room.login('bob');
    expect(await room.server.admin.ban('alice')).toEqual({
      ok: false,
      message: 'alice owns this server and cannot be banned.',
    });
    expect(await room.server.admin.ban('bob')).toMatchObject({ ok: true });
  });

  test('somebody from elsewhere is not the owner, however early; the one who hosts is, however late', async () => {
    const room = await openMemoryRoom({ firstAccountIsOwner: true });
    await room.login('mallory', '192.168.1.66');
    await room.login('alice');
    expect(await room.server.admin.ban('mallory')).toMatchObject({ ok: true });
    expect(await room.server.admin.ban('alice')).toMatchObject({ ok: false });
  });

  test('of a headless server it is like any other', async () => {
    const room = await openMemoryRoom();
    await room.login('alice');
    expect(await room.server.admin.ban('alice')).toMatchObject({ ok: true });
  });
});
