import { describe, expect, test } from 'vitest';
import { trayView, undisturbedUntil, type TrayAction, type TrayItem } from '../../../src-main/attention/tray-view.ts';
import { UNDISTURBED_FOR_GOOD, type AppState } from '../../../src-shared/ipc/index.ts';
import { speak } from '../../../src-shared/language/index.ts';
import { after, appOf, choose, direct, NOW, on, received, said, server } from '../../support/attention-room.ts';

const timeOf = (at: number, now: number) => `+${String((at - now) / 60_000)}`;
const view = (state: AppState) => trayView(state, NOW, timeOf);

type Clickable = Exclude<TrayItem, 'separator'>;
const items = (menu: readonly TrayItem[]): Clickable[] =>
  menu.flatMap((item) => (item === 'separator' ? [] : [item, ...items(item.submenu ?? [])]));
const find = (state: AppState, label: string) => items(view(state).menu).find((item) => item.label === label);
const labels = (state: AppState) => items(view(state).menu).map(({ label }) => label);

const quiet = appOf([server('one')]);
const unread = after(
  appOf([server('one'), server('two'), server('three', {}, { muted: true })]),
  received('one', direct('bob')),
  received('one', said('bob', 'hello')),
  received('two', said('bob', 'ann!')),
  received('two', direct('carol')),
  received('three', direct('dave')),
);
const undisturbed = (until: number | null, state = unread): AppState => ({
  ...state,
  settings: { ...state.settings, doNotDisturbUntil: until },
});

describe('the tray', () => {
  test('counts what calls for the person on all servers that are not muted', () => {
    expect(view(quiet)).toMatchObject({ image: 'plain', tooltip: 'RWCI Desktop', count: 0 });
    expect(view(unread)).toMatchObject({ image: 'unread', tooltip: 'RWCI Desktop: 3 unread', count: 3 });
    const muted = after(unread, choose('one', 'dm:bob', { mutedUntil: NOW + 1 }));
    expect(view(muted).count).toBe(2);
    expect(view(after(unread, on('two', { type: 'conversation/marked-read', conversation: null }))).count).toBe(1);
  });

  test('shows that the person does not want to be disturbed, and until when, and still counts', () => {
    expect(view(undisturbed(NOW + 60_000))).toMatchObject({
      image: 'quiet',
      tooltip: 'RWCI Desktop: 3 unread, do not disturb until +1',
      count: 3,
    });
    expect(labels(undisturbed(NOW + 60_000))).toContain('Do not disturb until +1');
    expect(view(undisturbed(UNDISTURBED_FOR_GOOD, quiet)).tooltip).toBe('RWCI Desktop: do not disturb');
    for (const over of [null, NOW]) {
      expect(view(undisturbed(over)).image).toBe('unread');
      expect(find(undisturbed(over), 'Off')?.enabled).toBe(false);
    }
    expect(find(undisturbed(NOW + 1), 'Off')?.enabled).toBe(true);
  });

  test('writes the end as a time of day, with the day where it is not today', () => {
    const noon = new Date(2026, 0, 5, 12).getTime();
    const at = (until: number) => trayView(undisturbed(until, quiet), noon).tooltip;
    expect(at(new Date(2026, 0, 5, 14, 30).getTime())).toMatch(/until \D{0,3}(14|2)\D30/u);
    const tomorrow = new Date(2026, 0, 6, 2, 5).getTime();
    const day = new Intl.DateTimeFormat(undefined, { weekday: 'short' }).format(tomorrow);
    expect(at(tomorrow)).toContain(day);
  });

  test.each<[string, number | null]>([
    ['For 30 minutes', NOW + 1_800_000],
    ['For 1 hour', NOW + 3_600_000],
    ['For 8 hours', NOW + 28_800_000],
    ['Until I turn it off', UNDISTURBED_FOR_GOOD],
    ['Off', null],
  ])('offers not to disturb: %s', (label, until) => {
    const action = find(undisturbed(NOW + 1), label)?.action as TrayAction & { do: 'undisturbed' };
    expect(action.do).toBe('undisturbed');
    expect(undisturbedUntil(action.forMs, NOW)).toBe(until);
  });

  test('switches hosting, except while it starts', () => {
    const hosting = (status: 'off' | 'starting') => find({ ...quiet, hosting: { status } }, 'Host a server');
    expect(hosting('off')).toMatchObject({ checked: false, enabled: true, action: { do: 'host', on: true } });
    expect(hosting('starting')).toMatchObject({ checked: true, enabled: false });
    const isOn = {
      status: 'on',
      name: '',
      port: 1,
      busyPort: null,
      addresses: [],
      fingerprint: null,
      guests: true,
      reach: null,
      people: 3,
      names: [],
    } as const;
    expect(find({ ...quiet, hosting: isOn }, 'Host a server')).toMatchObject({ checked: true, action: { on: false } });
  });

  test('says the same of two states that differ in nothing it shows', () => {
    expect(view(after(unread, received('one', said('bob', 'more'))))).toEqual(view(unread));
  });

  test('speaks the language that was chosen, from then on', () => {
    speak({ language: 'de', locale: 'de-DE' });
    try {
      expect(view(quiet).menu.flatMap((item) => (item === 'separator' ? [] : [item.label]))).toEqual([
        'RWCI Desktop zeigen',
        'Nicht stören',
        'Server hosten',
        'Beenden',
      ]);
    } finally {
      speak({ language: 'en', locale: undefined });
    }
  });
});
