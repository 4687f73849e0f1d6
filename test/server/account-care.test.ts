import { describe, expect, test } from 'vitest';
import type { PasswordHasher } from '../../src-main/server/accounts/passwords.ts';
import type { LogFields, Logger } from '../../src-main/server/logger.ts';
import { ask, parse } from '../support/plus-client.ts';
import { settle, until, type RawClient, type SocketClient } from '../support/server-client.ts';
import { openRoom, quickHasher, temporaryFolder, type SocketRoom } from '../support/server-room.ts';

/** Olga owns the room, mod moderates, alice is a member, all with RWCI+; bob is a member with a plain client. */
async function people(options: Parameters<typeof openRoom>[0] = {}) {
  const room = await openRoom(options);
  const join = async (name: string) => {
    const client = await room.login(name);
    await client.introduce(name === 'alice' ? ['resume'] : []);
    return client;
  };
  const [olga, mod, alice] = [await join('olga'), await join('mod'), await join('alice')];
  const bob = await room.login('bob');
  await room.server.admin.setRole('olga', 'owner');
  await room.server.admin.setRole('mod', 'moderator');
  for (const client of [olga, mod, alice, bob]) await client.settled();
  return { room, olga, mod, alice, bob };
}

/** What a login is answered, and how it ends when that fails. */
async function attempt(room: SocketRoom, username: string, password: string): Promise<string> {
  const client = await room.connect();
  client.send({ type: 'auth', username, password });
  const { status } = (await client.nextPacket()) as { status: string };
  if (status === 'Login failed') return String((await client.ended()).code);
  client.close();
  await client.ended();
  return status;
}

const tokenOf = (texts: readonly string[]) =>
  texts.map((text) => parse(text) as { type: string; token?: string }).findLast(({ type }) => type === 'resume_token')?.token;

async function gone(client: RawClient, watcher: RawClient): Promise<void> {
  client.close();
  await watcher.upTo('quit');
}

/** Keeps all that is logged, as text. */
class Lines implements Logger {
  text = '';
  readonly info = (text: string, fields: LogFields = {}): void => {
    this.text += `${text} ${JSON.stringify(fields)}\n`;
  };
  readonly warn = this.info;
  readonly error = this.info;
}

/** Waits with each hash until it may go on. */
class HeldHasher implements PasswordHasher {
  isHeld = false;
  waiting: (() => void)[] = [];

  async hash(password: string): Promise<string> {
    await this.#turn();
    return quickHasher.hash(password);
  }

  async verify(stored: string, password: string): Promise<boolean> {
    const result = await quickHasher.verify(stored, password);
    await this.#turn();
    return result;
  }

  isCurrent(): boolean {
    return true;
  }

  release(): void {
    this.isHeld = false;
    for (const go of this.waiting.splice(0)) go();
  }

  #turn(): Promise<void> {
    return this.isHeld ? new Promise((resolve) => this.waiting.push(resolve)) : Promise.resolve();
  }
}

