import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { DEFAULT_LIMITS, type ServerLimits } from '../../src-main/server/limits.ts';
import type { Visitor } from '../../src-main/server/server-core.ts';
import { silentLogger } from '../../src-main/server/logger.ts';
import type { ServerOptions } from '../../src-main/server/server.ts';
import { loadSqlite, type Database } from '../../src-main/server/storage/sqlite.ts';
import { Storage } from '../../src-main/server/storage/storage.ts';
import { HeldWriter } from '../support/held-writer.ts';
import { ask, parse, type Packet } from '../support/plus-client.ts';
import { MemoryClient, settle, SocketClient, until, type RawClient } from '../support/server-client.ts';
import { FakeServerClock, openMemoryRoom, openRoom, temporaryFolder, type MemoryRoom } from '../support/server-room.ts';

/** docs/PROTOCOL.md, "guests who only pass by". */

const DAY_MS = 86_400_000;
const FORGOTTEN_MS = DEFAULT_LIMITS.guestForgottenAfterMs;

type Told = Packet & Readonly<Record<string, unknown>>;

/** A guest's browser: it connects with `guest=1`. */
function visit(room: MemoryRoom, from: Partial<Visitor> = {}): MemoryClient {
  const client = new MemoryClient();
  client.join(room.server, { address: '127.0.0.1', isGuest: true, ...from });
  return client;
}

async function guest(room: MemoryRoom, name: string, from?: Partial<Visitor>): Promise<MemoryClient> {
  const client = visit(room, from);
  await client.login(name);
  return client;
}

async function leave(client: RawClient): Promise<void> {
  client.close();
  for (let i = 0; i < 3; i++) await settle();
}

/** A room with somebody who knows RWCI+, somebody who does not, and an owner. */
async function openWithPeople(limits: Partial<ServerLimits> = {}, options: Partial<ServerOptions> = {}) {
  const room = await openMemoryRoom({ limits, ...options });
  const ann = await room.login('ann');
  await ann.introduce();
  const bob = await room.login('bob');
  await room.server.admin.setRole('ann', 'owner');
  for (const client of [ann, bob]) await client.settled();
  return { room, ann, bob };
}

/** Days go by in which nothing happens here; then what is looked at every few seconds is. */
async function pass(room: MemoryRoom, ms: number): Promise<void> {
  room.clock.jump(ms);
  await room.clock.advance(2 * DEFAULT_LIMITS.trimIntervalMs);
}

const told = (texts: readonly string[], type: string) =>
  texts.map((text) => parse(text) as Told).filter((each) => each.type === type);
const known = (room: MemoryRoom) => room.server.admin.members().members.map(({ name }) => name);

async function memberOf(client: RawClient, username: string): Promise<unknown> {
  const members = told(await client.introduce(), 'member_list').flatMap((page) => page['members'] as { username: string }[]);
  return members.find((member) => member.username === username);
}

/** Takes everything but what forgets guests, which waits for `release`. */
class HeldForgetting extends HeldWriter {
  override commit(...[group, done]: Parameters<HeldWriter['commit']>): void {
    this.isHeld = group.some(({ name }) => name === 'forgetGuests');
    super.commit(group, done);
  }
}

