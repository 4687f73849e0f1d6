import { app, BrowserWindow, nativeTheme, screen, type Rectangle } from 'electron';
import { Deaths } from './recovery/deaths.ts';
import { isRendererUrl, RENDERER_URL } from './renderer-address.ts';
import type { SettingsFile, WindowBounds } from './settings-file.ts';
import { webPreferences } from './web-preferences.ts';

const DEFAULT_SIZE = { width: 1_120, height: 760 };
const MIN_SIZE = { width: 400, height: 480 };
/** A place restored from another screen layout must leave this much of the window in sight. */
const VISIBLE_MIN_PX = 80;
/** A page that dies more often than this within `CRASH_WINDOW_MS` stays away until the person says what is to be done. */
const CRASHES_MAX = 3;
const CRASH_WINDOW_MS = 60_000;

export interface WindowEvents {
  /** There is something to see; the window is not in sight yet. */
  onPainted(): void;
  /** The person wants it closed. True: it may close. */
  onClose(): boolean;
  onAttention(attentive: boolean): void;
  /** The page's process died; the page is loaded again. */
  onCrash(reason: string): void;
  /** It died too often to be loaded again by itself; `again` loads it. */
  onGivenUp(window: BrowserWindow, again: () => void): void;
}

/** The app's one window, at the place where it was last, with the page loading, out of sight. */
export function createWindow(
  preload: string,
  icon: Electron.NativeImage,
  file: Pick<SettingsFile, 'settings' | 'window'>,
  events: WindowEvents,
): BrowserWindow {
  const saved = file.window;
  const place = saved !== null && isOnScreen(saved) ? { x: saved.x, y: saved.y } : {};
  const window = new BrowserWindow({
    width: saved?.width ?? DEFAULT_SIZE.width,
    height: saved?.height ?? DEFAULT_SIZE.height,
    ...place,
    minWidth: MIN_SIZE.width,
    minHeight: MIN_SIZE.height,
    title: 'RWCI Desktop',
    icon,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#16181d' : '#ffffff',
    webPreferences: webPreferences(preload, file.settings.zoom, app.isPackaged),
  });
  if (saved?.maximized === true) window.maximize();

  window.once('ready-to-show', () => {
    events.onPainted();
  });
  const attention = () => {
    if (window.isDestroyed()) return;
    events.onAttention(window.isVisible() && !window.isMinimized() && window.isFocused());
  };
  for (const name of ['focus', 'blur', 'show', 'hide', 'minimize', 'restore'] as const) {
    window.on(name as 'focus', attention);
  }
  window.on('close', (event) => {
    file.window = boundsOf(window);
    if (!events.onClose()) event.preventDefault();
  });
  reloadAfterCrash(window, events);
  // Nobody is asked before a page goes to about:blank; every other way is closed by the guards.
  window.webContents.on('did-navigate', (_event, url) => {
    if (!isRendererUrl(url)) void window.loadURL(RENDERER_URL);
  });
  void window.loadURL(RENDERER_URL);
  return window;
}

/** The state is in this process: a page that is loaded again has lost nothing but what was typed in the last moment. */
function reloadAfterCrash(window: BrowserWindow, events: WindowEvents): void {
  const { webContents } = window;
  const crashes = new Deaths(CRASH_WINDOW_MS);
  webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    events.onCrash(reason);
    if (crashes.add(performance.now()) <= CRASHES_MAX) {
      webContents.reload();
      return;
    }
    events.onGivenUp(window, () => {
      crashes.forget();
      webContents.reload();
    });
  });
}

/** Brings the window in front of the person, wherever it was. */
export function showWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

function boundsOf(window: BrowserWindow): WindowBounds {
  const { x, y, width, height } = window.getNormalBounds();
  return { x, y, width, height, maximized: window.isMaximized() };
}

function isOnScreen(bounds: WindowBounds): bounds is WindowBounds & Rectangle {
  const { x, y, width } = bounds;
  if (x === undefined || y === undefined) return false;
  return screen.getAllDisplays().some(({ workArea }) => {
    const right = Math.min(x + width, workArea.x + workArea.width);
    const left = Math.max(x, workArea.x);
    // The title bar has to be within reach.
    return right - left >= VISIBLE_MIN_PX && y >= workArea.y && y <= workArea.y + workArea.height - VISIBLE_MIN_PX;
  });
}
