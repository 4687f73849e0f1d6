import { describe, expect, test } from 'vitest';
import { MAY_DO, ROLES, type Role } from '../../src-shared/protocol/index.ts';
import {
  deedProblem,
  includesRole,
  makingProblem,
  mayChangeChannel,
  type Actor,
  type Deed,
} from '../../src-main/server/accounts/permissions.ts';
import { ask } from '../support/plus-client.ts';
import type { SocketClient } from '../support/server-client.ts';
import { openRoom, type SocketRoom } from '../support/server-room.ts';

const account = (id: number, role: Role) => ({ id, name: `${role} ${id}`, key: String(id), role, isPassing: false });
const actor = (role: Role | 'console', id = 1): Actor =>
  role === 'console' ? { kind: 'console' } : { kind: 'account', account: account(id, role) };

const ALL: readonly Deed[] = ['kick', 'ban', 'unban', 'mute', 'unmute', 'reset', 'delete'];
const LIFTING: readonly Deed[] = ['unban', 'unmute'];
const NONE: readonly Deed[] = [];

/** Who acts, and what they may do to another of each role, in the order of `ROLES`: owner, moderator, member, guest. */
const TABLE: readonly (readonly [who: Role | 'console', ...to: (readonly Deed[])[]])[] = [
  ['console', ['kick', 'unban', 'unmute', 'reset'], ALL, ALL, ALL],
  ['owner', LIFTING, ALL, ALL, ALL],
  ['moderator', NONE, NONE, ALL, ALL],
  ['member', NONE, NONE, NONE, NONE],
  ['guest', NONE, NONE, NONE, NONE],
];

const rows = TABLE.flatMap(([who, ...to]) =>
  ROLES.map((role, column): [string, string, readonly Deed[]] => [who, role, to[column] ?? NONE]),
);

describe('who may do what to another', () => {
  test.each(rows)('%s to a %s: %j', (who, role, allowed) => {
    const problem = (deed: Deed) => deedProblem(actor(who as Role), deed, account(2, role as Role));
    expect(ALL.filter((deed) => problem(deed) === null)).toEqual(ALL.filter((deed) => allowed.includes(deed)));
  });

  test.each(ROLES)('a %s sets their own password, and does nothing else of this to themselves', (role) => {
    expect(ALL.filter((deed) => deedProblem(actor(role), deed, account(1, role)) === null)).toEqual(['reset']);
  });
});

describe('over the wire', () => {
  const PACKETS: { readonly [D in Deed]: object } = {
    kick: { type: 'kick' },
    ban: { type: 'ban' },
    unban: { type: 'unban' },
    mute: { type: 'mute' },
    unmute: { type: 'unmute' },
    reset: { type: 'password_reset', password: 'another' },
    delete: { type: 'account_delete' },
  };

  async function person(room: SocketRoom, name: string, role: Role): Promise<SocketClient> {
    const client = await room.login(name);
    await client.introduce();
    if (role !== 'member') expect(await room.server.admin.setRole(name, role)).toMatchObject({ ok: true });
    return client;
  }

  test.each(ROLES)('a %s is allowed what the table says, and refused the rest', async (who) => {
    const room = await openRoom({ limits: 'off' });
    const one = await person(room, 'one', who);
    const row = TABLE.find(([role]) => role === who) ?? [];
    for (const [column, role] of ROLES.entries()) {
      const allowed = row[column + 1] as readonly Deed[];
      await person(room, `target ${role}`, role);
      for (const deed of ALL) {
        const answer = await ask(one, { ...PACKETS[deed], username: `target ${role}` });
        // What is allowed may still be in vain: nobody is muted, say.
        const isRefused = answer.code === 'not_allowed';
        expect([deed, role, isRefused]).toEqual([deed, role, !allowed.includes(deed)]);
      }
    }
  });

  test('a guest reads and writes where everybody may, and has no part in how the room is', async () => {
    const room = await openRoom({ limits: 'off' });
    const guest = await person(room, 'gus', 'member');
    await ask(guest, { type: 'channel_create', channel: 'garden' });
    await ask(guest, { type: 'channel_create', channel: 'shed' });
    await ask(guest, { type: 'channel_delete', channel: 'shed' });
    await room.server.admin.setRole('gus', 'guest');
    await room.server.admin.room.updateChannel('garden', { may_write: 'members' });
    await guest.settled();

    for (const may of [
      { type: 'message', message: 'hello' },
      { type: 'direct_message', recipient: 'gus', message: 'note' },
      { type: 'presence', state: 'away', text: 'lunch' },
      { type: 'password_reset', username: 'gus', password: 'my own' },
      { type: 'resume_revoke' },
    ]) {
      expect(await ask(guest, may)).toMatchObject({ type: 'ack' });
    }
    expect(await ask(guest, { type: 'history', channel: 'garden' })).toMatchObject({ type: 'history' });
    for (const mayNot of [
      { type: 'message', message: 'hello', channel: 'garden' },
      { type: 'channel_create', channel: 'more' },
      { type: 'channel_update', channel: 'garden', topic: 'mine' },
      { type: 'channel_delete', channel: 'garden' },
      { type: 'channel_restore', channel: 'shed' },
      { type: 'broadcast', message: 'hear me' },
      { type: 'audit' },
      { type: 'ban_list' },
      { type: 'settings', welcome: 'mine' },
      { type: 'role', username: 'gus', role: 'member' },
      { type: 'account_delete', username: 'gus' },
    ]) {
      expect([mayNot.type, await ask(guest, mayNot)]).toMatchObject([mayNot.type, { type: 'error', code: 'not_allowed' }]);
    }
    expect(room.server.admin.channels()).toEqual(['general', 'garden']);
  });
});

describe('which roles a setting includes', () => {
  test.each([
    ['everybody', ['owner', 'moderator', 'member', 'guest'], ['owner', 'moderator', 'member']],
    ['members', ['owner', 'moderator', 'member'], ['owner', 'moderator', 'member']],
    ['moderators', ['owner', 'moderator'], ['owner', 'moderator']],
    ['owner', ['owner'], ['owner']],
  ] as const)('%s: %j write, %j make channels', (setting, write, make) => {
    expect(MAY_DO).toContain(setting);
    expect(ROLES.filter((role) => includesRole(setting, role))).toEqual(write);
    expect(ROLES.filter((role) => makingProblem(setting, account(1, role)) === null)).toEqual(make);
  });
});

describe('who changes, deletes and restores a channel', () => {
  const roles = ['console', ...ROLES] as const;
  test.each([
    ['their own, where everybody writes', 1, 'everybody', ['console', 'owner', 'moderator', 'member']],
    ["somebody else's, where everybody writes", 2, 'everybody', ['console', 'owner', 'moderator']],
    ['their own, where owners alone write', 1, 'owner', ['console', 'owner', 'moderator', 'member']],
    ["somebody else's, where owners alone write", 2, 'owner', ['console', 'owner']],
  ] as const)('%s', (_whose, creatorId, mayWrite, allowed) => {
    expect(roles.filter((role) => mayChangeChannel(actor(role), { creatorId, mayWrite }))).toEqual(allowed);
  });
});
