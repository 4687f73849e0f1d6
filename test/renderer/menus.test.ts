import { beforeAll, describe, expect, it, vi } from 'vitest';
import {
  channelId,
  directId,
  emptyConversation,
  initialChatState,
  MUTED_FOR_GOOD,
  type ChatState,
  type Conversation,
} from '../../src-shared/chat/state.ts';
import type { Account } from '../../src-shared/chat/accounts.ts';
import type { Role } from '../../src-shared/protocol/packets.ts';
import type { ServerState } from '../../src-shared/ipc/app-state.ts';
import { App } from '../../src-renderer/app.svelte.ts';
import { conversationMenu } from '../../src-renderer/menus/conversation-menu.ts';
import { personMenu } from '../../src-renderer/menus/person-menu.ts';
import { serverMenu } from '../../src-renderer/menus/server-menu.ts';
import { Navigation } from '../../src-renderer/navigation.svelte.ts';
import type { MenuEntry, MenuGroup, MenuRow } from '../../src-renderer/shared/menu.ts';
import { Toasts } from '../../src-renderer/toasts.svelte.ts';
import { FakeBridge, serverOf, stateWith, type Call } from '../support/fake-bridge.ts';

const NOW = 1_700_000_000_000;
const HOUR_MS = 3_600_000;
const general = emptyConversation('channel', 'general');
const chat: ChatState = {
  ...initialChatState('me', 'host'),
  connection: { phase: 'connected' },
  ready: true,
  server: { name: 'Room', version: '1', identity: null, frameMaxBytes: 65_536, capabilities: ['channels'] },
  channels: ['general', 'plans'],
  defaultChannel: 'general',
  conversations: [general, emptyConversation('channel', 'plans'), emptyConversation('direct', 'bob')],
};

async function window_(servers: readonly ServerState[] = [serverOf(chat)]) {
  const bridge = new FakeBridge(stateWith(servers), {
    'chat/open': () => undefined,
    'chat/mark-read': () => undefined,
    'chat/choose': () => undefined,
    'person/block': () => undefined,
    'server/change': () => ({ ok: true }),
    'server/connect': () => ({ ok: false, message: 'The password is not kept here.' }),
    'server/disconnect': () => undefined,
    'server/order': () => undefined,
    'chat/export': ({ format }) =>
      format === 'json'
        ? { ok: true, saved: null }
        : format === 'text'
          ? { ok: true, saved: { file: '/tmp/general.txt', messages: 1 } }
          : { ok: false, message: 'The disk is full.' },
  });
  const objects = { app: await App.open(bridge), navigation: new Navigation(), toasts: new Toasts() };
  const calls = (): Call[] => bridge.calls.filter((call) => call.command !== 'app/snapshot');
  return { objects, calls, bridge, server: objects.app.server! };
}

const labels = (entries: readonly MenuEntry[]): string[] => entries.flatMap((entry) => (entry === 'line' ? [] : [entry.label]));

/** The row of that name, also in a menu beside the menu: `Mute/For 1 hour`. */
function row(entries: readonly MenuEntry[], path: string): MenuRow {
  const [name, inside] = path.split('/');
  const entry = entries.find((each) => each !== 'line' && each.label === name);
  if (entry === undefined || entry === 'line') throw new Error(`no row “${path}” in ${labels(entries).join(', ')}`);
  return 'rows' in entry ? row(entry.rows, inside ?? '') : entry;
}

