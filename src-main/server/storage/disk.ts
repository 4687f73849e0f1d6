import { closeSync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

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

function sync(path: string, flags: string): void {
  const descriptor = openSync(path, flags);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