describe('a password that somebody else sets', () => {
  test('is the one that counts; tokens are gone, and the person is told why the connection ends', async () => {
    const dataDir = temporaryFolder();
    const { room, olga } = await people({ dataDir });
    const carol = await room.login('carol');
    const token = tokenOf(await carol.introduce(['resume'])) ?? (await carol.upTo('resume_token')).at(-1);
    const text = typeof token === 'string' && token.startsWith('{') ? tokenOf([token]) : token;
    expect(await ask(olga, { type: 'password_reset', username: 'Carol', password: 'fresh', nonce: 'n' })).toEqual({
      type: 'ack',
      nonce: 'n',
    });
    expect(await carol.ended()).toEqual({
      code: 4005,
      reason: 'your account was given a new password by olga, ask for it and log in again',
    });
    expect(await attempt(room, 'carol', 'password of carol')).toBe('4001');
    expect(await attempt(room, 'carol', text ?? '')).toBe('4010');
    await room.server.stop();
    const again = await openRoom({ dataDir });
    expect(await attempt(again, 'carol', 'fresh')).toBe('Logged in ok');
  });

  test('is told to a plain client in a direct message', async () => {
    const { olga, bob } = await people();
    await ask(olga, { type: 'password_reset', username: 'bob', password: 'fresh' });
    await bob.ended();
    expect(bob.inbox).toContain(
      '{"type":"direct_message","author":"Server","message":"Your account was given a new password by olga, ask for it and log in again."}',
    );
  });

  test('is in no log and not in the audit log', async () => {
    const log = new Lines();
    const { room, olga } = await people({ log });
    await ask(olga, { type: 'password_reset', username: 'bob', password: 'unspeakable' });
    const { message } = await room.server.admin.resetPassword('alice');
    const spoken = / is now (\S+)$/u.exec(message)?.[1] ?? '';
    expect(spoken).toMatch(/^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/u);
    expect(await attempt(room, 'alice', spoken)).toBe('Logged in ok');
    const all = log.text + JSON.stringify(room.server.admin.room.audit(100));
    expect(all).toContain('password_reset');
    expect(all).not.toContain('unspeakable');
    expect(all).not.toContain(spoken);
  });

  test.each([
    ['empty', ''],
    ['too long', 'x'.repeat(257)],
    ['a resume token', `rwci1.${'x'.repeat(43)}`],
  ])('that is %s is refused, and nothing changes', async (_what, password) => {
    const { room, olga, bob } = await people();
    expect(await ask(olga, { type: 'password_reset', username: 'bob', password })).toMatchObject({ code: 'bad_packet' });
    expect(bob.ending).toBeNull();
    await gone(bob, olga);
    expect(await attempt(room, 'bob', 'password of bob')).toBe('Logged in ok');
  });

  test('counts for a login whose old password is being checked meanwhile', async () => {
    const hasher = new HeldHasher();
    const { room, olga, bob } = await people({ hasher });
    await gone(bob, olga);
    hasher.isHeld = true;
    const late = await room.connect();
    late.send({ type: 'auth', username: 'bob', password: 'password of bob' });
    await until(() => hasher.waiting.length === 1, 'the password is being checked');
    hasher.isHeld = false;
    await ask(olga, { type: 'password_reset', username: 'bob', password: 'fresh' });
    hasher.release();
    expect(await late.ended()).toEqual({ code: 4001, reason: 'this account was changed meanwhile, log in again' });
  });

  test('is set one at a time by each person', async () => {
    const hasher = new HeldHasher();
    const { olga } = await people({ hasher });
    hasher.isHeld = true;
    olga.send({ type: 'password_reset', username: 'alice', password: 'one', nonce: 'r1' });
    await until(() => hasher.waiting.length === 1, 'the first is being hashed');
    expect(await ask(olga, { type: 'password_reset', username: 'bob', password: 'two' })).toMatchObject({ code: 'busy' });
    hasher.release();
    expect(parse((await olga.upTo('ack')).at(-1) ?? '')).toEqual({ type: 'ack', nonce: 'r1' });
    expect(await ask(olga, { type: 'password_reset', username: 'bob', password: 'two' })).toMatchObject({ type: 'ack' });
  });
});

describe("one's own password", () => {
  test('is set without losing the connection; all tokens go, and this client gets a new one', async () => {
    const { room, alice } = await people();
    alice.send({ type: 'password_reset', username: 'alice', password: 'my own', nonce: 'n' });
    const token = tokenOf([...(await alice.upTo('ack')), ...(await alice.upTo('resume_token'))]) ?? '';
    expect(alice.ending).toBeNull();
    alice.close();
    await alice.ended();
    expect(await attempt(room, 'alice', 'password of alice')).toBe('4001');
    expect(await attempt(room, 'alice', token)).toBe('Logged in ok');
    expect(await attempt(room, 'alice', 'my own')).toBe('Logged in ok');
  });
});

