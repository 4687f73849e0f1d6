import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** For the user alone. */
const PRIVATE = 0o600;
/** On Windows another program (a virus scanner, an indexer) may hold a file for a moment. */
const RENAME_TRIES = 10;
const RENAME_PAUSE_MS = 10;

/**
 * Gives a file another content, for this user alone to read. When it returns, the content is on the disk; whenever the power goes or
 * the process is killed, the file is there whole, as before or as after.
 * @throws an error of the system; the file is as it was, unless only the sync of its name failed
 */
export function replaceFile(file: string, content: string): void {
  // In the same folder: only there a rename takes the place in one step.
  const unfinished = `${file}.new`;
  rmSync(unfinished, { force: true });
  try {
    const descriptor = openSync(unfinished, 'wx', PRIVATE);
    try {
      writeFileSync(descriptor, content);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    rename(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
  syncNameOf(file);
}

/** Has the contents of a file reach the disk. */
export function syncFile(file: string): void {
  // Windows syncs only what was opened to write.
  sync(file, 'r+');
}

/** Has the name of a file, or its new name, reach the disk. */
export function syncNameOf(file: string): void {
  // Windows cannot open a folder, and writes names down by itself.
  if (process.platform !== 'win32') sync(dirname(file), 'r');
}

function rename(from: string, to: string): void {
  for (let left = process.platform === 'win32' ? RENAME_TRIES : 1; ; left--) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      if (left <= 1) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RENAME_PAUSE_MS);
    }
  }
}

function sync(path: string, flags: string): void {
  const descriptor = openSync(path, flags);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
