import { describe, expect, test } from 'vitest';
import {
  BURST_MS,
  GROUP_MS,
  Notifier,
  SOUND_MS,
  UPDATE_MS,
  type Notice,
} from '../../../src-shared/client/attention/notifier.ts';
import type { Target } from '../../../src-shared/client/attention/worth-telling.ts';
import { reduceApp, type AppEvent, type AppState } from '../../../src-shared/ipc/index.ts';
import type { ServerPacket } from '../../../src-shared/protocol/index.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { appOf, choose, direct, on, received, said, server } from '../../support/attention-room.ts';

/** What a system shows: `standing` is on the screen, `made` everything there ever was. */
class Screen {
  readonly made: Notice[] = [];
  readonly standing: { readonly notice: Notice; readonly on: { clicked(): void; gone(): void } }[] = [];
  isBroken = false;

  show(notice: Notice, events: { clicked(): void; gone(): void }) {
    this.made.push(notice);
    const one = { notice, on: events };
    if (this.isBroken) events.gone();
    else this.standing.push(one);
    return {
      close: () => {
        this.#remove(one);
      },
    };
  }

  get texts(): string[] {
    return this.standing.map(({ notice }) => `${notice.title} | ${notice.body}`);
  }

  /** The system takes it away, or the person does. */
  letGo(title: string): void {
    const one = this.standing.find(({ notice }) => notice.title === title);
    if (one !== undefined) this.#remove(one);
  }

  click(title: string): void {
    const one = this.standing.find(({ notice }) => notice.title === title);
    if (one === undefined) throw new Error(`${title} is not there: ${this.texts.join()}`);
    one.on.clicked();
  }

  #remove(one: Screen['standing'][number]): void {
    const at = this.standing.indexOf(one);
    if (at === -1) return;
    this.standing.splice(at, 1);
    one.on.gone();
  }
}

function start(state: AppState = appOf([server('one')])) {
  const clock = new FakeClock();
  const screen = new Screen();
  const opened: Target[] = [];
  const notifier = new Notifier({
    clock,
    show: (notice, events) => screen.show(notice, events),
    open: (target) => opened.push(target),
  });
  let now = state;
  const happens = (...events: readonly AppEvent[]) =>
    events.map((event) => {
      const before = now;
      now = reduceApp(now, event);
      return notifier.follow(before, now, event);
    });
  const hears = (packet: ServerPacket, from = 'one') => happens(received(from, packet))[0];
  return { clock, screen, opened, notifier, happens, hears, state: () => now };
}

const reads = (conversation: 'dm:bob' | 'channel:general' | null) =>
  on('one', { type: 'conversation/marked-read', conversation });

