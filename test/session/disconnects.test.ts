import { describe, expect, test } from 'vitest';
import type { ServerPacket } from '../../src-shared/protocol/index.ts';
import { GHOST_GRACE_MS, STABLE_MS } from '../../src-shared/session/reconnecting.ts';
import { LOGIN_ANSWER_TIMEOUT_MS, REFUSAL_GRACE_MS } from '../../src-shared/session/session.ts';
import { settle } from '../support/fake-clock.ts';
import { Person, type PersonOptions } from '../support/person.ts';
import { ScriptedServer } from '../support/scripted-server.ts';

const AUTH_OK: ServerPacket = { type: 'auth', status: 'Logged in ok', success: true };
const AUTH_FAILED: ServerPacket = { type: 'auth', status: 'Login failed', success: false };
const USERS: ServerPacket = { type: 'user_list', users: ['ann', 'me'] };

function meet(options?: PersonOptions): { server: ScriptedServer; me: Person } {
  const server = new ScriptedServer();
  return { server, me: new Person(server, 'me', options) };
}

async function meetAndLogIn(options?: PersonOptions): Promise<{ server: ScriptedServer; me: Person }> {
  const { server, me } = meet(options);
  me.open();
  await settle();
  await server.logIn();
  expect(me.state.ready).toBe(true);
  return { server, me };
}

/** How far a connection comes before it breaks. */
const STAGES: readonly (readonly [string, (server: ScriptedServer) => Promise<void>])[] = [
  ['while it is silent', () => settle()],
  ['after auth, before user_list', (server) => server.send(AUTH_OK)],
  ['after user_list, before channel_list', (server) => server.send(AUTH_OK, USERS)],
  [
    'after channel_list, before default_channel',
    (server) => server.send(AUTH_OK, USERS, { type: 'channel_list', channels: ['general'] }),
  ],
  ['when it is ready', (server) => server.logIn()],
];

const BREAKS: readonly (readonly [string, (server: ScriptedServer) => Promise<void>])[] = [
  [
    'cut',
    (server) => {
      server.network.cut();
      return settle();
    },
  ],
  ['closed with 1001', (server) => server.close(1001)],
  ['closed with 1011', (server) => server.close(1011)],
];

describe.each(BREAKS)('a first connection that is %s', (_how, breakIt) => {
  test.each(STAGES.slice(1))('%s: comes back by itself', async (_when, reach) => {
    const { server, me } = meet();
    me.open();
    await settle();
    await reach(server);
    expect(me.opened).toBeNull();
    await breakIt(server);
    expect(me.phase).toBe('reconnecting');
    expect(me.state.ready).toBe(false);
    await server.clock.advance(0);
    await server.logIn();
    expect(me.phase).toBe('connected');
    expect(me.state.ready).toBe(true);
    expect(server.connections).toBe(2);
  });

  test('while it is silent: is not tried again, and the person hears why', async () => {
    const { server, me } = meet();
    me.open();
    await settle();
    await breakIt(server);
    expect(me.phase).toBe('offline');
    expect(me.opened).toMatchObject({ kind: expect.stringMatching(/^(closed|not-rwci)$/) as string });
    await server.clock.advance(3_600_000);
    expect(server.connections).toBe(1);
    expect(server.clock.pending).toBe(0);
  });
});

describe.each(BREAKS)('a later connection that is %s', (_how, breakIt) => {
  test.each(STAGES)('%s: what waits is sent once, in order, when there is a login again', async (_when, reach) => {
    const { server, me } = await meetAndLogIn();
    await server.clock.advance(STABLE_MS);
    const lostAt = server.clock.now();
    server.network.cut();
    await settle();
    me.say('one');
    me.say('two');
    await server.clock.advance(0);
    // The second connection comes as far as the stage says; when that is far enough, it takes the messages.
    await reach(server);
    me.say('three');
    await settle();
    const writtenAtOnce = server.of('message').length;
    await breakIt(server);
    await server.clock.advance(1_000);
    await server.logIn();

    expect(server.connections).toBe(3);
    expect(server.of('message').map((packet) => (packet as { message: string }).message)).toEqual(['one', 'two', 'three']);
    const expected = writtenAtOnce === 3 ? 'failed' : 'written';
    for (const text of ['one', 'two', 'three']) expect(me.delivery(text)).toBe(expected);
    const gaps = me.lines().filter((line) => line.startsWith('gap'));
    expect(gaps[0]).toMatch(new RegExp(`^gap ${String(lostAt)}–`));
    expect(gaps.length).toBe(writtenAtOnce === 3 ? 2 : 1);
  });
});

