import { describe, expect, test } from 'vitest';
import type { ServerPacket } from '../../src-shared/protocol/index.ts';
import { PAGE_TIMEOUT_MS, PAGES_MAX } from '../../src-shared/session/catch-up.ts';
import { IN_FLIGHT_MAX, RECEIPT_TIMEOUT_MS, SILENCE_TIMEOUT_MS } from '../../src-shared/session/outbox.ts';
import { INFO_TIMEOUT_MS, LAST_INFO_TIMEOUT_MS } from '../../src-shared/session/login-sequence.ts';
import { STABLE_MS } from '../../src-shared/session/reconnecting.ts';
import { settle } from '../support/fake-clock.ts';
import { Person, type PersonOptions } from '../support/person.ts';
import { ScriptedServer } from '../support/scripted-server.ts';

const CHANNELS: ServerPacket[] = [
  { type: 'auth', status: 'Logged in ok', success: true },
  { type: 'user_list', users: ['me', 'ann'] },
  { type: 'channel_list', channels: ['general'] },
  { type: 'default_channel', channel: 'general' },
];
const info = (...capabilities: string[]): ServerPacket => ({
  type: 'server_info',
  name: 'room',
  version: '1',
  capabilities,
  limits: { message_bytes: 65_536, name_code_points: 32 },
});
const PLUS: ServerPacket[] = [...CHANNELS, info('ack', 'history')];

interface Sent {
  readonly type: string;
  readonly message: string;
  readonly nonce: string;
  readonly after?: number;
}

const sent = (server: ScriptedServer, type: string) => server.of(type) as Sent[];
const texts = (server: ScriptedServer) => sent(server, 'message').map(({ message }) => message);
const nonceOf = (server: ScriptedServer, text: string): string =>
  [...sent(server, 'message'), ...sent(server, 'direct_message')].findLast(({ message }) => message === text)?.nonce ?? '';
const ack = (nonce: string, id: number): ServerPacket => ({ type: 'ack', nonce, id, timestamp: 1_000 + id });
const message = (text: string, id: number, author = 'ann') =>
  ({ type: 'message', author, message: text, channel: 'general', id, seq: id, timestamp: 1_000 + id }) as const;

async function meet(options?: PersonOptions): Promise<{ server: ScriptedServer; me: Person }> {
  const server = new ScriptedServer();
  const me = new Person(server, 'me', options).open();
  await settle();
  return { server, me };
}

/** Somebody on a server of RWCI+ that says how far its history goes. */
async function meetPlus(upTo = 10): Promise<{ server: ScriptedServer; me: Person }> {
  const met = await meet();
  await met.server.send(...PLUS);
  await met.server.send(page(met.server, [], upTo));
  await met.server.clock.advance(STABLE_MS);
  return met;
}

/** The connection breaks, and there is another one on which nothing has been said yet. */
async function breakOff(server: ScriptedServer): Promise<void> {
  server.network.cut();
  await settle();
  await server.clock.advance(1_000);
}

/** The answer to the newest request for history. */
function page(
  server: ScriptedServer,
  messages: Extract<ServerPacket, { type: 'history' }>['messages'],
  reached: number | null,
  more = false,
): ServerPacket {
  return { type: 'history', messages, reached, more, nonce: sent(server, 'history').at(-1)?.nonce ?? '' };
}

const gaps = (me: Person) => me.lines().filter((line) => line.startsWith('gap'));
const said = (me: Person) => me.lines().filter((line) => !line.startsWith('gap'));

