import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ANSWER_TIMEOUT_MS } from '../../src-shared/session/requests.ts';
import { detailsOf, findAccount, roleOf } from '../../src-shared/chat/index.ts';
import type { ServerPacket } from '../../src-shared/protocol/index.ts';
import { settle, until } from '../support/fake-clock.ts';
import { Person } from '../support/person.ts';
import { ScriptedServer } from '../support/scripted-server.ts';
import { openRoom, type Room } from './rooms.ts';

const DONE = { ok: true };

describe('on our server', () => {
  let room: Room;
  let ann: Person;
  let bob: Person;
  beforeEach(async () => {
    room = await openRoom('our server');
    ann = await room.join('ann');
    bob = await room.join('bob');
    await room.own?.admin.setRole('ann', 'owner');
    await until(() => roleOf(bob.state, 'ann') === 'owner', 'bob hears who owns the server');
    await until(() => roleOf(ann.state, 'ann') === 'owner', 'ann hears it too');
  });
  afterEach(async () => {
    await room.end();
  });

  test('everybody is in the list, with what they are, and whoever comes and goes', async () => {
    const carol = await room.join('carol');
    await until(() => ann.state.accounts.length === 3, 'carol is new');
    await room.leave(carol);
    await until(() => findAccount(ann.state, 'carol')?.lastSeen != null, 'carol was here');
    expect(ann.state.members).not.toContain('carol');
  });

  test('how somebody wants to be seen is heard by the others, and told again after a reconnect', async () => {
    expect(await ann.session.room.setPresence({ state: 'away', text: 'at lunch' })).toMatchObject(DONE);
    await room.clock.advance(5_000);
    await until(() => findAccount(bob.state, 'ann')?.text === 'at lunch', 'bob sees that ann is away');
    room.network.cut();
    await room.clock.advance(30_000);
    for (const person of [ann, bob]) await room.ready(person);
    await room.clock.advance(5_000);
    await until(() => findAccount(bob.state, 'ann')?.state === 'away', 'ann is still away');
  });

  test('a text that breaks a rule is refused, and nothing changes', async () => {
    const answer = await ann.session.room.setPresence({ state: 'busy', text: 'x'.repeat(141) });
    expect(answer).toMatchObject({ ok: false, reason: 'refused', code: 'bad_packet' });
    expect(ann.state.ownPresence.state).toBe('online');
    // It is no direct message of the server either.
    expect(ann.state.conversations.map(({ id }) => id)).not.toContain('dm:Server');
  });

  test('a channel that is made is opened, and its topic, its name and who may write there are heard by all', async () => {
    expect(await ann.session.room.createChannel('garden')).toMatchObject(DONE);
    expect(ann.state.active).toBe('channel:garden');
    ann.say('first');
    await until(() => ann.delivery('first') === 'delivered', 'it is said');
    const change = {
      type: 'channel_update',
      channel: 'garden',
      name: 'allotment',
      topic: 'tomatoes',
      may_write: 'owner',
    } as const;
    expect(await ann.session.room.ask(change)).toMatchObject(DONE);
    await until(() => detailsOf(bob.state, 'allotment')?.topic === 'tomatoes', 'bob sees the topic');
    expect(detailsOf(bob.state, 'allotment')).toEqual({
      name: 'allotment',
      topic: 'tomatoes',
      creator: 'ann',
      mayWrite: 'owner',
    });
    expect(ann.state.active).toBe('channel:allotment');
    expect(ann.lines('channel:allotment')).toEqual(['ann: first (delivered)']);
    expect(await bob.session.room.ask({ ...change, channel: 'allotment' })).toMatchObject({ code: 'not_allowed' });
  });

  test('whoever is kicked knows by whom and why, until they are back', async () => {
    expect(await ann.session.room.ask({ type: 'kick', username: 'bob', reason: 'too loud' })).toMatchObject(DONE);
    await until(() => bob.phase !== 'connected', 'bob is gone');
    expect(bob.state.removal).toEqual({ kind: 'kick', by: 'ann', reason: 'too loud', until: null });
    expect(bob.problem).toBe('kicked');
    bob.session.retryNow();
    await room.ready(bob);
    expect(bob.state.removal).toBeNull();
  });

  test('a ban is in the list of those who may see it, and ends with it', async () => {
    const end = room.clock.now() + 60_000;
    await ann.session.room.ask({ type: 'ban', username: 'bob', reason: 'spam', until: end });
    await until(() => bob.phase !== 'connected', 'bob is gone');
    expect(bob.state.removal).toMatchObject({ kind: 'ban', by: 'ann', until: end });
    expect(await ann.session.room.ask({ type: 'ban_list' })).toMatchObject({
      packet: { bans: [{ username: 'bob', by: 'ann', reason: 'spam', until: end }] },
    });
    expect(await ann.session.room.ask({ type: 'unban', username: 'bob' })).toMatchObject(DONE);
    expect(await ann.session.room.ask({ type: 'unban', username: 'bob' })).toMatchObject({ code: 'not_banned' });
  });

  test('whoever is muted knows by whom and until when; the message that was refused says so too', async () => {
    await ann.session.room.ask({ type: 'mute', username: 'bob', reason: 'too loud' });
    await until(() => bob.state.ownMute !== null, 'bob knows');
    expect(bob.state.ownMute).toEqual({ kind: 'mute', by: 'ann', reason: 'too loud', until: null });
    expect(findAccount(ann.state, 'bob')?.muted).toBe(true);
    bob.say('hello?');
    await until(() => bob.delivery('hello?') === 'failed', 'it is refused');
    await ann.session.room.ask({ type: 'unmute', username: 'bob' });
    await until(() => bob.state.ownMute === null, 'bob may write');
  });

  test('a mute outlasts a reconnect', async () => {
    await ann.session.room.ask({ type: 'mute', username: 'bob', reason: 'too loud' });
    await until(() => bob.state.ownMute !== null, 'bob knows');
    room.network.cut();
    await room.clock.advance(30_000);
    await room.ready(bob);
    await room.rest();
    expect(bob.state.ownMute?.reason).toBe('too loud');
  });

  test('one’s own password is changed by whoever knows the one of now, and by nobody else', async () => {
    const refused = { ok: false, reason: 'wrong-password' };
    expect(await bob.session.changePassword('a guess', 'another')).toEqual(refused);
    expect(await bob.session.changePassword('bob’s password', 'x'.repeat(257))).toMatchObject({ code: 'bad_packet' });
    expect(await bob.session.changePassword('bob’s password', 'another')).toMatchObject(DONE);
    expect(bob.phase).toBe('connected');
    expect(await bob.session.changePassword('bob’s password', 'a third')).toEqual(refused);
    await room.leave(bob);
    const before = room.enter('bob');
    await until(() => before.opened?.kind === 'wrong-password', 'the old password is refused');
    await room.join('bob', { password: 'another' });
  });

  test('roles and settings reach whom they concern', async () => {
    await ann.session.room.ask({ type: 'role', username: 'bob', role: 'moderator' });
    await until(() => roleOf(bob.state, 'bob') === 'moderator', 'bob is a moderator');
    await ann.session.room.ask({ type: 'settings', registration: 'pin', pin: '2468', may_create_channels: 'moderators' });
    const settings = { registration: 'pin', pin: '2468', mayCreateChannels: 'moderators' };
    await until(() => bob.state.room?.registration === 'pin', 'bob sees who may come');
    expect(bob.state.room).toMatchObject(settings);
  });
});

