import { StorageProblem, type Database, type DatabaseClass } from './sqlite.ts';

const BUSY_TIMEOUT_MS = 5_000;

type Setting = readonly [pragma: string, value: string | number, reads: string | number];

/**
 * The settings that keep what was promised across a power cut: a commit has reached the disk when it returns. A file whose
 * schema somebody tampered with can call no function that does harm.
 */
const SETTINGS: readonly Setting[] = [
  ['busy_timeout', BUSY_TIMEOUT_MS, BUSY_TIMEOUT_MS],
  ['journal_mode', 'WAL', 'wal'],
  ['synchronous', 'FULL', 2],
  ['foreign_keys', 'ON', 1],
  ['trusted_schema', 'OFF', 0],
];

/** macOS answers an ordinary sync before the drive has written. */
const SETTINGS_OF_MACOS: readonly Setting[] = [['fullfsync', 'ON', 1]];

/** Gives freed pages back in slices. It takes effect only before the first table, or by `VACUUM`. */
const AUTO_VACUUM: Setting = ['auto_vacuum', 'INCREMENTAL', 2];

/**
 * Opens a database to read and write, with `SETTINGS`; with `fresh` one that has no table yet.
 * @throws {StorageProblem} when SQLite did not take a setting; an error of SQLite when it cannot open the file
 */
export function openWithSettings(
  DatabaseSync: DatabaseClass,
  file: string,
  { fresh = false, platform = process.platform }: { fresh?: boolean; platform?: NodeJS.Platform } = {},
): Database {
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    if (fresh) apply(database, file, AUTO_VACUUM);
    for (const setting of SETTINGS) apply(database, file, setting);
    if (platform === 'darwin') for (const setting of SETTINGS_OF_MACOS) apply(database, file, setting);
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

/** The value of a pragma. */
export function readPragma(database: Database, pragma: string): string | number {
  const row = database.prepare(`PRAGMA ${pragma}`).get() as Record<string, string | number>;
  return Object.values(row)[0] ?? '';
}

/** Read back, because a SQLite that cannot do what it is told says nothing. */
function apply(database: Database, file: string, [pragma, value, reads]: Setting): void {
  database.exec(`PRAGMA ${pragma} = ${value}`);
  const read = readPragma(database, pragma);
  if (read !== reads) throw new StorageProblem(`SQLite did not take ${pragma} = ${value} for ${file} (it says ${read}).`);
}
