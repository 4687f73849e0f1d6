import Store from 'electron-store';
import type { File, WriteSettings } from './settings-file.ts';

/** Only the person themselves has anything to read in it. */
const FILE_MODE = 0o600;

/** Writes `settings.json` in `folder` by electron-store: to a file beside it that then takes its place. */
export function openSettings(folder: string): WriteSettings {
  const store = new Store<File>({ cwd: folder, name: 'settings', clearInvalidConfig: true, configFileMode: FILE_MODE });
  return (file) => {
    store.store = file;
  };
}
