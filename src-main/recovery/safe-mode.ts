import { DEFAULT_SETTINGS, type Settings } from '../../src-shared/ipc/index.ts';
import type { SettingsFile } from '../settings-file.ts';

/** The settings with the look that the app comes with: whatever made the window unusable is not in it. */
export function withUsualLook(settings: Settings): Settings {
  const { theme, contrast, accent, density, textSize, zoom, layout } = DEFAULT_SETTINGS;
  return { ...settings, theme, contrast, accent, density, textSize, zoom, layout };
}

/** Where the window is and how large, as the app comes; what becomes of it in safe mode is not kept. */
export function usualPlace(file: SettingsFile): Pick<SettingsFile, 'settings' | 'window'> {
  return { settings: withUsualLook(file.settings), window: null };
}