beforeAll(() => {
  vi.stubGlobal('navigator', { platform: 'Linux x86_64' });
});

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('a conversation’s menu', () => {
  const menu = (objects: Parameters<typeof conversationMenu>[0], conversation: Conversation, change: Partial<ChatState> = {}) =>
    conversationMenu(objects, serverOf({ ...chat, ...change }), conversation, NOW);
  const place = { server: 'home', conversation: channelId('general') };

  it('marks as read what is unread, and only that', async () => {
    const { objects, calls } = await window_();
    expect(labels(menu(objects, general))).not.toContain('Mark as read');
    row(menu(objects, { ...general, unread: 2 }), 'Mark as read').onselect();
    expect(calls()).toEqual([{ command: 'chat/mark-read', argument: place }]);
    expect(labels(menu(objects, { ...general, keptUnread: true }))).toContain('Mark as read');
  });

  it('shows which notifications are chosen, and changes that', async () => {
    const { objects, calls } = await window_();
    const entries = menu(objects, { ...general, choices: { ...general.choices, notify: 'all' } });
    expect(row(entries, 'Notifications/All messages').checked).toBe(true);
    expect(row(entries, 'Notifications/Default').checked).toBe(false);
    row(entries, 'Notifications/Mentions only').onselect();
    expect(calls()).toEqual([{ command: 'chat/choose', argument: { ...place, notify: 'mentions' } }]);
  });

  it.each([
    ['For 1 hour', NOW + HOUR_MS],
    ['For 8 hours', NOW + 8 * HOUR_MS],
    ['Until I turn it on', MUTED_FOR_GOOD],
  ])('mutes: %s', async (label, mutedUntil) => {
    const { objects, calls } = await window_();
    row(menu(objects, general), `Mute/${label}`).onselect();
    expect(calls()).toEqual([{ command: 'chat/choose', argument: { ...place, mutedUntil } }]);
  });

  it('unmutes what is muted', async () => {
    const { objects, calls } = await window_();
    row(menu(objects, { ...general, choices: { ...general.choices, mutedUntil: NOW + 1 } }), 'Unmute').onselect();
    expect(calls()).toEqual([{ command: 'chat/choose', argument: { ...place, mutedUntil: null } }]);
  });

  it('says what became of an export, and nothing where the person changed their mind', async () => {
    const { objects } = await window_();
    for (const format of ['Text', 'JSON', 'HTML']) {
      row(menu(objects, general), `Export/${format}`).onselect();
      await settled();
    }
    expect(objects.toasts.list.map((each) => each.text)).toEqual([
      '1 message was saved in /tmp/general.txt.',
      'The disk is full.',
    ]);
  });

  it('asks before it clears or deletes', async () => {
    const { objects, calls } = await window_();
    row(menu(objects, general), 'Clear…').onselect();
    expect(objects.navigation.dialog).toEqual({ kind: 'clear', ...place });
    row(menu(objects, emptyConversation('channel', 'plans')), 'Delete channel').onselect();
    expect(objects.navigation.dialog).toEqual({ kind: 'delete-channel', server: 'home', channel: 'plans' });
    expect(calls()).toEqual([]);
  });

  it('does not offer to delete what a server would not', async () => {
    const { objects } = await window_();
    const plans = emptyConversation('channel', 'plans');
    for (const entries of [
      menu(objects, general),
      menu(objects, plans, { server: null }),
      menu(objects, plans, { ready: false }),
      menu(objects, emptyConversation('direct', 'bob')),
    ]) {
      expect(labels(entries)).not.toContain('Delete channel');
    }
  });

  it('offers to block the person, never the server itself', async () => {
    const { objects } = await window_();
    expect(labels(menu(objects, emptyConversation('direct', 'bob')))).toContain('Block');
    expect(labels(menu(objects, emptyConversation('direct', 'Server')))).not.toContain('Block');
    expect(labels(menu(objects, general))).not.toContain('Block');
  });
});

