import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { backUpBeforeMigration } from './database-backup.ts';
import { checkFile, DamagedFile, examine, examineOpen } from './database-check.ts';
import { openWithSettings, readPragma } from './database-connection.ts';
import { SERVER_DATABASE, type DatabaseKind } from './database-kind.ts';
import { createDatabase, migrate } from './database-migration.ts';
import { replaceDamaged } from './database-rescue.ts';
import { syncNameOf } from './disk.ts';
import { makePrivateFile, StorageProblem, type Database, type DatabaseClass } from './sqlite.ts';
import { classifyStorageError, StorageFailure } from './storage-errors.ts';

/** How long a journal that is to be emptied waits for those who read: a page of history is read in less. */
const READER_WAIT_MS = 200;

export interface OpenedDatabase {
  readonly database: Database;
  /** A sentence for a person when a damaged file was set aside: what was found, where it is, what took its place. */
  readonly notice: string | null;
}

export interface OpenOptions {
  /** Milliseconds since the epoch, for the names of files. */
  readonly wallMs: number;
  /** The server's where it is not given. */
  readonly kind?: DatabaseKind;
}

/**
 * Opens a database file, or makes it, with the settings that keep what was promised across a power cut, and of
 * the newest version. A damaged file is set aside, and the newest good backup or an empty file takes its place. One that is
 * newer than this program, not ours or not ours to write is refused, and not one byte of it changes. The caller holds the
 * folder (data-lock.ts).
 * @throws {StorageProblem} with a sentence that names the file
 */
export function openDatabaseFile(DatabaseSync: DatabaseClass, file: string, options: OpenOptions): OpenedDatabase {
  const parts = { DatabaseSync, file, kind: options.kind ?? SERVER_DATABASE, wallMs: options.wallMs };
  try {
    if (!existsSync(file)) create(parts);
    try {
      return { database: openSound(parts), notice: null };
    } catch (error) {
      if (!isDamage(error)) throw error;
      const notice = replaceDamaged(parts, error instanceof Error ? error.message : 'unknown error');
      return { database: openSound(parts), notice };
    }
  } catch (error) {
    if (error instanceof StorageProblem) throw error;
    throw new StorageProblem(`The file ${file} cannot be used: ${error instanceof Error ? error.message : 'unknown error'}.`);
  }
}

/**
 * Opens the file anew after the disk failed, when what SQLite and the system hold of it in memory may not be what is on the
 * disk. What the journal holds is synced and written to the file, so that when this returns, all that can be read is kept.
 * A write that was answered with the failure may be among it.
 * @throws {StorageFailure} when the disk still fails; call it again later
 */
export function reopenDatabaseFile(
  DatabaseSync: DatabaseClass,
  file: string,
  failed: Database,
  kind: DatabaseKind = SERVER_DATABASE,
): Database {
  try {
    if (failed.isOpen) failed.close();
  } catch {
    // It tried to write for a last time; what it could not write is in the journal.
  }
  let database: Database | undefined;
  try {
    // SQLite would make one that is not there.
    checkFile(file);
    database = openWithSettings(DatabaseSync, file);
    examineOpen(DatabaseSync, file, database, kind);
    writeJournal(database);
    return database;
  } catch (error) {
    if (database?.isOpen === true) database.close();
    throw new StorageFailure(
      `The file ${file} cannot be opened again (${error instanceof Error ? error.message : 'unknown error'}).`,
      {
        cause: error,
      },
    );
  }
}

interface Parts {
  readonly DatabaseSync: DatabaseClass;
  readonly file: string;
  readonly kind: DatabaseKind;
  readonly wallMs: number;
}

function openSound(parts: Parts): Database {
  const { DatabaseSync, file, kind } = parts;
  const version = examine(DatabaseSync, file, kind);
  const database = openWithSettings(DatabaseSync, file);
  try {
    if (version < kind.migrations.length) {
      backUpBeforeMigration(DatabaseSync, database, parts);
      migrate(database, file, kind.migrations);
    }
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Under another name until it is complete, so that a file with the right name is never half made. */
function create({ DatabaseSync, file, kind }: Parts): void {
  const journal = `${file}-wal`;
  if (existsSync(journal) && statSync(journal).size > 0) {
    // SQLite would take it for the journal of a new file. Whoever moved the file may be about to put it back.
    throw new StorageProblem(`The file ${journal} is there without ${file}. Put the missing file back, or move both away.`);
  }
  const unfinished = `${file}.new`;
  for (const suffix of ['', '-wal', '-shm']) rmSync(unfinished + suffix, { force: true });
  makePrivateFile(unfinished);
  createDatabase(DatabaseSync, unfinished, kind);
  renameSync(unfinished, file);
  syncNameOf(file);
}

/**
 * What somebody who reads for longer (a backup) keeps in the journal is synced there all the same. Nobody waits for them: while there
 * is a reader, the index of the journal has outlived the failure, and names no commit whose sync failed.
 */
function writeJournal(database: Database): void {
  const timeoutMs = readPragma(database, 'busy_timeout');
  database.exec(`PRAGMA busy_timeout = ${READER_WAIT_MS}`);
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.exec(`PRAGMA busy_timeout = ${timeoutMs}`);
}

function isDamage(error: unknown): boolean {
  return error instanceof DamagedFile || classifyStorageError(error) === 'damaged';
}