describe('whoever comes with guest=1', () => {
  test.each([
    ['/?guest=1', 'guest', true],
    ['/?pin=2468&guest=1', 'guest', true],
    ['/?guest=0', 'member', undefined],
    ['/?guest', 'member', undefined],
    ['', 'member', undefined],
  ])('by the address %j becomes a %s (passing: %j)', async (path, role, passing) => {
    const room = await openRoom();
    const gus = await SocketClient.connect(room.server.port, {}, '127.0.0.1', path);
    await gus.login('gus');
    expect(await memberOf(gus, 'gus')).toEqual({
      ...{ username: 'gus', role, state: 'online', text: '', last_seen: null },
      ...(passing === undefined ? {} : { passing }),
    });
  });

  test('is told of as that to clients that know RWCI+, and to plain ones as RFC #001 has it', async () => {
    const { room, ann, bob } = await openWithPeople();
    const gus = await guest(room, 'gus');
    expect(await ann.settled()).toEqual(['{"type":"join","username":"gus","role":"guest","passing":true}']);
    expect(await bob.settled()).toEqual(['{"type":"join","username":"gus"}']);
    await gus.introduce();
    gus.send({ type: 'presence', state: 'away' });
    expect((await ann.upTo('presence')).at(-1)).toContain('"last_seen":null,"passing":true}');
    await leave(gus);
    await guest(room, 'gus');
    expect((await ann.upTo('join')).at(-1), 'who is known already comes as everybody').toBe('{"type":"join","username":"gus"}');
  });

  test('stays what they are when they have an account', async () => {
    const { room, bob } = await openWithPeople();
    await leave(bob);
    expect(await memberOf(await guest(room, 'bob'), 'bob')).toMatchObject({ role: 'member' });
  });

  test('is never the first owner, who makes an account in the app', async () => {
    const room = await openMemoryRoom({ firstAccountIsOwner: true });
    const gus = await guest(room, 'gus');
    expect(await memberOf(gus, 'gus')).toMatchObject({ role: 'guest' });
    expect(await memberOf(await room.login('olga'), 'olga')).toMatchObject({ role: 'owner' });
  });

  test.each([
    ['pin', 4011],
    ['closed', 4012],
  ] as const)('needs what everybody needs where the registration is %s', async (mode, code) => {
    const room = await openMemoryRoom({ registration: { mode, pin: '2468' }, firstAccountIsOwner: true });
    const gus = visit(room);
    gus.send({ type: 'auth', username: 'gus', password: 'x' });
    expect((await gus.ended()).code).toBe(code);
    if (mode === 'pin') await guest(room, 'gus', { pin: '2468' });
  });

  test('makes no channels', async () => {
    const { room } = await openWithPeople();
    const gus = await guest(room, 'gus');
    await gus.introduce();
    expect(await ask(gus, { type: 'channel_create', channel: 'den' })).toMatchObject({ code: 'not_allowed' });
  });
});

