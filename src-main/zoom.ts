import type { BrowserWindow, Input } from 'electron';
import { ZOOM_FACTORS } from '../src-shared/ipc/index.ts';
import type { AppStore } from '../src-shared/client/app-store.ts';

/** Larger, smaller, or the usual size. */
export type ZoomStep = 'in' | 'out' | 'reset';

type Zoom = (typeof ZOOM_FACTORS)[number];

/** Pure. The factor that comes after `factor`, which need not be one of `ZOOM_FACTORS`; the last one stays. */
export function zoomAfter(factor: number, step: ZoomStep): Zoom {
  switch (step) {
    case 'reset':
      return 1;
    case 'in':
      return ZOOM_FACTORS.find((each) => each > factor) ?? 3;
    case 'out':
      return ZOOM_FACTORS.findLast((each) => each < factor) ?? 0.5;
  }
}

/** Pure. What a key asks for: Ctrl (Cmd on macOS) with +, - or 0, wherever these are on the keyboard; null for every other key. */
export function zoomKey({
  type,
  key,
  control,
  meta,
  alt,
}: Pick<Input, 'type' | 'key' | 'control' | 'meta' | 'alt'>): ZoomStep | null {
  if (type !== 'keyDown' || alt || control === meta) return null;
  if (key === '+' || key === '=') return 'in';
  if (key === '-' || key === '_') return 'out';
  return key === '0' ? 'reset' : null;
}

/** The window has the size that the settings say, and keys and Ctrl with the wheel `change` it by steps. Fingers do not: a page that lies askew helps nobody. Returns what a menu calls. */
export function keepZoom(
  { webContents }: BrowserWindow,
  store: AppStore,
  change: (zoom: Zoom) => void,
): (asked: ZoomStep) => void {
  const apply = () => {
    if (webContents.isDestroyed()) return;
    const { zoom } = store.state.settings;
    if (webContents.getZoomFactor() !== zoom) webContents.setZoomFactor(zoom);
  };
  const step = (asked: ZoomStep) => {
    const { zoom } = store.state.settings;
    const next = zoomAfter(zoom, asked);
    if (next !== zoom) change(next);
  };
  // A page that is loaded anew begins with what its origin had, which another window may have left behind.
  webContents.on('dom-ready', () => {
    apply();
    void webContents.setVisualZoomLevelLimits(1, 1);
  });
  webContents.on('zoom-changed', (_event, direction) => {
    step(direction);
  });
  webContents.on('before-input-event', (event, input) => {
    const asked = zoomKey(input);
    if (asked === null) return;
    event.preventDefault();
    step(asked);
  });
  store.watch((_state, { type }) => {
    if (type === 'settings/changed') apply();
  });
  return step;
}
