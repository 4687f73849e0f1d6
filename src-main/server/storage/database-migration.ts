import { openWithSettings, readPragma } from './database-connection.ts';
import type { DatabaseKind, Migrations } from './database-kind.ts';
import { StorageProblem, type Database, type DatabaseClass } from './sqlite.ts';
import { classifyStorageError } from './storage-errors.ts';

/** Makes an empty database of the newest version, complete on the disk and closed when it returns. */
export function createDatabase(DatabaseSync: DatabaseClass, file: string, kind: DatabaseKind): void {
  const database = openWithSettings(DatabaseSync, file, { fresh: true });
  try {
    database.exec(`PRAGMA application_id = ${kind.applicationId}`);
    takeSteps(database, kind.migrations);
    // What the steps made and dropped again leaves empty pages.
    database.exec('VACUUM');
  } finally {
    database.close();
  }
}

/**
 * Brings a database to the newest version, all steps in one transaction.
 * @throws {StorageProblem} when a step failed; SQLite's error when the file is damaged. Nothing was changed then.
 */
export function migrate(database: Database, file: string, migrations: Migrations): void {
  const version = Number(readPragma(database, 'user_version'));
  try {
    takeSteps(database, migrations);
  } catch (error) {
    if (classifyStorageError(error) === 'damaged') throw error;
    throw new StorageProblem(
      `The file ${file} could not be brought from version ${version} to ${migrations.length} (${error instanceof Error ? error.message : 'unknown error'}). It was left as it is.`,
    );
  }
  giveBackInSlices(database);
}

function takeSteps(database: Database, migrations: Migrations): void {
  const version = Number(readPragma(database, 'user_version'));
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const step of migrations.slice(version)) database.exec(step);
    database.exec(`PRAGMA user_version = ${migrations.length}`);
    database.exec('COMMIT');
  } catch (error) {
    // After some errors SQLite has rolled back by itself.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** A file from before version 2 keeps the pages that it no longer needs; only a `VACUUM` changes that. */
function giveBackInSlices(database: Database): void {
  if (readPragma(database, 'auto_vacuum') === 2) return;
  try {
    database.exec('PRAGMA auto_vacuum = INCREMENTAL');
    database.exec('VACUUM');
  } catch (error) {
    // It needs the room of the file once more. Without it the file works as it did, and stays as large as it gets.
    if (classifyStorageError(error) !== 'full') throw error;
  }
}
