import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The database in a data folder; what belongs to it has its name and an ending. */
export const DATABASE_FILE = 'server.sqlite';

/** What SQLite keeps beside a database while it is open. */
export const JOURNAL_SUFFIXES = ['-wal', '-shm'] as const;

/** A copy of a database from before something was done to it, or of a day. */
export interface Backup {
  readonly path: string;
  /** The version of its schema. */
  readonly version: number;
  /** When it was made, UTC, `2026-11-23T02-26-48Z`: in the order of time as text. */
  readonly stamp: string;
}

/** A time in a name: UTC to the second, without the colons that Windows does not take. */
export function stampOf(wallMs: number): string {
  return `${new Date(wallMs).toISOString().slice(0, 19).replaceAll(':', '-')}Z`;
}

/** A stamp as a person reads it, `2026-11-23 02:26 UTC`. */
export function readableStamp(stamp: string): string {
  return `${stamp.slice(0, 10)} ${stamp.slice(11, 16).replace('-', ':')} UTC`;
}

/** Milliseconds since the epoch of a stamp. */
export function timeOfStamp(stamp: string): number {
  return Date.parse(`${stamp.slice(0, 10)}T${stamp.slice(11).replaceAll('-', ':')}`);
}

/** The backups of a database, the newest first. */
export function backupsOf(file: string): Backup[] {
  const start = `${basename(file)}.v`;
  const backups = readdirSync(dirname(file)).flatMap((name) => {
    const parts = name.startsWith(start) ? BACKUP_END.exec(name.slice(start.length)) : null;
    const [, version = '', stamp = ''] = parts ?? [];
    return parts === null ? [] : [{ path: join(dirname(file), name), version: Number(version), stamp }];
  });
  return backups.sort((a, b) =>
    a.stamp === b.stamp ? b.path.length - a.path.length || compare(b.path, a.path) : compare(b.stamp, a.stamp),
  );
}

const BACKUP_END = /^(\d+)-(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)(?:-\d+)?\.backup$/u;

/** A name for a backup that is made now and that no file has. */
export function newBackupName(file: string, version: number, wallMs: number): string {
  return freeName((suffix) => `${file}.v${version}-${stampOf(wallMs)}${suffix}.backup`);
}

/** A name for a damaged file that is set aside now; neither it nor its journals have one of that name. */
export function newCorruptName(file: string, wallMs: number): string {
  return freeName((suffix) => `${file}.corrupt-${stampOf(wallMs)}${suffix}`);
}

function freeName(name: (suffix: string) => string): string {
  for (let number = 1; ; number++) {
    const path = name(number === 1 ? '' : `-${number}`);
    if (['', ...JOURNAL_SUFFIXES].every((suffix) => !existsSync(path + suffix))) return path;
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
