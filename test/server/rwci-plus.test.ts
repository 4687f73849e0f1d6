import { describe, expect, test } from 'vitest';
import type { ListenOptions } from '../../src-main/server/server.ts';
import { HeldWriter } from '../support/held-writer.ts';
import { ask, introduce, parse, type Packet } from '../support/plus-client.ts';
import { until, type SocketClient } from '../support/server-client.ts';
import { openMemoryRoom, openRoom, type SocketRoom } from '../support/server-room.ts';

/** One case a sentence of docs/PROTOCOL.md, "Layer 3", up to its errors, against a real server over real sockets. */
type Case = readonly [says: string, shows: (room: SocketRoom) => Promise<void>, options?: Partial<ListenOptions>];

function run(cases: readonly Case[]): void {
  for (const [says, shows, options] of cases) {
    test(says, async () => {
      await shows(await openRoom(options));
    });
  }
}

const plus = async (room: SocketRoom, name: string) => introduce(await room.login(name));

/** alice and bob, who know RWCI+, and carol, who does not; what their logins caused is taken. */
async function threePeople(room: SocketRoom): Promise<[SocketClient, SocketClient, SocketClient]> {
  const [alice, bob] = [await plus(room, 'alice'), await plus(room, 'bob')];
  const carol = await room.login('carol');
  for (const client of [alice, bob, carol]) await client.settled();
  return [alice, bob, carol];
}

async function say(client: SocketClient, ...texts: readonly string[]): Promise<Packet[]> {
  const acks: Packet[] = [];
  for (const message of texts) acks.push(await ask(client, { type: 'message', message }));
  return acks;
}

const messagesOf = (page: Packet): readonly Packet[] => page.messages ?? [];
const textsOf = (page: Packet) => messagesOf(page).map(({ message }) => message);
const idsOf = (page: Packet) => messagesOf(page).map(({ id }) => id);

