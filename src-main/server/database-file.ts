import { copyFileSync, existsSync, mkdtempSync, openSync, readSync, closeSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openWithSettings } from './database-connection.ts';
import { APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION } from './schema.ts';
import { makePrivateFile, StorageProblem, type Database, type DatabaseClass } from './sqlite.ts';

const MAGIC = 'SQLite format 3\0';

/**
 * Opens the server's database file, or makes it, with the settings that keep what was promised across a power cut.
 * A file that is damaged, newer than this program or not ours is refused and not one byte of it changes.
 * @throws {StorageProblem} with a sentence that names the file
 */
export function openDatabaseFile(DatabaseSync: DatabaseClass, file: string): Database {
  try {
    if (existsSync(file)) inspect(DatabaseSync, file);
    else create(DatabaseSync, file);
    const database = openWithSettings(DatabaseSync, file);
    migrate(database);
    return database;
  } catch (error) {
    if (error instanceof StorageProblem) throw error;
    throw new StorageProblem(`The file ${file} cannot be used: ${error instanceof Error ? error.message : 'unknown error'}.`);
  }
}

/** Under another name until it is complete, so that a file with the right name is never half made. */
function create(DatabaseSync: DatabaseClass, file: string): void {
  const journal = `${file}-wal`;
  if (existsSync(journal)) {
    throw new StorageProblem(`The file ${journal} is there without ${file}. Put the missing file back, or move both away.`);
  }
  const unfinished = `${file}.new`;
  for (const suffix of ['', '-wal', '-shm']) rmSync(unfinished + suffix, { force: true });
  makePrivateFile(unfinished);
  const database = openWithSettings(DatabaseSync, unfinished, { fresh: true });
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
  migrate(database);
  database.exec('VACUUM');
  database.close();
  renameSync(unfinished, file);
}

function inspect(DatabaseSync: DatabaseClass, file: string): void {
  const status = statSync(file);
  if (!status.isFile()) throw new StorageProblem(`${file} is not a file. Move it away to let the server begin afresh.`);
  if (readStart(file) !== MAGIC) throw damaged(file, status.size === 0 ? 'it is empty' : 'it is not a database');
  withUntouched(DatabaseSync, file, (database, hasJournal) => {
    const pages = (database.prepare('PRAGMA page_count').get() as { page_count: number }).page_count;
    const size = (database.prepare('PRAGMA page_size').get() as { page_size: number }).page_size;
    // SQLite reads a missing end as zeros, which can look whole.
    if (!hasJournal && status.size < pages * size) throw damaged(file, 'its end is missing');
    const check = database.prepare('PRAGMA quick_check(1)').get() as { quick_check: string };
    if (check.quick_check !== 'ok') throw damaged(file, check.quick_check);
    const id = (database.prepare('PRAGMA application_id').get() as { application_id: number }).application_id;
    if (id !== APPLICATION_ID) throw new StorageProblem(`The file ${file} belongs to another program. It was left as it is.`);
    const version = versionOf(database);
    if (version > SCHEMA_VERSION) {
      throw new StorageProblem(
        `The file ${file} was written by a newer version of this program (${version}, this one knows ${SCHEMA_VERSION}). It was left as it is.`,
      );
    }
  });
}

/** `immutable` reads without locks and leaves no file behind; what a killed server left in the journal is read from a copy. */
function withUntouched(
  DatabaseSync: DatabaseClass,
  file: string,
  look: (database: Database, hasJournal: boolean) => void,
): void {
  const journal = `${file}-wal`;
  const hasJournal = existsSync(journal) && statSync(journal).size > 0;
  const folder = hasJournal ? mkdtempSync(join(tmpdir(), 'rwci-check-')) : null;
  let database: Database | undefined;
  try {
    if (folder === null) {
      const url = pathToFileURL(file);
      url.searchParams.set('immutable', '1');
      database = new DatabaseSync(url, { readOnly: true });
    } else {
      const copy = join(folder, 'copy.sqlite');
      copyFileSync(file, copy);
      copyFileSync(journal, `${copy}-wal`);
      database = new DatabaseSync(copy);
    }
    look(database, hasJournal);
  } catch (error) {
    if (error instanceof StorageProblem) throw error;
    throw damaged(file, error instanceof Error ? error.message : 'unknown error');
  } finally {
    try {
      database?.close();
    } finally {
      if (folder !== null) rmSync(folder, { recursive: true, force: true });
    }
  }
}

function migrate(database: Database): void {
  for (const [version, step] of MIGRATIONS.entries()) {
    if (version < versionOf(database)) continue;
    database.exec(`BEGIN IMMEDIATE; ${step} PRAGMA user_version = ${version + 1}; COMMIT`);
  }
}

function versionOf(database: Database): number {
  return (database.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
}

function readStart(file: string): string {
  const start = Buffer.alloc(MAGIC.length);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, start, 0, start.length, 0);
  } finally {
    closeSync(descriptor);
  }
  return start.toString('latin1');
}

function damaged(file: string, why: string): StorageProblem {
  return new StorageProblem(
    `The file ${file} is damaged (${why.replaceAll(/\s+/gu, ' ')}). It was left as it is: put a backup in its place, or move it away to begin afresh.`,
  );
}
