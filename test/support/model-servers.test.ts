import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { until } from './fake-clock.ts';
import type { Json, ListeningServer, ModelServer } from './plain-server.ts';
import { startStrictServer } from './strict-server.ts';
import { startWildServer } from './wild-server.ts';

/** The model servers judge our client, so they are judged first: over real sockets, by a client that does what one must not. */

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function started<S extends ModelServer>(starting: Promise<ListeningServer<S>>): Promise<ListeningServer<S>> {
  const server = await starting;
  stops.push(() => server.stop());
  return server;
}

interface Raw {
  readonly got: Json[];
  readonly texts: string[];
  /** The close code; null while the connection lives. */
  closed: number | null;
  send(packet: Json | string): void;
  close(): void;
}

async function connect(url: string): Promise<Raw> {
  const socket = new WebSocket(url);
  const raw: Raw = {
    got: [],
    texts: [],
    closed: null,
    send: (packet) => {
      socket.send(typeof packet === 'string' ? packet : JSON.stringify(packet));
    },
    close: () => {
      socket.close();
    },
  };
  socket.on('message', (data) => {
    const text = (data as Buffer).toString('utf8');
    raw.texts.push(text);
    raw.got.push(JSON.parse(text) as Json);
  });
  socket.on('close', (code) => {
    raw.closed = code;
  });
  await until(() => socket.readyState === WebSocket.OPEN, 'the socket is open');
  return raw;
}

async function logIn(url: string, username: string): Promise<Raw> {
  const raw = await connect(url);
  raw.send({ type: 'auth', username, password: 'x' });
  await until(() => raw.got.some(({ type }) => type === 'user_list'), 'the login is over');
  return raw;
}

describe('the strict server', () => {
  test('greets as the RFC writes it', async () => {
    const { url } = await started(startStrictServer());
    const ann = await logIn(url, 'ann');
    await until(() => ann.texts.length === 3, 'the join came');
    expect(ann.texts).toEqual([
      '{"type":"auth","status":"Registered and logged in ok","success":true}',
      '{"type":"user_list","users":[]}',
      '{"type":"join","username":"ann"}',
    ]);
  });

  test('refuses a second login of the same name and closes', async () => {
    const { url } = await started(startStrictServer());
    await logIn(url, 'ann');
    const second = await connect(url);
    second.send({ type: 'auth', username: 'ann', password: 'x' });
    await until(() => second.closed !== null, 'it is closed');
    expect(second.texts).toEqual(['{"type":"auth","status":"Login failed","success":false}']);
  });

  test.each<[string, Json | string, boolean]>([
    ['a field too many', { type: 'message', message: 'hi', channel: 'general' }, true],
    ['a field too few', { type: 'typing' }, true],
    ['a field of a wrong type', { type: 'message', message: 1 }, true],
    ['an unknown type', { type: 'client_info' }, false],
    ['no JSON', 'hello', false],
    ['a second auth', { type: 'auth', username: 'ann', password: 'x' }, false],
    ['an empty message', { type: 'message', message: '' }, false],
    ['somebody else’s typing', { type: 'typing', username: 'bob' }, false],
    ['a direct message to nobody', { type: 'direct_message', recipient: 'bob', message: 'x' }, false],
  ])('records %s', async (_what, packet, closes) => {
    const { url, violations } = await started(startStrictServer());
    const ann = await logIn(url, 'ann');
    ann.send(packet);
    await until(() => violations.length === 1, 'it is recorded');
    if (closes) await until(() => ann.closed !== null, 'it is closed');
    else expect(ann.closed).toBeNull();
  });

  test('records what comes before a login, and closes', async () => {
    const { url, violations } = await started(startStrictServer());
    const raw = await connect(url);
    raw.send({ type: 'message', message: 'hi' });
    await until(() => raw.closed !== null, 'it is closed');
    expect(violations).toEqual(['before login: message before auth']);
  });
});

describe('the wild server', () => {
  test('greets in its own words and order', async () => {
    const { url } = await started(startWildServer());
    await logIn(url, 'bob');
    const ann = await logIn(url, 'ann');
    await until(() => ann.texts.length === 4, 'all came');
    expect(ann.texts).toEqual([
      '{"type":"auth","new_account":true,"success":true}',
      '{"type":"user_list","users":["bob"]}',
      '{"type":"channel_list","channels":["general","random"]}',
      '{"type":"default_channel","channel":"general"}',
    ]);
  });

  test('echoes a message with its channel, and typing to its sender', async () => {
    const { url, violations } = await started(startWildServer({ listsSelf: true }));
    const ann = await logIn(url, 'ann');
    ann.send({ type: 'message', message: 'hi', channel: 'random' });
    ann.send({ type: 'typing' });
    await until(() => ann.texts.length === 6, 'both came back');
    expect(ann.texts[1]).toBe('{"type":"user_list","users":["ann"]}');
    expect(ann.texts.slice(4)).toEqual([
      '{"type":"message","channel":"random","author":"ann","message":"hi"}',
      '{"type":"typing","username":"ann"}',
    ]);
    expect(violations).toEqual([]);
  });

  test('answers a wrong password and leaves the socket open', async () => {
    const { url, violations } = await started(startWildServer());
    await logIn(url, 'ann');
    const thief = await connect(url);
    thief.send({ type: 'auth', username: 'ann', password: 'y' });
    await until(() => thief.texts.length === 1, 'the answer came');
    expect(thief.texts).toEqual(['{"type":"auth","new_account":false,"success":false}']);
    expect(thief.closed).toBeNull();
    expect(violations).toEqual([]);
  });

  test('is killed by an extra field in auth', async () => {
    const { url, violations } = await started(startWildServer());
    const raw = await connect(url);
    raw.send({ type: 'auth', username: 'ann', password: 'x', client: 'me' });
    await until(() => raw.closed !== null, 'it is closed');
    expect(violations).toHaveLength(1);
  });

  test('is killed by a message without a channel', async () => {
    const { url, violations } = await started(startWildServer());
    const ann = await logIn(url, 'ann');
    ann.send({ type: 'message', message: 'hi' });
    await until(() => ann.closed !== null, 'it is closed');
    expect(violations).toHaveLength(1);
  });

  test('is poisoned by a direct message to nobody: the sender is thrown out, and from then on no quit is told', async () => {
    const { url, server, violations } = await started(startWildServer());
    const [ann, bob, eve] = [await logIn(url, 'ann'), await logIn(url, 'bob'), await logIn(url, 'eve')];
    bob.send({ type: 'direct_message', recipient: 'nobody', message: 'x' });
    await until(() => bob.closed !== null, 'bob is thrown out');
    expect([server.poisoned, violations.length]).toEqual([true, 1]);
    eve.close();
    await until(() => server.online().join() === 'ann', 'only ann is left');
    server.broadcast('is anybody there?');
    await until(() => ann.got.some(({ type }) => type === 'broadcast'), 'ann hears the server');
    expect(ann.got.filter(({ type }) => type === 'quit')).toEqual([]);
  });
});