describe('towards a server that acknowledges', () => {
  test('the client says what it understands, and messages go with a nonce', async () => {
    const { server, me } = await meetPlus();
    expect(server.of('client_info')).toMatchObject([{ capabilities: ['ack', 'history', 'resume'] }]);
    me.say('hi');
    me.whisper('zoe', 'psst');
    await settle();
    expect(server.frames.slice(-2)).toEqual([
      `{"type":"message","message":"hi","channel":"general","nonce":"${nonceOf(server, 'hi')}"}`,
      `{"type":"direct_message","recipient":"zoe","message":"psst","nonce":"${nonceOf(server, 'psst')}"}`,
    ]);
    expect(nonceOf(server, 'hi')).not.toBe(nonceOf(server, 'psst'));
    await server.send(ack(nonceOf(server, 'psst'), 11), ack(nonceOf(server, 'hi'), 12));
    expect([me.delivery('hi'), me.delivery('psst')]).toEqual(['delivered', 'delivered']);
  });

  test('one that does not acknowledge hears what it heard before', async () => {
    const { server, me } = await meet();
    await server.send(...CHANNELS, info());
    me.say('hi');
    await settle();
    expect(server.of('client_info')).toMatchObject([{ capabilities: ['resume'] }]);
    expect(server.frames.at(-1)).toBe('{"type":"message","message":"hi","channel":"general"}');
    expect(server.of('history')).toEqual([]);
  });

  test('what was written without an answer is sent again with its nonce, in order and before what is newer', async () => {
    const { server, me } = await meetPlus();
    for (const text of ['one', 'two', 'three']) me.say(text);
    await settle();
    const nonces = ['one', 'two', 'three'].map((text) => nonceOf(server, text));
    await server.send(ack(nonces[0] ?? '', 11));
    await breakOff(server);
    me.say('four');
    expect(me.delivery('two')).toBe('written');
    await server.send(...CHANNELS);
    expect(texts(server)).toEqual(['one', 'two', 'three']);
    await server.send(info('ack', 'history'));
    expect(texts(server)).toEqual(['one', 'two', 'three', 'two', 'three', 'four']);
    expect(
      sent(server, 'message')
        .slice(3, 5)
        .map(({ nonce }) => nonce),
    ).toEqual(nonces.slice(1));
    await server.send(...nonces.slice(1).map((nonce, i) => ack(nonce, 12 + i)), ack(nonceOf(server, 'four'), 14));
    expect(said(me)).toEqual(['one', 'two', 'three', 'four'].map((text) => `me: ${text} (delivered)`));
  });

  test.each([
    ['of a clock that was set back', -3_600_000],
    ['of a clock that goes right', 1],
  ])('the order is that of writing, in spite %s', async (_what, step) => {
    const { server, me } = await meetPlus();
    await breakOff(server);
    const now = server.clock.now();
    let at = now;
    server.clock.now = () => at;
    me.say('one');
    at += step;
    me.whisper('ann', 'two');
    at += step;
    me.say('three');
    await server.send(...PLUS);
    const order = server.frames.map((text) => JSON.parse(text) as Sent).filter(({ message: text }) => text !== undefined);
    expect(order.map(({ message: text }) => text)).toEqual(['one', 'two', 'three']);
  });

  test('an answer that was lost is given again: acknowledged or refused, and said once', async () => {
    const { server, me } = await meetPlus();
    me.say('kept');
    me.say('refused');
    await settle();
    await breakOff(server);
    await server.send(...PLUS);
    await server.send(
      ack(nonceOf(server, 'kept'), 11),
      { type: 'error', code: 'muted', message: 'You are\nmuted.', nonce: nonceOf(server, 'refused') },
      page(server, [message('kept', 11, 'me')], 11),
    );
    expect(me.lines()).toEqual(['me: kept (delivered)', 'me: refused (failed)']);
    expect(me.state.conversations[0]?.entries[1]).toMatchObject({ reason: 'refused', detail: 'You are muted.' });
    expect(me.state.conversations.map(({ id }) => id)).toEqual(['channel:general']);
  });

  test('a refused message is tried again with the nonce it had', async () => {
    const { server, me } = await meetPlus();
    me.say('hi');
    await settle();
    const nonce = nonceOf(server, 'hi');
    await server.send({ type: 'error', code: 'busy', message: 'Later.', nonce });
    me.session.retry(me.entry('hi'));
    await settle();
    expect(sent(server, 'message').map((each) => each.nonce)).toEqual([nonce, nonce]);
    await server.send(ack(nonce, 11));
    expect(me.lines()).toEqual(['me: hi (delivered)']);
  });

  test('direct messages take their turn with the others: so many are on their way at once', async () => {
    const { server, me } = await meetPlus();
    for (let i = 0; i < IN_FLIGHT_MAX + 2; i++) me.whisper('ann', String(i));
    me.say('last', 'channel:general');
    await settle();
    expect(sent(server, 'direct_message')).toHaveLength(IN_FLIGHT_MAX);
    expect(texts(server)).toEqual([]);
    for (let i = 0; i < 3; i++) await server.send(ack(nonceOf(server, String(i)), 11 + i));
    expect(sent(server, 'direct_message')).toHaveLength(IN_FLIGHT_MAX + 2);
    expect(texts(server)).toEqual(['last']);
  });

  test('one that stays silent is asked again on a new connection; nothing is called failed', async () => {
    const { server, me } = await meetPlus();
    me.say('hi');
    await server.clock.advance(RECEIPT_TIMEOUT_MS + SILENCE_TIMEOUT_MS - 1);
    expect([me.delivery('hi'), server.connections]).toEqual(['written', 1]);
    await server.clock.advance(1);
    expect([me.delivery('hi'), server.connections]).toEqual(['written', 2]);
    await server.send(...PLUS);
    expect(texts(server)).toEqual(['hi', 'hi']);
  });

  test('a plain server that took its place is not sent again what may have been said', async () => {
    const { server, me } = await meetPlus();
    me.say('hi');
    await settle();
    await breakOff(server);
    // Twice: once it may be slow.
    await server.send(...CHANNELS);
    await server.clock.advance(INFO_TIMEOUT_MS + 1_000);
    await server.send(...CHANNELS);
    await server.clock.advance(LAST_INFO_TIMEOUT_MS);
    expect(texts(server)).toEqual(['hi']);
    expect(me.delivery('hi')).toBe('failed');
    me.say('on');
    await settle();
    expect(server.frames.at(-1)).toBe('{"type":"message","message":"on","channel":"general"}');
  });

  test('a server that is slow to say what it is gets nothing as a plain one would, and another connection when it is very slow', async () => {
    const { server, me } = await meetPlus();
    me.say('hi');
    await settle();
    await breakOff(server);
    await server.send(...CHANNELS);
    me.say('on');
    await server.clock.advance(INFO_TIMEOUT_MS - 1);
    await server.send(info('ack', 'history'));
    expect(texts(server)).toEqual(['hi', 'hi', 'on']);
    expect(sent(server, 'message').every(({ nonce }) => nonce !== undefined)).toBe(true);

    await breakOff(server);
    const { connections } = server;
    await server.send(...CHANNELS);
    await server.clock.advance(INFO_TIMEOUT_MS + 1_000);
    expect([me.state.ready, server.connections]).toEqual([false, connections + 1]);
    await server.send(...PLUS);
    expect(texts(server)).toEqual(['hi', 'hi', 'on', 'hi', 'on']);
    expect(me.delivery('hi')).toBe('written');
  });

  test('a start that was left in the middle of a login knows it all the same', async () => {
    const { me: before } = await meetPlus();
    before.say('hi');
    await settle();
    const server = new ScriptedServer();
    const me = new Person(server, 'me', { persistent: true });
    me.state = { ...before.state, connection: { phase: 'offline' }, ready: false, server: null, channels: null };
    me.open();
    await settle();
    await server.send(...CHANNELS);
    await server.clock.advance(INFO_TIMEOUT_MS - 1);
    expect([me.delivery('hi'), texts(server)]).toEqual(['written', []]);
    await server.send(info('ack', 'history'));
    expect(texts(server)).toEqual(['hi']);
    expect(nonceOf(server, 'hi')).not.toBe('');
  });

  test('what was written before the first login goes with a nonce as well', async () => {
    const { server, me } = await meet({ persistent: true });
    me.say('early');
    await server.send(...CHANNELS);
    expect(texts(server)).toEqual([]);
    await server.send(info('ack'));
    expect(sent(server, 'message')).toMatchObject([{ message: 'early', nonce: expect.any(String) as string }]);
  });
});

