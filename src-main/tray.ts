import { execFile } from 'node:child_process';
import { Menu, nativeImage, Tray } from 'electron';
import { attentionOf, type AppState } from '../src-shared/ipc/index.ts';
import type { AppStore } from './app-store.ts';
import trayIcon from './assets/tray.png?inline';
import trayUnreadIcon from './assets/tray-unread.png?inline';

/** A desktop that has not answered by then has no tray for us. */
const ASK_TIMEOUT_MS = 2_000;

export interface TrayActions {
  show(): void;
  hostSwitch(on: boolean): void;
  quit(): void;
}

/** The tray icon with its menu and its mark for unread direct messages and mentions. */
export class AppTray {
  readonly #tray: Tray;
  readonly #actions: TrayActions;
  readonly #images = {
    plain: nativeImage.createFromDataURL(trayIcon),
    unread: nativeImage.createFromDataURL(trayUnreadIcon),
  };
  #shown = '';

  constructor(store: AppStore, actions: TrayActions) {
    this.#actions = actions;
    this.#tray = new Tray(this.#images.plain);
    this.#tray.on('click', () => {
      actions.show();
    });
    store.watch((state) => {
      this.#render(state);
    });
    this.#render(store.state);
  }

  /** Menus are rebuilt only when what they say changes: on Linux each one goes over D-Bus. */
  #render(state: AppState): void {
    const waiting = attentionOf(state);
    const { status } = state.hosting;
    const hosting = status === 'on' || status === 'starting';
    const shown = `${String(waiting)} ${status}`;
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#tray.setImage(waiting > 0 ? this.#images.unread : this.#images.plain);
    this.#tray.setToolTip(waiting > 0 ? `RWCI Desktop: ${String(waiting)} unread` : 'RWCI Desktop');
    this.#tray.setContextMenu(
      Menu.buildFromTemplate([
        {
          label: 'Show RWCI Desktop',
          click: () => {
            this.#actions.show();
          },
        },
        {
          label: 'Host a server',
          type: 'checkbox',
          checked: hosting,
          enabled: status !== 'starting',
          click: () => {
            this.#actions.hostSwitch(!hosting);
          },
        },
        { type: 'separator' },
        {
          label: 'Quit',
          click: () => {
            this.#actions.quit();
          },
        },
      ]),
    );
  }
}

/**
 * Whether a tray icon would be seen. Always on Windows and macOS; on Linux only where a StatusNotifierWatcher is on the session
 * bus, because a window hidden without one could not be reached again.
 */
export function isTrayPresent(): Promise<boolean> {
  if (process.platform !== 'linux') return Promise.resolve(true);
  const question = [
    '--session',
    '--dest=org.freedesktop.DBus',
    '--print-reply=literal',
    '/org/freedesktop/DBus',
    'org.freedesktop.DBus.NameHasOwner',
    'string:org.kde.StatusNotifierWatcher',
  ];
  return new Promise((resolve) => {
    execFile('dbus-send', question, { timeout: ASK_TIMEOUT_MS }, (error, answer) => {
      resolve(error === null && answer.includes('true'));
    });
  });
}