describe('who is spoken to in RWCI+', () => {
  run([
    [
      'what a client sends of it earlier is unknown and dropped',
      async (room) => {
        const alice = await room.login('alice');
        alice.send({ type: 'history', nonce: 'x' });
        alice.send({ type: 'presence', state: 'away', nonce: 'x' });
        alice.send({ type: 'message', message: 'hi', nonce: 'x' });
        expect(await alice.settled()).toEqual(['{"type":"message","author":"alice","message":"hi","channel":"general"}']);
      },
    ],
    [
      'messages, direct messages and broadcasts carry `id`, `seq` and `timestamp`, and to their sender `nonce`',
      async (room) => {
        const [alice, bob] = await threePeople(room);
        const from = Date.now();
        alice.send({ type: 'message', message: 'one', nonce: 'n1' });
        alice.send({ type: 'direct_message', recipient: 'bob', message: 'two', nonce: 'n2' });
        await alice.settled();
        await room.server.admin.broadcast('three');
        const [one, two, three] = (await bob.settled()).map(parse);
        const stamps = { id: expect.any(Number) as number, timestamp: expect.any(Number) as number };
        expect(one).toEqual({ type: 'message', author: 'alice', message: 'one', channel: 'general', seq: 1, ...stamps });
        expect(two).toEqual({ type: 'direct_message', author: 'alice', message: 'two', seq: 1, ...stamps });
        expect(three).toEqual({ type: 'broadcast', message: 'three', seq: 1, ...stamps });
        expect([from <= (one?.timestamp ?? 0), (three?.timestamp ?? Infinity) <= Date.now()]).toEqual([true, true]);
      },
    ],
    [
      'what was refused is answered with `error`, where a plain client is told in a DM from `Server`',
      async (room) => {
        const [alice, , carol] = await threePeople(room);
        for (const client of [alice, carol]) client.send({ type: 'message', message: 'x', channel: 'nowhere' });
        const message = 'There is no channel #nowhere here.';
        expect((await alice.settled()).map(parse)).toEqual([{ type: 'error', code: 'unknown_channel', message }]);
        expect((await carol.settled()).map(parse)).toEqual([{ type: 'direct_message', author: 'Server', message }]);
      },
    ],
    ...(
      [
        [{ type: 'message', message: 'x' }, 'ack'],
        [{ type: 'message', message: ' ' }, 'error'],
        [{ type: 'message', message: 'x', channel: 'nowhere' }, 'error'],
        [{ type: 'direct_message', recipient: 'bob', message: 'x' }, 'ack'],
        [{ type: 'direct_message', recipient: 'zoe', message: 'x' }, 'error'],
        [{ type: 'direct_message', recipient: 'Server', message: 'x' }, 'error'],
        [{ type: 'channel_create', channel: 'random' }, 'ack'],
        [{ type: 'channel_create', channel: 'a b' }, 'error'],
        [{ type: 'channel_delete', channel: 'general' }, 'error'],
        [{ type: 'channel_delete', channel: 'nowhere' }, 'error'],
        [{ type: 'history' }, 'history'],
        [{ type: 'history', channel: 'nowhere' }, 'error'],
        [{ type: 'history', username: 'zoe' }, 'error'],
        [{ type: 'presence', state: 'away' }, 'ack'],
        [{ type: 'resume_revoke' }, 'ack'],
      ] as const
    ).map(([request, answer]): Case => [
      `each request with a \`nonce\` is answered: ${JSON.stringify(request)} with ${answer}`,
      async (room) => {
        const [alice] = await threePeople(room);
        expect((await ask(alice, { ...request, nonce: 'n1' })).type).toBe(answer);
        expect((await alice.settled()).map(parse).filter(({ type, nonce }) => nonce === 'n1' && type !== 'message')).toEqual(
          [],
        );
      },
    ]),
    [
      '`id` grows by the order of the server over all conversations',
      async (room) => {
        const [alice, bob] = await threePeople(room);
        await ask(alice, { type: 'channel_create', channel: 'random' });
        const ids: (number | undefined)[] = [];
        for (let i = 0; i < 3; i++) {
          ids.push((await ask(alice, { type: 'message', message: `a${String(i)}` })).id);
          ids.push((await ask(bob, { type: 'message', message: `b${String(i)}`, channel: 'random' })).id);
          ids.push((await ask(alice, { type: 'direct_message', recipient: 'bob', message: `c${String(i)}` })).id);
        }
        expect(ids).toEqual(ids.map((_, index) => (ids[0] ?? 0) + index));
      },
    ],
    [
      '`seq` is the number of a message in its conversation, from 1, without holes',
      async (room) => {
        const [alice] = await threePeople(room);
        await ask(alice, { type: 'channel_create', channel: 'random' });
        for (const channel of ['general', 'random', 'general', 'nowhere', 'random', 'general']) {
          await ask(alice, { type: 'message', message: channel, channel });
        }
        for (const [channel, seqs] of [['general', [1, 2, 3]] as const, ['random', [1, 2]] as const]) {
          const page = await ask(alice, { type: 'history', channel });
          expect(messagesOf(page).map(({ seq }) => seq)).toEqual(seqs);
        }
      },
    ],
    [
      '`nonce` is text of 1 to 64 UTF-16 units',
      async (room) => {
        const [alice] = await threePeople(room);
        expect(await ask(alice, { type: 'message', message: 'x', nonce: '🦄'.repeat(32) })).toMatchObject({ type: 'ack' });
        for (const nonce of ['', 'x'.repeat(65), 7, null]) {
          alice.send({ type: 'message', message: 'y', nonce });
          expect(parse(await alice.upTo('error').then((texts) => texts.at(-1) ?? ''))).toMatchObject({ code: 'bad_packet' });
        }
        expect(textsOf(await ask(alice, { type: 'history', channel: 'general' }))).toEqual(['x']);
      },
    ],
  ]);
});