describe('an attempt to connect', () => {
  test.each(['refused', 'not-found', 'unreachable', 'timeout', 'tls', 'not-rwci'] as const)(
    'that ends with “%s” says so',
    async (reach) => {
      const { server, me } = meet();
      server.network.reach = reach;
      me.open();
      await settle();
      expect(me.phase).toBe('offline');
      expect(me.opened).toEqual({ kind: reach, detail: `test: ${reach}` });
    },
  );

  test.each([
    ['never opens', 'hang' as const],
    ['opens and is silent', 'open' as const],
  ])('that %s is given up after a while', async (_what, reach) => {
    const { server, me } = meet();
    server.network.reach = reach;
    me.open();
    await server.clock.advance(LOGIN_ANSWER_TIMEOUT_MS - 1);
    expect(me.phase).toBe('connecting');
    await server.clock.advance(1);
    expect(me.phase).toBe('offline');
    expect(me.opened).toMatchObject({ kind: 'timeout' });
    expect(server.network.lines).toBe(0);
  });

  test('of somebody who was here before is repeated', async () => {
    const { server, me } = meet({ persistent: true });
    server.network.reach = 'refused';
    me.open();
    await server.clock.advance(60_000);
    expect(me.phase).toBe('reconnecting');
    expect(me.opened).toBeUndefined();
    server.network.reach = 'open';
    await server.clock.advance(10_000);
    await server.logIn();
    expect(me.opened).toBeNull();
  });

  test('that comes to a server that hangs up at once finds no RWCI server', async () => {
    const { server, me } = meet();
    me.open();
    await settle();
    await server.close(1000);
    expect(me.opened).toMatchObject({ kind: 'not-rwci' });
  });

  test('sends exactly the three fields of auth and nothing before the answer', async () => {
    const { server, me } = meet({ password: 'pä"ss' });
    me.open();
    await settle();
    me.say('too early');
    me.session.typing('channel:general');
    expect(server.frames).toEqual(['{"type":"auth","username":"me","password":"pä\\"ss"}']);
  });

  test('takes nothing but the answer before the login', async () => {
    const { server, me } = meet();
    me.open();
    await settle();
    await server.send({ type: 'message', author: 'ann', message: 'hi' }, USERS, { type: 'join', username: 'x' });
    expect(me.state.members).toEqual([]);
    expect(me.lines()).toEqual([]);
  });
});