describe('one conversation', () => {
  test('has one notification, which is replaced and counts', async () => {
    const { clock, screen, hears } = start();
    hears(direct('bob', 'one'));
    expect(screen.texts).toEqual(['bob | one']);
    hears(direct('bob', 'two'));
    hears(direct('bob', 'three'));
    expect(screen.texts).toEqual(['bob | one']);
    await clock.advance(UPDATE_MS);
    expect(screen.texts).toEqual(['bob: 3 messages | three']);
    await clock.advance(UPDATE_MS);
    hears(direct('bob', 'four'));
    expect(screen.texts).toEqual(['bob: 4 messages | four']);
    expect(screen.made).toHaveLength(3);
  });

  test('names the author in a channel', async () => {
    const { clock, screen, hears, happens } = start();
    happens(choose('one', 'channel:general', { notify: 'all' }));
    hears(said('bob', 'hello'));
    await clock.advance(UPDATE_MS);
    hears(said('carol', 'hi'));
    expect(screen.texts).toEqual(['#general: 2 messages | carol: hi']);
  });

  test('counts anew when the person has read it, and its notification is gone at once', async () => {
    const { clock, screen, hears, happens } = start();
    hears(direct('bob', 'one'));
    happens(reads('dm:bob'));
    expect(screen.texts).toEqual([]);
    await clock.advance(UPDATE_MS);
    hears(direct('bob', 'two'));
    expect(screen.texts).toEqual(['bob | two']);
  });

  test('counts on for a while after its notification has gone from the screen, and then anew', async () => {
    const { clock, screen, hears } = start();
    hears(direct('bob', 'one'));
    screen.letGo('bob');
    await clock.advance(GROUP_MS - 1);
    hears(direct('bob', 'two'));
    expect(screen.texts).toEqual(['bob: 2 messages | two']);
    screen.letGo('bob: 2 messages');
    await clock.advance(GROUP_MS);
    hears(direct('bob', 'three'));
    expect(screen.texts).toEqual(['bob | three']);
  });

  test('counts on for as long as its notification stands', async () => {
    const { clock, screen, hears } = start();
    hears(direct('bob', 'one'));
    await clock.advance(10 * GROUP_MS);
    hears(direct('bob', 'two'));
    expect(screen.texts).toEqual(['bob: 2 messages | two']);
  });

  test('is told again where the system could not show it', async () => {
    const { clock, screen, hears } = start();
    screen.isBroken = true;
    hears(direct('bob', 'one'));
    screen.isBroken = false;
    await clock.advance(UPDATE_MS);
    hears(direct('bob', 'two'));
    expect(screen.texts).toEqual(['bob: 2 messages | two']);
    screen.letGo('bob: 2 messages');
    screen.isBroken = true;
    hears(direct('carol', 'one'));
    screen.isBroken = false;
    await clock.advance(GROUP_MS);
    hears(direct('carol', 'two'));
    expect(screen.texts).toEqual(['carol | two']);
  });

  test.each<[string, () => AppEvent]>([
    ['is muted', () => choose('one', 'dm:bob', { mutedUntil: Number.MAX_SAFE_INTEGER })],
    ['is on a server that is removed', () => ({ type: 'server/removed', server: 'one' })],
    ['is on a server that is muted', () => ({ type: 'server/profile', profile: { ...server('one').profile, muted: true } })],
  ])('has none any more, shown or waiting, when it %s', async (_what, event) => {
    const { clock, screen, hears, happens } = start();
    hears(direct('bob', 'one'));
    hears(direct('bob', 'two'));
    happens(event());
    expect(screen.texts).toEqual([]);
    await clock.advance(UPDATE_MS);
    expect(screen.made).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });
});

describe('too much at once', () => {
  const people = Array.from({ length: 9 }, (_, index) => `p${String(index)}`);

  test('is four notifications, then one for the rest when ten seconds are over', async () => {
    const { clock, screen, hears } = start();
    for (const name of people) hears(direct(name));
    hears(direct('p8', 'again'));
    expect(screen.texts).toEqual(['p0 | hello', 'p1 | hello', 'p2 | hello', 'p3 | hello']);
    await clock.advance(BURST_MS - 1);
    expect(screen.made).toHaveLength(4);
    await clock.advance(1);
    expect(screen.texts.slice(4)).toEqual(['RWCI Desktop | 6 messages in 5 conversations']);
    hears(direct('p8', 'and again'));
    await clock.advance(UPDATE_MS - 1);
    expect(screen.made).toHaveLength(5);
    await clock.advance(1);
    expect(screen.texts.at(-1)).toBe('p8: 3 messages | and again');
    await clock.advance(BURST_MS);
    expect([screen.made.length, clock.pending]).toEqual([6, 0]);
  });

  test('that goes on for minutes is a few notifications in ten seconds, at most fifty are standing', async () => {
    const { clock, screen, hears } = start();
    const times: number[] = [];
    for (let second = 0; second < 300; second++) {
      const before = screen.made.length;
      for (let each = 0; each < 3; each++) hears(direct(`p${String((second * 3 + each) % 200)}`));
      await clock.advance(1_000);
      for (let shown = before; shown < screen.made.length; shown++) times.push(second);
    }
    for (let from = 0; from < 290; from++) {
      expect(times.filter((at) => at >= from && at < from + 10).length).toBeLessThanOrEqual(8);
    }
    expect(times.length).toBeLessThanOrEqual(4 * 31);
    expect(screen.standing.length).toBeLessThanOrEqual(51);
  });

  test('of one conversation alone is told as that conversation', async () => {
    const { clock, screen, hears } = start();
    for (const name of people.slice(0, 5)) hears(direct(name));
    hears(direct('p4', 'again'));
    await clock.advance(BURST_MS);
    expect(screen.texts.at(-1)).toBe('p4: 2 messages | again');
  });

  test('that was read meanwhile is told no more', async () => {
    const { clock, screen, hears, happens } = start();
    for (const name of people) hears(direct(name));
    happens(reads(null));
    await clock.advance(BURST_MS);
    expect([screen.texts, screen.made.length, clock.pending]).toEqual([[], 4, 0]);
  });

  test('is told no more once the person does not want to be disturbed', async () => {
    const { clock, screen, hears, happens, state } = start();
    for (const name of people) hears(direct(name));
    const settings = { ...state().settings, doNotDisturbUntil: Number.MAX_SAFE_INTEGER };
    happens({ type: 'settings/changed', settings });
    await clock.advance(BURST_MS);
    expect([screen.made.length, clock.pending]).toEqual([4, 0]);
  });

  test('the one for the rest leads to the newest, and goes when all of it was read', async () => {
    const { clock, screen, hears, happens, opened } = start();
    for (const name of people) hears(direct(name));
    await clock.advance(BURST_MS);
    for (const name of people.slice(4, 8)) happens(on('one', { type: 'conversation/marked-read', conversation: `dm:${name}` }));
    expect(screen.texts).toContain('RWCI Desktop | 5 messages in 5 conversations');
    screen.click('RWCI Desktop');
    expect(opened).toMatchObject([{ conversation: 'dm:p8' }]);
    expect(screen.texts.some((text) => text.startsWith('RWCI'))).toBe(false);
  });
});