describe('a request', () => {
  const info: ServerPacket = {
    type: 'server_info',
    name: 'x',
    version: '1',
    capabilities: ['moderation', 'presence'],
    limits: { message_bytes: 65_536, name_code_points: 32 },
  };

  async function meet(plus: boolean): Promise<{ server: ScriptedServer; me: Person }> {
    const server = new ScriptedServer();
    const me = new Person(server, 'me').open();
    await settle();
    await server.logIn();
    await server.send({ type: 'channel_list', channels: ['general'] });
    await server.send({ type: 'default_channel', channel: 'general' });
    if (plus) await server.send(info);
    return { server, me };
  }

  test('is made of no server that does not speak RWCI+', async () => {
    const { me, server } = await meet(false);
    expect(await me.session.room.ask({ type: 'kick', username: 'bob' })).toEqual({ ok: false, reason: 'offline' });
    expect(await me.session.room.setPresence({ state: 'away', text: '' })).toEqual({ ok: false, reason: 'offline' });
    expect([...server.of('kick'), ...server.of('presence')]).toEqual([]);
  });

  test('without an answer ends after a while, and with the connection at once', async () => {
    const { me, server } = await meet(true);
    const late = me.session.room.ask({ type: 'kick', username: 'bob' });
    await server.clock.advance(ANSWER_TIMEOUT_MS);
    expect(await late).toEqual({ ok: false, reason: 'silent' });
    const cut = me.session.room.ask({ type: 'kick', username: 'bob' });
    server.network.cut();
    expect(await cut).toEqual({ ok: false, reason: 'silent' });
  });

  test('has the answer to its own nonce alone', async () => {
    const { me, server } = await meet(true);
    const asked = me.session.room.ask({ type: 'kick', username: 'bob' });
    await server.send({ type: 'ack', nonce: 'another' });
    const [{ nonce }] = server.of('kick') as [{ nonce: string }];
    await server.send({ type: 'error', code: 'not_online', message: 'bob is not here.', nonce });
    expect(await asked).toEqual({ ok: false, reason: 'refused', code: 'not_online', message: 'bob is not here.' });
  });
});
