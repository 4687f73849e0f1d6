import { describe, expect, test } from 'vitest';
import { CloseCode, type ServerPacket } from '../../src-shared/protocol/index.ts';
import { REFUSAL_GRACE_MS } from '../../src-shared/session/session.ts';
import { settle } from '../support/fake-clock.ts';
import { Person } from '../support/person.ts';
import { ScriptedServer } from '../support/scripted-server.ts';

const TOKEN = `rwci1.${'aB3_-'.repeat(8)}xyz`;
const NEWER = `rwci1.${'Zz9_-'.repeat(8)}xyz`;
const REFUSED: ServerPacket = { type: 'auth', status: 'Login failed', success: false };

const tokenPacket = (token: string): ServerPacket => ({ type: 'resume_token', token, expires: 0 });

/** What stood in the password's place at each login. */
const secrets = (server: ScriptedServer) => server.of('auth').map((packet) => (packet as { password: string }).password);

/** Somebody who has a token and has lost the connection, up to the login of the reconnect. */
async function comeBack(...tokens: string[]): Promise<{ server: ScriptedServer; me: Person }> {
  const server = new ScriptedServer();
  const me = new Person(server, 'me').open();
  await settle();
  await server.logIn();
  for (const token of tokens) await server.send(tokenPacket(token));
  server.network.cut();
  await settle();
  await server.clock.advance(0);
  return { server, me };
}

describe('a session that got a resume token', () => {
  test('comes back with it in the password’s place, in exactly the fields of the RFC', async () => {
    const { server, me } = await comeBack(TOKEN);
    await server.logIn();
    expect(me.phase).toBe('connected');
    expect(server.frames.filter((text) => text.includes('"auth"'))).toEqual([
      '{"type":"auth","username":"me","password":"me’s password"}',
      `{"type":"auth","username":"me","password":"${TOKEN}"}`,
    ]);
  });

  test('uses the newest', async () => {
    const { server } = await comeBack(TOKEN, NEWER);
    expect(secrets(server)).toEqual(['me’s password', NEWER]);
  });

  test('logs in with the new password when it is refused after the password was changed', async () => {
    const server = new ScriptedServer();
    const me = new Person(server, 'me').open();
    await settle();
    await server.logIn();
    await server.send({
      type: 'server_info',
      name: 'Room',
      version: '1',
      capabilities: [],
      limits: { message_bytes: 65_536, name_code_points: 32 },
    });
    await server.send({ type: 'user_list', users: ['me'] });
    const changed = me.session.changePassword('me’s password', 'another');
    await settle();
    const [asked] = server.of('password_reset');
    expect(asked).toMatchObject({ username: 'me', password: 'another' });
    await server.send(tokenPacket(TOKEN));
    await server.send({ type: 'ack', nonce: (asked as { nonce: string }).nonce });
    expect(await changed).toMatchObject({ ok: true });
    server.network.cut();
    await settle();
    await server.clock.advance(0);
    await server.send(REFUSED);
    await server.close(CloseCode.tokenRefused);
    expect(secrets(server)).toEqual(['me’s password', TOKEN, 'another']);
  });

  test.each([
    ['with 4010', CloseCode.tokenRefused],
    ['as a wrong password, by a server that knows no tokens', CloseCode.wrongPassword],
    ['without a word', 1000],
    ['by a cut', 1006],
  ])('logs in with the password at once when it is refused %s', async (_how, code) => {
    const { server, me } = await comeBack(TOKEN);
    await server.send(REFUSED);
    await server.close(code);
    expect(secrets(server)).toEqual(['me’s password', TOKEN, 'me’s password']);
    expect(me.phase).toBe('reconnecting');
    await server.logIn();
    expect(me.phase).toBe('connected');
  });

  test('does so too when the server refuses and leaves the socket open', async () => {
    const { server, me } = await comeBack(TOKEN);
    await server.send(REFUSED);
    await server.clock.advance(REFUSAL_GRACE_MS);
    expect(secrets(server)).toEqual(['me’s password', TOKEN, 'me’s password']);
    await server.logIn();
    expect(me.phase).toBe('connected');
  });

  test('hears that the password is wrong when that is refused as well', async () => {
    const { server, me } = await comeBack(TOKEN);
    await server.send(REFUSED);
    await server.close(CloseCode.tokenRefused);
    await server.send(REFUSED);
    await server.close(CloseCode.wrongPassword);
    expect([me.phase, me.problem]).toEqual(['login-failed', 'wrong-password']);
    await server.clock.advance(3_600_000);
    expect(secrets(server)).toHaveLength(3);
  });

  test.each([
    ['the account is still connected', CloseCode.alreadyConnected],
    ['the server has no room', CloseCode.tryAgainLater],
    ['the server stops', CloseCode.goingAway],
  ])('keeps it when %s', async (_why, code) => {
    const { server } = await comeBack(TOKEN);
    await server.send(REFUSED);
    await server.close(code);
    await server.clock.advance(2_000);
    expect(secrets(server)).toEqual(['me’s password', TOKEN, TOKEN]);
  });

  test('keeps it when the connection breaks before an answer', async () => {
    const { server } = await comeBack(TOKEN);
    server.network.cut();
    await settle();
    await server.clock.advance(2_000);
    expect(secrets(server)).toEqual(['me’s password', TOKEN, TOKEN]);
  });

  test('tells nobody: it is in no event and not in the state', async () => {
    const { server, me } = await comeBack(TOKEN);
    await server.logIn();
    expect(JSON.stringify([me.events, me.state])).not.toContain(TOKEN.slice(6));
  });

  test('has it in memory alone, and for that server alone', async () => {
    const { server } = await comeBack(TOKEN);
    new Person(server, 'me').open();
    await settle();
    const elsewhere = new ScriptedServer();
    new Person(elsewhere, 'me').open();
    await settle();
    expect(secrets(server).at(-1)).toBe('me’s password');
    expect(secrets(elsewhere)).toEqual(['me’s password']);
  });
});

