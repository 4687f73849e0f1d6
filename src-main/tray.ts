import { Menu, Tray, type MenuItemConstructorOptions } from 'electron';
import { systemClock } from '../src-shared/session/index.ts';
import type { AppStore } from '../src-shared/client/app-store.ts';
import { paced } from '../src-shared/client/attention/paced.ts';
import { trayView, undisturbedUntil, type TrayAction, type TrayItem } from './attention/tray-view.ts';
import { sessionBusAddress } from './session-bus/session-bus.ts';
import { TrayWatch } from './session-bus/tray-watch.ts';
import { trayImages } from './tray-images.ts';

/** A panel that is started anew is back by then, and nobody is bothered. */
const GRACE_MS = 3_000;
/** The icon changes no oftener. */
const PACE_MS = 200;

export interface TrayActions {
  readonly show: () => void;
  readonly hostSwitch: (on: boolean) => void;
  /** Shows the panel of the hosted server. */
  readonly panel: () => void;
  /** `until` in ms since the epoch, as in the settings. */
  readonly doNotDisturb: (until: number | null) => void;
  readonly quit: () => void;
}

/** Whether a tray icon would be seen now: a window hidden without one could not be reached again. */
export interface TrayState {
  readonly isPresent: boolean;
  /** Calls `listener` once it is known whether there is one. */
  whenKnown(listener: () => void): void;
}

/**
 * Puts the icon into the tray. Windows and macOS always have one; on Linux it comes and goes with the desktop's panel, which the session bus tells.
 * Nothing waits for that: until the bus has answered there is none. `onGone` must bring a hidden window back.
 */
export function startTray(store: AppStore, actions: TrayActions, onGone: () => void): TrayState {
  if (process.platform !== 'linux') {
    new AppTray(store, actions);
    return {
      isPresent: true,
      whenKnown: (listener) => {
        listener();
      },
    };
  }
  let icon: AppTray | null = null;
  let isRegistered = false;
  let stopWaiting: () => void = () => undefined;
  const watch = new TrayWatch({
    address: sessionBusAddress(process.env),
    clock: systemClock,
    onChange: (isPresent) => {
      stopWaiting();
      if (!isPresent) {
        stopWaiting = systemClock.after(GRACE_MS, onGone);
        return;
      }
      // Electron registers again with a panel that was started anew, but never with the first one that comes after the icon.
      if (!isRegistered) icon?.renew();
      isRegistered = true;
    },
  });
  // Where nobody knows of a tray there may be one of the old kind, which says nothing of itself.
  watch.whenKnown(() => {
    icon = new AppTray(store, actions);
    isRegistered = watch.isPresent;
  });
  return watch;
}

/** The tray icon with its menu and its marks for what is unread and for do not disturb. */
class AppTray {
  readonly #store: AppStore;
  readonly #actions: TrayActions;
  readonly #images = trayImages(process.platform);
  #tray: Tray;
  #shownView = '';
  #shownMenu = '';

  constructor(store: AppStore, actions: TrayActions) {
    this.#store = store;
    this.#actions = actions;
    this.#tray = this.#make();
    const render = paced(systemClock, PACE_MS, () => {
      this.#render();
    });
    store.watch(render);
  }

  /** Registers with a panel that has come since. */
  renew(): void {
    this.#tray.destroy();
    this.#tray = this.#make();
  }

  #make(): Tray {
    const tray = new Tray(this.#images.plain);
    tray.on('click', () => {
      this.#actions.show();
    });
    this.#tray = tray;
    this.#shownView = '';
    this.#shownMenu = '';
    this.#render();
    return tray;
  }

  /** Menus are rebuilt only when what they say changes: on Linux each one goes over D-Bus. */
  #render(): void {
    const { menu, ...view } = trayView(this.#store.state, Date.now());
    if (JSON.stringify(view) !== this.#shownView) {
      this.#shownView = JSON.stringify(view);
      this.#tray.setImage(this.#images[view.image]);
      this.#tray.setToolTip(view.tooltip);
      if (process.platform === 'darwin') this.#tray.setTitle(view.count > 0 ? String(view.count) : '');
    }
    if (JSON.stringify(menu) === this.#shownMenu) return;
    this.#shownMenu = JSON.stringify(menu);
    this.#tray.setContextMenu(Menu.buildFromTemplate(menu.map((item) => this.#menuItem(item))));
  }

  #menuItem(item: TrayItem): MenuItemConstructorOptions {
    if (item === 'separator') return { type: 'separator' };
    const { action, checked, enabled, label, submenu } = item;
    return {
      label,
      enabled,
      ...(checked === null ? {} : { type: 'checkbox', checked }),
      ...(submenu === undefined ? {} : { submenu: submenu.map((each) => this.#menuItem(each)) }),
      ...(action === undefined
        ? {}
        : {
            click: () => {
              this.#run(action);
            },
          }),
    };
  }

  #run(action: TrayAction): void {
    switch (action.do) {
      case 'show':
        this.#actions.show();
        break;
      case 'host':
        this.#actions.hostSwitch(action.on);
        break;
      case 'panel':
        this.#actions.panel();
        break;
      case 'undisturbed':
        this.#actions.doNotDisturb(undisturbedUntil(action.forMs, Date.now()));
        break;
      case 'quit':
        this.#actions.quit();
    }
  }
}
