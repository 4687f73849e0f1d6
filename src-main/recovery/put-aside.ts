import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { stampOf } from '../server/storage/database-names.ts';

/** What the app keeps of a person in the user's data folder: everything but its log and what Chromium makes there for itself. */
const OWN_NAMES = ['settings.json', 'settings.json.good', 'history', 'server', 'server-passing', 'server-replaced'] as const;

/** What became of a reset. */
export interface PutAside {
  /** Where the files are now. */
  readonly folder: string;
  /** Those that could not be moved, and stay in use. */
  readonly left: readonly string[];
}

/** Moves all that the app keeps to a folder of its own beside it; nothing is deleted. Nothing of it may be open. */
export function putEverythingAside(userData: string, wallMs: number): PutAside {
  return putAside(userData, OWN_NAMES, wallMs);
}

/** Moves what is there of `names` to a new folder in `userData`. */
export function putAside(userData: string, names: readonly string[], wallMs: number): PutAside {
  const folder = freeFolder(join(userData, `reset-${stampOf(wallMs)}`));
  const left: string[] = [];
  for (const name of names) {
    if (!existsSync(join(userData, name))) continue;
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      renameSync(join(userData, name), join(folder, name));
    } catch {
      left.push(name);
    }
  }
  return { folder, left };
}

function freeFolder(name: string): string {
  for (let number = 1; ; number++) {
    const folder = number === 1 ? name : `${name}-${String(number)}`;
    if (!existsSync(folder)) return folder;
  }
}
