import { describe, expect, test } from 'vitest';
import type { ServerPacket } from '../../src-shared/protocol/index.ts';
import { PING_AFTER_MS, PONG_TIMEOUT_MS } from '../../src-shared/session/heartbeat.ts';
import type { Clock } from '../../src-shared/session/clock.ts';
import type { Connect } from '../../src-shared/session/transport.ts';
import { settle } from '../support/fake-clock.ts';
import { Person } from '../support/person.ts';
import { ScriptedServer } from '../support/scripted-server.ts';
import { openRoom } from './rooms.ts';

/** As a browser's WebSocket: one that cannot ask for a sign of life by itself. */
const withoutProbe =
  (connect: Connect): Connect =>
  (url, listener) => {
    const transport = connect(url, listener);
    return {
      send: (text) => {
        transport.send(text);
      },
      close: (code, reason) => {
        transport.close(code, reason);
      },
    };
  };

const login = (...capabilities: string[]): ServerPacket[] => [
  { type: 'auth', status: 'Logged in ok', success: true },
  { type: 'user_list', users: ['ann', 'me'] },
  { type: 'channel_list', channels: ['general'] },
  { type: 'default_channel', channel: 'general' },
  {
    type: 'server_info',
    name: 'room',
    version: '1',
    capabilities,
    limits: { message_bytes: 65_536, name_code_points: 32 },
  },
];
const PONG: ServerPacket = { type: 'pong' };

/** Somebody in a page, logged in on a server that answers only what the test has it answer. */
async function meet(capabilities = ['ping']): Promise<{ server: ScriptedServer; me: Person }> {
  const server = new ScriptedServer();
  const { clock, connect, url } = server;
  const me = new Person({ url, clock, connect: withoutProbe(connect) }, 'me').open();
  await settle();
  await server.send(...login(...capabilities));
  expect(me.phase).toBe('connected');
  return { server, me };
}

const pings = (server: ScriptedServer) => server.of('ping').length;

describe('a connection whose transport cannot ping', () => {
  test('is asked for a sign of life after a silence, by a packet', async () => {
    const { server, me } = await meet();
    await server.clock.advance(PING_AFTER_MS - 1);
    expect(pings(server)).toBe(0);
    await server.clock.advance(1);
    expect(server.of('ping')).toEqual([{ type: 'ping' }]);
    const heard = me.events.length;
    await server.send(PONG);
    expect(me.events.length, 'the answer is nothing that the state hears of').toBe(heard);
    await server.clock.advance(PONG_TIMEOUT_MS);
    expect([me.phase, pings(server)]).toEqual(['connected', 1]);
    await server.clock.advance(PING_AFTER_MS - PONG_TIMEOUT_MS);
    expect(pings(server)).toBe(2);
  });

  test('is given up when nothing follows, and made anew', async () => {
    const { server, me } = await meet();
    server.network.freeze();
    await server.clock.advance(PING_AFTER_MS + PONG_TIMEOUT_MS - 1);
    expect(me.phase).toBe('connected');
    await server.clock.advance(1);
    expect([server.connections, me.problem]).toEqual([2, 'timeout']);
    await server.send(...login('ping'));
    expect(me.phase).toBe('connected');
    await server.clock.advance(PING_AFTER_MS);
    expect(server.of('ping').length, 'the new connection is watched as well').toBe(1);
  });

  test.each([
    ['a message', { type: 'message', author: 'ann', message: 'hi', channel: 'general' }],
    ['what is no packet', { type: 'unheard of' }],
  ])('lives on when anything comes behind the question: %s', async (_what, packet) => {
    const { server, me } = await meet();
    await server.clock.advance(PING_AFTER_MS + PONG_TIMEOUT_MS - 1);
    await server.send(packet as ServerPacket);
    await server.clock.advance(PONG_TIMEOUT_MS);
    expect([me.phase, server.connections]).toEqual(['connected', 1]);
  });

  test('is not asked while it is heard', async () => {
    const { server } = await meet();
    for (let i = 0; i < 10; i++) {
      await server.clock.advance(PING_AFTER_MS / 2);
      await server.send({ type: 'typing', username: 'ann' });
    }
    expect(pings(server)).toBe(0);
    await server.clock.advance(PING_AFTER_MS);
    expect(pings(server)).toBe(1);
  });

  test('is asked at once when the network changed, once for all changes', async () => {
    const { server, me } = await meet();
    server.network.freeze();
    for (let i = 0; i < 3; i++) {
      me.session.networkChanged();
      await server.clock.advance(1_000);
    }
    expect(me.phase).toBe('connected');
    await server.clock.advance(PONG_TIMEOUT_MS - 3_000);
    expect(server.connections).toBe(2);
  });

  test('is asked again where the end of the wait came late: the page slept, not the server', async () => {
    const server = new ScriptedServer();
    let sleptMs = 0;
    const clock: Clock = { now: () => server.clock.now() + sleptMs, after: (ms, run) => server.clock.after(ms, run) };
    const me = new Person({ url: server.url, clock, connect: withoutProbe(server.connect) }, 'me').open();
    await settle();
    await server.send(...login('ping'));
    await server.clock.advance(PING_AFTER_MS);
    sleptMs = 60_000;
    await server.clock.advance(PONG_TIMEOUT_MS);
    expect([me.phase, pings(server)]).toEqual(['connected', 2]);
    sleptMs += 60_000;
    await server.clock.advance(PONG_TIMEOUT_MS);
    expect(server.connections, 'but not for ever').toBe(2);
  });

  test('is watched although the clock is put back', async () => {
    const server = new ScriptedServer();
    let back = 0;
    const clock: Clock = { now: () => server.clock.now() - back, after: (ms, run) => server.clock.after(ms, run) };
    new Person({ url: server.url, clock, connect: withoutProbe(server.connect) }, 'me').open();
    await settle();
    await server.send(...login('ping'));
    back = 3_600_000;
    await server.clock.advance(2 * PING_AFTER_MS);
    expect(pings(server)).toBe(1);
  });
});

test('a server that does not offer it gets no ping', async () => {
  const { server, me } = await meet(['ack', 'history']);
  me.session.networkChanged();
  await server.clock.advance(60_000);
  expect([pings(server), server.connections, me.phase]).toEqual([0, 1, 'connected']);
});

test('a transport that pings by itself is left to it', async () => {
  const server = new ScriptedServer();
  const me = new Person(server, 'me').open();
  await settle();
  await server.send(...login('ping'));
  me.session.networkChanged();
  await server.clock.advance(60_000);
  expect([pings(server), me.phase]).toEqual([0, 'connected']);
});

test('our server answers, so that a quiet connection holds; one through which nothing passes is made anew', async () => {
  const room = await openRoom('our server');
  const place = { url: room.url, clock: room.clock, connect: withoutProbe(room.connect) };
  const me = new Person(place, 'me').open();
  room.people.push(me);
  await room.ready(me);
  await room.clock.advance(10 * 60_000);
  expect([me.phase, room.network.attempts]).toEqual(['connected', 1]);
  room.network.freeze();
  await room.clock.advance(PING_AFTER_MS + PONG_TIMEOUT_MS);
  expect(room.network.attempts).toBe(2);
  await room.end();
});
