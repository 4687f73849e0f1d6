import { createHash } from 'node:crypto';
import { encode } from 'uqr';
import { describe, expect, test } from 'vitest';
import { initialChatState, type ChatState, type RoomSettings } from '../../src-shared/chat/index.ts';
import type { HostingState, Profile, ServerState } from '../../src-shared/ipc/index.ts';
import { parseInvitation, type Invitation } from '../../src-shared/invitation/index.ts';
import { fingerprintOf } from '../../src-shared/trust/index.ts';
import { App } from '../../src-renderer/app.svelte.ts';
import type { WindowContext } from '../../src-renderer/context.ts';
import { Navigation } from '../../src-renderer/navigation.svelte.ts';
import { Toasts } from '../../src-renderer/toasts.svelte.ts';
import { Visits } from '../../src-renderer/visits.ts';
import { goToKnown } from '../../src-renderer/views/invitation/go-to-known.ts';
import { inviteSource } from '../../src-renderer/views/invitation/invite-source.ts';
import { knownServer } from '../../src-renderer/views/invitation/known-server.ts';
import { linkIn } from '../../src-renderer/views/invitation/link-text.ts';
import { drawQr } from '../../src-renderer/views/invitation/qr.ts';
import { FakeBridge, serverOf, stateWith, type Handlers } from '../support/fake-bridge.ts';

const keyOf = (text: string) => fingerprintOf(createHash('sha256').update(text).digest());
const [ours, theirs] = [keyOf('ours'), keyOf('theirs')];
const pinned = { kind: 'pinned', fingerprint: ours } as const;
const connected: Partial<ChatState> = {
  connection: { phase: 'connected' },
  channels: ['general', 'a b'],
  defaultChannel: 'general',
};

function server(change: Partial<Profile> = {}, chat: Partial<ChatState> = connected): ServerState {
  const address = change.address ?? '192.168.1.5:8888';
  return serverOf({ ...initialChatState('ann', address), ...chat }, { address, security: pinned, ...change });
}

const hosting: Extract<HostingState, { status: 'on' }> = {
  ...{
    status: 'on',
    name: 'Kitchen',
    port: 8888,
    busyPort: null,
    fingerprint: ours,
    guests: true,
    reach: null,
    people: 1,
    names: [],
  },
  addresses: [
    { address: '192.168.1.5:8888', network: 'wlan0' },
    { address: '[fd00::5]:8888', network: 'wlan0' },
  ],
};

const invitation = (link: string): Invitation => {
  const read = parseInvitation(link);
  if (read === null) throw new Error(`${link} is no invitation`);
  return read;
};

describe('a server that somebody is invited to', () => {
  const kind = (link: string, servers: readonly ServerState[], on: HostingState = { status: 'off' }) =>
    knownServer(invitation(link), stateWith(servers, { hosting: on })).kind;

  test('is new where neither its key nor its address is known', () => {
    expect(kind(`rwci://192.168.1.6/?fp=${ours}`, [])).toBe('new');
    expect(kind(`rwci://192.168.1.6/?fp=${theirs}`, [server()])).toBe('new');
    expect(kind('rwci://192.168.1.5:9999/', [server()])).toBe('new');
  });

  test('is known by its key wherever it is, and by its address where the link names no key', () => {
    expect(kind(`rwci://192.168.1.5/?fp=${ours}`, [server()])).toBe('member');
    expect(kind('rwci://192.168.1.5/', [server()])).toBe('member');
    expect(kind(`rwci://192.168.1.5/?fp=${theirs}`, [server({ security: { kind: 'clear' } })])).toBe('member');
    expect(kind(`rwci://pi.local/?fp=${ours}`, [server()])).toBe('moved');
    expect(kind('rwci://192.168.1.5/', [server({ address: 'ws://192.168.1.5?pin=2468' })])).toBe('member');
  });

  test('with another key than its address is known for is told apart', () => {
    const known = knownServer(invitation(`rwci://192.168.1.5/?fp=${theirs}`), stateWith([server()]));
    expect(known).toMatchObject({ kind: 'other-key', fingerprint: ours });
  });

  test('of several accounts there leads to the one in front', () => {
    const [other, front] = [server({ id: 'other' }), server({ id: 'front', username: 'bob' })];
    const known = knownServer(invitation(`rwci://192.168.1.5/?fp=${ours}`), { ...stateWith([other, front]), active: 'front' });
    expect(known).toMatchObject({ kind: 'member', server: { profile: { id: 'front' } } });
  });

  test('may be the one that runs here', () => {
    const own = server({ kind: 'hosted', address: '127.0.0.1:8888', security: { kind: 'unknown' } });
    expect(kind(`rwci://192.168.1.5/?fp=${ours}`, [own], hosting)).toBe('member');
    expect(kind('rwci://[fd00::5]/', [own], hosting)).toBe('member');
    expect(kind('rwci://192.168.1.6/', [own], hosting)).toBe('new');
  });
});

