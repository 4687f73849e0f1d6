import { describe, expect, test } from 'vitest';
import { HeldWriter } from '../support/held-writer.ts';
import { ask, introduce, parse, type Packet } from '../support/plus-client.ts';
import { settle, type MemoryClient } from '../support/server-client.ts';
import { openMemoryRoom, temporaryFolder } from '../support/server-room.ts';
import { Storage } from '../../src-main/server/storage/storage.ts';
import { systemClock } from '../../src-main/server/clock.ts';
import { DEFAULT_LIMITS } from '../../src-main/server/limits.ts';
import { silentLogger } from '../../src-main/server/logger.ts';

const hello = { type: 'message', message: 'hello', nonce: 'n1' };
const packets = (client: MemoryClient) => client.inbox.map(parse);

/** alice and bob know RWCI+, carol does not; each one's inbox is empty. */
async function openHeldRoom() {
  const writer = new HeldWriter();
  const dataDir = temporaryFolder();
  const room = await openMemoryRoom({ watchWriter: writer.watch, dataDir });
  const [alice, bob, carol] = [await room.login('alice'), await room.login('bob'), await room.login('carol')];
  await introduce(alice);
  await introduce(bob);
  await settle();
  const all = [alice, bob, carol];
  const clear = () => {
    for (const client of all) client.inbox.length = 0;
  };
  clear();
  return { writer, room, alice, bob, carol, all, clear, dataDir };
}