test('somebody whom a busy server sends away tries again for as long as that takes', async () => {
  const { server, me } = await comeBack();
  for (let attempt = 0; attempt < 30; attempt++) {
    await server.send(REFUSED);
    await server.close(CloseCode.tryAgainLater, 'busy, try again in 5 s');
    expect([me.phase, me.problem]).toEqual(['reconnecting', 'closed']);
    await server.clock.advance(10_000);
  }
  await server.logIn();
  expect(me.phase).toBe('connected');
});

test.each([['chosen by the server'], [`${TOKEN}x`], [TOKEN.replace('rwci1', 'rwci2')], ['']])(
  'what does not look like a token is not sent in the password’s place: %j',
  async (odd) => {
    const { server } = await comeBack(odd);
    expect(secrets(server)).toEqual(['me’s password', 'me’s password']);
  },
);

test('a token before the login was answered is nothing', async () => {
  const server = new ScriptedServer();
  const me = new Person(server, 'me', { persistent: true }).open();
  await settle();
  await server.send(tokenPacket(TOKEN));
  await server.close(CloseCode.goingAway);
  await server.clock.advance(2_000);
  expect(secrets(server)).toEqual(['me’s password', 'me’s password']);
  expect(me.phase).toBe('reconnecting');
});

describe('a session that knows no password, only a token of an earlier one', () => {
  const heard: (string | null)[] = [];
  const open = async (): Promise<{ server: ScriptedServer; me: Person }> => {
    heard.length = 0;
    const server = new ScriptedServer();
    const onToken = (token: string | null) => heard.push(token);
    const me = new Person(server, 'me', { password: null, token: TOKEN, onToken, persistent: true }).open();
    await settle();
    return { server, me };
  };

  test('logs in with it, and says each newer one', async () => {
    const { server, me } = await open();
    await server.logIn();
    await server.send(tokenPacket(NEWER));
    expect(secrets(server)).toEqual([TOKEN]);
    expect(me.phase).toBe('connected');
    expect(heard).toEqual([NEWER]);
  });

  test('asks for the password when it is refused, and tries nothing else', async () => {
    const { server, me } = await open();
    await server.send(REFUSED);
    await server.close(CloseCode.tokenRefused);
    await server.clock.advance(60_000);
    expect(me.state.connection).toEqual({ phase: 'offline', problem: { kind: 'password-needed' } });
    expect(secrets(server)).toEqual([TOKEN]);
    expect(heard).toEqual([null]);
  });
});