describe('to a server that is known', () => {
  async function go(link: string, at: ServerState, handlers: Handlers = {}) {
    const bridge = new FakeBridge(stateWith([at]), {
      'server/open': () => undefined,
      'server/connect': () => ({ ok: true }),
      'server/change': () => ({ ok: true }),
      'chat/open': () => undefined,
      ...handlers,
    });
    const app = await App.open(bridge);
    const objects = {
      app,
      navigation: new Navigation(),
      toasts: new Toasts(),
      visits: new Visits(),
    } as unknown as WindowContext;
    const known = knownServer(invitation(link), app.state);
    if (known.kind !== 'member' && known.kind !== 'moved') throw new Error(`it is ${known.kind}`);
    await goToKnown(objects, invitation(link), known);
    const calls = bridge.calls
      .filter(({ command }) => command !== 'app/snapshot')
      .map(({ command, argument }) => [command, argument]);
    return { calls, toasts: objects.toasts.list.map(({ text }) => text), view: objects.navigation.view(app.state) };
  }

  test('one gets without a login, into the channel where it is there', async () => {
    const { calls } = await go('rwci://192.168.1.5/#general', server());
    expect(calls).toEqual([['chat/open', { server: 'home', conversation: 'channel:general' }]]);
    expect((await go('rwci://192.168.1.5/#gone', server())).calls).toEqual([]);
  });

  test('one logs in anew where one had left', async () => {
    const { calls } = await go('rwci://192.168.1.5/', server({}, { connection: { phase: 'offline' } }));
    expect(calls).toEqual([['server/connect', { server: 'home' }]]);
  });

  test('one is asked for a password that is not kept', async () => {
    const offline = server({}, { connection: { phase: 'offline' } });
    const went = await go('rwci://192.168.1.5/', offline, { 'server/connect': () => ({ ok: false, message: 'No password.' }) });
    expect(went).toMatchObject({ toasts: ['No password.'], view: 'join' });
  });

  test('one gets at its new address, and back to the old one where another answers', async () => {
    const link = `rwci://192.168.1.9/?fp=${ours}`;
    const moved = ['server/change', { server: 'home', address: '192.168.1.9:8888' }];
    expect((await go(link, server())).calls).toEqual([moved]);
    const refused = server(
      {},
      { ...connected, connection: { phase: 'login-failed', problem: { kind: 'certificate-changed' } } },
    );
    const { calls, toasts } = await go(link, refused);
    expect(calls).toEqual([moved, ['server/change', { server: 'home', address: '192.168.1.5:8888' }]]);
    expect(toasts).toHaveLength(1);
  });
});

