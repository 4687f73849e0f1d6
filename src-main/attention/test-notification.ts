import type { NotificationStep, Settings } from '../../src-shared/ipc/index.ts';
import type { Clock } from '../../src-shared/session/index.ts';
import type { Shown } from './notifier.ts';

/** Who shows notifications on this desktop: a name, nobody, or nobody knows. */
export type NotificationService = { readonly name: string } | 'none' | 'unknown';

export interface NotificationTestParts {
  readonly clock: Clock;
  readonly platform: NodeJS.Platform;
  readonly settings: Settings;
  isSupported(): boolean;
  /** Asked on Linux, where the desktop may bring none. */
  service(): Promise<NotificationService>;
  show(
    notice: { readonly title: string; readonly body: string; readonly silent: boolean },
    on: { shown(): void; failed(reason: string): void; clicked(): void; closed(): void },
  ): Shown;
}

/** A system that has not said by then whether it shows a notification says nothing. */
export const SENT_TIMEOUT_MS = 5_000;
/** How long the person has for a click. */
export const CLICK_TIMEOUT_MS = 20_000;

/**
 * Makes a notification and follows it: each step of the way to one that is seen, with what the person can do where it is not as it
 * should be. Ends early where no further step can be taken.
 */
export async function testNotification(parts: NotificationTestParts): Promise<NotificationStep[]> {
  const { settings } = parts;
  const supported = await checkSupport(parts);
  const steps = [supported, checkSettings(settings), checkDisturbance(settings, parts.clock.now())];
  if (!supported.ok) return steps;

  const heard = new Outcomes(parts.clock);
  const notice = { title: 'RWCI Desktop', body: 'This is what a message looks like. Click it.', silent: !settings.sound };
  const shown = parts.show(notice, heard);
  const sent = await heard.sent(SENT_TIMEOUT_MS);
  steps.push({ name: 'sent', ok: sent.is === 'shown', detail: ofSent(parts.platform, sent) });
  if (sent.is !== 'shown') return steps;
  const end = await heard.ended(CLICK_TIMEOUT_MS);
  shown.close();
  steps.push({ name: 'clicked', ok: end === 'clicked', detail: ofEnd(parts.platform, end) });
  return steps;
}

type Sent = { readonly is: 'shown' | 'silence' } | { readonly is: 'failed'; readonly reason: string };
type End = 'clicked' | 'closed' | 'silence';

interface Deferred<T> {
  readonly promise: Promise<T>;
  /** Only the first one counts. */
  readonly resolve: (value: T) => void;
}

function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** What the system says of a notification, whenever it says it. */
class Outcomes {
  readonly #clock: Clock;
  readonly #sent = deferred<Sent>();
  readonly #ended = deferred<End>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  readonly shown = (): void => {
    this.#sent.resolve({ is: 'shown' });
  };

  readonly failed = (reason: string): void => {
    this.#sent.resolve({ is: 'failed', reason });
  };

  /** What can be clicked or closed was shown, though some systems do not say so. */
  readonly clicked = (): void => {
    this.shown();
    this.#ended.resolve('clicked');
  };

  readonly closed = (): void => {
    this.shown();
    this.#ended.resolve('closed');
  };

  sent(ms: number): Promise<Sent> {
    return this.#within(ms, this.#sent, { is: 'silence' });
  }

  ended(ms: number): Promise<End> {
    return this.#within(ms, this.#ended, 'silence');
  }

  async #within<T>(ms: number, outcome: Deferred<T>, otherwise: T): Promise<T> {
    const cancel = this.#clock.after(ms, () => {
      outcome.resolve(otherwise);
    });
    const result = await outcome.promise;
    cancel();
    return result;
  }
}

async function checkSupport(parts: NotificationTestParts): Promise<NotificationStep> {
  const name = 'supported';
  if (!parts.isSupported()) {
    const detail =
      parts.platform === 'linux'
        ? 'The library libnotify was not found. Install it (the package libnotify4 or libnotify) and start RWCI Desktop again.'
        : 'This system has no notifications for apps.';
    return { name, ok: false, detail };
  }
  if (parts.platform !== 'linux') return { name, ok: true, detail: 'This system shows notifications.' };
  const service = await parts.service();
  if (service === 'none') {
    const detail =
      'No program in this session shows notifications. Most desktops bring one; elsewhere start one, such as dunst or mako.';
    return { name, ok: false, detail };
  }
  const detail =
    service === 'unknown'
      ? 'Notifications can be sent; whether a program shows them could not be found out.'
      : `Notifications are shown by ${service.name}.`;
  return { name, ok: true, detail };
}

function checkSettings({ notify }: Settings): NotificationStep {
  return {
    name: 'settings',
    ok: notify,
    detail: notify
      ? 'Direct messages and mentions make a notification.'
      : 'Notifications are off in the settings: only conversations for which you chose something else make one. Turn them on there.',
  };
}

function checkDisturbance({ doNotDisturbUntil }: Settings, now: number): NotificationStep {
  const ok = doNotDisturbUntil === null || doNotDisturbUntil <= now;
  return {
    name: 'undisturbed',
    ok,
    detail: ok
      ? 'Do not disturb is off.'
      : 'Do not disturb is on, so that messages make no notification now. Turn it off in the settings or in the tray.',
  };
}

const WHERE_TO_ALLOW: Partial<Record<NodeJS.Platform, string>> = {
  win32: 'Allow RWCI Desktop under Settings, System, Notifications, and look whether Windows itself is set not to disturb.',
  darwin: 'Allow RWCI Desktop under System Settings, Notifications, and look whether a Focus is on.',
};
const WHERE_ELSE = 'Look in the notification settings of your desktop, and whether it is set not to disturb.';

function ofSent(platform: NodeJS.Platform, sent: Sent): string {
  const where = WHERE_TO_ALLOW[platform] ?? WHERE_ELSE;
  switch (sent.is) {
    case 'shown':
      return 'The system took the notification.';
    case 'failed':
      return `The system refused the notification${sent.reason === '' ? '' : ` (${sent.reason})`}. ${where}`;
    case 'silence':
      return `The system did not say that it showed the notification. ${where}`;
  }
}

function ofEnd(platform: NodeJS.Platform, end: End): string {
  switch (end) {
    case 'clicked':
      return 'The click arrived.';
    case 'closed':
      return 'It was closed without a click. If you saw it, notifications work; test again to try a click.';
    case 'silence':
      return `Nobody clicked it within ${String(CLICK_TIMEOUT_MS / 1_000)} seconds. If you did not see it: ${WHERE_TO_ALLOW[platform] ?? WHERE_ELSE}`;
  }
}