describe('before the COMMIT', () => {
  test.each([
    ['a message', hello],
    ['a message without a nonce', { type: 'message', message: 'hello' }],
    ['a direct message', { ...hello, type: 'direct_message', recipient: 'bob' }],
    ['a direct message to a plain client', { ...hello, type: 'direct_message', recipient: 'carol' }],
    ['a new channel', { type: 'channel_create', channel: 'random', nonce: 'n1' }],
  ])('of %s, nothing leaves: no ack, no echo, no delivery; after it, everything', async (_what, packet) => {
    const { writer, alice, all } = await openHeldRoom();
    writer.isHeld = true;
    alice.send(packet);
    await settle();
    expect(writer.isWaiting).toBe(true);
    expect(all.flatMap(({ inbox }) => inbox)).toEqual([]);
    writer.isHeld = false;
    writer.release();
    await settle();
    expect(all.flatMap(({ inbox }) => inbox)).not.toEqual([]);
    if ('nonce' in packet) expect(alice.inbox).toContainEqual(expect.stringMatching(/^\{"type":"ack","nonce":"n1"/u));
  });

  test('of a repeat, the first is not acknowledged either, and then both are, with one delivery', async () => {
    const { writer, alice, bob } = await openHeldRoom();
    writer.isHeld = true;
    alice.send(hello);
    await settle();
    alice.send(hello);
    await settle();
    expect(alice.inbox).toEqual([]);
    writer.isHeld = false;
    writer.release();
    await settle();
    const [first, echo, again] = alice.inbox;
    expect(alice.inbox).toHaveLength(3);
    expect(echo).toContain('"message":"hello"');
    expect(again).toBe(first);
    expect(bob.inbox).toHaveLength(1);
  });

  test('what others write, who types and who leaves keeps its place behind it', async () => {
    const { writer, alice, bob, carol } = await openHeldRoom();
    writer.isHeld = true;
    alice.send(hello);
    alice.send({ type: 'typing' });
    await settle();
    bob.send({ type: 'message', message: 'second' });
    await settle();
    alice.close();
    await settle();
    expect(carol.inbox).toEqual([]);
    writer.isHeld = false;
    writer.release();
    await settle();
    expect(packets(carol).map(({ type, message }) => message ?? type)).toEqual(['hello', 'typing', 'second', 'quit']);
  });

  test('a sender who has gone and come back gets the ack of the first when it sends again', async () => {
    const { writer, room, alice, bob, clear } = await openHeldRoom();
    writer.isHeld = true;
    alice.send(hello);
    await settle();
    alice.close();
    await settle();
    const again = room.connect();
    again.name = 'alice';
    again.send({ type: 'auth', username: 'alice', password: 'password of alice' });
    await settle();
    expect(again.inbox).toEqual([]);
    writer.isHeld = false;
    writer.release();
    await again.upTo('server_info');
    const { id, seq } = packets(bob)[0] ?? {};
    expect([id, seq]).toEqual([expect.any(Number), 1]);
    await introduce(again);
    clear();
    expect(await ask(again, hello)).toMatchObject({ type: 'ack', id });
    await settle();
    expect(bob.inbox).toEqual([]);
  });
});

describe('a write that fails', () => {
  test.each([
    ['full', 'storage_full', "The server's storage is full. Your message was not delivered."],
    ['failed', 'storage_failed', 'The server could not store your message. It was not delivered.'],
  ] as const)(
    '%s: its sender is told, nobody gets it, and the next one is taken without a restart',
    async (failure, code, words) => {
      const { writer, alice, bob, carol, all, clear } = await openHeldRoom();
      alice.send(hello);
      await settle();
      const before = packets(bob)[0];
      clear();

      writer.failure = failure;
      alice.send({ type: 'message', message: 'lost', nonce: 'n2' });
      alice.send({ type: 'direct_message', recipient: 'bob', message: 'lost', nonce: 'n3' });
      carol.send({ type: 'message', message: 'lost' });
      carol.send({ type: 'message', message: 'lost again' });
      await settle();
      expect(packets(alice)).toEqual([
        { type: 'error', code, message: words, nonce: 'n2' },
        { type: 'error', code, message: words, nonce: 'n3' },
      ]);
      expect(packets(carol)).toEqual([{ type: 'direct_message', author: 'Server', message: words }]);
      expect(bob.inbox).toEqual([]);

      writer.failure = null;
      clear();
      alice.send({ type: 'message', message: 'lost', nonce: 'n2' });
      await settle();
      const after = packets(bob)[0] as Packet;
      expect(after).toMatchObject({ message: 'lost', id: (before?.id ?? 0) + 1, seq: (before?.seq ?? 0) + 1 });
      for (const client of all) expect(packets(client).some(({ message }) => message === 'lost')).toBe(true);
    },
  );

  test('a disk that SQLite finds full: the same, and what was said before is still there', async () => {
    const { writer, alice, bob, clear } = await openHeldRoom();
    const { database } = writer;
    const pages = (database?.prepare('PRAGMA page_count').get() as { page_count: number }).page_count;
    database?.exec(`PRAGMA max_page_count = ${String(pages + 4)}`);
    const answers: Packet[] = [];
    for (let n = 0; n < 20; n++) {
      answers.push(await ask(alice, { type: 'message', message: 'x'.repeat(10_000), nonce: `fill ${String(n)}` }));
    }
    const refused = answers.filter(({ code }) => code === 'storage_full');
    const kept = answers.filter(({ type }) => type === 'ack');
    expect([refused.length > 0, kept.length > 0, refused.length + kept.length]).toEqual([true, true, 20]);
    await settle();
    expect(packets(bob).map(({ id }) => id)).toEqual(kept.map(({ id }) => id));

    database?.exec('PRAGMA max_page_count = 1073741823');
    clear();
    const { id } = await ask(alice, { type: 'message', message: 'room again' });
    expect(id).toBe((kept.at(-1)?.id ?? 0) + 1);
    const page = await ask(alice, { type: 'history', channel: 'general' });
    expect(page.messages?.map((message) => message.id)).toEqual([...kept.map((each) => each.id), id]);
    expect(page.messages?.map(({ seq }) => seq)).toEqual(page.messages?.map((_, index) => index + 1));
  });

  test('one that cannot be done does not take the others of its group with it', async () => {
    const storage = await Storage.open(temporaryFolder(), { clock: systemClock, limits: DEFAULT_LIMITS, log: silentLogger });
    const channel = { name: 'general', key: 'general', look: 'general', isDefault: true, creatorId: null, at: 1, audit: null };
    const made = await storage.journal.run('createChannel', channel);
    const append = (conversationId: number, text: string | null) =>
      storage.journal.run('appendMessage', {
        to: { kind: 'channel', conversationId },
        authorId: 0,
        // No text: the column refuses it, as no client can make happen.
        text: text as string,
        bytes: 1,
        at: 1,
        nonce: null,
        bounds: null,
      });
    const conversationId = made?.conversationId ?? 0;
    const outcomes = await Promise.allSettled([
      append(conversationId, 'a'),
      append(conversationId, null),
      append(conversationId, 'b'),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    const range = { after: 0, before: null, limit: 10 };
    expect(made === null ? [] : storage.channelHistory(made, range).map(({ id, seq, message }) => [id, seq, message])).toEqual([
      [1, 1, 'a'],
      [2, 2, 'b'],
    ]);
    await storage.close();
  });
});