describe('ack: every message exactly once', () => {
  run([
    [
      'The sender gets the `ack` and, of a message in a channel, the echo as RFC #001 has it, with its nonce.',
      async (room) => {
        const [alice] = await threePeople(room);
        alice.send('{"type":"message","message":"hello","channel":"general","nonce":"5f1c0e0a"}');
        const [ack = '', echo = '', ...rest] = await alice.settled();
        const { id = 0, timestamp = 0 } = parse(ack);
        const stamps = `"id":${String(id)},"seq":1,"timestamp":${String(timestamp)}`;
        expect(ack).toBe(`{"type":"ack","nonce":"5f1c0e0a","id":${String(id)},"timestamp":${String(timestamp)}}`);
        expect(echo).toBe(
          `{"type":"message","author":"alice","message":"hello","channel":"general",${stamps},"nonce":"5f1c0e0a"}`,
        );
        expect(rest).toEqual([]);
      },
    ],
    [
      'of a direct message the sender gets the `ack` alone, and the recipient no nonce',
      async (room) => {
        const [alice, bob] = await threePeople(room);
        alice.send({ type: 'direct_message', recipient: 'bob', message: 'x', nonce: 'n1' });
        expect((await alice.settled()).map(parse)).toEqual([expect.objectContaining({ type: 'ack', nonce: 'n1' })]);
        expect((await bob.settled()).map(parse)).toEqual([expect.not.objectContaining({ nonce: 'n1' })]);
      },
    ],
    [
      'Everybody gets messages in the order of their ids',
      async (room) => {
        const [alice, bob] = await threePeople(room);
        for (let i = 0; i < 20; i++) {
          const nonce = `n${String(i)}`;
          alice.send(
            i % 3 === 0
              ? { type: 'message', message: 'm', nonce }
              : { type: 'direct_message', recipient: 'bob', message: 'd', nonce },
          );
        }
        await alice.settled();
        const ids = (await bob.settled()).map((text) => parse(text).id ?? 0);
        expect(ids).toHaveLength(20);
        expect(ids).toEqual([...ids].sort((a, b) => a - b));
      },
      { limits: 'off' },
    ],
    [
      'Without a `nonce` there is no `ack`.',
      async (room) => {
        const [alice] = await threePeople(room);
        alice.send({ type: 'message', message: 'x' });
        expect((await alice.settled()).map((text) => parse(text).type)).toEqual(['message']);
      },
    ],
  ]);

  test('A direct message comes again at the next login until its connection has answered a ping sent behind it.', async () => {
    const room = await openMemoryRoom();
    const alice = await introduce(await room.login('alice'));
    const silent = await introduce(await room.login('bob'));
    silent.isAlive = false;
    const { id } = await ask(alice, { type: 'direct_message', recipient: 'bob', message: 'x' });
    for (const expected of [1, 0]) {
      await room.clock.advance(20_000);
      const bob = await room.login('bob');
      bob.send({ type: 'client_info', name: 'test', version: '1', capabilities: [] });
      const again = (await bob.settled()).map(parse).filter(({ message }) => message === 'x');
      expect(again.map((packet) => packet.id)).toEqual(expected === 1 ? [id] : []);
      bob.close();
    }
  });
});

describe('ping: is the server still there', () => {
  run([
    [
      'each `ping` is answered with `pong`, under its nonce where it has one',
      async (room) => {
        const [alice] = await threePeople(room);
        alice.send({ type: 'ping' });
        alice.send({ type: 'ping', nonce: 'p1' });
        expect(await alice.settled()).toEqual(['{"type":"pong"}', '{"type":"pong","nonce":"p1"}']);
      },
    ],
    [
      'at once, whatever else of the client waits for its turn',
      async (room) => {
        const [alice] = await threePeople(room);
        for (let i = 0; i < 100; i++) alice.send({ type: 'message', message: String(i) });
        alice.send({ type: 'ping', nonce: 'p1' });
        const earlier = (await alice.upTo('pong')).filter((text) => parse(text).type === 'message');
        expect(earlier.length).toBeLessThan(100);
      },
    ],
    [
      'a plain client that sends one is told nothing',
      async (room) => {
        const [alice, , carol] = await threePeople(room);
        carol.send({ type: 'ping', nonce: 'p1' });
        expect(await carol.settled()).toEqual([]);
        expect(await alice.settled()).toEqual([]);
      },
    ],
  ]);
});

