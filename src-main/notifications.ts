import { randomUUID } from 'node:crypto';
import { app, Notification, type NotificationConstructorOptions } from 'electron';
import type { NotificationStep } from '../src-shared/ipc/index.ts';
import { systemClock } from '../src-shared/session/index.ts';
import type { AppStore } from '../src-shared/client/app-store.ts';
import { Notifier, type Notice, type Shown } from '../src-shared/client/attention/notifier.ts';
import { readActivation, readTarget, toastXml, writeTarget } from './attention/target.ts';
import { escapeMarkup } from '../src-shared/client/attention/telling-text.ts';
import { testNotification, type NotificationService } from './attention/test-notification.ts';
import type { Target, Telling } from '../src-shared/client/attention/worth-telling.ts';

/** What happens to a notification. */
interface Events {
  readonly clicked: () => void;
  readonly closed: () => void;
  readonly failed: (reason: string) => void;
  readonly shown?: () => void;
}

/** A notification without a reference is collected and its click lost. */
const kept = new Set<Notification>();

/** From Electron 41 on Windows tells of a click whatever became of the app that made the notification. */
function hearsOfActivations(): boolean {
  return process.platform === 'win32' && 'handleActivation' in Notification;
}

/**
 * The message by whose notification macOS starts the app. Call before the app is ready; the answer is there once it is.
 * Windows tells it to `notifyOfMessages`; on Linux no notification outlives its app.
 */
export function watchLaunch(): () => Target | null {
  let target: Target | null = null;
  app.once('ready', (_event, info: Partial<Electron.NotificationResponse> | undefined) => {
    if (typeof info?.identifier === 'string') target = readTarget(info.identifier);
  });
  return () => target;
}

/**
 * Makes a system notification for what calls for the person. A click calls `open`, also one that started the app or is of a
 * notification of an earlier run: so start this when the servers are there. `onTold` hears of each message that is told.
 */
export function notifyOfMessages(parts: {
  readonly store: AppStore;
  /** Of `watchLaunch`. */
  readonly launchedBy: Target | null;
  readonly open: (target: Target) => void;
  readonly onTold: (telling: Telling) => void;
}): void {
  const { launchedBy, onTold, open, store } = parts;
  const notifier = new Notifier({
    clock: systemClock,
    show: (notice, { clicked, gone }) => {
      const events = { clicked: hearsOfActivations() ? () => undefined : clicked, closed: gone, failed: gone };
      return present(notice, withTarget(notice), events);
    },
    open,
  });
  store.watch((after, event, before) => {
    const telling = notifier.follow(before, after, event);
    if (telling !== null) onTold(telling);
  });

  if (hearsOfActivations()) {
    Notification.handleActivation(({ arguments: text, type }) => {
      const target = type === 'click' ? readActivation(text) : null;
      if (target !== null) notifier.clicked(target);
    });
  }
  // As of Electron 41, too.
  if (process.platform === 'darwin' && 'getHistory' in Notification) void reattach(notifier);
  if (launchedBy !== null) notifier.clicked(launchedBy);
}

/** Sends a notification to find out whether the person gets it; `onClick` brings the window in front. */
export function sendTestNotification(
  store: AppStore,
  service: () => Promise<NotificationService>,
  onClick: () => void,
): Promise<NotificationStep[]> {
  return testNotification({
    clock: systemClock,
    platform: process.platform,
    settings: store.state.settings,
    isSupported: () => Notification.isSupported(),
    service,
    show: (notice, on) => {
      const clicked = () => {
        on.clicked();
        onClick();
      };
      return present(notice, {}, { ...on, clicked });
    },
  });
}

/** What lets a click find the message after the app was started anew. */
function withTarget({ body, silent, target, title }: Notice): NotificationConstructorOptions {
  if (process.platform === 'darwin') return { id: writeTarget(target), groupId: target.server };
  if (!hearsOfActivations()) return {};
  const id = randomUUID();
  return { id, toastXml: toastXml({ id, title, body, silent, target }) };
}

function present(
  { body, silent, title }: Pick<Notice, 'title' | 'body' | 'silent'>,
  options: NotificationConstructorOptions,
  events: Events,
): Shown {
  if (!Notification.isSupported()) {
    events.failed('');
    return { close: () => undefined };
  }
  const text = process.platform === 'linux' ? escapeMarkup(body) : body;
  const notification = new Notification({ title, body: text, silent, ...options });
  const letGo = () => kept.delete(notification);
  notification.on('click', () => {
    letGo();
    events.clicked();
  });
  notification.on('close', () => {
    letGo();
    events.closed();
  });
  notification.on('failed', (_event, reason) => {
    letGo();
    events.failed(reason);
  });
  notification.on('show', () => events.shown?.());
  kept.add(notification);
  notification.show();
  return {
    close: () => {
      letGo();
      notification.close();
    },
  };
}

/** macOS keeps notifications of earlier runs in its Notification Center. */
async function reattach(notifier: Notifier): Promise<void> {
  for (const notification of await Notification.getHistory()) {
    const target = readTarget(notification.id);
    if (target === null) continue;
    kept.add(notification);
    notification.on('click', () => {
      kept.delete(notification);
      notifier.clicked(target);
    });
  }
}