describe('a guest who does not come back', () => {
  test('is forgotten after two weeks: the name is free, what they said stays under it, nobody is blamed', async () => {
    const { room, ann, bob } = await openWithPeople();
    const gus = await guest(room, 'gus');
    await gus.introduce();
    expect(await ask(gus, { type: 'message', message: 'hello' })).toMatchObject({ type: 'ack' });
    gus.send({ type: 'direct_message', recipient: 'ann', message: 'hello ann' });
    await leave(gus);
    bob.send({ type: 'direct_message', recipient: 'gus', message: 'are you there?' });
    await pass(room, FORGOTTEN_MS - DAY_MS);
    expect(known(room)).toContain('gus');
    await ann.settled();
    await bob.settled();
    await pass(room, 2 * DAY_MS);
    expect(known(room)).toEqual(['ann', 'bob']);
    expect(await ann.settled()).toEqual(['{"type":"account_delete","username":"gus","by":"Server","reason":""}']);
    expect(await bob.settled()).toEqual([]);
    const said = (await ask(ann, { type: 'history' })).messages?.map(({ author, message }) => [author, message]);
    expect(said).toEqual(
      expect.arrayContaining([
        ['gus', 'hello'],
        ['gus', 'hello ann'],
      ]),
    );
    const audit = (await ask(ann, { type: 'audit' })) as Told;
    expect((audit['entries'] as { action: string }[]).map(({ action }) => action)).not.toContain('account_delete');

    const again = visit(room);
    expect(told(await again.login('gus'), 'auth')).toMatchObject([{ success: true, new_account: true }]);
    await again.introduce();
    expect((await ask(again, { type: 'history' })).messages?.map(({ message }) => message)).toEqual(['hello']);
  });

  test('is not while they are here, and the two weeks begin when they leave', async () => {
    const { room } = await openWithPeople();
    const gus = await guest(room, 'gus');
    await pass(room, 2 * FORGOTTEN_MS);
    await leave(gus);
    await pass(room, FORGOTTEN_MS - DAY_MS);
    expect(known(room)).toContain('gus');
    expect(told(await (await guest(room, 'gus')).settled(), 'error')).toEqual([]);
    await pass(room, 2 * DAY_MS);
    expect(known(room)).toContain('gus');
  });

  test.each([
    [
      'gave the account a password of their own',
      async (_room: MemoryRoom, gus: RawClient) => {
        expect(await ask(gus, { type: 'password_reset', username: 'gus', password: 'mine' })).toMatchObject({ type: 'ack' });
      },
    ],
    [
      'was given a password',
      async (room: MemoryRoom) => {
        expect(await room.server.admin.resetPassword('gus')).toMatchObject({ ok: true });
      },
    ],
    [
      'is a member by now, and even if a guest again',
      async (room: MemoryRoom) => {
        for (const role of ['member', 'guest'] as const) await room.server.admin.setRole('gus', role);
      },
    ],
    [
      'is banned',
      async (room: MemoryRoom) => {
        expect(await room.server.admin.ban('gus', '')).toMatchObject({ ok: true });
      },
    ],
    [
      'is muted',
      async (room: MemoryRoom) => {
        expect(await room.server.admin.mute('gus', null, '')).toMatchObject({ ok: true });
      },
    ],
  ])('is remembered who %s', async (_what, befalls) => {
    const { room } = await openWithPeople();
    const gus = await guest(room, 'gus');
    await gus.introduce();
    await befalls(room, gus);
    await leave(gus);
    await guest(room, 'gil').then(leave);
    await pass(room, FORGOTTEN_MS + DAY_MS);
    expect(known(room)).toEqual(['ann', 'bob', 'gus']);
  });

  test('is forgotten when a ban is over', async () => {
    const { room, ann } = await openWithPeople();
    await guest(room, 'gus').then(leave);
    const until = room.clock.wall() + FORGOTTEN_MS + 3 * DAY_MS;
    await ask(ann, { type: 'ban', username: 'gus', until });
    await pass(room, FORGOTTEN_MS + 2 * DAY_MS);
    expect(known(room)).toContain('gus');
    await pass(room, 2 * DAY_MS);
    expect(known(room)).not.toContain('gus');
  });

  test('and comes in that very moment is asked to try again, and is new then', async () => {
    const held = new HeldForgetting();
    const { room } = await openWithPeople({}, { watchWriter: held.watch });
    await guest(room, 'gus').then(leave);
    await pass(room, FORGOTTEN_MS);
    await until(() => held.isWaiting, 'it is on its way to the disk');
    const gus = visit(room);
    gus.send({ type: 'auth', username: 'gus', password: 'password of gus' });
    for (let i = 0; i < 3; i++) await settle();
    held.isHeld = false;
    held.release();
    expect(await gus.ended()).toEqual({ code: 1013, reason: 'this name was just given free, try again' });
    expect(told(await visit(room).login('gus'), 'auth')).toMatchObject([{ new_account: true }]);
  });
});

