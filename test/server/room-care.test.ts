import { describe, expect, test } from 'vitest';
import { ask, CLIENT_INFO, parse } from '../support/plus-client.ts';
import { settle, until } from '../support/server-client.ts';
import { openMemoryRoom, openRoom, temporaryFolder, type SocketRoom } from '../support/server-room.ts';

/** Olga owns the room, mod moderates, alice is a member, all with RWCI+; plain knows the RFC alone. */
async function people(options: Parameters<typeof openRoom>[0] = {}) {
  const room = await openRoom(options);
  const [olga, mod, alice] = [await room.login('olga'), await room.login('mod'), await room.login('alice')];
  const plain = await room.login('plain');
  for (const client of [olga, mod, alice]) await client.introduce();
  await room.server.admin.setRole('olga', 'owner');
  await room.server.admin.setRole('mod', 'moderator');
  for (const client of [olga, mod, alice, plain]) await client.settled();
  return { room, olga, mod, alice, plain };
}

const nameOf = (texts: readonly string[]) => (parse(texts.at(-1) ?? '') as unknown as { name: string }).name;

describe("the room's name", () => {
  test('is set by an owner, told to those who know RWCI+ and to everybody who logs in, and kept', async () => {
    const dataDir = temporaryFolder();
    const { room, olga, alice, plain } = await people({ dataDir });
    expect(nameOf(await (await room.connect()).login('bob'))).toBe('test');
    expect(await ask(olga, { type: 'settings', name: '  Room 12 ' })).toMatchObject({ type: 'ack' });
    const told = (await alice.settled()).find((text) => text.startsWith('{"type":"settings"'));
    expect(told).toContain('"name":"Room 12"');
    expect((await plain.settled()).filter((text) => !text.includes('"join"'))).toEqual([]);
    expect(nameOf(await (await room.connect()).login('carol'))).toBe('Room 12');
    await room.server.stop();

    // A name that is given at a start holds from then on; none keeps the last one.
    const kept = await openMemoryRoom({ dataDir, name: undefined as never });
    expect(nameOf(await kept.connect().login('carol'))).toBe('Room 12');
    await kept.server.stop();
    const given = await openMemoryRoom({ dataDir, name: 'Room 13' });
    expect(nameOf(await given.connect().login('carol'))).toBe('Room 13');
  });

  test.each([
    ['empty', '  '],
    ['of two lines', 'a\nb'],
    ['turned round', 'a\u202eb'],
    ['too long', 'x'.repeat(61)],
  ])('that is %s is refused', async (_what, name) => {
    const { room, olga } = await people();
    expect(await ask(olga, { type: 'settings', name })).toMatchObject({ code: 'bad_packet' });
    expect(room.server.admin.room.settings.name).toBe('test');
  });
});

describe('the welcome', () => {
  const WELCOME = 'Be kind.\nThe rules are on the wall.';
  const asMessage = JSON.stringify({ type: 'direct_message', author: 'Server', message: WELCOME });

  test('is in the settings of those who know RWCI+, who get no message', async () => {
    const { room, olga } = await people();
    await ask(olga, { type: 'settings', welcome: ` ${WELCOME.replace('\n', '\r\n')}\n` });
    const carol = await room.connect();
    carol.send({ type: 'auth', username: 'carol', password: 'c' });
    carol.send(CLIENT_INFO);
    const settings = parse((await carol.upTo('settings')).at(-1) ?? '') as unknown as { welcome: string };
    expect(settings.welcome).toBe(WELCOME);
    carol.name = 'carol';
    expect((await ask(carol, { type: 'history' })).messages).toEqual([]);
  });

  test('is one direct message to a plain client, at the login that makes the account', async () => {
    const room = await openMemoryRoom();
    await room.server.admin.room.setWelcome(WELCOME);
    const carol = await room.login('carol');
    await room.clock.advance(1_000);
    expect(await carol.settled()).toEqual([asMessage]);
    carol.close();
    await carol.ended();
    const again = await room.login('carol');
    await room.clock.advance(1_000);
    expect(await again.settled()).toEqual([]);
  });

  test('comes at the next login where the client has gone before', async () => {
    const room = await openMemoryRoom();
    await room.server.admin.room.setWelcome(WELCOME);
    const carol = await room.login('carol');
    await room.clock.advance(250);
    carol.isStalled = true;
    await room.clock.advance(100);
    carol.close();
    await carol.ended();
    const again = await room.login('carol');
    await room.clock.advance(1_000);
    expect(await again.settled()).toEqual([asMessage]);
  });

  test.each([
    ['too long', 'x'.repeat(501)],
    ['turned round', 'a\u202eb'],
    ['of control characters', 'a\u0007b'],
  ])('that is %s is refused', async (_what, welcome) => {
    const { olga } = await people();
    expect(await ask(olga, { type: 'settings', welcome })).toMatchObject({ code: 'bad_packet' });
  });

  test('of as many characters as allowed is taken, and of none is none', async () => {
    const { room, olga } = await people();
    expect(await ask(olga, { type: 'settings', welcome: '🌻'.repeat(500) })).toMatchObject({ type: 'ack' });
    expect(room.server.admin.room.settings.welcome).toBe('🌻'.repeat(500));
    expect(await ask(olga, { type: 'settings', welcome: ' \n ' })).toMatchObject({ type: 'ack' });
    expect(room.server.admin.room.settings.welcome).toBe('');
  });
});

