import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DATABASE_FILE } from '../storage/database-names.ts';

/** What a data folder is called while another takes its place. */
const GOING = '.replaced';

/** The name under which the present data folder waits until the restored one has its place. */
export function goingName(dataDir: string): string {
  return dataDir + GOING;
}

/** Puts right what a power cut in the middle of a restore left behind. @throws an error of the system where that is refused */
export function mendRestore(dataDir: string): void {
  const going = goingName(dataDir);
  if (!existsSync(going)) return;
  if (existsSync(join(dataDir, DATABASE_FILE))) rmSync(going, { recursive: true, force: true });
  else {
    rmSync(dataDir, { recursive: true, force: true });
    renameSync(going, dataDir);
  }
}
