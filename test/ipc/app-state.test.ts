import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { initialChatState } from '../../src-shared/chat/index.ts';
import {
  DEFAULT_SETTINGS,
  NOTICES_MAX,
  reduceApp,
  type AppEvent,
  type AppState,
  type EventBatch,
} from '../../src-shared/ipc/index.ts';
import { anyEvent, ME } from '../chat/arbitraries.ts';

const START: AppState = {
  chat: null,
  hosting: { status: 'off' },
  settings: DEFAULT_SETTINGS,
  lastUsed: { address: '', username: '', hostName: '', hostPort: 8888, knownNames: [] },
  passwordStore: { available: true },
  joinProblem: null,
  askingOnClose: false,
  notices: [],
};

const chat = initialChatState(ME, 'ws://test');
const run = (events: readonly AppEvent[], from = START): AppState => events.reduce(reduceApp, from);
const notice = (id: number): AppEvent => ({ type: 'notice/added', notice: { id, text: String(id) } });

type Events = { readonly [T in AppEvent['type']]: fc.Arbitrary<Extract<AppEvent, { type: T }>> };

/** A row an event type: a new one without a row does not compile. */
const EVENTS: Events = {
  chat: fc.record({ type: fc.constant('chat'), event: anyEvent }),
  'chat/replaced': fc.constantFrom(
    { type: 'chat/replaced', chat, problem: null },
    { type: 'chat/replaced', chat: null, problem: { kind: 'refused' } },
  ),
  'hosting/changed': fc.constantFrom(
    { type: 'hosting/changed', hosting: { status: 'starting' } },
    { type: 'hosting/changed', hosting: { status: 'problem', message: 'x' } },
  ),
  'settings/changed': fc.constantFrom({ type: 'settings/changed', settings: { ...DEFAULT_SETTINGS, theme: 'dark' } }),
  'last-used/changed': fc.constantFrom({ type: 'last-used/changed', lastUsed: { ...START.lastUsed, username: 'ann' } }),
  'close/asked': fc.record({ type: fc.constant('close/asked'), asking: fc.boolean() }),
  'notice/added': fc.nat(9).map((id) => ({ type: 'notice/added', notice: { id, text: 'x' } })),
  'notice/dismissed': fc.record({ type: fc.constant('notice/dismissed'), id: fc.nat(9) }),
};

const anyAppEvent = fc.oneof(
  { weight: 5, arbitrary: EVENTS.chat },
  { weight: 4, arbitrary: fc.oneof(...Object.values<fc.Arbitrary<AppEvent>>(EVENTS)) },
);

describe('all that a window shows', () => {
  test('a chat event without a session changes nothing', () => {
    expect(run([{ type: 'chat', event: { type: 'attention/changed', attentive: false } }])).toBe(START);
  });

  test('a session begins with its first state and forgets the problem of the last attempt', () => {
    const failed = run([{ type: 'chat/replaced', chat: null, problem: { kind: 'refused' } }]);
    expect(failed).toMatchObject({ chat: null, joinProblem: { kind: 'refused' } });
    expect(run([{ type: 'chat/replaced', chat, problem: null }], failed)).toMatchObject({ chat, joinProblem: null });
  });

  test('a chat event reaches the session', () => {
    const state = run([
      { type: 'chat/replaced', chat, problem: null },
      { type: 'chat', event: { type: 'attention/changed', attentive: false } },
    ]);
    expect(state.chat?.attentive).toBe(false);
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
