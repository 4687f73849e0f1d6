import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { StorageProblem } from './sqlite.ts';

/**
 * Makes the folder for a server's data where it is not there, readable for this user alone, and the folders above it.
 * @throws {StorageProblem} when it cannot be made or something else has its name
 */
export function makeDataFolder(folder: string): void {
  try {
    for (const path of missingFolders(resolve(folder))) makeFolder(path);
  } catch (error) {
    throw new StorageProblem(
      `The folder ${folder} cannot be made: ${error instanceof Error ? error.message : 'unknown error'}.`,
    );
  }
  if (!statSync(folder).isDirectory()) throw new StorageProblem(`${folder} is not a folder. Choose another one for the data.`);
}

/** From the outermost on. Node's own `recursive` never returns where the folder above takes none, as `/proc` does. */
function missingFolders(folder: string): string[] {
  const missing: string[] = [];
  for (let path = folder; !existsSync(path); path = dirname(path)) {
    missing.unshift(path);
    if (dirname(path) === path) break;
  }
  return missing;
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Somebody else made it in this moment.
    if (!existsSync(path)) throw error;
  }
}