describe('an account that is deleted', () => {
  const said = (client: SocketClient, message: string) => ask(client, { type: 'message', message });

  test('is heard of by those who know RWCI+, and its person is told why the connection ends', async () => {
    const { olga, alice, bob } = await people();
    olga.send({ type: 'account_delete', username: 'alice', reason: 'squatted', nonce: 'n' });
    expect((await olga.upTo('quit')).filter((text) => !text.includes('presence'))).toEqual([
      '{"type":"account_delete","username":"alice","by":"olga","reason":"squatted"}',
      '{"type":"ack","nonce":"n"}',
      '{"type":"quit","username":"alice"}',
    ]);
    expect(await alice.ended()).toEqual({ code: 4005, reason: 'your account was deleted: squatted' });
    await ask(olga, { type: 'account_delete', username: 'bob' });
    await bob.ended();
    expect(bob.inbox).toContain('{"type":"direct_message","author":"Server","message":"Your account was deleted."}');
    expect(bob.inbox.some((text) => text.includes('account_delete'))).toBe(false);
  });

  test('frees the name, in any spelling; what it said stays under its name', async () => {
    const dataDir = temporaryFolder();
    const { room, olga, alice } = await people({ dataDir });
    await said(alice, 'hello');
    await ask(olga, { type: 'account_delete', username: 'alice' });
    await alice.ended();
    expect(await attempt(room, 'Alice', 'of somebody else')).toBe('Registered and logged in ok');
    await room.server.stop();
    const again = await openRoom({ dataDir });
    const other = await again.login('Alice', 'of somebody else');
    await other.introduce();
    const { messages } = await ask(other, { type: 'history', channel: 'general' });
    expect(messages?.map(({ author, message }) => [author, message])).toEqual([['alice', 'hello']]);
  });

  test('leaves nothing of its own to whoever comes next under the name', async () => {
    const { room, olga, alice, bob } = await people();
    // The newest account: an id that is given out again would be this one's.
    await ask(alice, { type: 'direct_message', recipient: 'bob', message: 'for bob alone' });
    await bob.upTo('direct_message');
    await room.server.admin.mute('bob', null, 'loud');
    await gone(bob, olga);
    await ask(alice, { type: 'direct_message', recipient: 'bob', message: 'kept for bob' });
    await ask(olga, { type: 'account_delete', username: 'bob' });
    expect(await ask(alice, { type: 'direct_message', recipient: 'bob', message: 'x' })).toMatchObject({
      code: 'unknown_user',
    });

    const next = await room.login('bob', 'of somebody else');
    expect(await next.settled()).toEqual([]);
    await next.introduce();
    expect((await ask(next, { type: 'history' })).messages?.map(({ message }) => message)).toEqual(['barrier bob 0']);
    expect((await ask(next, { type: 'history', username: 'alice' })).messages).toEqual([]);
    expect(await said(next, 'not muted')).toMatchObject({ type: 'ack' });
    // She still has what she wrote to the one who is gone.
    const hers = await ask(alice, { type: 'history' });
    expect(hers.messages?.filter(({ recipient }) => recipient === 'bob').map(({ message }) => message)).toEqual([
      'for bob alone',
    ]);
    expect((await ask(alice, { type: 'history', username: 'bob' })).messages).toEqual([]);
  });

  test('is not let in by a login that began before', async () => {
    const hasher = new HeldHasher();
    const { room, olga, bob } = await people({ hasher });
    await gone(bob, olga);
    hasher.isHeld = true;
    const late = await room.connect();
    late.send({ type: 'auth', username: 'bob', password: 'password of bob' });
    await until(() => hasher.waiting.length === 1, 'the password is being checked');
    await ask(olga, { type: 'account_delete', username: 'bob' });
    hasher.release();
    expect((await late.ended()).code).toBe(4001);
    expect(await attempt(room, 'bob', 'of somebody else')).toBe('Registered and logged in ok');
  });

  test('does nothing more with what it has sent already', async () => {
    const { room, olga, mod, alice } = await people({ limits: { messageBurst: 2, messagesPerSecond: 1 } });
    for (let i = 0; i < 5; i++) mod.send({ type: 'mute', username: 'alice', reason: String(i) });
    await ask(olga, { type: 'account_delete', username: 'mod' });
    await mod.ended();
    await settle();
    expect(await ask(alice, { type: 'message', message: 'last' })).toMatchObject({});
    const muted = room.server.admin.room.audit(100).filter(({ action, by }) => action === 'mute' && by === 'mod');
    expect(muted.length).toBeLessThan(5);
  });

  test('keeps its channels in the room, as nobody’s', async () => {
    const { room, olga, alice } = await people();
    await ask(alice, { type: 'channel_create', channel: 'garden' });
    await ask(olga, { type: 'account_delete', username: 'alice' });
    const next = await room.login('alice', 'of somebody else');
    const info = (await next.introduce()).find((text) => text.startsWith('{"type":"channel_info"'));
    expect(info).toContain('"channel":"garden","topic":"","creator":null');
    expect(await ask(next, { type: 'channel_delete', channel: 'garden' })).toMatchObject({ code: 'not_allowed' });
  });

  test('is no owner’s: the person at the server takes the role first', async () => {
    const { room } = await people();
    await room.server.admin.setRole('alice', 'owner');
    expect(await room.server.admin.deleteAccount('olga', '')).toEqual({
      ok: false,
      message: 'olga owns this server and cannot be deleted.',
    });
    await room.server.admin.setRole('olga', 'member');
    expect(await room.server.admin.deleteAccount('olga', '')).toEqual({
      ok: true,
      message: 'Deleted the account olga. The name is free.',
    });
  });
});