describe('new accounts', () => {
  const roleOf = (room: SocketRoom, name: string) =>
    room.server.admin.members().members.find((member) => member.name === name)?.role;

  test('are members, or guests where an owner says so', async () => {
    const { room, olga, mod } = await people();
    expect(roleOf(room, 'alice')).toBe('member');
    expect(await ask(mod, { type: 'settings', new_accounts: 'guest' })).toMatchObject({ code: 'not_allowed' });
    expect(await ask(olga, { type: 'settings', new_accounts: 'guest' })).toMatchObject({ type: 'ack' });
    const gus = await room.login('gus');
    expect(roleOf(room, 'gus')).toBe('guest');
    expect(roleOf(room, 'alice')).toBe('member');
    gus.send({ type: 'channel_create', channel: 'garden' });
    expect(await gus.settled()).toEqual([
      '{"type":"direct_message","author":"Server","message":"Only members, moderators and owners make channels on this server."}',
    ]);
    await ask(olga, { type: 'role', username: 'gus', role: 'member' });
    gus.send({ type: 'channel_create', channel: 'garden' });
    await gus.upTo('channel_create');
  });

  test('of the host is an owner all the same', async () => {
    const room = await openRoom({ firstAccountIsOwner: true });
    await room.server.admin.room.setNewAccounts('guest');
    await room.login('hanna');
    await room.login('gus');
    expect([roleOf(room, 'hanna'), roleOf(room, 'gus')]).toEqual(['owner', 'guest']);
  });
});

describe('a broadcast', () => {
  test('of a moderator is the server’s word to everybody, stored, with who said it in the audit log alone', async () => {
    const { room, mod, alice, plain } = await people();
    mod.send({ type: 'broadcast', message: 'tea is ready', nonce: 'b' });
    const [ack, own] = (await mod.upTo('broadcast')).map(parse);
    expect(ack).toMatchObject({ type: 'ack', nonce: 'b' });
    expect(own).toMatchObject({ type: 'broadcast', message: 'tea is ready', id: ack?.id, nonce: 'b' });
    const [heard] = (await alice.settled()).map(parse);
    expect(heard).toEqual({ type: 'broadcast', message: 'tea is ready', id: own?.id, seq: 1, timestamp: own?.timestamp });
    expect(await plain.settled()).toEqual(['{"type":"broadcast","message":"tea is ready"}']);
    const { messages } = await ask(alice, { type: 'history', after: (own?.id ?? 1) - 1, limit: 1 });
    expect(messages).toEqual([{ type: 'broadcast', message: 'tea is ready', id: own?.id, seq: 1, timestamp: own?.timestamp }]);
    expect(room.server.admin.room.audit(1)).toMatchObject([{ by: 'mod', action: 'broadcast', detail: 'tea is ready' }]);
  });

  test('that comes again with its nonce is acknowledged again and goes nowhere', async () => {
    const { room, olga, alice } = await people();
    const first = await ask(olga, { type: 'broadcast', message: 'once', nonce: 'b' });
    await olga.upTo('broadcast');
    expect(await ask(olga, { type: 'broadcast', message: 'once', nonce: 'b' })).toEqual(first);
    expect((await alice.settled()).filter((text) => text.includes('broadcast'))).toHaveLength(1);
    expect(room.server.admin.room.audit(100).filter(({ action }) => action === 'broadcast')).toHaveLength(1);
  });

  test('without content, of a member, or of somebody who is muted goes nowhere', async () => {
    const { room, olga, mod, alice, plain } = await people();
    expect(await ask(mod, { type: 'broadcast', message: ' \n' })).toMatchObject({ code: 'bad_packet' });
    expect(await ask(alice, { type: 'broadcast', message: 'me' })).toMatchObject({ code: 'not_allowed' });
    await ask(olga, { type: 'mute', username: 'mod' });
    expect(await ask(mod, { type: 'broadcast', message: 'me' })).toMatchObject({ code: 'muted' });
    expect(await plain.settled()).toEqual([]);
    expect(room.server.admin.room.audit(100).map(({ action }) => action)).not.toContain('broadcast');
  });
});

