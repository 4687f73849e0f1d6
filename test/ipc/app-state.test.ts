import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { initialChatState, type ChatEvent } from '../../src-shared/chat/index.ts';
import {
  attentionOf,
  DEFAULT_SETTINGS,
  FINDING_OFF,
  NOTICES_MAX,
  reduceApp,
  UPDATES_ABSENT,
  type AppEvent,
  type AppState,
  SERVERS_MAX,
  type EventBatch,
  type Profile,
  type ServerState,
} from '../../src-shared/ipc/index.ts';
import { anyEvent, ME } from '../chat/arbitraries.ts';

const START: AppState = {
  servers: [],
  active: null,
  shell: { kind: 'app' },
  hosting: { status: 'off' },
  finding: FINDING_OFF,
  panel: null,
  settings: DEFAULT_SETTINGS,
  lastUsed: { address: '', username: '', hostName: '', hostPort: 8888, knownNames: [] },
  passwordStore: { available: true },
  systemLanguages: ['en-GB'],
  joinProblem: null,
  askingOnClose: false,
  invitation: null,
  update: UPDATES_ABSENT,
  notices: [],
};

const profile = (id: string): Profile => ({
  ...{ id, kind: 'remote', address: 'ws://test', username: ME, label: '', autoconnect: true, muted: false, blocked: [] },
  security: { kind: 'clear' },
});
const server = (id: string): ServerState => ({ profile: profile(id), chat: initialChatState(ME, 'ws://test') });
const put = (id: string): AppEvent => ({ type: 'server/put', server: server(id) });
const looksAway: ChatEvent = { type: 'attention/changed', attentive: false };
const anyId = fc.constantFrom('a', 'b', 'c');
const order = (state: AppState): string => state.servers.map(({ profile: { id } }) => id).join('');
const run = (events: readonly AppEvent[], from = START): AppState => events.reduce(reduceApp, from);
const notice = (id: number): AppEvent => ({ type: 'notice/added', notice: { id, text: String(id) } });

type Events = { readonly [T in AppEvent['type']]: fc.Arbitrary<Extract<AppEvent, { type: T }>> };

/** A row an event type: a new one without a row does not compile. */
const EVENTS: Events = {
  'shell/changed': fc.constant({
    type: 'shell/changed',
    shell: { kind: 'page', encrypted: false, keeps: true, notifications: 'granted', account: 'guest' },
  }),
  chat: fc.record({ type: fc.constant('chat'), server: anyId, event: anyEvent }),
  'server/put': anyId.map((id) => ({ type: 'server/put', server: server(id) })),
  'server/profile': anyId.map((id) => ({ type: 'server/profile', profile: { ...profile(id), muted: true } })),
  'server/removed': fc.record({ type: fc.constant('server/removed'), server: anyId }),
  'servers/ordered': fc.record({ type: fc.constant('servers/ordered'), servers: fc.array(anyId, { maxLength: 4 }) }),
  'server/opened': fc.record({ type: fc.constant('server/opened'), server: fc.option(anyId, { nil: null }) }),
  'join/failed': fc.constantFrom({ type: 'join/failed', problem: null }, { type: 'join/failed', problem: { kind: 'refused' } }),
  'hosting/changed': fc.constantFrom(
    { type: 'hosting/changed', hosting: { status: 'starting' } },
    { type: 'hosting/changed', hosting: { status: 'problem', message: 'x' } },
  ),
  'finding/changed': fc.constant({ type: 'finding/changed', finding: { ...FINDING_OFF, status: 'looking' } }),
  'panel/changed': fc.constantFrom(
    { type: 'panel/changed', change: null },
    { type: 'panel/changed', change: { log: [{ id: 1, at: 1, level: 'info', text: 'x' }] } },
  ),
  'settings/changed': fc.constantFrom({ type: 'settings/changed', settings: { ...DEFAULT_SETTINGS, theme: 'dark' } }),
  'last-used/changed': fc.constantFrom({ type: 'last-used/changed', lastUsed: { ...START.lastUsed, username: 'ann' } }),
  'close/asked': fc.record({ type: fc.constant('close/asked'), asking: fc.boolean() }),
  'invitation/waits': fc.constantFrom(
    { type: 'invitation/waits', invitation: null },
    { type: 'invitation/waits', invitation: { host: 'pi.local', port: 8888, channel: null, fingerprint: null, pin: null } },
  ),
  'update/changed': fc.constantFrom(
    { type: 'update/changed', update: UPDATES_ABSENT },
    { type: 'update/changed', update: { status: 'available', offer: { version: '2.0.0', notes: '', bytes: 1 } } },
  ),
  'notice/added': fc.nat(9).map((id) => ({ type: 'notice/added', notice: { id, text: 'x' } })),
  'notice/dismissed': fc.record({ type: fc.constant('notice/dismissed'), id: fc.nat(9) }),
};

