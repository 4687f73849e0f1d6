import { describe, expect, test } from 'vitest';
import { IN_FLIGHT_MAX, RECEIPT_TIMEOUT_MS } from '../../src-shared/session/outbox.ts';
import { SETTLE_MS } from '../../src-shared/session/login-sequence.ts';
import { STABLE_MS } from '../../src-shared/session/reconnecting.ts';
import type { ServerPacket } from '../../src-shared/protocol/index.ts';
import { settle } from '../support/fake-clock.ts';
import { Person } from '../support/person.ts';
import { ScriptedServer } from '../support/scripted-server.ts';

async function meet(): Promise<{ server: ScriptedServer; me: Person }> {
  const server = new ScriptedServer();
  const me = new Person(server, 'me').open();
  await settle();
  return { server, me };
}

async function meetAndLogIn(): Promise<{ server: ScriptedServer; me: Person }> {
  const met = await meet();
  await met.server.logIn();
  return met;
}

const echo = (message: string): ServerPacket => ({ type: 'message', author: 'me', message });
const INFO: ServerPacket = {
  type: 'server_info',
  name: 'room',
  version: '1',
  capabilities: [],
  limits: { message_bytes: 1, name_code_points: 1 },
};

describe('the first message of a login', () => {
  test('waits until a plain server has said all it says', async () => {
    const { server, me } = await meet();
    await server.send({ type: 'auth', success: true }, { type: 'user_list', users: [] });
    me.say('hi');
    await server.clock.advance(SETTLE_MS - 1);
    expect(server.of('message')).toEqual([]);
    await server.clock.advance(1);
    expect(server.frames.at(-1)).toBe('{"type":"message","message":"hi"}');
  });

  test('goes with its channel at once when the default channel is known', async () => {
    const { server, me } = await meet();
    await server.send(
      { type: 'auth', success: true },
      { type: 'user_list', users: [] },
      { type: 'channel_list', channels: ['lobby', 'news'] },
      { type: 'default_channel', channel: 'news' },
    );
    me.say('hi');
    await settle();
    expect(server.frames.at(-1)).toBe('{"type":"message","message":"hi","channel":"news"}');
  });

  test('to a place that turns out not to exist there is said to nobody', async () => {
    const { server, me } = await meet();
    me.say('hi');
    await server.send(
      { type: 'auth', success: true },
      { type: 'user_list', users: [] },
      { type: 'channel_list', channels: ['lobby'] },
      { type: 'default_channel', channel: 'lobby' },
    );
    expect(server.of('message')).toEqual([]);
    expect(me.lines('channel:lobby')).toEqual(['me: hi (failed)']);
  });
});

describe('receipts', () => {
  test('that do not come in time fail the message', async () => {
    const { server, me } = await meetAndLogIn();
    me.say('hi');
    await server.clock.advance(RECEIPT_TIMEOUT_MS - 1);
    expect(me.delivery('hi')).toBe('written');
    await server.clock.advance(1);
    expect(me.delivery('hi')).toBe('failed');
    await server.send(echo('hi'));
    expect(me.delivery('hi')).toBe('delivered');
  });

  test('give a retried message a time of its own', async () => {
    const { server, me } = await meetAndLogIn();
    me.say('hi');
    await server.clock.advance(RECEIPT_TIMEOUT_MS);
    me.session.retry(me.entry('hi'));
    await server.clock.advance(RECEIPT_TIMEOUT_MS - 1);
    expect(me.delivery('hi')).toBe('written');
    expect(server.of('message')).toHaveLength(2);
  });

  test('make room: a long queue goes out at the pace of the server, in order', async () => {
    const { server, me } = await meetAndLogIn();
    for (let i = 0; i < IN_FLIGHT_MAX + 5; i++) me.say(String(i));
    await settle();
    expect(server.of('message')).toHaveLength(IN_FLIGHT_MAX);
    await server.send(echo('0'), echo('1'));
    expect(server.of('message')).toHaveLength(IN_FLIGHT_MAX + 2);
    await server.send(...Array.from({ length: IN_FLIGHT_MAX + 3 }, (_, i) => echo(String(i + 2))));
    expect(server.of('message').map((packet) => (packet as { message: string }).message)).toEqual(
      Array.from({ length: IN_FLIGHT_MAX + 5 }, (_, i) => String(i)),
    );
    expect(me.lines().every((line) => line.endsWith('(delivered)'))).toBe(true);
  });

  test('that never come do not hold the queue for ever', async () => {
    const { server, me } = await meetAndLogIn();
    for (let i = 0; i < IN_FLIGHT_MAX + 5; i++) me.say(String(i));
    await server.clock.advance(RECEIPT_TIMEOUT_MS);
    expect(server.of('message')).toHaveLength(IN_FLIGHT_MAX + 5);
  });

  test('are not waited for after a loss', async () => {
    const { server, me } = await meetAndLogIn();
    await server.clock.advance(STABLE_MS);
    me.say('hi');
    server.network.cut();
    await settle();
    expect(me.delivery('hi')).toBe('failed');
    await server.clock.advance(0);
    await server.logIn();
    await server.clock.advance(60_000);
    expect(server.of('message')).toHaveLength(0);
    expect(server.clock.pending).toBe(0);
  });
});

