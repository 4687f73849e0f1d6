import { words } from '../../src-shared/language/index.ts';
import type { NotificationStep, Settings } from '../../src-shared/ipc/index.ts';
import type { Clock } from '../../src-shared/session/index.ts';
import type { Shown } from '../../src-shared/client/attention/notifier.ts';

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
  const notice = { title: words().common.app, body: words().shell.test.body, silent: !settings.sound };
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
  const say = words().shell.test;
  const step = (ok: boolean, detail: string): NotificationStep => ({ name: 'supported', ok, detail });
  const isLinux = parts.platform === 'linux';
  if (!parts.isSupported()) return step(false, isLinux ? say.noLibrary : say.noSupport);
  if (!isLinux) return step(true, say.supported);
  const service = await parts.service();
  if (service === 'none') return step(false, say.noService);
  return step(true, service === 'unknown' ? say.unknownService : say.service(service.name));
}

function checkSettings({ notify }: Settings): NotificationStep {
  const say = words().shell.test;
  return { name: 'settings', ok: notify, detail: notify ? say.on : say.off };
}

function checkDisturbance({ doNotDisturbUntil }: Settings, now: number): NotificationStep {
  const say = words().shell.test;
  const ok = doNotDisturbUntil === null || doNotDisturbUntil <= now;
  return { name: 'undisturbed', ok, detail: ok ? say.disturb : say.doNotDisturb };
}

/** Where this platform lets a person allow notifications. */
function whereToAllow(platform: NodeJS.Platform): string {
  const say = words().shell.test;
  if (platform === 'win32') return say.allowOnWindows;
  return platform === 'darwin' ? say.allowOnMac : say.allowElsewhere;
}

function ofSent(platform: NodeJS.Platform, sent: Sent): string {
  const say = words().shell.test;
  switch (sent.is) {
    case 'shown':
      return say.sent;
    case 'failed':
      return `${sent.reason === '' ? say.refused : say.refusedBecause(sent.reason)} ${whereToAllow(platform)}`;
    case 'silence':
      return `${say.silence} ${whereToAllow(platform)}`;
  }
}

function ofEnd(platform: NodeJS.Platform, end: End): string {
  const say = words().shell.test;
  switch (end) {
    case 'clicked':
      return say.clicked;
    case 'closed':
      return say.closed;
    case 'silence':
      return `${say.nobody(CLICK_TIMEOUT_MS / 1_000)} ${whereToAllow(platform)}`;
  }
}