describe('a person’s menu', () => {
  const account = (name: string, role: Role, muted = false): Account => {
    return { name, role, state: 'online', text: '', lastSeen: null, muted };
  };
  /** A room of `bob`, who is here, and others, in which the person of the window has this role. */
  const looked = (role: Role, bob = account('bob', 'member')): ServerState =>
    serverOf({
      ...chat,
      server: { ...chat.server!, capabilities: ['channels', 'moderation', 'presence'] },
      members: ['me', 'bob'],
      accounts: [account('me', role), bob, account('carl', 'member'), account('dora', 'owner')],
    });
  const DEEDS = ['Kick', 'Mute for everyone', 'Ban'];
  const ABOUT = ['Reset password…', 'Free the name…'];
  /** What the role of the one who asks adds to everybody’s menu. */
  const added = (entries: readonly MenuEntry[]): string[] =>
    labels(entries).filter((label) => !['Message', 'Copy name', 'Mute', 'Block'].includes(label));

  it('has what one may do by one’s role and theirs', async () => {
    const { objects } = await window_();
    const of = (server: ServerState, name: string): string[] => added(personMenu(objects, server, name, false));
    expect(of(looked('member'), 'bob')).toEqual([]);
    expect(of(looked('guest'), 'bob')).toEqual([]);
    expect(of(looked('moderator'), 'bob')).toEqual([...DEEDS, ...ABOUT]);
    expect(of(looked('moderator', account('bob', 'moderator')), 'bob')).toEqual([]);
    expect(of(looked('owner', account('bob', 'moderator')), 'bob')).toEqual([...DEEDS, 'Role', ...ABOUT]);
    expect(of(looked('owner'), 'dora')).toEqual([]);
    // Somebody who is not here cannot be kicked.
    expect(of(looked('moderator'), 'carl')).toEqual(['Mute for everyone', 'Ban', ...ABOUT]);
    expect(of(looked('moderator', account('bob', 'member', true)), 'bob')).toContain('Unmute for everyone');
  });

  it('says by which role somebody goes, and gives another one with a way back', async () => {
    const { objects, bridge } = await window_([looked('owner')]);
    bridge.handlers['room/ask'] = () => ({ ok: true, packet: null });
    const entries = personMenu(objects, looked('owner'), 'bob', false);
    const roles = entries.find((entry) => entry !== 'line' && entry.label === 'Role') as MenuGroup;
    expect(roles.rows.map(({ checked, label }) => [label, checked])).toEqual([
      ['Owner', false],
      ['Moderator', false],
      ['Member', true],
      ['Guest', false],
    ]);
    row(entries, 'Role/Moderator').onselect();
    await settled();
    objects.toasts.list.at(-1)?.action?.act();
    await settled();
    const asked = bridge.calls.filter(({ command }) => command === 'room/ask').map(({ argument }) => argument);
    expect(asked).toEqual([
      { server: 'home', request: { type: 'role', username: 'bob', role: 'moderator' } },
      { server: 'home', request: { type: 'role', username: 'bob', role: 'member' } },
    ]);
  });

  it('has how one wants to be seen, in one’s own', async () => {
    const { objects, bridge } = await window_([looked('member')]);
    bridge.handlers['presence/choose'] = () => ({ ok: false, reason: 'offline' });
    const own = personMenu(objects, looked('member'), 'me', false);
    expect(added(own)).toEqual(['Online', 'Away', 'Busy', 'Status text…', 'Change password…']);
    row(own, 'Away').onselect();
    await settled();
    expect(bridge.calls.at(-1)).toEqual({ command: 'presence/choose', argument: { server: 'home', state: 'away', text: '' } });
    expect(objects.toasts.list.at(-1)?.text).toContain('no connection');
  });

  it('has what is done at the computer of a server that knows its host as nobody', async () => {
    const { objects, server } = await window_([serverOf({ ...chat, members: ['me', 'bob'] })]);
    expect(labels(personMenu(objects, server, 'bob', false))).toEqual(['Message', 'Copy name', 'Mute', 'Block']);
    expect(labels(personMenu(objects, server, 'bob', true))).toEqual(['Message', 'Copy name', 'Mute', 'Block', ...DEEDS]);
    expect(labels(personMenu(objects, server, 'Server', true))).toEqual(['Message', 'Copy name']);
    expect(labels(personMenu(objects, server, 'carl', false))).toEqual(['Message', 'Copy name', 'Block']);
    expect(labels(personMenu(objects, server, 'me', true))).toEqual(['Copy name']);
  });

  it('blocks and unblocks, and says so', async () => {
    const { objects, server, calls } = await window_();
    row(personMenu(objects, server, 'bob', false), 'Block').onselect();
    await settled();
    const blocked = { ...server, chat: { ...server.chat, blocked: ['bob'] } };
    expect(labels(personMenu(objects, blocked, 'bob', false))).toEqual(['Copy name', 'Unblock']);
    row(personMenu(objects, blocked, 'bob', false), 'Unblock').onselect();
    await settled();
    expect(calls().map((call) => call.argument)).toEqual([
      { server: 'home', username: 'bob', blocked: true },
      { server: 'home', username: 'bob', blocked: false },
    ]);
    expect(objects.toasts.list.map((each) => each.text.split(':')[0])).toEqual(['bob is blocked', 'bob is no longer blocked.']);
  });

  it('leaves the conversation with somebody who was blocked in it', async () => {
    const { objects, server, calls } = await window_();
    const inIt = { ...server, chat: { ...server.chat, active: directId('bob') } };
    row(personMenu(objects, inIt, 'bob', false), 'Block').onselect();
    await settled();
    expect(calls().at(-1)).toEqual({ command: 'chat/open', argument: { server: 'home', conversation: channelId('general') } });
  });

  it('mentions somebody where one is writing', async () => {
    const { objects, server } = await window_();
    const mentioned: string[] = [];
    row(
      personMenu(objects, server, 'bob', false, (name) => mentioned.push(name)),
      'Mention',
    ).onselect();
    expect(mentioned).toEqual(['bob']);
    expect(labels(personMenu(objects, server, 'me', false, () => undefined))).not.toContain('Mention');
  });

  it('mutes the conversation with them, and unmutes it', async () => {
    const { objects, server, calls } = await window_();
    row(personMenu(objects, server, 'bob', false), 'Mute').onselect();
    expect(calls().at(-1)).toEqual({
      command: 'chat/choose',
      argument: { server: 'home', conversation: directId('bob'), mutedUntil: MUTED_FOR_GOOD },
    });
  });

  it('opens the conversation with them', async () => {
    const { objects, server, calls } = await window_();
    row(personMenu(objects, server, 'bob', false), 'Message').onselect();
    expect(calls()).toEqual([{ command: 'chat/open', argument: { server: 'home', conversation: directId('bob') } }]);
  });
});

