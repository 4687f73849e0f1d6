import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { pathToFileURL } from 'node:url';
import { readPragma } from './database-connection.ts';
import type { DatabaseKind } from './database-kind.ts';
import { StorageProblem, type Database, type DatabaseClass } from './sqlite.ts';
import { classifyStorageError } from './storage-errors.ts';

/** What is in a database file is not what was written; `message` says what was found. */
export class DamagedFile extends Error {
  override readonly name = 'DamagedFile';
}

/** A file of this name beside a database has the next start read it through, whatever its size. */
const SUSPECT_SUFFIX = '.suspect';

const MAGIC = 'SQLite format 3\0';
const HEADER_BYTES = 100;
/** One byte each, the versions of the file format to write and to read: 2 is with a write-ahead log. */
const FORMAT_OFFSETS = [18, 19];
const FORMAT_MAX = 2;
/** Four bytes. */
const SCHEMA_FORMAT_OFFSET = 44;
const SCHEMA_FORMAT_MAX = 4;

/**
 * Looks at a database file, without changing a byte of it or of its journal, and returns the version of its schema.
 * @throws {DamagedFile} when it can be replaced; a journal that was cut short is no damage, a power cut does that
 * @throws {StorageProblem} when it is not ours to touch
 */
export function examine(
  DatabaseSync: DatabaseClass,
  file: string,
  kind: DatabaseKind,
  readThroughMaxBytes = kind.readThroughMaxBytes,
): number {
  const { size } = checkFile(file);
  checkHeader(file, size);
  const suspect = file + SUSPECT_SUFFIX;
  const isReadThrough = size <= readThroughMaxBytes || existsSync(suspect);
  const version = withUntouched(DatabaseSync, file, (database, hasJournal) => {
    // SQLite reads a missing end as zeros, which can look whole. With a journal, that may be where the end is.
    const bytes = Number(readPragma(database, 'page_count')) * Number(readPragma(database, 'page_size'));
    if (!hasJournal && size < bytes) throw new DamagedFile('its end is missing');
    checkOwner(database, file, kind);
    if (isReadThrough) readThrough(database);
    return checkSchema(DatabaseSync, database, kind);
  });
  if (isReadThrough) rmSync(suspect, { force: true });
  return version;
}

/**
 * The same for a file that this process has open, through a connection to it: to open and close it beside that would give up the
 * locks of this process on it, and others read by its index meanwhile.
 * @throws {DamagedFile} @throws {StorageProblem}
 */
export function examineOpen(DatabaseSync: DatabaseClass, file: string, database: Database, kind: DatabaseKind): void {
  checkOwner(database, file, kind);
  if (checkFile(file).size <= kind.readThroughMaxBytes) readThrough(database);
  checkSchema(DatabaseSync, database, kind);
}

/** Has the next start read a file through, and set it aside if it is damaged. */
export function suspect(file: string): void {
  writeFileSync(file + SUSPECT_SUFFIX, '', { mode: 0o600 });
}

/** @throws {StorageProblem} when a file is none, or not ours to write; an error of the system when it is not there */
export function checkFile(file: string): { size: number } {
  const status = statSync(file);
  if (!status.isFile()) throw new StorageProblem(`${file} is not a file. Move it away to begin afresh.`);
  try {
    accessSync(file, constants.R_OK | constants.W_OK);
  } catch {
    throw new StorageProblem(`The file ${file} may not be read and written by this user. It was left as it is.`);
  }
  return status;
}

function readThrough(database: Database): void {
  const found = readPragma(database, 'quick_check(1)');
  if (found !== 'ok') throw new DamagedFile(String(found));
}