describe('history', () => {
  run([
    [
      '`channel` asks for a channel, `username` for the direct messages with somebody (`Server` too), neither for all that one may read',
      async (room) => {
        const [alice, bob, carol] = await threePeople(room);
        await ask(alice, { type: 'channel_create', channel: 'random' });
        await ask(alice, { type: 'message', message: 'in general' });
        await ask(bob, { type: 'message', message: 'in random', channel: 'random' });
        await ask(alice, { type: 'direct_message', recipient: 'carol', message: 'to carol' });
        carol.send({ type: 'direct_message', recipient: 'alice', message: 'to alice' });
        await carol.settled();
        await ask(bob, { type: 'direct_message', recipient: 'carol', message: 'a secret' });
        await room.server.admin.broadcast('to all');
        await room.server.admin.directMessage('alice', 'of the server');
        const read = async (of: Readonly<Record<string, unknown>>) =>
          textsOf(await ask(alice, { type: 'history', ...of })).filter((text) => text?.startsWith('barrier') !== true);
        expect(await read({ channel: 'general' })).toEqual(['in general']);
        expect(await read({ channel: 'random' })).toEqual(['in random']);
        expect(await read({ username: 'carol' })).toEqual(['to carol', 'to alice']);
        expect(await read({ username: 'CAROL' })).toEqual(['to carol', 'to alice']);
        expect(await read({ username: 'Server' })).toEqual(['of the server']);
        expect(await read({ username: 'bob' })).toEqual([]);
        expect(await read({})).toEqual(['in general', 'in random', 'to carol', 'to alice', 'to all', 'of the server']);
      },
    ],
    [
      'Direct messages in `messages` have `author` and `recipient`; broadcasts have no author.',
      async (room) => {
        const [alice] = await threePeople(room);
        const { id, timestamp } = await ask(alice, { type: 'direct_message', recipient: 'bob', message: 'x' });
        await room.server.admin.broadcast('y');
        const page = await ask(alice, { type: 'history', after: (id ?? 0) - 1 });
        expect(messagesOf(page)[0]).toEqual({
          type: 'direct_message',
          author: 'alice',
          recipient: 'bob',
          message: 'x',
          id,
          seq: 1,
          timestamp,
        });
        expect(Object.keys(messagesOf(page)[1] ?? {})).toEqual(['type', 'message', 'id', 'seq', 'timestamp']);
      },
    ],
    [
      'the answer, to the byte',
      async (room) => {
        const [alice] = await threePeople(room);
        const [{ id = 0, timestamp = 0 } = {}] = await say(alice, 'hi', 'there');
        alice.send(`{"type":"history","channel":"general","after":${String(id - 1)},"limit":1,"nonce":"a1"}`);
        const stamps = `"id":${String(id)},"seq":1,"timestamp":${String(timestamp)}`;
        const answer = (await alice.upTo('history')).at(-1);
        expect(answer).toBe(
          `{"type":"history","channel":"general","messages":[{"type":"message","author":"alice","message":"hi","channel":"general",${stamps}}],"reached":${String(id)},"more":true,"nonce":"a1"}`,
        );
      },
    ],
    [
      '`after` reads from the old end; else the newest come, older than `before`; in ascending order always',
      async (room) => {
        const [alice] = await threePeople(room);
        const ids = (await say(alice, 'a', 'b', 'c', 'd', 'e')).map(({ id }) => id ?? 0);
        const read = async (range: Readonly<Record<string, unknown>>) =>
          textsOf(await ask(alice, { type: 'history', channel: 'general', ...range })).join('');
        expect(await read({})).toBe('abcde');
        expect(await read({ limit: 2 })).toBe('de');
        expect(await read({ after: 0, limit: 2 })).toBe('ab');
        expect(await read({ after: ids[1], limit: 2 })).toBe('cd');
        expect(await read({ before: ids[3], limit: 2 })).toBe('bc');
        expect(await read({ after: ids[0], before: ids[3] })).toBe('bc');
        expect(await read({ after: ids[4] })).toBe('');
      },
    ],
    [
      'Ask on with `after` or `before` set to `reached`: every message comes once, both ways',
      async (room) => {
        const [alice, bob] = await threePeople(room);
        for (let i = 0; i < 12; i++) {
          await ask(alice, { type: 'message', message: `m${String(i)}` });
          await ask(bob, { type: 'direct_message', recipient: 'carol', message: 'not for alice' });
        }
        const all = await ask(alice, { type: 'history' });
        for (const of of [{}, { channel: 'general' }]) {
          const expected = idsOf(all).filter((_, index) => !('channel' in of) || messagesOf(all)[index]?.type === 'message');
          const forward: unknown[] = [];
          const backward: unknown[] = [];
          let page = await ask(alice, { type: 'history', ...of, after: 0, limit: 5 });
          for (let pages = 0; pages < 40; pages++) {
            forward.push(...idsOf(page));
            if (page.more !== true) break;
            page = await ask(alice, { type: 'history', ...of, after: page.reached, limit: 5 });
          }
          page = await ask(alice, { type: 'history', ...of, limit: 5 });
          for (let pages = 0; pages < 40; pages++) {
            backward.unshift(...idsOf(page));
            if (page.more !== true) break;
            page = await ask(alice, { type: 'history', ...of, before: page.reached, limit: 5 });
          }
          expect([forward, backward]).toEqual([expected, expected]);
        }
      },
      { limits: 'off' },
    ],
    [
      'An empty page with `more` is possible: other people’s messages are looked at too',
      async (room) => {
        const [alice, bob] = await threePeople(room);
        const [first] = await say(alice, 'mine');
        for (let i = 0; i < 8; i++) await ask(bob, { type: 'direct_message', recipient: 'carol', message: 'x' });
        const page = await ask(alice, { type: 'history', after: first?.id });
        expect(page).toMatchObject({ messages: [], more: true, reached: (first?.id ?? 0) + 4 });
      },
      { limits: { historyScanMax: 4 } },
    ],
    [
      'A page has at most 200 messages',
      async (room) => {
        const alice = await plus(room, 'alice');
        for (let i = 0; i < 203; i++) alice.send({ type: 'message', message: `m${String(i)}` });
        const page = await ask(alice, { type: 'history', channel: 'general', limit: 1_000 });
        expect([messagesOf(page).length, textsOf(page).at(-1), page.more]).toEqual([200, 'm202', true]);
      },
      { limits: 'off' },
    ],
    [
      'or 256 KiB of text',
      async (room) => {
        const alice = await plus(room, 'alice');
        for (let i = 0; i < 6; i++) alice.send({ type: 'message', message: 'x'.repeat(60_000) });
        const page = await ask(alice, { type: 'history', channel: 'general' });
        expect([messagesOf(page).length, page.more]).toEqual([4, true]);
      },
      { limits: 'off' },
    ],
    [
      '`reached` is null on a server without messages',
      async (room) => {
        const alice = await room.login('alice');
        alice.send({ type: 'client_info', name: 'test', version: '1', capabilities: [] });
        expect(await ask(alice, { type: 'history' })).toMatchObject({ messages: [], reached: null, more: false });
      },
    ],
    [
      'After a reconnect, ask for everything `after` the newest id one has.',
      async (room) => {
        const [alice, bob] = await threePeople(room);
        const [last] = await say(bob, 'seen');
        await alice.upTo('message');
        alice.webSocket.terminate();
        await until(() => !room.server.people().includes('alice'), 'alice is gone');
        await say(bob, 'missed', 'missed too');
        const again = await plus(room, 'alice');
        const page = await ask(again, { type: 'history', channel: 'general', after: last?.id });
        expect(textsOf(page)).toEqual(['missed', 'missed too']);
      },
    ],
    [
      'What comes without `id` between `server_info` and one’s own `client_info` is in the history too, with an id.',
      async (room) => {
        const [, bob] = await threePeople(room);
        const dora = await room.login('dora');
        await say(bob, 'early');
        expect(await dora.next()).toBe('{"type":"message","author":"bob","message":"early","channel":"general"}');
        await introduce(dora);
        const page = await ask(dora, { type: 'history', channel: 'general' });
        expect(messagesOf(page)).toEqual([expect.objectContaining({ message: 'early', id: expect.any(Number) as number })]);
      },
    ],
  ]);
});

