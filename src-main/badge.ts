import { app, nativeImage, type BrowserWindow } from 'electron';
import type { AppState } from '../src-shared/ipc/index.ts';
import type { AppStore } from './app-store.ts';
import { badgeView } from './attention/badge-view.ts';
import { overlayImage, type Bitmap } from './attention/overlay-image.ts';

/** Runs with the window while it is open. */
type WithWindow = (use: (open: BrowserWindow) => void) => void;

/**
 * Shows what is unread on the app's icon: a number on macOS' dock and on Linux docks that have the LauncherEntry API, on Windows a mark on
 * the taskbar's button. Call when the window is there.
 */
export function showBadge(store: AppStore, withWindow: WithWindow): void {
  let shown = '';
  const render = (state: AppState) => {
    const { count, description, isDotted } = badgeView(state);
    if (shown === description) return;
    shown = description;
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
  };
  store.watch(render);
  render(store.state);
}

/** Lets the app's icon call the person for a direct message, once, until they are back in the window. */
export function callForAttention(withWindow: WithWindow): void {
  withWindow((window) => {
    if (window.isFocused()) return;
    if (process.platform === 'darwin') {
      app.dock?.bounce('informational');
      return;
    }
    window.flashFrame(true);
    window.once('focus', () => {
      if (!window.isDestroyed()) window.flashFrame(false);
    });
  });
}

function toNative({ bytes, height, width }: Bitmap): Electron.NativeImage {
  return nativeImage.createFromBitmap(bytes, { width, height, scaleFactor: 2 });
}