describe('a message that was dropped by the person', () => {
  test('while it waited is not sent', async () => {
    const { server, me } = await meetAndLogIn();
    me.whisper('bob', 'oops');
    me.session.discard(me.entry('oops'));
    await server.send({ type: 'join', username: 'bob' });
    expect(server.of('direct_message')).toEqual([]);
    expect(me.lines('dm:bob')).toEqual([]);
  });
});

describe('direct messages', () => {
  test('to the server are never sent: it does not take any', async () => {
    const { server, me } = await meetAndLogIn();
    await server.send({ type: 'join', username: 'Server' });
    me.whisper('Server', 'hello?');
    await server.clock.advance(60_000);
    expect(server.of('direct_message')).toEqual([]);
    expect(me.delivery('hello?')).toBe('queued');
  });

  test('go to somebody who is not here where the server keeps them', async () => {
    const { server, me } = await meetAndLogIn();
    await server.send(INFO);
    me.whisper('bob', 'hi');
    await settle();
    expect(server.of('direct_message')).toEqual([{ type: 'direct_message', recipient: 'bob', message: 'hi' }]);
  });

  test('that wait do not hold up messages to a channel', async () => {
    const { server, me } = await meetAndLogIn();
    for (let i = 0; i < IN_FLIGHT_MAX + 1; i++) me.whisper('bob', `psst ${String(i)}`);
    me.say('hello', 'channel:general');
    await settle();
    expect(server.of('message')).toHaveLength(1);
  });
});

describe('RWCI+', () => {
  test('a server that says what it is hears what the client is, once a connection and not before', async () => {
    const { server } = await meetAndLogIn();
    expect(server.of('client_info')).toEqual([]);
    await server.send(INFO);
    expect(server.of('client_info')).toEqual([
      { type: 'client_info', name: 'test client', version: '1', capabilities: ['resume'] },
    ]);
  });

  test('a server that said it before is not believed to be the same after a loss', async () => {
    const { server, me } = await meetAndLogIn();
    await server.send(INFO);
    await server.clock.advance(STABLE_MS);
    server.network.cut();
    await server.clock.advance(0);
    // A plain server has taken the address over: it would break.
    await server.logIn();
    me.whisper('bob', 'hi');
    await settle();
    expect(server.of('direct_message')).toEqual([]);
    expect(me.delivery('hi')).toBe('queued');
  });

  test('channels that were there before are not believed to be there after a loss', async () => {
    const { server, me } = await meet();
    await server.send(
      { type: 'auth', success: true },
      { type: 'user_list', users: [] },
      { type: 'channel_list', channels: ['general'] },
    );
    await server.clock.advance(STABLE_MS);
    server.network.cut();
    await server.clock.advance(0);
    await server.logIn();
    me.say('hi', 'channel:general');
    await settle();
    expect(server.frames.at(-1)).toBe('{"type":"message","message":"hi"}');
  });
});

describe('channels', () => {
  test('one that was asked for is opened when it is there', async () => {
    const { server, me } = await meetAndLogIn();
    await server.send({ type: 'channel_list', channels: ['general'] });
    expect(await me.session.room.createChannel('news')).toMatchObject({ ok: true });
    await server.send({ type: 'channel_create', channel: 'other' });
    expect(me.state.active).toBe('channel:general');
    await server.send({ type: 'channel_create', channel: 'news' });
    expect(me.state.active).toBe('channel:news');
    expect(server.of('channel_create')).toEqual([{ type: 'channel_create', channel: 'news' }]);
  });

  test('cannot be made or deleted without a login', async () => {
    const { server, me } = await meet();
    expect(await me.session.room.createChannel('news')).toEqual({ ok: false, reason: 'offline' });
    expect(await me.session.room.deleteChannel('news')).toEqual({ ok: false, reason: 'offline' });
    expect(server.of('channel_create')).toEqual([]);
  });
});
