import { describe, expect, test } from 'vitest';
import { AppStore } from '../../src-shared/client/app-store.ts';
import { Expiry } from '../../src-shared/client/expiry.ts';
import { MUTED_FOR_GOOD } from '../../src-shared/chat/index.ts';
import { UNDISTURBED_FOR_GOOD, type AppEvent, type AppState } from '../../src-shared/ipc/index.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { after, appOf, choose, direct, received, server } from '../support/attention-room.ts';

const MINUTE = 60_000;
const YEAR = 365 * 24 * 60 * MINUTE;

/** An app with these times, in ms from its start. */
function start(times: { readonly bob?: number; readonly general?: number; readonly undisturbed?: number }) {
  const clock = new FakeClock();
  const at = (ms: number | undefined) => (ms === undefined ? null : Math.min(clock.now() + ms, MUTED_FOR_GOOD));
  const state = after(
    appOf([server('one'), server('two')], { doNotDisturbUntil: at(times.undisturbed) }),
    received('two', direct('bob')),
    choose('two', 'dm:bob', { mutedUntil: at(times.bob), notify: 'all' }),
    choose('one', 'channel:general', { mutedUntil: at(times.general) }),
  );
  const errors: unknown[] = [];
  const store = new AppStore(
    state,
    () => undefined,
    (error) => errors.push(error),
  );
  const events: AppEvent[] = [];
  store.watch((_state, event) => events.push(event));
  const expiry = new Expiry(store, clock);
  return { clock, store, events, expiry, errors, on: () => running(store.state) };
}

/** What has not ended. */
function running({ servers, settings }: AppState): string[] {
  const muted = servers.flatMap(({ chat }) =>
    chat.conversations.filter(({ choices }) => choices.mutedUntil !== null).map(({ name }) => name),
  );
  return settings.doNotDisturbUntil === null ? muted : [...muted, 'undisturbed'];
}

describe('what the person wants for a while', () => {
  test('ends at its time, each at its own', async () => {
    const { clock, on, store } = start({ bob: 90 * MINUTE, general: 30 * MINUTE, undisturbed: 8 * 60 * MINUTE });
    await clock.advance(30 * MINUTE - 1);
    expect(on()).toEqual(['general', 'bob', 'undisturbed']);
    await clock.advance(1);
    expect(on()).toEqual(['bob', 'undisturbed']);
    await clock.advance(60 * MINUTE);
    expect(on()).toEqual(['undisturbed']);
    expect(store.state.servers[1]?.chat.conversations.find(({ name }) => name === 'bob')?.choices.notify).toBe('all');
    await clock.advance(8 * 60 * MINUTE);
    expect([on(), clock.pending]).toEqual([[], 0]);
  });

  test('that ended while the app did not run ends at its start', () => {
    const { on, clock } = start({ bob: -YEAR, general: 0, undisturbed: -1 });
    expect([on(), clock.pending]).toEqual([[], 0]);
  });

  test('that lasts for good is ended by no clock, and costs no timer', async () => {
    const { clock, on } = start({ general: MUTED_FOR_GOOD, undisturbed: UNDISTURBED_FOR_GOOD });
    expect(clock.pending).toBe(0);
    await clock.advance(YEAR);
    expect(on()).toEqual(['general', 'undisturbed']);
  });

  test('and comes later ends, too', async () => {
    const { clock, on, store } = start({});
    store.dispatch(choose('one', 'channel:general', { mutedUntil: clock.now() + MINUTE }));
    const settings = { ...store.state.settings, doNotDisturbUntil: clock.now() + 2 * MINUTE };
    store.dispatch({ type: 'settings/changed', settings });
    const muted = after(store.state, choose('two', 'dm:bob', { mutedUntil: clock.now() + 3 * MINUTE })).servers[1];
    if (muted !== undefined) store.dispatch({ type: 'server/put', server: muted });
    expect(on()).toEqual(['general', 'bob', 'undisturbed']);
    await clock.advance(MINUTE);
    expect(on()).toEqual(['bob', 'undisturbed']);
    await clock.advance(MINUTE);
    expect(on()).toEqual(['bob']);
    await clock.advance(MINUTE);
    expect(on()).toEqual([]);
  });

  test('and is ended by the person is not ended again', async () => {
    const { clock, events, store } = start({ general: MINUTE });
    store.dispatch(choose('one', 'channel:general', { mutedUntil: null }));
    expect(clock.pending).toBe(0);
    await clock.advance(2 * MINUTE);
    expect(events).toHaveLength(1);
  });

  test('ends on time though it is longer than a timer of an engine may be', async () => {
    const { clock, on } = start({ general: 2 ** 31 + MINUTE });
    await clock.advance(2 ** 31);
    expect(on()).toEqual(['general']);
    await clock.advance(MINUTE);
    expect(on()).toEqual([]);
  });

  test('ends within a minute after the computer woke up or its clock was set, and at once when somebody says so', async () => {
    const sleeping = (ms: number, clock: FakeClock) => {
      const now = clock.now.bind(clock);
      clock.now = () => now() + ms;
    };
    const first = start({ general: 8 * 60 * MINUTE });
    sleeping(8 * 60 * MINUTE, first.clock);
    await first.clock.advance(MINUTE);
    expect(first.on()).toEqual([]);
    const second = start({ general: 8 * 60 * MINUTE });
    sleeping(8 * 60 * MINUTE, second.clock);
    second.expiry.check();
    expect(second.on()).toEqual([]);
  });
});
