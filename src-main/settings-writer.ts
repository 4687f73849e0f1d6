import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from './server/storage/disk.ts';
import type { WriteSettings } from './settings-file.ts';

/** Writes `settings.json` in `folder`: to a file beside it, which takes its place once it is on the disk. */
export function openSettings(folder: string): WriteSettings {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'settings.json');
  return (file) => {
    // Who keeps it elsewhere has a link here, which stays one.
    replaceFile(existsSync(path) ? realpathSync(path) : path, `${JSON.stringify(file, null, '\t')}\n`);
  };
}