describe('what an invitation is made of', () => {
  const room: RoomSettings = {
    ...{ registration: 'open', pin: '2468', mayCreateChannels: 'everybody', newAccounts: 'member', welcome: '', guests: null },
  };
  const source = (at: ServerState | null, on: HostingState = { status: 'off' }) =>
    inviteSource(at, stateWith(at === null ? [] : [at], { hosting: on }));

  test('of the own room: each of its addresses, its key and the channels that a link can name', () => {
    const own = server({ kind: 'hosted', address: '127.0.0.1:8888' });
    const { addresses, channels, fingerprint } = source(own, hosting);
    expect(addresses.map(({ address }) => address)).toEqual(['192.168.1.5:8888', '[fd00::5]:8888']);
    expect([channels, fingerprint]).toEqual([['general'], ours]);
    expect(source(null, hosting)).toMatchObject({ name: 'Kitchen', fingerprint: ours });
    expect(source(own).addresses).toEqual([]);
  });

  test('of another server: its address, and the key that is known', () => {
    expect(source(server())).toMatchObject({ addresses: [{ address: '192.168.1.5:8888' }], fingerprint: ours });
    expect(source(server({ security: { kind: 'clear' } })).fingerprint).toBeNull();
  });

  test('is nothing where the address leads nowhere for others, or says more than a link can', () => {
    for (const address of ['localhost', '127.0.0.1:8888', '[::1]:8888', 'host/chat', '0.0.0.0:8888']) {
      expect([address, source(server({ address })).addresses]).toEqual([address, []]);
    }
    expect(source(server({ security: { kind: 'authority' } })).addresses).toEqual([]);
  });

  test('has the page for guests where the server lets them in', () => {
    const own = server({ kind: 'hosted', address: '127.0.0.1:8888' });
    expect(source(own, hosting)).toMatchObject({ page: 'http', hasApp: true });
    expect(source(own, { ...hosting, guests: false })).toMatchObject({ page: null, hasApp: true });
    const letting = (guests: boolean | null): Partial<ChatState> => ({ ...connected, room: { ...room, guests } });
    expect(source(server({}, letting(true)))).toMatchObject({ page: 'http', hasApp: true });
    // Where the switch is off, where the server has no such page, and before it said anything.
    for (const guests of [false, null]) expect(source(server({}, letting(guests))).page).toBeNull();
    expect(source(server()).page).toBeNull();
  });

  test('is the encrypted page alone where authorities vouch for the server, whose key a link could not name', () => {
    const vouched = { address: 'wss://chat.example:443', security: { kind: 'authority' } } as const;
    const open = { ...connected, room: { ...room, guests: true } };
    const { addresses, fingerprint, hasApp, page } = source(server(vouched, open));
    expect([addresses.length, fingerprint, hasApp, page]).toEqual([1, null, false, 'https']);
    expect(source(server(vouched)).addresses).toEqual([]);
  });

  test('is the page alone where a guest who is in it invites: it does not know the key', () => {
    const at = server({ security: { kind: 'clear' } }, { ...connected, room: { ...room, guests: true } });
    const shell = { kind: 'page', encrypted: false, keeps: true, notifications: 'absent', account: 'guest' } as const;
    expect(inviteSource(at, { ...stateWith([at]), shell })).toMatchObject({ page: 'http', hasApp: false, fingerprint: null });
  });

  test('has the PIN only while new accounts need it', () => {
    expect(source(server({}, { room: { ...room, registration: 'pin' } })).pin).toBe('2468');
    expect(source(server({}, { room })).pin).toBeNull();
    expect(source(server({}, { room: { ...room, registration: 'closed' } }))).toMatchObject({ pin: null, isClosed: true });
  });
});

test('the drawing of a QR code has exactly its dark modules, with the white that scanners need around them', () => {
  const link = `rwci://192.168.1.5:8888/#general?fp=${ours}&pin=2468`;
  const { path, size } = drawQr(link);
  const { data } = encode(link, { ecc: 'M', border: 4 });
  const drawn = data.map((row) => row.map(() => false));
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    drawn[Number(y)]?.fill(true, Number(x), Number(x) + Number(length));
  }
  expect(drawn).toEqual(data);
  expect(size).toBe(data.length);
  const edges = [...data.slice(0, 4), ...data.slice(-4), ...data.map((row) => [...row.slice(0, 4), ...row.slice(-4)])];
  expect(edges.flat()).not.toContain(true);
});

test('a link is found in what is pasted, and nothing else is taken for one', () => {
  expect(linkIn('  RWCI://pi.local/\n')).toBe('RWCI://pi.local/');
  expect(linkIn('192.168.1.5:8888')).toBeNull();
  expect(linkIn('see rwci://pi.local/')).toBeNull();
  // Cut off where a link may end it would be an invitation.
  expect(parseInvitation(linkIn(`rwci://pi.local/?x=${'x'.repeat(5_000)}`) ?? '')).toBeNull();
});
