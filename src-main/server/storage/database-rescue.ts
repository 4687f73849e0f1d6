import { chmodSync, copyFileSync, existsSync, linkSync, renameSync, rmSync } from 'node:fs';
import { examine } from './database-check.ts';
import type { DatabaseKind } from './database-kind.ts';
import { createDatabase } from './database-migration.ts';
import { backupsOf, JOURNAL_SUFFIXES, newCorruptName, readableStamp, type Backup } from './database-names.ts';
import { syncFile, syncNameOf } from './disk.ts';
import { makePrivateFile, StorageProblem, type DatabaseClass } from './sqlite.ts';

interface Parts {
  readonly DatabaseSync: DatabaseClass;
  readonly file: string;
  readonly kind: DatabaseKind;
  readonly wallMs: number;
}

/**
 * Sets a damaged file aside, its journal with it, and puts the newest good backup in its place, or an empty database when
 * there is none. Deletes nothing. Returns a notice for a person.
 * @throws {StorageProblem} when the folder does not let it; the file is where it was
 */
export function replaceDamaged(parts: Parts, found: string): string {
  const { DatabaseSync, file, kind, wallMs } = parts;
  const why = found.replaceAll(/\s+/gu, ' ').trim();
  try {
    // First of all: a power cut on the way leaves the damaged file where it was, or what took its place, but never nothing.
    const replacement = `${file}.new`;
    for (const suffix of ['', ...JOURNAL_SUFFIXES]) rmSync(replacement + suffix, { force: true });
    const backup = newestGood(parts);
    if (backup === null) {
      makePrivateFile(replacement);
      createDatabase(DatabaseSync, replacement, kind);
    } else {
      copyFileSync(backup.path, replacement);
      chmodSync(replacement, 0o600);
    }
    syncFile(replacement);

    const corrupt = newCorruptName(file, wallMs);
    for (const suffix of JOURNAL_SUFFIXES) if (existsSync(file + suffix)) renameSync(file + suffix, corrupt + suffix);
    giveSecondName(file, corrupt);
    renameSync(replacement, file);
    syncNameOf(file);
    return `The data file ${file} was damaged (${why}) and is kept as ${corrupt}. ${inItsPlace(backup, kind)}`;
  } catch (error) {
    throw new StorageProblem(
      `The file ${file} is damaged (${why}) and could not be set aside (${error instanceof Error ? error.message : 'unknown error'}). Put a backup in its place, or move it away to begin afresh.`,
    );
  }
}

function newestGood({ DatabaseSync, file, kind }: Parts): Backup | null {
  const isGood = ({ path }: Backup): boolean => {
    try {
      examine(DatabaseSync, path, kind, Infinity);
      return true;
    } catch {
      return false;
    }
  };
  return backupsOf(file).find(isGood) ?? null;
}

/** The rename that follows replaces the first name in one step. Some file systems have no second names. */
function giveSecondName(file: string, name: string): void {
  try {
    linkSync(file, name);
  } catch {
    renameSync(file, name);
  }
}

function inItsPlace(backup: Backup | null, { owner }: DatabaseKind): string {
  return backup === null
    ? `There was no good backup, so ${owner} began with an empty one.`
    : `The backup of ${readableStamp(backup.stamp)} took its place: what was written after it is missing.`;
}