describe('towards a server with a history', () => {
  test('a first login asks only where it ends', async () => {
    const { server, me } = await meetPlus(10);
    expect(server.of('history')).toEqual([{ type: 'history', limit: 1, nonce: expect.any(String) as string }]);
    expect(me.state.known).toMatchObject({ upTo: 10, isWhole: true });
    expect(me.lines()).toEqual([]);
  });

  test('a reconnect asks for what is newer than the newest known, page by page, and closes the gap', async () => {
    const { server, me } = await meetPlus(10);
    await server.send(message('eleven', 11));
    await breakOff(server);
    await server.send(...PLUS);
    expect(sent(server, 'history').at(-1)).toMatchObject({ after: 11, limit: 200 });
    expect(gaps(me)).toHaveLength(1);
    await server.send(message('fourteen', 14), page(server, [message('twelve', 12)], 12, true));
    expect(sent(server, 'history').at(-1)).toMatchObject({ after: 12 });
    expect(gaps(me)).toHaveLength(1);
    await server.send(page(server, [message('thirteen', 13), message('fourteen', 14)], 14));
    expect(me.lines()).toEqual(['ann: eleven', 'ann: twelve', 'ann: thirteen', 'ann: fourteen']);
    expect(me.state.conversations[0]?.entries.map(({ at }) => at)).toEqual([1_011, 1_012, 1_013, 1_014]);
    expect(server.clock.pending).toBe(0);
  });

  const failures: readonly (readonly [string, (server: ScriptedServer) => Promise<void>])[] = [
    [
      'is refused',
      (server) =>
        server.send({ type: 'error', code: 'failed', message: 'No.', nonce: sent(server, 'history').at(-1)?.nonce ?? '' }),
    ],
    ['is not answered', (server) => server.clock.advance(PAGE_TIMEOUT_MS)],
    ['does not move on', (server) => server.send(page(server, [], 11, true))],
  ];

  test.each(failures)('a page that %s leaves the gap, and the next reconnect fills it', async (_how, fail) => {
    const { server, me } = await meetPlus(10);
    await server.send(message('eleven', 11));
    await breakOff(server);
    await server.send(
      ...CHANNELS,
      { type: 'message', author: 'ann', message: 'early', channel: 'general' },
      info('ack', 'history'),
    );
    await fail(server);
    await server.send(message('fourteen', 14));
    expect(said(me)).toEqual(['ann: eleven', 'ann: early', 'ann: fourteen']);
    expect(gaps(me)).toHaveLength(1);
    expect(me.state.conversations.map(({ id }) => id)).toEqual(['channel:general']);
    await server.clock.advance(STABLE_MS);
    await breakOff(server);
    await server.send(...PLUS);
    expect(sent(server, 'history').at(-1)).toMatchObject({ after: 11 });
    await server.send(page(server, [message('twelve', 12), message('early', 13), message('fourteen', 14)], 14));
    expect(me.lines()).toEqual(['ann: eleven', 'ann: twelve', 'ann: early', 'ann: fourteen']);
  });

  test('a loss between two pages: the next one begins where they ended', async () => {
    const { server, me } = await meetPlus(10);
    await breakOff(server);
    await server.send(...PLUS);
    await server.send(page(server, [message('eleven', 11)], 11, true));
    await breakOff(server);
    await server.send(...PLUS);
    expect(sent(server, 'history').at(-1)).toMatchObject({ after: 11 });
    await server.send(page(server, [message('twelve', 12)], 12));
    expect(me.lines()).toEqual(['ann: eleven', 'ann: twelve']);
  });

  test('an answer to a request of an earlier connection is none', async () => {
    const { server, me } = await meetPlus(10);
    await breakOff(server);
    await server.send(...PLUS);
    const late = page(server, [message('eleven', 11)], 11);
    await breakOff(server);
    await server.send(...PLUS, late);
    expect(gaps(me)).toHaveLength(1);
    expect(said(me)).toEqual([]);
  });

  test('of a very long absence a part is read, and the gap stays', async () => {
    const { server, me } = await meetPlus(10);
    await breakOff(server);
    await server.send(...PLUS);
    for (let i = 1; i <= PAGES_MAX + 5; i++) await server.send(page(server, [message(String(i), 10 + i)], 10 + i, true));
    expect(sent(server, 'history').length).toBe(1 + PAGES_MAX);
    expect(said(me)).toHaveLength(PAGES_MAX);
    expect(me.lines().at(-1)).toMatch(/^gap/);
  });

  test('a server that was set back is noticed, and nothing of it is taken for something known', async () => {
    const { server, me } = await meetPlus(10);
    await server.send(message('old', 11));
    await breakOff(server);
    await server.send(...PLUS);
    await server.send(page(server, [], 3));
    await server.send({ ...message('new', 11), timestamp: 9_999 });
    expect(said(me)).toEqual(['ann: old', 'ann: new']);
    expect(gaps(me)).toHaveLength(1);
    expect(me.state.known).toMatchObject({ upTo: 11, isWhole: true });
  });
});
