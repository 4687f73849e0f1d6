import { describe, expect, test } from 'vitest';
import { initialChatState, reduceChat, type ChatState } from '../../src-shared/chat/index.ts';
import { TYPING_EXPIRY_MS, TYPING_INTERVAL_MS, type ServerPacket } from '../../src-shared/protocol/index.ts';
import { PROBLEM_DETAIL_MAX_CHARS } from '../../src-shared/session/problems.ts';
import { LOGIN_SETTLE_TIMEOUT_MS, SETTLE_MS } from '../../src-shared/session/login-sequence.ts';
import { STABLE_MS } from '../../src-shared/session/reconnecting.ts';
import { Session } from '../../src-shared/session/session.ts';
import type { TransportListener } from '../../src-shared/session/transport.ts';
import { FakeClock, settle } from '../support/fake-clock.ts';
import { Person } from '../support/person.ts';
import { ScriptedServer } from '../support/scripted-server.ts';

const AUTH_OK: ServerPacket = { type: 'auth', status: 'Logged in ok', success: true };
const USERS: ServerPacket = { type: 'user_list', users: ['ann', 'me'] };

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

describe('a login sequence', () => {
  test('without a user_list is over after a while', async () => {
    const { server, me } = await meet();
    await server.send(AUTH_OK);
    me.say('hi');
    await server.clock.advance(LOGIN_SETTLE_TIMEOUT_MS - 1);
    expect(me.state.ready).toBe(false);
    await server.clock.advance(1);
    expect(me.state.ready).toBe(true);
    expect(server.of('message')).toEqual([{ type: 'message', message: 'hi' }]);
  });

  test('whose user_list is late is over once', async () => {
    const { server, me } = await meet();
    await server.send(AUTH_OK);
    await server.clock.advance(LOGIN_SETTLE_TIMEOUT_MS - 1);
    await server.send(USERS);
    await server.clock.advance(LOGIN_SETTLE_TIMEOUT_MS);
    expect(me.events.filter(({ type }) => type === 'login/settled')).toHaveLength(1);
    expect(me.state.members).toEqual(['ann', 'me']);
  });

  test('that names the default channel first is not over before the channels are known', async () => {
    const { server, me } = await meet();
    await server.send(AUTH_OK, USERS);
    me.say('hi', 'channel:general');
    await server.send({ type: 'default_channel', channel: 'general' });
    expect(server.of('message')).toEqual([]);
    await server.send({ type: 'channel_list', channels: ['general', 'news'] });
    expect(server.of('message')).toEqual([{ type: 'message', message: 'hi', channel: 'general' }]);
  });
});

describe('after the end of a session', () => {
  test.each<[string, (session: Session) => unknown]>([
    ['retryNow', (session) => session.retryNow()],
    ['networkChanged', (session) => session.networkChanged()],
    ['send', (session) => session.send('channel:general', 'hi')],
    ['retry', (session) => session.retry(1)],
    ['typing', (session) => session.typing('channel:general')],
    ['createChannel', (session) => session.room.createChannel('news')],
    ['open', (session) => session.open()],
    ['close', (session) => session.close()],
  ])('%s connects no more', async (_name, act) => {
    const { server, me } = await meetAndLogIn();
    me.session.close();
    await settle();
    const { attempts } = server.network;
    act(me.session);
    await server.clock.advance(60_000);
    expect(server.network.attempts).toBe(attempts);
    expect([me.phase, server.clock.pending]).toEqual(['offline', 0]);
  });

  test('while it waited for its next attempt neither', async () => {
    const { server, me } = await meetAndLogIn();
    server.network.reach = 'refused';
    server.network.cut();
    await server.clock.advance(20_000);
    me.session.close();
    const { attempts } = server.network;
    me.session.networkChanged();
    me.session.retryNow();
    await server.clock.advance(60_000);
    expect(server.network.attempts).toBe(attempts);
  });
});

describe('typing that was held back', () => {
  const START = 'channel:general';
  const draft = (me: Person, text: string): void => {
    me.state = reduceChat(me.state, { type: 'draft/changed', conversation: START, text });
  };
  /** Has said once that they type, writes on, and may not say so again yet. */
  async function writing(): Promise<{ server: ScriptedServer; me: Person }> {
    const met = await meetAndLogIn();
    met.me.session.typing(START);
    await met.server.clock.advance(1_000);
    draft(met.me, 'half a thou');
    met.me.session.typing(START);
    await settle();
    expect(met.server.of('typing')).toHaveLength(1);
    return met;
  }

  test('is sent when it may be', async () => {
    const { server } = await writing();
    await server.clock.advance(TYPING_INTERVAL_MS - 1_001);
    expect(server.of('typing')).toHaveLength(1);
    await server.clock.advance(1);
    expect(server.of('typing')).toHaveLength(2);
    await server.clock.advance(60_000);
    expect(server.of('typing')).toHaveLength(2);
  });

  test.each<[string, (me: Person, server: ScriptedServer) => unknown]>([
    ['the message was sent', (me) => me.say('done')],
    ['the draft is gone', (me) => draft(me, '')],
    ['only white space is left', (me) => draft(me, ' \n')],
    ['the person is in another conversation', (me) => me.show('dm:ann')],
    ['the session has ended', (me) => me.session.close()],
    ['the connection is lost', (_me, server) => server.network.cut()],
  ])('is not, when %s', async (_when, act) => {
    const { server, me } = await writing();
    act(me, server);
    await server.clock.advance(TYPING_INTERVAL_MS);
    expect(server.of('typing')).toHaveLength(1);
  });
});

