import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openWithSettings } from '../../src-main/server/storage/database-connection.ts';
import { loadSqlite, type Database } from '../../src-main/server/storage/sqlite.ts';
import {
  asStorageError,
  classifyStorageError,
  StorageFailure,
  StorageFull,
} from '../../src-main/server/storage/storage-errors.ts';
import { temporaryFolder } from '../support/server-room.ts';

async function openDatabase(folder = temporaryFolder()): Promise<{ database: Database; file: string }> {
  const file = join(folder, 'server.sqlite');
  const database = openWithSettings(await loadSqlite(), file, { fresh: true });
  onTestFinished(() => {
    if (database.isOpen) database.close();
  });
  database.exec('CREATE TABLE lines (text TEXT)');
  return { database, file };
}

function failure(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('it worked');
}

function fill(database: Database): unknown {
  const insert = database.prepare('INSERT INTO lines VALUES (?)');
  return failure(() => {
    for (let line = 0; line < 100_000; line++) insert.run('x'.repeat(1_000));
  });
}

const countOf = (database: Database) => (database.prepare('SELECT count(*) AS n FROM lines').get() as { n: number }).n;

describe('a full disk', () => {
  test('is told from other errors, in and outside a transaction, and ends with it', async () => {
    const { database } = await openDatabase();
    database.exec('PRAGMA max_page_count = 10');
    const alone = fill(database);
    expect(classifyStorageError(alone)).toBe('full');
    expect(asStorageError(alone)).toBeInstanceOf(StorageFull);
    const kept = countOf(database);

    database.exec('BEGIN IMMEDIATE');
    expect(classifyStorageError(fill(database))).toBe('full');
    if (database.isTransaction) database.exec('ROLLBACK');
    expect(countOf(database)).toBe(kept);

    database.exec('PRAGMA max_page_count = 1000');
    database.prepare('INSERT INTO lines VALUES (?)').run('room again');
    expect(countOf(database)).toBe(kept + 1);
  });

  test('of 2 MiB: what was written stays, and the same connection writes again when there is room', async ({ skip }) => {
    const folder = temporaryFolder();
    const mounted = process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'none', folder]);
    if (mounted === false || mounted.status !== 0) skip('a small disk can be mounted by root on Linux alone');
    onTestFinished(() => {
      spawnSync('umount', ['-l', folder]);
    });
    const ballast = join(folder, 'ballast');
    writeFileSync(ballast, Buffer.alloc(512 * 1024));
    const { database } = await openDatabase(folder);
    expect(classifyStorageError(fill(database))).toBe('full');
    const kept = countOf(database);
    expect(kept).toBeGreaterThan(0);
    expect(classifyStorageError(failure(() => writeFileSync(join(folder, 'more'), Buffer.alloc(64 * 1024))))).toBe('full');

    rmSync(join(folder, 'more'), { force: true });
    rmSync(ballast);
    database.prepare('INSERT INTO lines VALUES (?)').run('room again');
    expect(countOf(database)).toBe(kept + 1);
  });
});

describe('what went wrong', () => {
  test('a lock that somebody else holds', async () => {
    const { database, file } = await openDatabase();
    const DatabaseSync = await loadSqlite();
    const other = new DatabaseSync(file, { timeout: 0 });
    database.exec('BEGIN IMMEDIATE');
    expect(classifyStorageError(failure(() => other.exec('BEGIN IMMEDIATE')))).toBe('busy');
    other.close();
  });

  test('a file that is no database', async () => {
    const file = join(temporaryFolder(), 'server.sqlite');
    writeFileSync(file, 'not a database, and long enough to be one'.repeat(100));
    const DatabaseSync = await loadSqlite();
    expect(classifyStorageError(failure(() => openWithSettings(DatabaseSync, file)))).toBe('damaged');
  });

  test('a statement that is wrong, a folder in the place of the file, a connection that was closed', async () => {
    const { database } = await openDatabase();
    const DatabaseSync = await loadSqlite();
    const folder = join(temporaryFolder(), 'folder');
    mkdirSync(folder);
    expect(classifyStorageError(failure(() => database.exec('SELECT nothing')))).toBe('other');
    expect(classifyStorageError(failure(() => new DatabaseSync(folder)))).toBe('other');
    database.close();
    const closed = failure(() => database.exec('SELECT 1'));
    expect(classifyStorageError(closed)).toBe('other');
    expect(asStorageError(closed)).toBe(closed);
  });

  test.each([
    ['a failed sync (SQLITE_IOERR_FSYNC)', { code: 'ERR_SQLITE_ERROR', errcode: 1034 }, 'io'],
    ['a failed sync for want of room', { code: 'ERR_SQLITE_ERROR', errcode: 1034, systemErrno: 28 }, 'full'],
    ['a full disk, from Node', { code: 'ENOSPC' }, 'full'],
    ['a quota, from Node', { code: 'EDQUOT' }, 'full'],
    ['a failed disk, from Node', { code: 'EIO' }, 'io'],
    ['a file that is not there, from Node', { code: 'ENOENT' }, 'other'],
  ])('%s', (_name, fields, kind) => {
    const error = Object.assign(new Error('it failed'), fields);
    expect(classifyStorageError(error)).toBe(kind);
    const typed = asStorageError(error);
    if (kind === 'io') expect(typed).toBeInstanceOf(StorageFailure);
    expect(asStorageError(typed)).toBe(typed);
  });

  test.each([undefined, null, 'text', {}])('what is no error at all: %s', (thrown) => {
    expect(classifyStorageError(thrown)).toBe('other');
  });
});
