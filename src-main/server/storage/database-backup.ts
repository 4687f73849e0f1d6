import { renameSync, rmSync } from 'node:fs';
import { examine } from './database-check.ts';
import type { DatabaseKind } from './database-kind.ts';
import { backupsOf, JOURNAL_SUFFIXES, newBackupName, type Backup } from './database-names.ts';
import { syncFile, syncNameOf } from './disk.ts';
import { makePrivateFile, StorageProblem, type Database, type DatabaseClass } from './sqlite.ts';
import { classifyStorageError } from './storage-errors.ts';

/** As many of the version that the program writes, and as many of older ones, from before a migration. */
const BACKUPS_KEPT = 2;

/** Where a backup is written until it is complete. */
export function unfinishedBackup(file: string): string {
  return `${file}.backup-unfinished`;
}

/** Makes an empty private file to write a backup to; what an earlier one left behind is gone. */
export function beginBackup(file: string): string {
  dropUnfinishedBackup(file);
  const unfinished = unfinishedBackup(file);
  makePrivateFile(unfinished);
  return unfinished;
}

/** Removes what a backup that came to nothing has written. */
export function dropUnfinishedBackup(file: string): void {
  for (const suffix of ['', '-journal', ...JOURNAL_SUFFIXES]) rmSync(unfinishedBackup(file) + suffix, { force: true });
}

/** Gives a complete, checked and synced backup its name, and lets the oldest go; returns its path. */
export function finishBackup(file: string, version: number, current: number, wallMs: number): string {
  const path = newBackupName(file, version, wallMs);
  renameSync(unfinishedBackup(file), path);
  syncNameOf(path);
  for (const old of superfluous(backupsOf(file), path, current)) rmSync(old.path, { force: true });
  return path;
}

/** Those of a newer version are that one's to care for. The one just made stays even when the clock was set back. */
function superfluous(backups: readonly Backup[], made: string, current: number): Backup[] {
  const others = backups.filter(({ path }) => path !== made);
  const isCurrent = backups.find(({ path }) => path === made)?.version === current;
  const ofCurrent = others.filter(({ version }) => version === current);
  const older = others.filter(({ version }) => version < current);
  return [...ofCurrent.slice(BACKUPS_KEPT - Number(isCurrent)), ...older.slice(BACKUPS_KEPT - Number(!isCurrent))];
}

/**
 * Copies an open database before it is migrated; when it returns, the copy is on the disk and reads as sound.
 * @throws {StorageProblem} when it could not be made, and SQLite's error when the database is damaged; it is as it was
 */
export function backUpBeforeMigration(
  DatabaseSync: DatabaseClass,
  database: Database,
  { file, kind, wallMs }: { file: string; kind: DatabaseKind; wallMs: number },
): string {
  try {
    const unfinished = beginBackup(file);
    database.prepare('VACUUM INTO ?').run(unfinished);
    const version = examine(DatabaseSync, unfinished, kind, Infinity);
    syncFile(unfinished);
    return finishBackup(file, version, kind.migrations.length, wallMs);
  } catch (error) {
    dropUnfinishedBackup(file);
    if (classifyStorageError(error) === 'damaged') throw error;
    throw new StorageProblem(
      `No backup of ${file} could be made (${error instanceof Error ? error.message : 'unknown error'}), so it was not brought to the version of this program. It was left as it is.`,
    );
  }
}
