import { describe, expect, test } from 'vitest';
import type { Role } from '../../src-shared/protocol/index.ts';
import { roleProblem, type Actor } from '../../src-main/server/accounts/permissions.ts';
import type { ServerOptions } from '../../src-main/server/server.ts';
import { HeldWriter } from '../support/held-writer.ts';
import { ask, parse } from '../support/plus-client.ts';
import { settle, until, type MemoryClient, type RawClient } from '../support/server-client.ts';
import { openMemoryRoom, openRoom, temporaryFolder, type MemoryRoom } from '../support/server-room.ts';

const HOME = '203.0.113.7';
const LAN = '192.168.1.5';

/** Olga owns the room, mod moderates, alice is a member; all three know RWCI+. Bob is a member with a plain client. */
async function room(options: Partial<ServerOptions> = {}, addresses: Readonly<Record<string, string>> = {}) {
  const room = await openMemoryRoom(options);
  const join = async (name: string) => {
    const client = await room.login(name, addresses[name] ?? LAN);
    return name === 'bob' ? client : await introduce(client);
  };
  const people = { olga: await join('olga'), mod: await join('mod'), alice: await join('alice'), bob: await join('bob') };
  await room.server.admin.setRole('olga', 'owner');
  await room.server.admin.setRole('mod', 'moderator');
  await quiet(Object.values(people));
  return { room, ...people };
}

async function quiet(clients: readonly RawClient[]): Promise<void> {
  for (const client of clients) await client.settled();
}

/** Says that a client knows RWCI+ and takes what comes of that. */
async function introduce<C extends RawClient>(client: C): Promise<C> {
  await client.introduce();
  return client;
}

/** What a client has heard but for who comes, goes and is away, which is told at its own pace. */
async function heard(client: RawClient): Promise<string[]> {
  return (await client.settled()).filter((text) => !text.startsWith('{"type":"presence"'));
}

/** How a login ends that is refused. */
async function refused(room: MemoryRoom, name: string, address = LAN) {
  const client = room.connect(address);
  client.send({ type: 'auth', username: name, password: `password of ${name}` });
  const ending = await client.ended();
  expect(client.inbox).toEqual(['{"type":"auth","status":"Login failed","success":false,"new_account":false}']);
  return ending;
}