describe('on the disk', () => {
  /** A storage of its own, and a look into its file. */
  async function openStorage() {
    const folder = temporaryFolder();
    const clock = new FakeServerClock();
    const storage = await Storage.open(folder, { limits: DEFAULT_LIMITS, clock, log: silentLogger });
    onTestFinished(() => storage.close());
    const database: Database = new (await loadSqlite())(join(folder, 'server.sqlite'), { readOnly: true });
    onTestFinished(() => {
      database.close();
    });
    const make = (name: string) =>
      storage.journal.run('createAccount', {
        ...{ name, key: name, look: name, password: '', role: 'guest', isPassing: true, at: 1 },
      });
    const count = (table: string) => (database.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n;
    return { storage, make, count };
  }

  const say = (storage: Storage, authorId: number, nonce: string | null = null) =>
    storage.journal.run('appendMessage', {
      ...{ to: { kind: 'broadcast' }, authorId, text: 'hi', bytes: 2, at: 1, nonce, bounds: null },
    });

  test('guests go in slices, and with each what is theirs alone', async () => {
    const { storage, make, count } = await openStorage();
    const [gus, gil] = [await make('gus'), await make('gil')];
    for (let n = 0; n < 25; n++) await say(storage, gus?.id ?? 0, String(n));
    const slice = () => storage.journal.run('forgetGuests', { accountIds: [gus?.id ?? 0, gil?.id ?? 0], before: 2, rows: 10 });
    const slices = [await slice(), await slice(), await slice(), await slice()];
    expect(slices.map(({ went, forgotten }) => [went, forgotten])).toEqual([
      [10, []],
      [10, []],
      [7, [gus?.id, gil?.id]],
      [0, []],
    ]);
    expect([count('accounts'), count('nonces'), count('messages')]).toEqual([0, 0, 25]);
  });

  test('a name goes with the last message of its time, and no id is used twice', async () => {
    const { storage, make, count } = await openStorage();
    const forget = async (name: string) => {
      const account = await make(name);
      await say(storage, account?.id ?? 0);
      await storage.journal.run('forgetGuests', { accountIds: [account?.id ?? 0], before: 2, rows: 10 });
      return account?.id ?? 0;
    };
    const trim = (before: number) => storage.journal.run('trim', { what: 'former-names', before, rows: 10 });
    const ids = [await forget('one'), await forget('two'), await forget('three')];
    await trim(2);
    expect(count('former_accounts')).toBe(2);
    await trim(99);
    expect(count('former_accounts'), 'the newest stays for its number').toBe(1);
    expect((await make('four'))?.id).toBe((ids[2] ?? 0) + 1);
  });
});

describe('a crowd of guests', () => {
  const knock = async (room: MemoryRoom, name: string, from?: Partial<Visitor>) => {
    const client = visit(room, from);
    client.send({ type: 'auth', username: name, password: `password of ${name}` });
    await until(() => client.ending !== null || client.inbox.length > 0, `${name} is answered`);
    return client.ending?.reason ?? null;
  };
  const FULL = 'as many guests are here as the room takes, try again later';

  test('is as large as the limit says; who came otherwise, or is more by now, is none of it', async () => {
    const { room } = await openWithPeople({ guestsMax: 2 });
    const gus = await guest(room, 'gus');
    expect(await knock(room, 'gil')).toBeNull();
    expect(await knock(room, 'gen')).toBe(FULL);
    expect(known(room), 'nothing is left of who did not get in').not.toContain('gen');
    const carl = await room.login('carl');
    await room.server.admin.setRole('carl', 'guest');
    expect(carl.ending).toBeNull();
    await room.server.admin.setRole('gus', 'member');
    expect(await knock(room, 'gen')).toBeNull();
    await leave(gus);
    expect(await knock(room, 'gus'), 'a member comes in however full it is').toBeNull();
  });

  test('counts those who came by the page with a password of their own where they are guests', async () => {
    const { room } = await openWithPeople({ guestsMax: 1 });
    await room.server.admin.room.setNewAccounts('guest');
    expect(await knock(room, 'gus', { isGuest: false, byPage: true })).toBeNull();
    expect(await knock(room, 'gil')).toBe(FULL);
    expect(await knock(room, 'carl', { isGuest: false })).toBeNull();
  });

  test('does not keep somebody out whose own old connection is one of it', async () => {
    const { room } = await openWithPeople({ guestsMax: 1 });
    const old = await guest(room, 'gus');
    old.isAlive = false;
    const back = visit(room);
    back.send({ type: 'auth', username: 'gus', password: 'password of gus' });
    await settle();
    await room.clock.advance(DEFAULT_LIMITS.takeoverProbeMs);
    expect(told(await back.upTo('server_info'), 'auth')).toMatchObject([{ success: true }]);
  });

  test('is paced as guests are, until an owner makes somebody more', async () => {
    const { room, ann } = await openWithPeople({ guestMessageBurst: 2, guestMessagesPerSecond: 0.001 });
    const gus = await guest(room, 'gus');
    const bert = await guest(room, 'bert', { isGuest: false });
    await ann.settled();
    const flood = async (client: RawClient) => {
      for (let i = 0; i < 5; i++) client.send({ type: 'message', message: String(i) });
      for (let i = 0; i < 3; i++) await settle();
      return told(ann.inbox.splice(0), 'message').length;
    };
    expect(await flood(bert)).toBe(5);
    expect(await flood(gus)).toBe(2);
    await ask(ann, { type: 'role', username: 'gus', role: 'member' });
    await room.clock.advance(1_000_000);
    await ann.settled();
    expect(await flood(gus)).toBe(5);
  });
});
