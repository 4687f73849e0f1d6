import { closeSync, existsSync, openSync } from 'node:fs';
import type * as Sqlite from '@photostructure/sqlite';

/** An open database; `node:sqlite` and `@photostructure/sqlite` have the same API. */
export type Database = InstanceType<typeof Sqlite.DatabaseSync>;

/** What makes an open database. */
export type DatabaseClass = typeof Sqlite.DatabaseSync;

/** SQLite from the runtime where it has it (Electron's main process), else from the package (Node 20). */
export async function loadSqlite(): Promise<DatabaseClass> {
  const builtin = process.getBuiltinModule('node:sqlite') as { DatabaseSync: DatabaseClass } | undefined;
  return (builtin ?? (await import('@photostructure/sqlite'))).DatabaseSync;
}

/**
 * Makes a file that only this user may read, for SQLite to fill; its journals become the same. A file that is there is not
 * even opened: to close it again would give up every lock that this process has on it.
 */
export function makePrivateFile(file: string): void {
  if (!existsSync(file)) closeSync(openSync(file, 'wx', 0o600));
}

/** Something about the data folder that a person has to mend; the message is a sentence that names the file. */
export class StorageProblem extends Error {
  override readonly name = 'StorageProblem';
}