function checkHeader(file: string, size: number): void {
  if (size === 0) throw new DamagedFile('it is empty');
  const header = Buffer.alloc(HEADER_BYTES);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, header, 0, HEADER_BYTES, 0);
  } finally {
    closeSync(descriptor);
  }
  if (header.toString('latin1', 0, MAGIC.length) !== MAGIC) throw new DamagedFile('it is not a database');
  // SQLite takes these for the marks of a newer SQLite, and opens the file for reading only or not at all.
  const isFromTheFuture =
    FORMAT_OFFSETS.some((offset) => header.readUInt8(offset) > FORMAT_MAX) ||
    header.readUInt32BE(SCHEMA_FORMAT_OFFSET) > SCHEMA_FORMAT_MAX;
  if (isFromTheFuture) throw new DamagedFile('its header is damaged');
}

/** Neither another program's file nor one of a newer version of this one. */
function checkOwner(database: Database, file: string, { applicationId, migrations }: DatabaseKind): void {
  if (readPragma(database, 'application_id') !== applicationId) {
    throw new StorageProblem(`The file ${file} belongs to another program. It was left as it is.`);
  }
  const version = Number(readPragma(database, 'user_version'));
  if (version > migrations.length) {
    throw new StorageProblem(
      `The file ${file} was written by a newer version of this program (${version}, this one knows ${migrations.length}). It was left as it is.`,
    );
  }
}

/** Whether all tables and columns of its version are there, and can be written; more than these are nobody's harm. */
function checkSchema(DatabaseSync: DatabaseClass, database: Database, { migrations }: DatabaseKind): number {
  const version = Number(readPragma(database, 'user_version'));
  if (version < 1) throw new DamagedFile('it has no version');
  const model = new DatabaseSync(':memory:');
  try {
    for (const step of migrations.slice(0, version)) model.exec(step);
    const present = new Set(schemaOf(database));
    const missing = schemaOf(model).find((part) => !present.has(part));
    if (missing !== undefined) throw new DamagedFile(`the ${missing} is missing`);
  } finally {
    model.close();
  }
  checkRules(database);
  return version;
}

function schemaOf(database: Database): string[] {
  const rows = database
    .prepare(
      `SELECT s.type || ' ' || s.name || coalesce(', column ' || c.name || ' ' || c.type, '') AS part
       FROM sqlite_schema s LEFT JOIN pragma_table_xinfo(s.name) c ON s.type IN ('table', 'view')`,
    )
    .all() as { part: string }[];
  return rows.map(({ part }) => part);
}

/** Has SQLite read the rules of each table that is written to, which it does at the first write: a reference or a check may name what is not there. */
function checkRules(database: Database): void {
  const tables = database
    .prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all();
  for (const { name } of tables as { name: string }[]) {
    const table = `"${name.replaceAll('"', '""')}"`;
    try {
      database.prepare(`INSERT INTO ${table} DEFAULT VALUES`);
      database.prepare(`DELETE FROM ${table}`);
    } catch (error) {
      throw new DamagedFile(`the table ${name} has a damaged rule`, { cause: error });
    }
  }
}

/**
 * Opens a file to look at it. `immutable` reads without locks and leaves no file behind. What a killed server left in the
 * journal is read too; SQLite has an index of it made anew each time, which is put back as it was.
 */
function withUntouched<T>(DatabaseSync: DatabaseClass, file: string, look: (database: Database, hasJournal: boolean) => T): T {
  const journal = `${file}-wal`;
  const hasJournal = existsSync(journal) && statSync(journal).size > 0;
  const index = `${file}-shm`;
  const indexBefore = existsSync(index) ? readFileSync(index) : null;
  let database: Database | undefined;
  try {
    const url = pathToFileURL(file);
    if (!hasJournal) url.searchParams.set('immutable', '1');
    database = new DatabaseSync(url, { readOnly: true });
    database.exec('PRAGMA trusted_schema = OFF');
    return look(database, hasJournal);
  } catch (error) {
    if (classifyStorageError(error) === 'damaged')
      throw new DamagedFile(error instanceof Error ? error.message : '', { cause: error });
    throw error;
  } finally {
    database?.close();
    if (indexBefore === null) rmSync(index, { force: true });
    else writeFileSync(index, indexBefore);
  }
}