describe('attempts to come back', () => {
  test('wait up to 1, 2, 4, 8, 16, 30, 30 s, half of it in the middle', async () => {
    const { server } = await meetAndLogIn({ random: () => 0.5 });
    await server.clock.advance(STABLE_MS);
    server.network.reach = 'refused';
    server.network.cut();
    const start = server.clock.now();
    const before = server.network.attempts;
    const times: number[] = [];
    for (let i = 0; i < 100; i++) {
      const attempts = server.network.attempts;
      await server.clock.advance(500);
      if (server.network.attempts > attempts) times.push(server.clock.now() - start);
    }
    expect(times).toEqual([500, 1_500, 3_500, 7_500, 15_500, 30_500, 45_500]);
    expect(server.network.attempts - before).toBe(times.length);
  });

  test('are spread', async () => {
    const early = await meetAndLogIn({ random: () => 0 });
    const late = await meetAndLogIn({ random: () => 0.999 });
    for (const { server } of [early, late]) {
      await server.clock.advance(STABLE_MS);
      server.network.cut();
      await settle();
    }
    const wait = ({ server, me }: typeof early) =>
      me.state.connection.phase === 'reconnecting' ? (me.state.connection.retryAt ?? 0) - server.clock.now() : null;
    expect([wait(early), wait(late)]).toEqual([0, 999]);
  });

  test('say when the next one is, and that one is under way', async () => {
    const { server, me } = await meetAndLogIn();
    server.network.reach = 'hang';
    server.network.cut();
    await settle();
    expect(me.state.connection).toMatchObject({ phase: 'reconnecting', retryAt: server.clock.now() });
    await server.clock.advance(0);
    expect(me.state.connection).toMatchObject({ phase: 'reconnecting', retryAt: null });
  });

  test('become slower when connections do not last, and begin anew after one that did', async () => {
    const { server, me } = await meetAndLogIn({ random: () => 0.5 });
    const waits: number[] = [];
    for (const lasts of [STABLE_MS, 100, 100, STABLE_MS]) {
      await server.clock.advance(lasts);
      server.network.cut();
      await settle();
      const { connection } = me.state;
      const wait = connection.phase === 'reconnecting' ? (connection.retryAt ?? 0) - server.clock.now() : -1;
      waits.push(wait);
      await server.clock.advance(wait);
      await server.logIn();
    }
    expect(waits).toEqual([500, 1_000, 2_000, 500]);
  });

  test.each(['networkChanged', 'retryNow'] as const)('%s: at once', async (how) => {
    const { server, me } = await meetAndLogIn();
    server.network.reach = 'refused';
    server.network.cut();
    await server.clock.advance(20_000);
    server.network.reach = 'open';
    const before = server.connections;
    me.session[how]();
    await settle();
    expect(server.connections).toBe(before + 1);
    await server.logIn();
    expect(me.phase).toBe('connected');
    await server.clock.advance(60_000);
    expect(server.connections).toBe(before + 1);
  });

  test.each(['networkChanged', 'retryNow'] as const)('%s: does nothing to a good connection', async (how) => {
    const { server, me } = await meetAndLogIn();
    me.session[how]();
    await server.clock.advance(1_000);
    expect(me.phase).toBe('connected');
    expect(server.connections).toBe(1);
  });

  test('a network that comes and goes has it tried at once every five seconds at most', async () => {
    const { server, me } = await meetAndLogIn({ random: () => 0.999 });
    server.network.reach = 'hang';
    server.network.cut();
    await server.clock.advance(120_000);
    server.network.reach = 'refused';
    const tried = async (ms: number) => {
      await server.clock.advance(ms);
      const before = server.network.attempts;
      me.session.networkChanged();
      return server.network.attempts - before;
    };
    // Each refusal is followed by waits of 1, 2, 4 … s: asked between two attempts.
    expect([await tried(60_500), await tried(500), await tried(2_000), await tried(3_000)]).toEqual([1, 0, 0, 1]);
  });

  test('a dead connection is found when the network changes', async () => {
    const { server, me } = await meetAndLogIn();
    server.network.freeze();
    me.session.networkChanged();
    await server.clock.advance(0);
    await server.logIn();
    expect(me.phase).toBe('connected');
    expect(server.connections).toBe(2);
  });

  test('a change of the network does not undo a refusal', async () => {
    const { server, me } = await meetAndLogIn();
    await server.close(4005, 'bye');
    me.session.networkChanged();
    await server.clock.advance(60_000);
    expect(server.connections).toBe(1);
    expect(me.state.connection).toEqual({ phase: 'offline', problem: { kind: 'kicked', detail: 'bye' } });
  });

  test.each([
    [4006, 'banned', 'login-failed'],
    [4007, 'replaced', 'offline'],
    [4005, 'kicked', 'offline'],
    [4013, 'guests-off', 'offline'],
  ])('none after %i, “%s”', async (code, problem, phase) => {
    const { server, me } = await meetAndLogIn();
    await server.close(code);
    await server.clock.advance(60_000);
    expect([me.phase, me.problem, server.connections]).toEqual([phase, problem, 1]);
  });
});

