import { openWithSettings } from './database-connection.ts';
import { reopenDatabaseFile } from './database-file.ts';
import type { DatabaseClass } from './sqlite.ts';
import type { WriterFile } from './group-writer.ts';

/** The server's database file, which is open already and of the present version, for a writer. */
export function writerFile(DatabaseSync: DatabaseClass, file: string): WriterFile {
  return {
    open: () => openWithSettings(DatabaseSync, file),
    reopen: (failed) => reopenDatabaseFile(DatabaseSync, file, failed),
  };
}
