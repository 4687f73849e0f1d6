/** What went wrong in a call of SQLite or of the file system, as far as it decides what happens next. */
export type StorageErrorKind =
  /** No room on the disk or in a quota: the connection stays good, the same call works once there is room. */
  | 'full'
  /** The disk failed to read, write or sync: only `reopenDatabaseFile` tells what is on it. */
  | 'io'
  /** Somebody else holds a lock on the file. */
  | 'busy'
  /** What is in the file is not what SQLite wrote. */
  | 'damaged'
  | 'other';

/** There was no room to write something; nothing of it was kept, and the storage stays usable. */
export class StorageFull extends Error {
  override readonly name = 'StorageFull';
}

/** The disk failed; whether the last write is on it is unknown until the file was reopened. */
export class StorageFailure extends Error {
  override readonly name = 'StorageFailure';
}

/** SQLite's primary result codes, the low byte of the extended ones (sqlite.org/rescode.html). */
const PRIMARY_CODES: Readonly<Record<number, StorageErrorKind>> = {
  5: 'busy',
  6: 'busy',
  10: 'io',
  11: 'damaged',
  13: 'full',
  26: 'damaged',
};

const SYSTEM_CODES: Readonly<Record<string, StorageErrorKind>> = { ENOSPC: 'full', EDQUOT: 'full', EIO: 'io' };

/** ENOSPC, and EDQUOT of Linux, macOS: SQLite calls a failed sync for want of room an I/O error. */
const FULL_ERRNOS = new Set([28, 122, 69]);

/** Tells the errors of both SQLite bindings (`errcode` holds SQLite's extended code) and of `node:fs` apart. */
export function classifyStorageError(error: unknown): StorageErrorKind {
  if (error instanceof StorageFull) return 'full';
  if (error instanceof StorageFailure) return 'io';
  if (!(error instanceof Error)) return 'other';
  const { code, errcode, systemErrno } = error as { code?: unknown; errcode?: unknown; systemErrno?: unknown };
  if (typeof errcode === 'number') {
    const kind = PRIMARY_CODES[errcode & 0xff] ?? 'other';
    return kind === 'io' && FULL_ERRNOS.has(Number(systemErrno)) ? 'full' : kind;
  }
  return typeof code === 'string' ? (SYSTEM_CODES[code] ?? 'other') : 'other';
}

/** An error of a write as `StorageFull` or `StorageFailure` where it is one of these; any other as it came. */
export function asStorageError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  switch (classifyStorageError(error)) {
    case 'full':
      return error instanceof StorageFull ? error : new StorageFull('The disk is full.', { cause: error });
    case 'io':
      return error instanceof StorageFailure
        ? error
        : new StorageFailure(`The disk failed: ${error.message}.`, { cause: error });
    default:
      return error;
  }
}