const anyAppEvent = fc.oneof(
  { weight: 5, arbitrary: EVENTS.chat },
  { weight: 4, arbitrary: fc.oneof(...Object.values<fc.Arbitrary<AppEvent>>(EVENTS)) },
);

describe('all that a window shows', () => {
  test('an event about a server that is not there changes nothing', () => {
    expect(run([{ type: 'chat', server: 'a', event: looksAway }])).toBe(START);
    expect(run([{ type: 'server/opened', server: 'a' }])).toBe(START);
    expect(run([{ type: 'server/removed', server: 'a' }])).toBe(START);
  });

  test('a chat event reaches its server and no other', () => {
    const state = run([put('a'), put('b'), { type: 'chat', server: 'b', event: looksAway }]);
    expect(state.servers.map(({ chat }) => chat.attentive)).toEqual([true, false]);
  });

  test('servers come to the end of the list; one that is there already keeps its place', () => {
    expect(order(run([put('a'), put('b'), put('a'), put('c')]))).toBe('abc');
  });

  test('there are at most so many', () => {
    const many = run(Array.from({ length: SERVERS_MAX + 5 }, (_, i) => put(String(i))));
    expect(many.servers).toHaveLength(SERVERS_MAX);
  });

  test('an order puts first what it names, once, and loses nothing', () => {
    const abc = [put('a'), put('b'), put('c')];
    expect(order(run([...abc, { type: 'servers/ordered', servers: ['c', 'x', 'c', 'a'] }]))).toBe('cab');
  });

  test('where the server in front is removed its neighbour takes its place', () => {
    const abc = [put('a'), put('b'), put('c')];
    const without = (active: string) =>
      run([...abc, { type: 'server/opened', server: active }, { type: 'server/removed', server: active }]).active;
    expect([without('a'), without('b'), without('c')]).toEqual(['b', 'c', 'b']);
    expect(run([put('a'), { type: 'server/opened', server: 'a' }, { type: 'server/removed', server: 'a' }]).active).toBeNull();
  });

  test('the badge leaves out servers that are muted', () => {
    const hears = (id: string): AppEvent => ({
      ...{ type: 'chat', server: id },
      event: { type: 'packet/received', packet: { type: 'direct_message', author: 'ann', message: 'hi' }, at: 1 },
    });
    const both = run([put('a'), put('b'), hears('a'), hears('b'), hears('b')]);
    expect(attentionOf(both)).toBe(3);
    expect(attentionOf(run([{ type: 'server/profile', profile: { ...profile('b'), muted: true } }], both))).toBe(1);
  });

  test('the newest notices are kept', () => {
    const state = run(Array.from({ length: NOTICES_MAX + 2 }, (_, id) => notice(id)));
    expect(state.notices.map(({ id }) => id)).toEqual(Array.from({ length: NOTICES_MAX }, (_, i) => i + 2));
  });

  test('a notice that was dismissed is gone, the others stay', () => {
    expect(run([notice(1), notice(2), { type: 'notice/dismissed', id: 1 }]).notices.map(({ id }) => id)).toEqual([2]);
  });
});

test.prop([fc.array(anyAppEvent, { maxLength: 60 }), fc.nat(), fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 20 })])(
  'a window that starts from a snapshot and applies the batches after it shows what main holds',
  (events, joinedAt, sizes) => {
    const sequence = joinedAt % (events.length + 1);
    const snapshot = structuredClone({ sequence, state: run(events.slice(0, sequence)) });

    let replica = snapshot.state;
    let seen = snapshot.sequence;
    for (const batch of batches(events, sizes)) {
      // A batch may begin before the snapshot was made: its first events are known then.
      for (const [i, event] of structuredClone(batch).events.entries()) {
        const number = batch.first + i;
        if (number <= seen) continue;
        expect(number).toBe(seen + 1);
        replica = reduceApp(replica, event);
        seen = number;
      }
    }
    expect(replica).toEqual(run(events));
  },
);

/** All events, numbered from 1, in batches of the given sizes and then one by one. */
function batches(events: readonly AppEvent[], sizes: readonly number[]): EventBatch[] {
  const made: EventBatch[] = [];
  for (let at = 0, i = 0; at < events.length; i++) {
    const size = sizes[i] ?? 1;
    made.push({ first: at + 1, events: events.slice(at, at + size) });
    at += size;
  }
  return made;
}