describe('errors', () => {
  const refused = async (client: SocketClient, request: Readonly<Record<string, unknown>>) => (await ask(client, request)).code;
  run([
    ...(
      [
        ['bad_packet', { type: 'message', message: '\n' }],
        ['bad_packet', { type: 'message' }],
        ['bad_packet', { type: 'history', limit: '5' }],
        ['bad_packet', { type: 'presence', state: 'asleep' }],
        ['bad_packet', { type: 'of another day' }],
        ['bad_packet', { type: 7 }],
        ['bad_packet', { type: 'message', message: 'x', constructor: 1 }],
        ['bad_packet', {}],
        ['bad_packet', { type: 'history', channel: 'general', username: 'bob' }],
        ['unknown_user', { type: 'direct_message', recipient: 'zoe', message: 'x' }],
        ['unknown_user', { type: 'history', username: 'zoe' }],
        ['unknown_channel', { type: 'message', message: 'x', channel: 'nowhere' }],
        ['unknown_channel', { type: 'channel_delete', channel: 'nowhere' }],
        ['name_refused', { type: 'channel_create', channel: 'a b' }],
        ['name_refused', { type: 'channel_create', channel: 'GENERAL' }],
        ['not_allowed', { type: 'channel_delete', channel: 'general' }],
      ] as const
    ).map(([code, request]): Case => [
      `${code}: ${JSON.stringify(request)}`,
      async (room) => {
        const [alice] = await threePeople(room);
        expect(await refused(alice, request)).toBe(code);
      },
    ]),
    [
      'bad_packet: a frame that is no packet, a field that is missing or wrong',
      async (room) => {
        const [alice] = await threePeople(room);
        for (const text of [
          'hello',
          '[]',
          '{"type":"hello"}',
          '{"type":"message"}',
          '{"type":"history","after":"x"}',
          '{"type":"message","message":"x","nonce":7}',
        ]) {
          alice.send(text);
          expect(parse((await alice.upTo('error')).at(-1) ?? '').code).toBe('bad_packet');
        }
      },
    ],
    [
      'too_fast: more than the limits allow; each request with a nonce is told',
      async (room) => {
        const alice = await room.login('alice');
        alice.send({ type: 'client_info', name: 'test', version: '1', capabilities: [] });
        for (let i = 0; i < 5; i++) alice.send({ type: 'message', message: 'x', nonce: `n${String(i)}` });
        const told: Packet[] = [];
        while (told.filter(({ type }) => type === 'ack' || type === 'error').length < 4) told.push(parse(await alice.next()));
        expect(told.filter(({ code }) => code === 'too_fast').map(({ nonce }) => nonce)).toEqual(['n2', 'n3', 'n4']);
      },
      { limits: { messageBurst: 1, messagesPerSecond: 0.001, messageQueueMax: 1 } },
    ],
    [
      'mailbox_full: too many messages wait for somebody who is away',
      async (room) => {
        const [alice, bob] = await threePeople(room);
        bob.close();
        await alice.upTo('quit');
        const request = { type: 'direct_message', recipient: 'bob', message: 'x' };
        expect([await refused(alice, request), await refused(alice, request)]).toEqual([undefined, 'mailbox_full']);
      },
      { limits: { keptMessagesMax: 1 } },
    ],
  ]);

  test('busy: the server has too much to write', async () => {
    const writer = new HeldWriter();
    const room = await openMemoryRoom({ watchWriter: writer.watch, limits: { commitQueueMaxBytes: 100 } });
    const alice = await introduce(await room.login('alice'));
    writer.isHeld = true;
    alice.send({ type: 'message', message: 'under way', nonce: 'n1' });
    await until(() => writer.isWaiting, 'it is on its way to the disk');
    alice.send({ type: 'message', message: 'x'.repeat(60), nonce: 'n2' });
    expect((await ask(alice, { type: 'message', message: 'y'.repeat(60), nonce: 'n3' })).code).toBe('busy');
    writer.isHeld = false;
    writer.release();
    const acks = (await alice.settled()).map(parse).filter(({ type }) => type === 'ack');
    expect(acks.map(({ nonce }) => nonce)).toEqual(['n1', 'n2']);
  });

  test('busy: the last page was not read yet', async () => {
    const room = await openMemoryRoom({ limits: { historyPageMaxBytes: 1_000 } });
    const alice = await introduce(await room.login('alice'));
    await ask(alice, { type: 'message', message: 'x'.repeat(2_000) });
    alice.isStalled = true;
    for (const nonce of ['h1', 'h2']) alice.send({ type: 'history', channel: 'general', nonce });
    await room.clock.advance(100);
    alice.unstall();
    expect(parse((await alice.upTo('history')).at(-1) ?? '').nonce).toBe('h1');
    expect(parse((await alice.upTo('error')).at(-1) ?? '')).toMatchObject({ code: 'busy', nonce: 'h2' });
  });
});
