import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AppStore } from '../../src-shared/client/app-store.ts';
import { reduceApp, type AppEvent, type AppState, type EventBatch } from '../../src-shared/ipc/index.ts';
import { appState } from '../main/app-state.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const notice = (id: number): AppEvent => ({ type: 'notice/added', notice: { id, text: `notice ${String(id)}` } });

function open(push: (batch: EventBatch) => void = () => undefined) {
  const batches: EventBatch[] = [];
  const errors: unknown[] = [];
  const store = new AppStore(
    appState(),
    (batch) => {
      batches.push(batch);
      push(batch);
    },
    (error) => {
      errors.push(error);
    },
  );
  return { store, batches, errors };
}

test('events are numbered without a gap, in their order, and go out in few batches', async () => {
  const { store, batches } = open();
  for (let id = 1; id <= 100; id++) {
    store.dispatch(notice(id));
    await vi.advanceTimersByTimeAsync(7);
  }
  await vi.advanceTimersByTimeAsync(1_000);
  let next = 1;
  for (const { first, events } of batches) {
    expect(first).toBe(next);
    next += events.length;
  }
  expect(batches.flatMap(({ events }) => events)).toEqual(Array.from({ length: 100 }, (_, index) => notice(index + 1)));
  expect(batches.length).toBeLessThanOrEqual(100 * (7 / 50) + 2);
});

test('a first event after a quiet time goes out at once', async () => {
  const { store, batches } = open();
  await vi.advanceTimersByTimeAsync(1_000);
  store.dispatch(notice(1));
  await vi.advanceTimersByTimeAsync(1);
  expect(batches).toHaveLength(1);
});

test('what the person waits for goes out at once, with all before it, and nothing goes out twice', async () => {
  const { store, batches } = open();
  await vi.advanceTimersByTimeAsync(1_000);
  store.dispatch(notice(1));
  await vi.advanceTimersByTimeAsync(1);
  store.dispatch(notice(2));
  store.dispatch(notice(3));
  expect(batches).toHaveLength(1);
  store.pushNow();
  expect(batches.map(({ first, events }) => [first, events.length])).toEqual([
    [1, 1],
    [2, 2],
  ]);
  store.pushNow();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(batches).toHaveLength(2);
});

test('what waits for the disk waits for it also when the person waits', async () => {
  const { store, batches } = open();
  store.dispatch(notice(1));
  store.holdPush(new Promise((resolve) => setTimeout(resolve, 200)));
  store.pushNow();
  expect(batches).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(300);
  expect(batches).toHaveLength(1);
});

test('a snapshot between two pushes and the batches behind it lead to the same state', async () => {
  const { store, batches } = open();
  store.dispatch(notice(1));
  store.dispatch(notice(2));
  const snapshot = store.snapshot();
  expect(snapshot.sequence).toBe(2);
  store.dispatch(notice(3));
  await vi.advanceTimersByTimeAsync(1_000);
  let replica: AppState = snapshot.state;
  let { sequence } = snapshot;
  for (const { first, events } of batches) {
    events.forEach((event, index) => {
      if (first + index <= sequence) return;
      replica = reduceApp(replica, event);
      sequence = first + index;
    });
  }
  expect(sequence).toBe(3);
  expect(replica).toEqual(store.state);
});

test('a watcher hears of each event with the state it led to', () => {
  const { store } = open();
  const heard: [number, AppEvent['type']][] = [];
  store.watch((state, event) => {
    heard.push([state.notices.length, event.type]);
  });
  store.dispatch(notice(1));
  store.dispatch({ type: 'close/asked', asking: true });
  expect(heard).toEqual([
    [1, 'notice/added'],
    [1, 'close/asked'],
  ]);
});

test('a watcher hears what was before each event, also where another one dispatches in between', () => {
  const { store } = open();
  store.watch((state, event) => {
    if (event.type === 'notice/added' && state.notices.length === 1) store.dispatch(notice(2));
  });
  const heard: [before: number, after: number][] = [];
  store.watch((state, _event, before) => heard.push([before.notices.length, state.notices.length]));
  store.dispatch(notice(1));
  expect(heard).toEqual([
    [1, 2],
    [0, 1],
  ]);
});

test('a watcher that throws disturbs neither the dispatch nor the other watchers', async () => {
  const { store, batches, errors } = open();
  const heard: AppEvent[] = [];
  store.watch(() => {
    throw new Error('no tray');
  });
  store.watch((_state, event) => heard.push(event));
  store.dispatch(notice(1));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(heard).toEqual([notice(1)]);
  expect(batches).toHaveLength(1);
  expect(errors).toEqual([new Error('no tray')]);
});

test('a push that throws does not stop the next one', async () => {
  let broken = true;
  const { store, batches, errors } = open(() => {
    if (broken) throw new Error('no window');
  });
  store.dispatch(notice(1));
  await vi.advanceTimersByTimeAsync(1_000);
  broken = false;
  store.dispatch(notice(2));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(errors).toHaveLength(1);
  expect(batches.map(({ first }) => first)).toEqual([1, 2]);
});

test.each(['resolves', 'rejects'] as const)(
  'a push that is held goes out, whole and in order, when what it waits for %s',
  async (how) => {
    const { store, batches } = open();
    await vi.advanceTimersByTimeAsync(1_000);
    const waits = Array.from({ length: 2 }, () => {
      let settle!: () => void;
      const until = new Promise<void>((resolve, reject) => {
        settle = how === 'resolves' ? resolve : reject;
      });
      return { until, settle };
    });
    store.dispatch(notice(1));
    for (const { until } of waits) store.holdPush(until);
    store.dispatch(notice(2));
    waits[0]?.settle();
    await vi.advanceTimersByTimeAsync(500);
    expect(batches).toEqual([]);
    waits[1]?.settle();
    await vi.advanceTimersByTimeAsync(1);
    expect(batches).toEqual([{ first: 1, events: [notice(1), notice(2)] }]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(batches).toHaveLength(1);
  },
);

test('a push is held for a second at most', async () => {
  const { store, batches } = open();
  store.dispatch(notice(1));
  store.holdPush(new Promise(() => undefined));
  await vi.advanceTimersByTimeAsync(900);
  expect(batches).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);
  expect(batches).toHaveLength(1);
});
