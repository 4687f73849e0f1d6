import { describe, expect, test } from 'vitest';
import {
  CLICK_TIMEOUT_MS,
  SENT_TIMEOUT_MS,
  testNotification,
  type NotificationService,
  type NotificationTestParts,
} from '../../../src-main/attention/test-notification.ts';
import { DEFAULT_SETTINGS, type NotificationStep, type Settings } from '../../../src-shared/ipc/index.ts';
import { FakeClock } from '../../support/fake-clock.ts';

type Events = Parameters<NotificationTestParts['show']>[1];

interface Desktop {
  readonly platform?: NodeJS.Platform;
  readonly settings?: Partial<Settings>;
  readonly isSupported?: boolean;
  readonly service?: NotificationService;
  /** What becomes of the notification, while `show` runs. */
  readonly does?: (on: Events) => void;
}

async function steps({ platform = 'linux', settings = {}, isSupported = true, service, does }: Desktop, waitMs = 0) {
  const clock = new FakeClock();
  let closed = 0;
  const running = testNotification({
    clock,
    platform,
    settings: { ...DEFAULT_SETTINGS, ...settings },
    isSupported: () => isSupported,
    service: () => Promise.resolve(service ?? { name: 'Plasma' }),
    show: (_notice, on) => {
      does?.(on);
      return { close: () => closed++ };
    },
  });
  await clock.advance(waitMs);
  const found = await running;
  expect(clock.pending).toBe(0);
  for (const { detail } of found) expect(detail).toMatch(/^[A-Z].*\.$/u);
  return { found, closed };
}

const short = (found: readonly NotificationStep[]) => found.map(({ name, ok }) => `${name} ${ok ? 'ok' : 'no'}`);
const detailOf = (found: readonly NotificationStep[], name: string) => found.find((step) => step.name === name)?.detail;

describe('the test of notifications', () => {
  test('goes through where everything is as it should be', async () => {
    const { found } = await steps({
      does: (on) => {
        on.shown();
        on.clicked();
      },
    });
    expect(short(found)).toEqual(['supported ok', 'settings ok', 'undisturbed ok', 'sent ok', 'clicked ok']);
    expect(detailOf(found, 'supported')).toContain('Plasma');
  });

  test.each<[string, Desktop, readonly string[]]>([
    ['no library', { isSupported: false }, ['supported no', 'settings ok', 'undisturbed ok']],
    ['nobody to show it', { service: 'none' }, ['supported no', 'settings ok', 'undisturbed ok']],
    [
      'settings against it, and sends one all the same',
      { settings: { notify: false, doNotDisturbUntil: Date.UTC(2030, 0) }, does: (on) => on.clicked() },
      ['supported ok', 'settings no', 'undisturbed no', 'sent ok', 'clicked ok'],
    ],
    [
      'a wish that is over',
      { settings: { doNotDisturbUntil: 1 }, does: (on) => on.clicked() },
      ['supported ok', 'settings ok', 'undisturbed ok', 'sent ok', 'clicked ok'],
    ],
    ['a refusal', { does: (on) => on.failed('no bus') }, ['supported ok', 'settings ok', 'undisturbed ok', 'sent no']],
    [
      'a click on a system that does not say that it shows',
      { does: (on) => on.clicked() },
      ['supported ok', 'settings ok', 'undisturbed ok', 'sent ok', 'clicked ok'],
    ],
    ['a close', { does: (on) => on.closed() }, ['supported ok', 'settings ok', 'undisturbed ok', 'sent ok', 'clicked no']],
  ])('finds %s', async (_what, desktop, expected) => {
    expect(short((await steps(desktop)).found)).toEqual(expected);
  });

  test('says why, and what to do, in the words of the system it runs on', async () => {
    const refused = (platform: NodeJS.Platform) => steps({ platform, does: (on) => on.failed('not allowed') });
    expect(detailOf((await refused('win32')).found, 'sent')).toMatch(/not allowed.*Settings, System, Notifications/u);
    expect(detailOf((await refused('darwin')).found, 'sent')).toMatch(/not allowed.*System Settings, Notifications/u);
    expect(detailOf((await refused('linux')).found, 'sent')).toMatch(/not allowed.*your desktop/u);
    expect(detailOf((await steps({ service: 'none' })).found, 'supported')).toContain('dunst or mako');
    expect(detailOf((await steps({ isSupported: false, platform: 'linux' })).found, 'supported')).toContain('libnotify');
  });

  test('does not wait for ever for a system that says nothing', async () => {
    expect(short((await steps({}, SENT_TIMEOUT_MS)).found).at(-1)).toBe('sent no');
  });

  test('gives the person a while for a click, then takes the notification away', async () => {
    const { found, closed } = await steps({ does: (on) => on.shown() }, CLICK_TIMEOUT_MS);
    expect(short(found).at(-1)).toBe('clicked no');
    expect(detailOf(found, 'clicked')).toContain('20 seconds');
    expect(closed).toBe(1);
  });
});