describe('who may do what to whom', () => {
  const account = (id: number, role: Role) => ({ id, name: `${role} ${id}`, key: String(id), role, isPassing: false });
  const actor = (role: Role | 'console'): Actor =>
    role === 'console' ? { kind: 'console' } : { kind: 'account', account: account(1, role) };
  test.each([
    // Who acts, whether on themselves, the role now and the role to be.
    ['console', false, 'owner', 'member', true],
    ['owner', false, 'member', 'owner', true],
    ['owner', false, 'member', 'moderator', true],
    ['owner', false, 'moderator', 'member', true],
    ['owner', false, 'owner', 'member', false],
    ['owner', true, 'owner', 'member', true],
    ['moderator', false, 'member', 'moderator', false],
    ['moderator', true, 'moderator', 'owner', false],
    ['member', true, 'member', 'owner', false],
    ['owner', false, 'guest', 'member', true],
    ['moderator', false, 'member', 'guest', false],
    ['guest', true, 'guest', 'member', false],
  ] as const)('%s (themselves: %s) makes a %s a %s: %s', (who, isSelf, from, to, may) => {
    expect(roleProblem(actor(who), account(isSelf ? 1 : 2, from), to) === null).toBe(may);
  });

  test('over the wire: a member is refused, whoever it is about, known or not', async () => {
    const { alice } = await room({ limits: { messageBurst: 100 } });
    const requests = ['kick', 'ban', 'unban', 'mute', 'unmute'].flatMap((type) =>
      ['olga', 'mod', 'bob', 'alice', 'nobody'].map((username) => ({ type, username })),
    );
    for (const request of requests) expect(await ask(alice, request)).toMatchObject({ type: 'error', code: 'not_allowed' });
    expect(await ask(alice, { type: 'role', username: 'alice', role: 'owner' })).toMatchObject({ code: 'not_allowed' });
    expect(await ask(alice, { type: 'role', username: 'nobody', role: 'owner' })).toMatchObject({ code: 'not_allowed' });
    expect(await ask(alice, { type: 'ban_list' })).toMatchObject({ code: 'not_allowed' });
    expect(await ask(alice, { type: 'settings', registration: 'closed' })).toMatchObject({ code: 'not_allowed' });
  });

  test('a moderator changes neither roles nor settings, and touches no owner and no moderator', async () => {
    const {
      room: { server },
      mod,
    } = await room();
    await server.admin.setRole('alice', 'moderator');
    for (const username of ['olga', 'alice', 'mod']) {
      for (const type of ['kick', 'ban', 'mute']) {
        expect(await ask(mod, { type, username })).toMatchObject({ type: 'error', code: 'not_allowed' });
      }
    }
    expect(await ask(mod, { type: 'role', username: 'bob', role: 'moderator' })).toMatchObject({ code: 'not_allowed' });
    expect(await ask(mod, { type: 'settings', registration: 'closed' })).toMatchObject({ code: 'not_allowed' });
    expect(server.people()).toEqual(['olga', 'mod', 'alice', 'bob']);
  });

  test('what cannot be is said so, with the nonce', async () => {
    const {
      room: { clock },
      mod,
    } = await room();
    await ask(mod, { type: 'kick', username: 'bob' });
    const now = clock.wall();
    for (const [request, code, message] of [
      [{ type: 'kick', username: 'nobody' }, 'unknown_user', 'nobody is not known here.'],
      [{ type: 'kick', username: 'x'.repeat(10_000) }, 'unknown_user', `${'x'.repeat(40)}… is not known here.`],
      [{ type: 'kick', username: 'Server' }, 'unknown_user', 'Server is not known here.'],
      [{ type: 'kick', username: 'bob' }, 'not_online', 'bob is not online.'],
      [{ type: 'kick', username: 'mod' }, 'not_allowed', 'You cannot kick yourself.'],
      [{ type: 'unban', username: 'bob' }, 'not_banned', 'bob is not banned.'],
      [{ type: 'unmute', username: 'bob' }, 'not_muted', 'bob is not muted.'],
      [{ type: 'ban', username: 'bob', until: now }, 'bad_packet', 'That end is not in the future.'],
      [{ type: 'mute', username: 'bob', until: 0 }, 'bad_packet', 'That end is not in the future.'],
      [
        { type: 'mute', username: 'bob', until: 2 ** 53 - 1 },
        'bad_packet',
        'That end is too far away; leave it out to mean for ever.',
      ],
      [{ type: 'ban', username: 'bob', address: true }, 'not_online', 'bob is not online, so there is no address to ban.'],
      [{ type: 'mute', username: 'bob', reason: 'x'.repeat(201) }, 'bad_packet', 'A reason has at most 200 characters.'],
    ] as const) {
      expect(await ask(mod, { ...request, nonce: 'n' })).toEqual({ type: 'error', code, message, nonce: 'n' });
    }
    for (const until of [now + 1.5, 'tomorrow', -1]) {
      mod.send({ type: 'ban', username: 'bob', until, nonce: 'n' });
      expect((await mod.nextPacket())['code']).toBe('bad_packet');
    }
    expect(await ask(mod, { type: 'ban_list' })).toMatchObject({ bans: [] });
  });
});

describe('a kick', () => {
  test('ends the connection with the reason; clients that know RWCI+ hear of it, the others see a quit', async () => {
    const { olga, mod, alice, bob } = await room();
    alice.send({ type: 'kick', username: 'bob' });
    mod.send({ type: 'kick', username: 'ALICE', reason: 'too\u0007 loud\n', nonce: 'k1' });
    const told = '{"type":"kick","username":"alice","by":"mod","reason":"too  loud"}';
    expect(await alice.ended()).toEqual({ code: 4005, reason: 'you were kicked: too  loud' });
    expect(alice.inbox.at(-1)).toBe(told);
    for (const client of [olga, mod]) {
      expect((await heard(client)).filter((text) => !text.includes('"ack"'))).toEqual([
        told,
        '{"type":"quit","username":"alice"}',
      ]);
    }
    expect(await heard(bob)).toEqual(['{"type":"quit","username":"alice"}']);
  });

  test('is answered, and a plain person reads why before the end', async () => {
    const {
      room: { server },
      mod,
      bob,
    } = await room();
    expect(await ask(mod, { type: 'kick', username: 'bob', nonce: 'k1' })).toEqual({ type: 'ack', nonce: 'k1' });
    expect(await bob.ended()).toEqual({ code: 4005, reason: 'you were kicked' });
    expect(bob.inbox).toEqual(['{"type":"direct_message","author":"Server","message":"You were kicked."}']);
    await until(() => !server.people().includes('bob'), 'bob is gone');
  });

  test('over real sockets: within a second, with all words', async () => {
    const open = await openRoom({ firstAccountIsOwner: true });
    const olga = await introduce(await open.login('olga'));
    const bob = await open.login('bob');
    const started = performance.now();
    olga.send({ type: 'ban', username: 'bob', reason: 'spam' });
    expect(await bob.ended()).toEqual({ code: 4006, reason: 'you are banned here: spam' });
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(bob.inbox.at(-1)).toBe('{"type":"direct_message","author":"Server","message":"You are banned here: spam."}');
    const again = await open.connect();
    again.send({ type: 'auth', username: 'bob', password: 'password of bob' });
    expect(await again.ended()).toEqual({ code: 4006, reason: 'you are banned here: spam' });
  });
});