describe('what was missed', () => {
  const page = (from: number, names: readonly string[]): ServerPacket =>
    ({
      type: 'history',
      messages: names.map((name, index) => ({ ...direct(name), recipient: 'ann', id: from + index, seq: 1, timestamp: from })),
      reached: 100,
      more: false,
    }) as ServerPacket;

  test('is one notification a server, when its pages have come', async () => {
    const { clock, screen, hears, opened } = start(appOf([server('one', {}, { label: 'Home' }), server('two')]));
    hears(page(1, ['bob', 'carol']));
    hears(page(10, ['dave', 'bob']));
    hears(page(10, ['erin']), 'two');
    expect(screen.made).toEqual([]);
    await clock.advance(UPDATE_MS);
    expect(screen.texts).toEqual(['Home | 4 messages while you were away', 'two.local:8888 | 1 message while you were away']);
    screen.click('Home');
    expect(opened).toMatchObject([{ server: 'one', conversation: 'dm:bob' }]);
  });
});

describe('a sound', () => {
  test('comes at most once in three seconds', async () => {
    const { clock, screen, hears } = start();
    hears(direct('bob'));
    hears(direct('carol'));
    await clock.advance(SOUND_MS - 1);
    hears(direct('dave'));
    await clock.advance(1);
    hears(direct('erin'));
    expect(screen.made.map(({ silent }) => silent)).toEqual([false, true, true, false]);
  });

  test('never comes where the person wants none', async () => {
    const { clock, screen, hears } = start(appOf([server('one')], { sound: false }));
    hears(direct('bob'));
    await clock.advance(SOUND_MS);
    hears(direct('carol'));
    expect(screen.made.map(({ silent }) => silent)).toEqual([true, true]);
  });

  test('and notifications come again though the clock was set back by a day', async () => {
    const { clock, screen, hears } = start();
    for (const name of ['a', 'b', 'c', 'd']) hears(direct(name));
    const day = 86_400_000;
    const now = clock.now.bind(clock);
    clock.now = () => now() - day;
    hears(direct('bob'));
    expect(screen.made.at(-1)).toMatchObject({ title: 'bob', silent: false });
    await clock.advance(BURST_MS);
    expect(screen.made).toHaveLength(5);
  });
});

test('a click opens the very message, and takes the notification away', async () => {
  const { clock, screen, hears, opened, state } = start();
  hears(direct('bob', 'one'));
  await clock.advance(UPDATE_MS);
  hears(direct('bob', 'two'));
  screen.click('bob: 2 messages');
  const entries = state().servers[0]?.chat.conversations.find(({ id }) => id === 'dm:bob')?.entries;
  expect(opened).toEqual([{ server: 'one', conversation: 'dm:bob', entry: entries?.[1]?.id }]);
  expect(screen.texts).toEqual([]);
});
