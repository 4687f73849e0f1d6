import type { AppStore } from '../../src-shared/client/app-store.ts';
import type { Notice, Notifier, Shown } from '../../src-shared/client/attention/notifier.ts';
import type { Target } from '../../src-shared/client/attention/worth-telling.ts';
import type { Shell } from '../../src-shared/ipc/app-state.ts';
import { words } from '../../src-shared/language/index.ts';
import { systemClock } from '../../src-shared/session/index.ts';

/** Whether this browser shows notifications of this page. */
export type Allowed = Extract<Shell, { kind: 'page' }>['notifications'];

interface Parts {
  readonly store: AppStore;
  readonly window: Window & typeof globalThis;
  /** What stands for the app in a notification that says nothing else. */
  readonly room: string;
  /** The page is in front now, and the person wants to see this message. */
  readonly open: (target: Target) => void;
}

/** The browser's notifications of what calls for the person, by the rules of the app; asked for only when the person presses for it. */
export class PageNotifications {
  readonly #parts: Parts;
  #notifier: Notifier | null = null;
  /** There is nobody to show them, whatever was allowed. */
  #isAbsent: boolean;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#isAbsent = !canShow(parts.window);
    parts.store.watch((after, event, before) => this.#notifier?.follow(before, after, event));
    this.look();
  }

  /** What the browser says now; the person may have changed it there. */
  look(): void {
    const { store, window } = this.#parts;
    const notifications = this.#isAbsent ? 'absent' : ALLOWED[window.Notification.permission];
    if (notifications === 'granted' && this.#notifier === null) void this.#load();
    const { shell } = store.state;
    if (shell.kind !== 'page' || shell.notifications === notifications) return;
    store.dispatch({ type: 'shell/changed', shell: { ...shell, notifications } });
  }

  /** Asks the person by the browser's own question. Call it in what a press of theirs does. */
  async ask(): Promise<void> {
    if (!this.#isAbsent) await this.#parts.window.Notification.requestPermission();
    this.look();
  }

  async #load(): Promise<void> {
    const { Notifier } = await import('../../src-shared/client/attention/notifier.ts');
    this.#notifier ??= new Notifier({
      clock: systemClock,
      show: (notice, on) => this.#show(notice, on),
      open: (target) => {
        this.#parts.window.focus();
        this.#parts.open(target);
      },
    });
  }

  #show({ body, silent, title }: Notice, on: { readonly clicked: () => void; readonly gone: () => void }): Shown {
    const { room, window } = this.#parts;
    try {
      const named = title === words().common.app ? room : title;
      const icon = window.document.querySelector<HTMLLinkElement>('link[rel="apple-touch-icon"]')?.href;
      const notification = new window.Notification(named, { body, silent, ...(icon === undefined ? {} : { icon }) });
      notification.addEventListener('click', on.clicked);
      notification.addEventListener('close', on.gone);
      notification.addEventListener('error', on.gone);
      return { close: () => notification.close() };
    } catch {
      this.#isAbsent = true;
      this.look();
      on.gone();
      return { close: () => undefined };
    }
  }
}

const ALLOWED: Readonly<Record<NotificationPermission, Allowed>> = { granted: 'granted', denied: 'denied', default: 'ask' };

/** Not on a page that came in clear; and on Android only with a worker that the page does not have, which making one tells. */
function canShow(window: Parts['window']): boolean {
  if (!window.isSecureContext || !('Notification' in window)) return false;
  // Where it may be shown, that is found out with the first one.
  if (window.Notification.permission === 'granted') return true;
  try {
    new window.Notification('').close();
    return true;
  } catch {
    return false;
  }
}
