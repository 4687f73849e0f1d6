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

/** Something about the data folder that a person has to mend; the message is a sentence that names the file. */
export class StorageProblem extends Error {
  override readonly name = 'StorageProblem';
}