describe('a refused login', () => {
  test('whose socket stays open is ended by the client', async () => {
    const { server, me } = meet();
    me.open();
    await settle();
    await server.send(AUTH_FAILED);
    await server.clock.advance(REFUSAL_GRACE_MS);
    expect(me.phase).toBe('login-failed');
    expect(me.opened).toEqual({ kind: 'login-refused', detail: 'Login failed' });
    expect(server.network.lines).toBe(0);
    expect(server.clock.pending).toBe(0);
  });

  test.each([
    [4001, 'wrong-password'],
    [4002, 'already-connected'],
    [4003, 'name-refused'],
    [4006, 'banned'],
    [4011, 'pin-needed'],
    [4012, 'registration-closed'],
    [1000, 'login-refused'],
    [1011, 'login-refused'],
  ])('with close code %i is “%s” and is not repeated by itself', async (code, problem) => {
    const { server, me } = meet();
    me.open();
    await settle();
    await server.send(AUTH_FAILED);
    await server.close(code, 'why');
    await server.clock.advance(GHOST_GRACE_MS);
    expect([me.phase, me.problem, server.connections]).toEqual(['login-failed', problem, 1]);
  });

  test('is repeated by the person', async () => {
    const { server, me } = meet();
    me.open();
    await settle();
    await server.send(AUTH_FAILED);
    await server.close(1000);
    me.session.retryNow();
    await settle();
    await server.logIn();
    expect(me.phase).toBe('connected');
  });

  test('is not undone by a second answer', async () => {
    const { server, me } = meet();
    me.open();
    await settle();
    await server.send(AUTH_FAILED, AUTH_OK, USERS);
    await server.clock.advance(REFUSAL_GRACE_MS);
    expect(me.phase).toBe('login-failed');
  });

  test('right after a loss is taken for one’s own ghost and repeated for a minute', async () => {
    const { server, me } = await meetAndLogIn();
    server.network.cut();
    for (let passed = 0; passed < GHOST_GRACE_MS; passed += 1_000) {
      await server.clock.advance(1_000);
      await server.send(AUTH_FAILED);
      await server.close(1000);
    }
    expect(server.connections).toBeGreaterThan(5);
    await server.clock.advance(20_000);
    await server.send(AUTH_FAILED);
    await server.close(1000);
    expect([me.phase, me.problem]).toEqual(['login-failed', 'login-refused']);
    const { connections } = server;
    await server.clock.advance(3_600_000);
    expect(server.connections).toBe(connections);
  });

  test('for a wrong password is not taken for a ghost', async () => {
    const { server, me } = await meetAndLogIn();
    server.network.cut();
    await server.clock.advance(0);
    await server.send(AUTH_FAILED);
    await server.close(4001);
    expect([me.phase, me.problem]).toEqual(['login-failed', 'wrong-password']);
  });
});

describe('a closed session', () => {
  test.each(STAGES)('closed %s: leaves no connection and no timer, and does not come back', async (_when, reach) => {
    const { server, me } = meet();
    me.open();
    await settle();
    await reach(server);
    me.say('hi');
    me.session.close();
    await settle();
    expect(me.phase).toBe('offline');
    expect(me.opened).not.toBeUndefined();
    expect(server.clock.pending).toBe(0);
    expect(server.network.lines).toBe(0);
    expect(server.closes).toEqual([1000]);
    await server.clock.advance(3_600_000);
    expect(server.connections).toBe(1);
  });

  test('does not hear what was still under way', async () => {
    const { server, me } = meet();
    me.open();
    await settle();
    const sending = server.send(AUTH_OK, USERS);
    me.session.close();
    await sending;
    expect([me.phase, me.state.members]).toEqual(['offline', []]);
    expect(me.opened).toEqual({ kind: 'closed' });
  });

  test('closed while it waits: the wait is off', async () => {
    const { server, me } = await meetAndLogIn();
    server.network.reach = 'refused';
    server.network.cut();
    await server.clock.advance(20_000);
    me.session.close();
    expect(server.clock.pending).toBe(0);
    expect(me.phase).toBe('offline');
  });
});
