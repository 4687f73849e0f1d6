import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../src-main/server/clock.ts';
import { DEFAULT_LIMITS } from '../../src-main/server/limits.ts';
import { silentLogger } from '../../src-main/server/logger.ts';
import { loadSqlite } from '../../src-main/server/storage/sqlite.ts';
import { Storage } from '../../src-main/server/storage/storage.ts';
import { ask, CLIENT_INFO, introduce, parse } from '../support/plus-client.ts';
import { settle, until, type SocketClient } from '../support/server-client.ts';
import { openMemoryRoom, openRoom, temporaryFolder, type SocketRoom } from '../support/server-room.ts';

const open = (dataDir: string) => openRoom({ dataDir, limits: 'off' });

async function rowsOf(folder: string, message: string): Promise<number> {
  const DatabaseSync = await loadSqlite();
  const database = new DatabaseSync(join(folder, 'server.sqlite'), { readOnly: true });
  const { n } = database.prepare('SELECT count(*) AS n FROM messages WHERE message = ?').get(message) as { n: number };
  database.close();
  return n;
}

/** What came with this text, each as it came. */
const withText = (texts: readonly string[], message: string) =>
  texts.filter((text) => parse(text).message === message && parse(text).type !== 'error');

/** Logs in again where the account's last connection may not have ended yet. */
async function plus(room: SocketRoom, name: string): Promise<SocketClient> {
  const client = await room.connect();
  await client.login(name);
  client.send(CLIENT_INFO);
  return client;
}

test.each([
  ['a message', { type: 'message', message: 'once', nonce: 'n1' }],
  ['a direct message', { type: 'direct_message', recipient: 'bob', message: 'once', nonce: 'n1' }],
])(
  '%s sent a hundred times over ten connections and across a restart: one row, one delivery, equal acks',
  async (_what, packet) => {
    const dataDir = temporaryFolder();
    const acks: string[] = [];
    const echoes: string[] = [];
    const delivered: string[] = [];
    for (const run of [1, 2]) {
      const room = await open(dataDir);
      const bob = await plus(room, 'bob');
      for (let connection = 0; connection < 5; connection++) {
        const alice = await plus(room, 'alice');
        for (let i = 0; i < 10; i++) alice.send(packet);
        const got = await alice.settled();
        acks.push(...got.filter((text) => parse(text).type === 'ack'));
        echoes.push(...withText(got, 'once'));
        alice.webSocket.terminate();
        await until(() => room.server.people().join() === 'bob', 'alice is gone');
      }
      delivered.push(...withText(await bob.settled(), 'once'));
      expect(delivered, `after run ${String(run)}`).toHaveLength(1);
      await room.server.stop();
    }
    expect(acks).toHaveLength(100);
    expect(new Set(acks).size).toBe(1);
    expect(echoes).toHaveLength(packet.type === 'message' ? 1 : 0);
    expect(parse(delivered[0] ?? '').id).toBe(parse(acks[0] ?? '').id);
    expect(await rowsOf(dataDir, 'once')).toBe(1);
  },
);

test('equal nonces of different accounts are different messages', async () => {
  const room = await openMemoryRoom();
  const [alice, bob] = [await introduce(await room.login('alice')), await introduce(await room.login('bob'))];
  const first = await ask(alice, { type: 'message', message: 'of alice', nonce: 'same' });
  const second = await ask(bob, { type: 'message', message: 'of bob', nonce: 'same' });
  expect(second.id).toBe((first.id ?? 0) + 1);
  const page = await ask(alice, { type: 'history', channel: 'general' });
  expect(page.messages?.map(({ message }) => message)).toEqual(['of alice', 'of bob']);
});

test('a nonce is one of the account, not of the conversation: what comes with it again says nothing new', async () => {
  const room = await openMemoryRoom();
  await room.login('bob');
  const alice = await introduce(await room.login('alice'));
  const first = await ask(alice, { type: 'message', message: 'one', nonce: 'n1' });
  expect(await ask(alice, { type: 'direct_message', recipient: 'bob', message: 'two', nonce: 'n1' })).toEqual(first);
  await settle();
  expect(withText(alice.inbox, 'two')).toEqual([]);
  const page = await ask(alice, { type: 'history', username: 'bob' });
  expect(page.messages).toEqual([]);
});

test('a nonce is kept when its message was trimmed: acknowledged as before, stored and delivered no more', async () => {
  const dataDir = temporaryFolder();
  const before = await open(dataDir);
  const alice = await plus(before, 'alice');
  const ack = await ask(alice, { type: 'message', message: 'old', nonce: 'n1' });
  await before.server.stop();

  const storage = await Storage.open(dataDir, { clock: systemClock, limits: DEFAULT_LIMITS, log: silentLogger });
  const { went } = await storage.journal.run('trimMessages', { after: 0, upTo: Infinity, before: Infinity, rows: 100 });
  expect(went).toBeGreaterThan(0);
  await storage.close();
  expect(await rowsOf(dataDir, 'old')).toBe(0);

  const after = await open(dataDir);
  const bob = await plus(after, 'bob');
  const again = await plus(after, 'alice');
  expect(await ask(again, { type: 'message', message: 'old', nonce: 'n1' })).toEqual(ack);
  expect(withText(await bob.settled(), 'old')).toEqual([]);
  const next = await ask(again, { type: 'message', message: 'new' });
  expect(next.id).toBeGreaterThan(ack.id ?? 0);
  const { messages, reached } = await ask(again, { type: 'history', channel: 'general' });
  // What is missing below its number was trimmed.
  expect(messages?.map(({ message, seq }) => [message, seq])).toEqual([['new', 2]]);
  expect(reached).toBe(1);
});

test('a message that was refused is tried afresh with its nonce', async () => {
  const room = await openMemoryRoom();
  const alice = await introduce(await room.login('alice'));
  const message = { type: 'message', message: 'x', channel: 'random', nonce: 'n1' };
  expect(await ask(alice, message)).toMatchObject({ type: 'error', code: 'unknown_channel' });
  await ask(alice, { type: 'channel_create', channel: 'random' });
  expect(await ask(alice, message)).toMatchObject({ type: 'ack', id: expect.any(Number) as number });
});

test('two sends of one nonce in the same moment, from a connection that ends: one delivery, and the acks of it at the next', async () => {
  const room = await openMemoryRoom();
  const bob = await introduce(await room.login('bob'));
  const alice = await introduce(await room.login('alice'));
  bob.inbox.length = 0;
  for (let i = 0; i < 2; i++) alice.send({ type: 'message', message: 'x', nonce: 'n1' });
  await Promise.resolve();
  alice.close();
  await settle();
  const again = await introduce(await room.login('alice'));
  const ack = await ask(again, { type: 'message', message: 'x', nonce: 'n1' });
  await settle();
  expect(withText(bob.inbox, 'x').map((text) => parse(text).id)).toEqual([ack.id]);
});

test('a message that comes again is acknowledged though its channel was deleted meanwhile', async () => {
  const room = await openMemoryRoom();
  const alice = await introduce(await room.login('alice'));
  await ask(alice, { type: 'channel_create', channel: 'random' });
  const message = { type: 'message', message: 'x', channel: 'random', nonce: 'n1' };
  const ack = await ask(alice, message);
  await ask(alice, { type: 'channel_delete', channel: 'random' });
  expect(await ask(alice, message)).toEqual(ack);
});
