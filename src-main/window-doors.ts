import type { BrowserWindow } from 'electron';
import type { MenuAction } from '../src-shared/shortcuts/index.ts';
import type { AppStore } from '../src-shared/client/app-store.ts';
import { push } from './ipc.ts';
import type { ZoomStep } from './zoom.ts';

export interface WindowDoorsParts {
  readonly store: AppStore;
  readonly withWindow: (use: (open: BrowserWindow) => void) => void;
  readonly isInSight: () => boolean;
  readonly hasTray: () => boolean;
  readonly show: () => void;
  readonly hide: () => void;
  readonly quit: () => void;
  readonly zoom: (step: ZoomStep) => void;
}

/** What the menu and the shortcuts do with the window as a whole. */
export interface WindowDoors {
  /** The window does it, in front of the person. */
  act(this: void, action: MenuAction): void;
  fullScreen(this: void): void;
  zoom(this: void, step: ZoomStep): void;
  /** Out of sight; it never ends the app. The first time it is said where the window goes. */
  close(this: void): void;
  /** Others are on the server that runs here. */
  isWithOthers(this: void): boolean;
  /** Asks first where that ends a server for others. */
  askedQuit(this: void): void;
  /** Turns hosting on or off by `turn`; asks first where that ends it for others. */
  hostSwitch(this: void, on: boolean, turn: () => void): void;
}

export function windowDoors({ hasTray, hide, isInSight, quit, show, store, withWindow, zoom }: WindowDoorsParts): WindowDoors {
  const act = (action: MenuAction) => {
    show();
    withWindow(({ webContents }) => {
      push(webContents, 'menu', action);
    });
  };
  const isWithOthers = (): boolean => {
    const { hosting } = store.state;
    return hosting.status === 'on' && hosting.people > 1;
  };
  return {
    act,
    isWithOthers,
    zoom,
    fullScreen() {
      withWindow((open) => {
        open.setFullScreen(!open.isFullScreen());
      });
    },
    close() {
      if (hasTray() && store.state.settings.onClose === 'ask' && isInSight()) {
        store.dispatch({ type: 'close/asked', asking: true });
      } else hide();
    },
    askedQuit() {
      if (isWithOthers()) act('quit');
      else quit();
    },
    hostSwitch(on, turn) {
      if (!on && isWithOthers()) act('stop-hosting');
      else turn();
    },
  };
}
