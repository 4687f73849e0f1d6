import { createHash } from 'node:crypto';
import { chmodSync, closeSync, copyFileSync, fsyncSync, openSync, readSync, renameSync, rmSync } from 'node:fs';
import { UpdateError } from './update-error.ts';

const PIECE_BYTES = 1024 * 1024;

/**
 * Puts a downloaded AppImage in the place of the one that runs, at once or not at all, under the name that the person gave it. (What
 * electron-updater does itself deletes the old file first.)
 * @throws {UpdateError} `damaged` where it is not what was downloaded any more; and what the file system throws
 */
export function replaceAppImage(downloaded: string, image: string, sha512: string): void {
  // Beside it: a file is renamed at once only within one file system.
  const beside = `${image}.new`;
  try {
    copyFileSync(downloaded, beside);
    if (checksum(beside) !== sha512) throw new UpdateError('damaged', `${downloaded} has changed since it was downloaded`);
    chmodSync(beside, 0o755);
    renameSync(beside, image);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

/** SHA-512 in base64 of what is on the disk. */
function checksum(path: string): string {
  const hash = createHash('sha512');
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
    for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) hash.update(piece.subarray(0, read));
  } finally {
    closeSync(file);
  }
  return hash.digest('base64');
}