describe('a server’s menu', () => {
  const others = [serverOf(chat), serverOf(chat, { id: 'b' }), serverOf(chat, { id: 'c' })];

  it('moves a server where there is room to', async () => {
    const { objects, calls } = await window_(others);
    const of = (at: number): MenuEntry[] => serverMenu(objects, others[at]!);
    expect(labels(of(0))).not.toContain('Move up');
    expect(labels(of(2))).not.toContain('Move down');
    row(of(1), 'Move up').onselect();
    row(of(1), 'Move down').onselect();
    expect(calls().map((call) => call.argument)).toEqual([{ servers: ['b', 'home', 'c'] }, { servers: ['home', 'c', 'b'] }]);
  });

  it('connects, disconnects or signs in, as the connection is', async () => {
    const { objects } = await window_();
    const of = (connection: ChatState['connection']): string[] =>
      labels(serverMenu(objects, serverOf({ ...chat, connection })));
    expect(of({ phase: 'connected' })).toContain('Disconnect');
    expect(of({ phase: 'reconnecting', retryAt: null, problem: { kind: 'closed' } })).toContain('Disconnect');
    expect(of({ phase: 'offline' })).toContain('Connect');
    expect(of({ phase: 'offline', problem: { kind: 'password-needed' } })).toContain('Sign in…');
    expect(of({ phase: 'login-failed', problem: { kind: 'wrong-password' } })).toContain('Sign in…');
  });

  it('goes to the form where the password is not kept', async () => {
    const { objects } = await window_();
    row(serverMenu(objects, serverOf({ ...chat, connection: { phase: 'offline' } })), 'Connect').onselect();
    await settled();
    expect(objects.navigation.signIn).toBe('home');
    expect(objects.toasts.list.map((each) => each.text)).toEqual(['The password is not kept here.']);
  });

  it('of the own server goes to what is set up of it, since it has no address to type', async () => {
    const { objects } = await window_();
    const hosted = serverOf(
      { ...chat, connection: { phase: 'login-failed', problem: { kind: 'wrong-password' } } },
      { kind: 'hosted' },
    );
    row(serverMenu(objects, hosted), 'Sign in…').onselect();
    expect(objects.navigation.dialog).toEqual({ kind: 'edit-server', server: 'home' });
  });

  it('mutes, and unmutes what is muted', async () => {
    const { objects, calls } = await window_();
    row(serverMenu(objects, serverOf(chat)), 'Mute').onselect();
    row(serverMenu(objects, serverOf(chat, { muted: true })), 'Unmute').onselect();
    expect(calls().map((call) => call.argument)).toEqual([
      { server: 'home', muted: true },
      { server: 'home', muted: false },
    ]);
  });
});