describe('a ban', () => {
  test('holds until it is lifted, and beyond a restart', async () => {
    const dataDir = temporaryFolder();
    const first = await room({ dataDir });
    expect(await ask(first.mod, { type: 'ban', username: 'alice', reason: 'spam', nonce: 'b' })).toMatchObject({ type: 'ack' });
    expect(await first.alice.ended()).toEqual({ code: 4006, reason: 'you are banned here: spam' });
    expect(first.alice.inbox.at(-1)).toBe('{"type":"ban","username":"alice","by":"mod","reason":"spam","until":null}');
    expect(await first.bob.settled()).toEqual(['{"type":"quit","username":"alice"}']);
    await first.room.server.stop();

    const again = await openMemoryRoom({ dataDir });
    expect(await refused(again, 'alice')).toEqual({ code: 4006, reason: 'you are banned here: spam' });
    const mod = await introduce(await again.login('mod'));
    expect(await ask(mod, { type: 'ban_list', nonce: 'l' })).toEqual({
      type: 'ban_list',
      bans: [{ username: 'alice', by: 'mod', reason: 'spam', until: null, address: false }],
      nonce: 'l',
    });
    const bob = await again.login('bob');
    await quiet([mod, bob]);
    mod.send({ type: 'unban', username: 'alice' });
    expect(await heard(mod)).toEqual(['{"type":"unban","username":"alice","by":"mod"}']);
    expect(await heard(bob)).toEqual([]);
    await again.login('alice');
  });

  test('ends by the clock', async () => {
    const {
      room: { clock, server },
      room: open,
      mod,
      alice,
    } = await room();
    const until = clock.wall() + 90_000;
    mod.send({ type: 'ban', username: 'alice', until });
    const words = `you are banned here until ${new Date(until).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
    expect(await alice.ended()).toEqual({ code: 4006, reason: words });
    await clock.advance(89_000);
    expect(await refused(open, 'alice')).toEqual({ code: 4006, reason: words });
    await clock.advance(1_000);
    expect(await ask(mod, { type: 'ban_list' })).toMatchObject({ bans: [] });
    expect(await ask(mod, { type: 'unban', username: 'alice' })).toMatchObject({ code: 'not_banned' });
    await open.login('alice', LAN);
    expect(server.people()).toContain('alice');
  });

  test('given while a login to the account is under way holds for that login', async () => {
    let finish: (matches: boolean) => void = () => undefined;
    const {
      room: open,
      mod,
      bob,
    } = await room({
      hasher: {
        hash: (password) => Promise.resolve(password),
        verify: () => new Promise((resolve) => (finish = resolve)),
        isCurrent: () => true,
      },
    });
    bob.close();
    await bob.ended();
    const again = open.connect(LAN);
    again.send({ type: 'auth', username: 'bob', password: 'password of bob' });
    await settle();
    await ask(mod, { type: 'ban', username: 'bob' });
    finish(true);
    expect((await again.ended()).code).toBe(4006);
  });

  test('of an address refuses everybody from there but owners and moderators, until it is lifted', async () => {
    const limits = { registrationsPerAddress: 10 };
    const { room: open, olga, mod, alice, bob } = await room({ limits }, { mod: HOME, alice: HOME, bob: HOME });
    const carol = await open.login('carol', HOME);
    expect(await ask(olga, { type: 'ban', username: 'alice', reason: 'spam', address: true })).toMatchObject({ type: 'ack' });
    expect(await alice.ended()).toEqual({ code: 4006, reason: 'you are banned here: spam' });
    for (const client of [bob, carol]) {
      expect(await client.ended()).toEqual({ code: 4006, reason: 'your address is banned here: spam' });
      expect(client.inbox.at(-1)).toContain('"Your address is banned here: spam."');
    }
    expect(mod.ending).toBeNull();
    expect(open.server.people()).toEqual(['olga', 'mod']);

    expect(await refused(open, 'somebody new', HOME)).toEqual({ code: 4006, reason: 'your address is banned here: spam' });
    expect(await refused(open, 'bob', HOME)).toMatchObject({ code: 4006 });
    mod.close();
    await mod.ended();
    await open.login('mod', HOME);
    await open.login('bob', '203.0.113.8');
    expect(await ask(olga, { type: 'ban_list' })).toMatchObject({ bans: [{ username: 'alice', address: true }] });
    await ask(olga, { type: 'unban', username: 'alice' });
    await open.login('carol', HOME);
  });

  test('of an address means its whole /64, ends with the account’s, and two accounts can have one each', async () => {
    const [one, other] = ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9'];
    const { room: open, olga } = await room({}, { alice: one, bob: other });
    const end = open.clock.wall() + 60_000;
    await ask(olga, { type: 'ban', username: 'alice', address: true, until: end });
    expect(await refused(open, 'bob', other)).toMatchObject({ code: 4006 });
    expect(await refused(open, 'carol', '2001:db8:1:2:3::4')).toMatchObject({ code: 4006 });
    // Lengthened, without saying the address again.
    await ask(olga, { type: 'ban', username: 'alice', until: end + 60_000 });
    await open.clock.advance(60_000);
    expect(await refused(open, 'carol', one)).toMatchObject({ code: 4006 });
    await open.clock.advance(60_000);
    await open.login('carol', one);
    const bob = await open.login('bob', other);
    await ask(olga, { type: 'ban', username: 'bob', address: true });
    await bob.ended();
    expect(await refused(open, 'carol', one)).toMatchObject({ code: 4006 });
  });

  test('never takes a loopback address nor the one it comes from: nobody locks themselves out', async () => {
    const { room: open, olga, mod } = await room({}, { olga: '127.0.0.1', bob: '::1', mod: HOME, alice: HOME });
    expect(await ask(olga, { type: 'ban', username: 'bob', address: true })).toMatchObject({ code: 'not_allowed' });
    expect(await ask(mod, { type: 'ban', username: 'alice', address: true })).toMatchObject({ code: 'not_allowed' });
    expect(await ask(olga, { type: 'ban', username: 'olga' })).toMatchObject({ code: 'not_allowed' });
    expect(open.server.people()).toEqual(['olga', 'mod', 'alice', 'bob']);
    expect(await ask(mod, { type: 'ban_list' })).toMatchObject({ bans: [] });
  });
});

describe('a mute', () => {
  const MUTED = 'You are muted: too loud.';

  test('refuses what everybody would hear, in RWCI+ and in words to a plain client', async () => {
    const { room: open, olga, mod, alice, bob } = await room();
    for (const username of ['alice', 'bob']) mod.send({ type: 'mute', username, reason: 'too loud' });
    await quiet([mod, olga]);
    expect(parse((await heard(alice))[0] ?? '')).toEqual({
      type: 'mute',
      username: 'alice',
      by: 'mod',
      reason: 'too loud',
      until: null,
    });
    for (const request of [
      { type: 'message', message: 'hello' },
      { type: 'channel_create', channel: 'mine' },
      { type: 'direct_message', recipient: 'bob', message: 'psst' },
      { type: 'channel_update', channel: 'general', topic: 'read this' },
      { type: 'presence', state: 'away', text: 'read this' },
    ]) {
      expect(await ask(alice, { ...request, nonce: 'n' })).toEqual({
        type: 'error',
        code: 'muted',
        message: MUTED,
        nonce: 'n',
      });
    }
    expect(await ask(alice, { type: 'presence', state: 'away', nonce: 'n' })).toEqual({ type: 'ack', nonce: 'n' });
    alice.send({ type: 'typing' });
    expect(await heard(alice)).toEqual([JSON.stringify({ type: 'error', code: 'muted', message: MUTED })]);

    for (let i = 0; i < 3; i++) bob.send({ type: 'message', message: String(i) });
    bob.send({ type: 'typing' });
    expect(await heard(bob)).toEqual([JSON.stringify({ type: 'direct_message', author: 'Server', message: MUTED })]);
    await open.clock.advance(5_000);
    bob.send({ type: 'message', message: 'again' });
    expect(await heard(bob)).toHaveLength(1);
    expect(await heard(olga)).toEqual([]);
    expect(open.server.admin.channels()).toEqual(['general']);
  });

  test('lets through what is for an owner or a moderator alone', async () => {
    const { olga, mod, alice } = await room();
    await ask(mod, { type: 'mute', username: 'alice' });
    await quiet([olga, mod, alice]);
    for (const [recipient, client] of [
      ['olga', olga],
      ['mod', mod],
    ] as const) {
      expect(await ask(alice, { type: 'direct_message', recipient, message: 'why?' })).toMatchObject({ type: 'ack' });
      expect(await heard(client)).toHaveLength(1);
    }
  });

  test('ends by the clock, and by unmute, at once', async () => {
    const { room: open, mod, alice, bob } = await room();
    const end = open.clock.wall() + 60_000;
    await ask(mod, { type: 'mute', username: 'alice', until: end });
    await ask(mod, { type: 'mute', username: 'bob' });
    const when = new Date(end).toISOString().slice(0, 16).replace('T', ' ');
    expect(await ask(alice, { type: 'message', message: 'a' })).toMatchObject({ message: `You are muted until ${when} UTC.` });
    await open.clock.advance(59_999);
    expect(await ask(alice, { type: 'message', message: 'b' })).toMatchObject({ code: 'muted' });
    await open.clock.advance(1);
    expect(await ask(alice, { type: 'message', message: 'c' })).toMatchObject({ type: 'ack' });
    expect(await ask(mod, { type: 'unmute', username: 'alice' })).toMatchObject({ code: 'not_muted' });
    expect(await ask(mod, { type: 'unmute', username: 'bob', nonce: 'u' })).toEqual({ type: 'ack', nonce: 'u' });
    await bob.settled();
    bob.send({ type: 'message', message: 'd' });
    expect(await heard(bob)).toEqual(['{"type":"message","author":"bob","message":"d","channel":"general"}']);
  });

  test('holds beyond a reconnect and a restart, and for somebody who was away', async () => {
    const dataDir = temporaryFolder();
    const { room: first, mod, alice, bob } = await room({ dataDir });
    alice.close();
    await alice.ended();
    for (const username of ['alice', 'bob']) await ask(mod, { type: 'mute', username, reason: 'too loud' });
    const back = await introduce(await first.login('alice', LAN));
    expect(await ask(back, { type: 'message', message: 'x' })).toMatchObject({ code: 'muted', message: MUTED });
    bob.close();
    await first.server.stop();
    const again = await openMemoryRoom({ dataDir });
    for (const name of ['alice', 'bob']) {
      const client = await introduce(await again.login(name));
      expect(await ask(client, { type: 'message', message: 'x' })).toMatchObject({ code: 'muted', message: MUTED });
    }
  });

  test('is seen in the list of the members and in what they say of themselves, as long as it holds', async () => {
    const { room: open, olga, mod, alice, bob } = await room();
    bob.close();
    await ask(mod, { type: 'mute', username: 'bob' });
    await ask(mod, { type: 'mute', username: 'alice', until: open.clock.wall() + 60_000 });
    await quiet([olga]);
    const muted = async () => {
      const list = (await (await open.login(`guest ${open.server.people().length}`, HOME)).introduce()).at(-1) ?? '';
      const { members } = JSON.parse(list) as { members: { username: string; muted?: boolean }[] };
      return members.filter((member) => member.muted === true).map(({ username }) => username);
    };
    alice.send({ type: 'presence', state: 'away' });
    await alice.settled();
    expect((await olga.upTo('presence')).at(-1)).toBe(
      '{"type":"presence","username":"alice","role":"member","state":"away","text":"","last_seen":null,"muted":true}',
    );
    expect(await muted()).toEqual(['alice', 'bob']);
    await open.clock.advance(60_000);
    expect(await muted()).toEqual(['bob']);
    alice.send({ type: 'presence', state: 'busy' });
    await alice.settled();
    expect((await olga.upTo('presence')).at(-1)).not.toContain('muted');
  });

  test('does not unsay what was stored: the same nonce again is acknowledged', async () => {
    const { mod, alice } = await room();
    const message = { type: 'message', message: 'before', nonce: 'm1' };
    const first = await ask(alice, message);
    await ask(mod, { type: 'mute', username: 'alice' });
    expect(await ask(alice, message)).toEqual(first);
  });

  test('holds for what waited for its turn when it came', async () => {
    const { room: open, mod, alice, bob } = await room({ limits: { messageBurst: 6, messagesPerSecond: 1 } });
    for (let i = 0; i < 20; i++) alice.send({ type: 'message', message: String(i) });
    await settle();
    mod.send({ type: 'mute', username: 'alice' });
    await settle();
    const before = bob.inbox.length;
    expect(before).toBeGreaterThan(0);
    await open.clock.advance(30_000);
    expect(bob.inbox).toHaveLength(before);
  });
});

describe('a role', () => {
  test('holds at once, is told to clients that know RWCI+, and brings the settings one may see', async () => {
    const { room: open, olga, mod, alice, bob } = await room();
    await ask(olga, { type: 'settings', registration: 'pin', pin: '1234' });
    await quiet([olga, mod, alice, bob]);
    expect(await ask(olga, { type: 'role', username: 'alice', role: 'moderator', nonce: 'r' })).toEqual({
      type: 'ack',
      nonce: 'r',
    });
    const told = '{"type":"role","username":"alice","role":"moderator","by":"olga"}';
    expect(await heard(alice)).toEqual([
      told,
      '{"type":"settings","registration":"pin","pin":"1234","may_create_channels":"everybody","new_accounts":"member","name":"test","welcome":""}',
    ]);
    expect(await heard(mod)).toEqual([told]);
    expect(await heard(bob)).toEqual([]);
    expect(await ask(alice, { type: 'kick', username: 'bob' })).toMatchObject({ type: 'ack' });
    await ask(olga, { type: 'role', username: 'alice', role: 'member' });
    await alice.upTo('role');
    expect(await heard(alice)).toEqual([
      '{"type":"settings","registration":"pin","may_create_channels":"everybody","new_accounts":"member","name":"test","welcome":""}',
    ]);
    expect(await ask(alice, { type: 'kick', username: 'mod' })).toMatchObject({ code: 'not_allowed' });
    expect(open.server.people()).toEqual(['olga', 'mod', 'alice']);
  });

  test('is lost before what its bearer had sent and still waited is done', async () => {
    const { room: open, olga, mod } = await room({ limits: { messageBurst: 3, messagesPerSecond: 1 } });
    await open.clock.advance(10_000);
    for (const message of ['1', '2', '3']) mod.send({ type: 'message', message });
    mod.send({ type: 'kick', username: 'bob', nonce: 'late' });
    await ask(olga, { type: 'role', username: 'mod', role: 'member' });
    await open.clock.advance(5_000);
    expect(mod.inbox.map(parse).find(({ nonce }) => nonce === 'late')).toMatchObject({ code: 'not_allowed' });
    expect(open.server.people()).toContain('bob');
  });

  test('of an owner goes by their own hand, and the last owner stays', async () => {
    const {
      room: { server },
      olga,
      alice,
    } = await room();
    expect(await ask(olga, { type: 'role', username: 'olga', role: 'member' })).toMatchObject({
      code: 'not_allowed',
      message: 'olga is the only owner. Make another one first.',
    });
    expect(await server.admin.setRole('olga', 'member')).toMatchObject({ ok: false });
    await ask(olga, { type: 'role', username: 'alice', role: 'owner' });
    await alice.settled();
    expect(await ask(olga, { type: 'role', username: 'alice', role: 'member' })).toMatchObject({ code: 'not_allowed' });
    // Both at once: one of them stays.
    for (const [client, username] of [
      [olga, 'olga'],
      [alice, 'alice'],
    ] as const)
      client.send({ type: 'role', username, role: 'member' });
    await quiet([olga, alice]);
    const owners = server.admin.members().members.filter(({ role }) => role === 'owner');
    expect(owners).toHaveLength(1);
  });

  test('of an owner can be given to somebody who is muted, and another owner lifts that', async () => {
    const { olga, mod, alice } = await room();
    await ask(mod, { type: 'mute', username: 'alice' });
    await ask(olga, { type: 'role', username: 'alice', role: 'owner' });
    expect(await ask(alice, { type: 'message', message: 'a' })).toMatchObject({ code: 'muted' });
    expect(await ask(mod, { type: 'unmute', username: 'alice' })).toMatchObject({ code: 'not_allowed' });
    expect(await ask(alice, { type: 'unmute', username: 'alice' })).toMatchObject({ code: 'not_allowed' });
    expect(await ask(olga, { type: 'unmute', username: 'alice' })).toMatchObject({ type: 'ack' });
    expect(await ask(alice, { type: 'message', message: 'b' })).toMatchObject({ type: 'ack' });
  });

  test('is not there before somebody gives it: a headless server has no owner', async () => {
    const open = await openMemoryRoom();
    await open.login('alice');
    expect(open.server.admin.members().members).toMatchObject([{ name: 'alice', role: 'member', isOnline: true }]);
  });
});

describe('before it is on the disk', () => {
  const DEEDS = [
    { type: 'ban', username: 'alice' },
    { type: 'mute', username: 'alice' },
    { type: 'role', username: 'alice', role: 'moderator' },
    { type: 'settings', registration: 'closed' },
  ];

  test.each(DEEDS)('no $type takes effect or is told, and none at all when the disk is full', async (deed) => {
    const writer = new HeldWriter();
    const { room: open, olga, mod, alice, bob } = await room({ watchWriter: writer.watch });
    const all = [olga, mod, alice, bob];
    writer.isHeld = true;
    olga.send({ ...deed, nonce: 'd' });
    await settle();
    expect(writer.isWaiting).toBe(true);
    expect(all.flatMap(({ inbox }) => inbox)).toEqual([]);
    writer.failure = 'full';
    writer.isHeld = false;
    writer.release();
    await settle();
    const error = {
      type: 'error',
      code: 'storage_full',
      message: "The server's storage is full. Nothing was changed.",
      nonce: 'd',
    };
    expect(all.flatMap(({ inbox }) => inbox.splice(0))).toEqual([JSON.stringify(error)]);
    expect(alice.ending).toBeNull();
    writer.failure = null;
    expect(await ask(alice, { type: 'message', message: 'still here' })).toMatchObject({ type: 'ack' });
    expect(open.server.admin.registration.mode).toBe('open');
    expect(await ask(olga, deed)).toMatchObject({ type: 'ack' });
  });
});

test('who logs in muted hears by whom, why and until when, behind the members; others do not', async () => {
  const { room: open, olga, mod, alice } = await room();
  const until = open.clock.wall() + 3_600_000;
  await ask(mod, { type: 'mute', username: 'alice', reason: 'loud', until });
  alice.close();
  await alice.ended();
  await quiet([olga, mod]);
  const again = await open.login('alice', LAN);
  await again.introduce();
  expect(await heard(again)).toEqual([
    `{"type":"mute","username":"alice","by":"mod","reason":"loud","until":${String(until)}}`,
  ]);
  expect((await heard(mod)).filter((text) => text.includes('"mute"'))).toEqual([]);
  again.close();
  await again.ended();
  await open.clock.advance(3_600_000);
  const late = await open.login('alice', LAN);
  await late.introduce();
  expect(await heard(late)).toEqual([]);
});

describe('who may make channels', () => {
  test.each([
    ['everybody', ['olga', 'mod', 'alice', 'bob']],
    ['moderators', ['olga', 'mod']],
    ['owner', ['olga']],
  ] as const)('%s', async (setting, allowed) => {
    const { room: open, olga, mod, alice, bob } = await room();
    await ask(olga, { type: 'settings', may_create_channels: setting });
    await quiet([olga, mod, alice, bob]);
    const clients: [string, MemoryClient][] = [
      ['olga', olga],
      ['mod', mod],
      ['alice', alice],
      ['bob', bob],
    ];
    for (const [name, client] of clients) {
      client.send({ type: 'channel_create', channel: `by-${name}` });
      await client.settled();
    }
    expect(open.server.admin.channels()).toEqual(['general', ...allowed.map((name) => `by-${name}`)]);
    if (setting === 'owner') {
      bob.send({ type: 'channel_create', channel: 'more' });
      await open.clock.advance(6_000);
      bob.send({ type: 'channel_create', channel: 'more' });
      expect((await bob.settled()).at(-1)).toBe(
        '{"type":"direct_message","author":"Server","message":"Only owners make channels on this server."}',
      );
    }
  });
});
