import { join } from 'node:path';
import { makePrivateFile, StorageProblem, type Database, type DatabaseClass } from './sqlite.ts';

/**
 * Holds a data folder for one server until the returned function is called or the process ends, however it ends: the lock
 * is one that the operating system takes back, by way of an empty SQLite file.
 * @throws {StorageProblem} when another server holds it
 */
export function lockDataFolder(DatabaseSync: DatabaseClass, folder: string): () => void {
  const file = join(folder, 'server.lock');
  let database: Database | undefined;
  try {
    makePrivateFile(file);
    database = new DatabaseSync(file, { timeout: 0 });
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    if (error instanceof Error && /locked|busy/iu.test(error.message)) {
      throw new StorageProblem(`Another server is using the folder ${folder}. Stop it, or choose another folder.`);
    }
    throw new StorageProblem(
      `The folder ${folder} cannot be used: ${error instanceof Error ? error.message : 'unknown error'}.`,
    );
  }
  const held = database;
  return () => {
    held.close();
  };
}