describe('a server that floods', () => {
  test('with names that type holds few timers', async () => {
    const { server, me } = await meetAndLogIn();
    for (let i = 0; i < 500; i++) await server.send({ type: 'typing', username: `u${String(i)}` });
    expect(server.clock.pending).toBeLessThanOrEqual(me.state.typing.length);
    for (let i = 0; i < 500; i++) {
      const username = `v${String(i)}`;
      await server.send({ type: 'typing', username }, { type: 'message', author: username, message: 'x' });
    }
    expect(server.clock.pending).toBeLessThanOrEqual(me.state.typing.length);
  });

  test('leaves no timer of who was typing when the connection is lost', async () => {
    const { server, me } = await meetAndLogIn();
    await server.send({ type: 'typing', username: 'ann' });
    await server.clock.advance(TYPING_EXPIRY_MS - 1_000);
    server.network.cut();
    await server.clock.advance(0);
    await server.send(AUTH_OK, USERS, { type: 'typing', username: 'ann' });
    await server.clock.advance(1_000);
    expect(me.state.typing).toEqual(['ann']);
  });

  test('with a long reason is cut short', async () => {
    const { server, me } = await meet();
    await server.send({ type: 'auth', status: 'no '.repeat(10_000), success: false });
    await server.clock.advance(10_000);
    expect(me.opened?.kind).toBe('login-refused');
    expect(me.opened?.detail?.length).toBeLessThanOrEqual(PROBLEM_DETAIL_MAX_CHARS);
  });
});

describe('a transport that answers within send', () => {
  /** A server at the other end of a call: it echoes before `send` returns. */
  function meetEcho(): { clock: FakeClock; state: () => ChatState; session: Session; sent: string[] } {
    const clock = new FakeClock();
    const sent: string[] = [];
    let state = initialChatState('me', 'ws://echo');
    const session = new Session({
      url: 'ws://echo',
      username: 'me',
      password: 'x',
      persistent: false,
      client: { name: 'test', version: '1' },
      store: {
        state: () => state,
        dispatch: (event) => {
          state = reduceChat(state, event);
        },
      },
      connect: (_url, listener: TransportListener) => {
        queueMicrotask(() => {
          listener.onOpen();
        });
        const answer = (packet: ServerPacket): void => {
          listener.onMessage(JSON.stringify(packet));
        };
        return {
          send: (text) => {
            const packet = JSON.parse(text) as { type: string; message?: string };
            if (packet.type === 'auth') {
              answer(AUTH_OK);
              answer(USERS);
            } else if (packet.message !== undefined) {
              sent.push(packet.message);
              answer({ type: 'message', author: 'me', message: packet.message });
            }
          },
          close: () => undefined,
        };
      },
      clock,
      random: () => 0,
      nonce: () => 'nonce',
    });
    return { clock, state: () => state, session, sent };
  }

  test('doubles no line, and nothing is sent twice', async () => {
    const { clock, state, session, sent } = meetEcho();
    void session.open();
    await settle();
    for (const text of ['a', 'b', 'a', 'c']) session.send('channel:general', text);
    await clock.advance(SETTLE_MS);
    expect(sent).toEqual(['a', 'b', 'a', 'c']);
    const entries = state().conversations.flatMap((conversation) => conversation.entries);
    expect(entries.map((entry) => (entry.kind === 'message' ? `${entry.text} ${String(entry.delivery)}` : ''))).toEqual([
      'a delivered',
      'b delivered',
      'a delivered',
      'c delivered',
    ]);
    await clock.advance(60_000);
    expect(clock.pending).toBe(0);
  });
});

describe('a server that has lost its channels between two connections', () => {
  async function losesChannels(): Promise<{ server: ScriptedServer; me: Person }> {
    const { server, me } = await meet();
    await server.send(
      AUTH_OK,
      USERS,
      { type: 'channel_list', channels: ['general', 'secret'] },
      { type: 'default_channel', channel: 'general' },
    );
    await server.clock.advance(STABLE_MS);
    server.network.cut();
    await settle();
    me.say('for few ears', 'channel:secret');
    await server.clock.advance(0);
    await server.logIn();
    return { server, me };
  }

  test('hears nothing that was meant for one of them', async () => {
    const { server, me } = await losesChannels();
    expect(me.state.ready).toBe(true);
    expect(server.of('message')).toEqual([]);
    expect(me.delivery('for few ears')).toBe('failed');
    me.session.retry(me.entry('for few ears'));
    me.say('again', 'channel:secret');
    await server.clock.advance(60_000);
    expect(server.of('message')).toEqual([]);
    expect(me.delivery('again')).toBe('failed');
  });

  test('takes messages in the one conversation it has', async () => {
    const { server, me } = await losesChannels();
    me.say('hello', 'channel:general');
    await settle();
    expect(server.of('message')).toEqual([{ type: 'message', message: 'hello' }]);
  });

  test('and has them back later takes them again', async () => {
    const { server, me } = await losesChannels();
    await server.send({ type: 'channel_list', channels: ['general', 'secret'] });
    me.session.retry(me.entry('for few ears'));
    await settle();
    expect(server.of('message')).toEqual([{ type: 'message', message: 'for few ears', channel: 'secret' }]);
  });
});
