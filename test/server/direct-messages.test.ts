import { describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../src-main/server/limits.ts';
import { settle } from '../support/server-client.ts';
import { openMemoryRoom, temporaryFolder, type MemoryRoom } from '../support/server-room.ts';

/** A room that bob has an account in and has left, and alice. */
async function bobIsAway(room: MemoryRoom) {
  const bob = await room.login('bob');
  const alice = await room.login('alice');
  bob.close();
  await bob.ended();
  await settle();
  alice.inbox.length = 0;
  return alice;
}

/** Kept messages come when a client has had the time to say what it knows. */
const keptComes = (room: MemoryRoom) => room.clock.advance(DEFAULT_LIMITS.introductionTimeoutMs);

const toBob = (message: string) => ({ type: 'direct_message', recipient: 'bob', message });
const texts = (packets: readonly string[]) =>
  packets.map((text) => JSON.parse(text) as { type: string; message: string }).map(({ message }) => message);

describe('messages to somebody who is away', () => {
  test('come behind the whole login sequence, in order, once', async () => {
    const room = await openMemoryRoom({ limits: { messageBurst: 1_000 } });
    const alice = await bobIsAway(room);
    const sent = Array.from({ length: 130 }, (_, i) => `message ${i}`);
    for (const text of sent) alice.send(toBob(text));
    await settle();
    const bob = room.connect();
    await bob.login('bob');
    await keptComes(room);
    expect(texts(await bob.settled())).toEqual(sent);
    expect(alice.inbox.filter((text) => text.includes('direct_message'))).toEqual([]);
  });

  test.each([1, DEFAULT_LIMITS.keptBatch, 2 * DEFAULT_LIMITS.keptBatch])('once only, also when there are %s', async (count) => {
    const room = await openMemoryRoom({ limits: { messageBurst: 1_000 } });
    const alice = await bobIsAway(room);
    for (let n = 0; n < count; n++) alice.send(toBob(`message ${n}`));
    await settle();
    for (const expected of [count, 0]) {
      const bob = await room.login('bob');
      await keptComes(room);
      await settle();
      expect(bob.inbox.filter((text) => text.includes('direct_message'))).toHaveLength(expected);
      bob.close();
      await settle();
    }
  });

  test('survive a restart', async () => {
    const dataDir = temporaryFolder();
    const before = await openMemoryRoom({ dataDir });
    const alice = await bobIsAway(before);
    alice.send(toBob('one'));
    await settle();
    await before.server.stop();
    const after = await openMemoryRoom({ dataDir });
    const bob = await after.login('bob');
    await keptComes(after);
    expect(texts(await bob.settled())).toEqual(['one']);
  });

  test('are delivered again when they were not written before the connection broke', async () => {
    const room = await openMemoryRoom();
    const alice = await bobIsAway(room);
    for (const text of ['one', 'two']) alice.send(toBob(text));
    await settle();

    const broken = room.connect();
    broken.isStalled = true;
    broken.name = 'bob';
    broken.send({ type: 'auth', username: 'bob', password: 'password of bob' });
    await settle();
    broken.close();
    await broken.ended();
    expect(broken.inbox).toEqual([]);

    const bob = await room.login('bob');
    await keptComes(room);
    expect(texts(await bob.settled())).toEqual(['one', 'two']);
  });

  test('keep their order before those that come while they are delivered', async () => {
    const room = await openMemoryRoom();
    const alice = await bobIsAway(room);
    for (const text of ['one', 'two']) alice.send(toBob(text));
    await settle();
    const bob = room.connect();
    bob.isStalled = true;
    bob.name = 'bob';
    bob.send({ type: 'auth', username: 'bob', password: 'password of bob' });
    await settle();
    for (const text of ['three', 'four']) alice.send(toBob(text));
    await settle();
    bob.unstall();
    await keptComes(room);
    await bob.upTo('server_info');
    expect(texts(await bob.settled())).toEqual(['one', 'two', 'three', 'four']);
    alice.send(toBob('five'));
    await settle();
    expect(texts(await bob.settled())).toEqual(['five']);
  });

  test('beyond two hundred are refused in words', async () => {
    const room = await openMemoryRoom({ limits: { messageBurst: 1_000 } });
    const alice = await bobIsAway(room);
    for (let i = 0; i < 203; i++) alice.send(toBob(`message ${i}`));
    await settle();
    expect(texts(alice.inbox)).toEqual(['Too many messages wait for bob already. Yours was not kept.']);
    const bob = await room.login('bob');
    await keptComes(room);
    expect(texts(await bob.settled())).toHaveLength(200);
  });

  test('beyond half a megabyte as well', async () => {
    const room = await openMemoryRoom({ limits: { messageBurst: 1_000 } });
    const alice = await bobIsAway(room);
    for (let i = 0; i < 12; i++) alice.send(toBob('x'.repeat(60_000)));
    await settle();
    const bob = await room.login('bob');
    await keptComes(room);
    expect(await bob.settled()).toHaveLength(8);
  });
});

test('direct messages and public ones of the same moment come in the order in which they were written', async () => {
  const room = await openMemoryRoom();
  const bob = await room.login('bob');
  const alice = await room.login('alice');
  await bob.upTo('join');
  for (let i = 0; i < 9; i++) alice.send(i % 3 === 1 ? { type: 'message', message: `message ${i}` } : toBob(`message ${i}`));
  await settle();
  expect(texts(bob.inbox)).toEqual(Array.from({ length: 9 }, (_, i) => `message ${i}`));
});

describe('who is meant', () => {
  test('a name in other letter case is the same person', async () => {
    const room = await openMemoryRoom();
    const bob = await room.login('bob');
    const alice = await room.login('alice');
    await bob.upTo('join');
    alice.send({ type: 'direct_message', recipient: 'BOB', message: 'hello' });
    await settle();
    expect(texts(await bob.settled())).toEqual(['hello']);
  });

  test('a name that only looks like it is nobody', async () => {
    const room = await openMemoryRoom();
    await room.login('bob');
    const alice = await room.login('alice');
    alice.send({ type: 'direct_message', recipient: 'b0b', message: 'hello' });
    expect(texts(await alice.settled())).toEqual(['b0b is not known here.']);
  });

  test.each(['', '__proto__', 'constructor', 'x'.repeat(60_000), '\u0000\n', "'; DROP TABLE accounts; --"])(
    'the name %j is answered, not obeyed',
    async (recipient) => {
      const room = await openMemoryRoom();
      const alice = await room.login('alice');
      alice.send({ type: 'direct_message', recipient, message: 'hello' });
      const [answer = ''] = await alice.settled();
      expect(answer).toContain('is not known here.');
      expect(answer.length).toBeLessThan(200);
    },
  );

  test('of the server: a message of the administrator waits as well', async () => {
    const room = await openMemoryRoom();
    await bobIsAway(room);
    expect(await room.server.admin.directMessage('bob', 'welcome back')).toEqual({
      ok: true,
      message: 'bob will read it at the next login.',
    });
    const bob = await room.login('bob');
    await keptComes(room);
    expect(await bob.settled()).toEqual(['{"type":"direct_message","author":"Server","message":"welcome back"}']);
  });
});
