import { join } from 'node:path';
import { makeDataFolder } from '../server/storage/data-folder.ts';
import { openDatabaseFile, reopenDatabaseFile } from '../server/storage/database-file.ts';
import type { Database, DatabaseClass } from '../server/storage/sqlite.ts';
import { HISTORY_DATABASE } from './schema.ts';

/** A journal that is being begun anew is not to be read for a moment. */
const READ_TIMEOUT_MS = 5_000;

/** What one connection keeps of the file in memory, in KiB; with SQLite's own 2 MiB a page of a long history is read anew each time. */
const CACHE_KIB = 16 * 1024;

/** What a person should know of how the file was found: it cannot be used and the history is in memory, or another one took its place. */
export interface FileNotice {
  readonly kind: 'in-memory' | 'replaced';
  /** A sentence. */
  readonly detail: string;
}

/** The history, open to be written. */
export interface HistoryFile {
  readonly database: Database;
  /** Where it is; null: in memory alone. */
  readonly path: string | null;
  readonly notice: FileNotice | null;
  /** Another connection in the place of one whose disk failed; throws as long as it still fails. */
  reopen(failed: Database): Database;
}

/** Opens `history/history.db` in a folder, or makes it; where it cannot be used at all, the history is in memory until the app ends. */
export function openHistoryFile(DatabaseSync: DatabaseClass, folder: string, wallMs: number): HistoryFile {
  try {
    const place = join(folder, 'history');
    makeDataFolder(place);
    const path = join(place, 'history.db');
    const { database, notice } = openDatabaseFile(DatabaseSync, path, { wallMs, kind: HISTORY_DATABASE });
    const reopen = (failed: Database): Database => withCache(reopenDatabaseFile(DatabaseSync, path, failed, HISTORY_DATABASE));
    const found: FileNotice | null = notice === null ? null : { kind: 'replaced', detail: notice };
    return { database: withCache(database), path, notice: found, reopen };
  } catch (error) {
    return openInMemory(DatabaseSync, error instanceof Error ? error.message : 'unknown error');
  }
}

/** A second connection to a file that is open already, only to read. */
export function openToRead(DatabaseSync: DatabaseClass, path: string): HistoryFile {
  const open = (): Database => {
    const database = new DatabaseSync(path, { readOnly: true, timeout: READ_TIMEOUT_MS });
    database.exec('PRAGMA trusted_schema = OFF');
    return withCache(database);
  };
  return {
    database: open(),
    path,
    notice: null,
    reopen(failed) {
      if (failed.isOpen) failed.close();
      return open();
    },
  };
}

function withCache(database: Database): Database {
  database.exec(`PRAGMA cache_size = -${CACHE_KIB}`);
  return database;
}

/** The same without a file; `why` is a sentence. */
function openInMemory(DatabaseSync: DatabaseClass, why: string): HistoryFile {
  const database = new DatabaseSync(':memory:');
  for (const step of HISTORY_DATABASE.migrations) database.exec(step);
  return {
    database,
    path: null,
    notice: { kind: 'in-memory', detail: why },
    reopen: (failed) => failed,
  };
}
