import { app, nativeImage, type BrowserWindow } from 'electron';
import { systemClock } from '../src-shared/session/index.ts';
import type { AppStore } from '../src-shared/client/app-store.ts';
import { badgeView, type BadgeView } from './attention/badge-view.ts';
import { overlayImage, type Bitmap } from './attention/overlay-image.ts';
import { paced } from '../src-shared/client/attention/paced.ts';

/** The icon changes no oftener. */
const PACE_MS = 200;

/** Runs with the window while it is open. */
type WithWindow = (use: (open: BrowserWindow) => void) => void;

/**
 * Shows what is unread on the app's icon: a number on macOS' dock and on Linux docks that have the LauncherEntry API, on Windows a mark on
 * the taskbar's button. Call when the window is there.
 */
export function showBadge(store: AppStore, withWindow: WithWindow): void {
  let shown = '';
  const render = () => {
    const view = badgeView(store.state);
    if (shown === view.description) return;
    shown = view.description;
    put(view, withWindow);
  };
  store.watch(paced(systemClock, PACE_MS, render));
  render();
  // Windows forgets the mark with the button, when the window is hidden.
  withWindow((window) => {
    window.on('show', () => {
      put(badgeView(store.state), withWindow);
    });
  });
}

function put({ count, description, isDotted }: BadgeView, withWindow: WithWindow): void {
  switch (process.platform) {
    case 'darwin':
      app.dock?.setBadge(count > 0 ? String(count) : isDotted ? '•' : '');
      break;
    case 'win32':
      withWindow((window) => {
        const image = count > 0 ? overlayImage(count) : isDotted ? overlayImage(null) : null;
        window.setOverlayIcon(image === null ? null : toNative(image), description);
      });
      break;
    default:
      app.setBadgeCount(count);
  }
}

/** Lets the app's icon call the person, for a direct message, until they are back in the window. */
export class Attention {
  readonly #withWindow: WithWindow;
  #isCalling = false;

  constructor(withWindow: WithWindow) {
    this.#withWindow = withWindow;
  }

  call(): void {
    this.#withWindow((window) => {
      if (window.isFocused() || this.#isCalling) return;
      this.#isCalling = true;
      if (process.platform === 'darwin') app.dock?.bounce('informational');
      else window.flashFrame(true);
      window.once('focus', () => {
        this.#isCalling = false;
        if (process.platform !== 'darwin') window.flashFrame(false);
      });
    });
  }
}

function toNative({ bytes, height, width }: Bitmap): Electron.NativeImage {
  return nativeImage.createFromBitmap(bytes, { width, height, scaleFactor: 2 });
}