describe('the audit log', () => {
  test('has every deed with who did it, and neither passwords nor PINs', async () => {
    const { room, olga, mod, plain } = await people();
    const { admin } = room.server;
    const until = Date.UTC(2100, 0, 1);
    for (const [client, packet] of [
      [mod, { type: 'mute', username: 'alice', reason: 'loud', until }],
      [mod, { type: 'unmute', username: 'alice' }],
      [mod, { type: 'kick', username: 'plain', reason: 'rest' }],
      [olga, { type: 'ban', username: 'plain', reason: 'spam' }],
      [olga, { type: 'unban', username: 'plain' }],
      [olga, { type: 'role', username: 'plain', role: 'guest' }],
      [olga, { type: 'settings', registration: 'pin', pin: 'secret pin', welcome: 'Hi', name: 'test' }],
      [mod, { type: 'channel_create', channel: 'garden' }],
      [mod, { type: 'channel_update', channel: 'garden', name: 'meadow', topic: 'grass', may_write: 'members' }],
      [mod, { type: 'channel_delete', channel: 'meadow' }],
      [mod, { type: 'channel_restore', channel: 'meadow' }],
      [olga, { type: 'password_reset', username: 'alice', password: 'secret password' }],
      [olga, { type: 'account_delete', username: 'plain', reason: 'squatted' }],
    ] as const) {
      expect([packet.type, await ask(client, packet)]).toMatchObject([packet.type, { type: 'ack' }]);
    }
    await plain.ended();
    await admin.logout('alice');

    const page = await ask(mod, { type: 'audit', nonce: 'a' });
    const { entries, more } = page as unknown as { entries: Record<string, unknown>[]; more: boolean };
    expect(more).toBe(false);
    expect(entries.map(({ by, action, target, detail }) => [by, action, target, detail]).reverse()).toEqual([
      ['Server', 'settings', '', 'name: test'],
      ['Server', 'role', 'olga', 'owner'],
      ['Server', 'role', 'mod', 'moderator'],
      ['mod', 'mute', 'alice', 'until 2100-01-01 00:00 UTC: loud'],
      ['mod', 'unmute', 'alice', ''],
      ['mod', 'kick', 'plain', 'rest'],
      ['olga', 'ban', 'plain', 'spam'],
      ['olga', 'unban', 'plain', ''],
      ['olga', 'role', 'plain', 'guest'],
      ['olga', 'settings', '', 'registration: pin; pin; welcome: Hi'],
      ['mod', 'channel_create', 'garden', ''],
      ['mod', 'channel_update', 'garden', 'name: meadow; topic: grass; may_write: members'],
      ['mod', 'channel_delete', 'meadow', ''],
      ['mod', 'channel_restore', 'meadow', ''],
      ['olga', 'password_reset', 'alice', ''],
      ['olga', 'account_delete', 'plain', 'squatted'],
      ['Server', 'logout', 'alice', ''],
    ]);
    expect(JSON.stringify(entries)).not.toContain('secret');
    expect(entries.every(({ id, timestamp }) => Number(id) > 0 && Math.abs(Number(timestamp) - Date.now()) < 60_000)).toBe(
      true,
    );
  });

  test('comes in pages, the newest first, and over a restart', async () => {
    const dataDir = temporaryFolder();
    const { room } = await people({ dataDir });
    for (let i = 0; i < 130; i++) await room.server.admin.room.setName(`room ${i}`);
    await room.server.stop();
    const again = await openRoom({ dataDir, name: 'room 129' });
    const mod = await again.login('mod');
    await mod.introduce();
    const read = async (range: object) =>
      (await ask(mod, { type: 'audit', ...range })) as unknown as { entries: { id: number; detail: string }[]; more: boolean };
    const first = await read({});
    expect([first.entries.length, first.entries[0]?.detail, first.more]).toEqual([100, 'name: room 129', true]);
    const second = await read({ before: first.entries.at(-1)?.id });
    expect([second.entries[0]?.detail, second.more]).toEqual(['name: room 29', false]);
    const short = await read({ before: first.entries[0]?.id, limit: 2 });
    expect([short.entries.map(({ detail }) => detail), short.more]).toEqual([['name: room 128', 'name: room 127'], true]);
    expect((await read({ limit: 0 })).entries).toHaveLength(1);
    expect((await read({ before: 0 })).entries).toEqual([]);
  });

  test('has no entry of what was refused, or could not be', async () => {
    const { room, mod, alice } = await people();
    const before = room.server.admin.room.audit(100);
    await ask(alice, { type: 'kick', username: 'mod' });
    await ask(mod, { type: 'unmute', username: 'alice' });
    await ask(mod, { type: 'ban', username: 'olga' });
    await ask(mod, { type: 'channel_create', channel: 'general' });
    await ask(mod, { type: 'channel_delete', channel: 'general' });
    await ask(mod, { type: 'settings', name: 'mine' });
    expect(room.server.admin.room.audit(100)).toEqual(before);
  });
});

test('whoever hosts sees who is online, from where and with what', async () => {
  const { room, mod } = await people();
  await ask(mod, { type: 'mute', username: 'plain' });
  await settle();
  const since = expect.closeTo(Date.now(), -5) as number;
  const client = { name: 'test', version: '1' };
  const address = '127.0.0.1';
  await until(() => room.server.admin.people().length === 4, 'all are here');
  expect(room.server.admin.people()).toEqual([
    { name: 'olga', role: 'owner', isMuted: false, address, client, since },
    { name: 'mod', role: 'moderator', isMuted: false, address, client, since },
    { name: 'alice', role: 'member', isMuted: false, address, client, since },
    { name: 'plain', role: 'member', isMuted: true, address, client: null, since },
  ]);
});
