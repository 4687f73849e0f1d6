import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readPragma } from '../../src-main/server/storage/database-connection.ts';
import { openDatabaseFile, reopenDatabaseFile, type OpenedDatabase } from '../../src-main/server/storage/database-file.ts';
import { SERVER_DATABASE } from '../../src-main/server/storage/database-kind.ts';
import { MIGRATIONS } from '../../src-main/server/storage/schema.ts';
import { loadSqlite, StorageProblem, type Database } from '../../src-main/server/storage/sqlite.ts';
import { copyOfV1, fingerprint } from '../support/data-folders.ts';
import { temporaryFolder } from '../support/server-room.ts';

const NOW = Date.UTC(2026, 10, 23, 2, 26, 48);
const [V1 = ''] = MIGRATIONS;
const V2 = `CREATE TABLE notes (text TEXT) STRICT; INSERT INTO notes SELECT name FROM accounts;`;
const V3 = `ALTER TABLE notes ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;`;

async function open(file: string, migrations: readonly string[], wallMs = NOW): Promise<OpenedDatabase> {
  const opened = openDatabaseFile(await loadSqlite(), file, { wallMs, kind: { ...SERVER_DATABASE, migrations } });
  onTestFinished(() => {
    if (opened.database.isOpen) opened.database.close();
  });
  return opened;
}

/** Opens a file and closes it again; returns the version it has now. */
async function bring(file: string, migrations: readonly string[], wallMs?: number): Promise<number> {
  const { database } = await open(file, migrations, wallMs);
  const version = Number(readPragma(database, 'user_version'));
  database.close();
  return version;
}

const namesIn = (folder: string, ending: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .sort();

const rowsOf = (database: Database, table: string): unknown[] => database.prepare(`SELECT * FROM ${table} ORDER BY 1`).all();

describe('a migration', () => {
  test('is preceded by a backup that holds what the old file held', async () => {
    const { folder, file } = copyOfV1();
    const { database: before } = await open(file, [V1]);
    const accounts = rowsOf(before, 'accounts');
    before.close();

    expect(await bring(file, [V1, V2, V3])).toBe(3);
    expect(namesIn(folder, '.backup')).toEqual(['server.sqlite.v1-2026-11-23T02-26-48Z.backup']);
    const backup = join(folder, 'server.sqlite.v1-2026-11-23T02-26-48Z.backup');
    if (process.platform !== 'win32') expect(statSync(backup).mode & 0o077).toBe(0);
    const { database: old } = await open(backup, [V1]);
    expect(rowsOf(old, 'accounts')).toEqual(accounts);
    const { database: current } = await open(file, [V1, V2, V3]);
    expect(rowsOf(current, 'accounts')).toEqual(accounts);
    expect(rowsOf(current, 'notes')).toHaveLength(accounts.length);
  });

  test('leaves no backup and nothing else behind when there is nothing to do', async () => {
    const { folder, file } = copyOfV1();
    await bring(file, [V1]);
    expect(readdirSync(folder)).toEqual(['server.sqlite']);
  });

  test('gives an old file the setting by which freed pages go back in slices', async () => {
    const { file } = copyOfV1();
    const { database: old } = await open(file, [V1]);
    expect(readPragma(old, 'auto_vacuum')).toBe(0);
    old.close();
    await bring(file, [V1, V2]);
    const { database } = await open(file, [V1, V2]);
    expect(readPragma(database, 'auto_vacuum')).toBe(2);
    expect(readPragma(database, 'journal_mode')).toBe('wal');
    expect(readPragma(database, 'quick_check(1)')).toBe('ok');
  });

  test('whose last step fails takes back the ones before, and says so', async () => {
    const { folder, file } = copyOfV1();
    const before = readFileSync(file);
    await expect(open(file, [V1, V2, 'CREATE TABLE accounts (id INTEGER);'])).rejects.toThrow(
      new StorageProblem(
        `The file ${file} could not be brought from version 1 to 3 (table accounts already exists). It was left as it is.`,
      ),
    );
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(namesIn(folder, '.backup')).toHaveLength(1);
    expect(await bring(file, [V1])).toBe(1);
  });

  test('for whose backup there is no room does not happen', async ({ skip }) => {
    const folder = temporaryFolder();
    const mounted = process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'none', folder]);
    if (mounted === false || mounted.status !== 0) skip('a small disk can be mounted by root on Linux alone');
    onTestFinished(() => {
      spawnSync('umount', ['-l', folder]);
    });
    const file = join(folder, 'server.sqlite');
    writeFileSync(file, readFileSync(copyOfV1().file));
    writeFileSync(join(folder, 'ballast'), Buffer.alloc(120 * 1024));
    const before = fingerprint(folder);
    await expect(open(file, [V1, V2])).rejects.toThrow(/^No backup of .+ could be made .+ It was left as it is\.$/u);
    expect(fingerprint(folder)).toEqual(before);
  });

  test('keeps the newest two backups of older versions, and those of newer ones', async () => {
    const { folder, file } = copyOfV1();
    const steps = [V1, V2, V3, 'CREATE TABLE more (id INTEGER);', 'CREATE TABLE most (id INTEGER);'];
    writeFileSync(join(folder, 'server.sqlite.v9-2020-01-01T00-00-00Z.backup'), 'of a newer program');
    for (let version = 2; version <= steps.length; version++) {
      await bring(file, steps.slice(0, version), NOW + version * 1_000);
    }
    expect(namesIn(folder, '.backup')).toEqual([
      'server.sqlite.v3-2026-11-23T02-26-52Z.backup',
      'server.sqlite.v4-2026-11-23T02-26-53Z.backup',
      'server.sqlite.v9-2020-01-01T00-00-00Z.backup',
    ]);
  });

  test('never lets the backup just made go, not even after the clock was set back', async () => {
    const { folder, file } = copyOfV1();
    const steps = [V1, V2, V3, 'CREATE TABLE more (id INTEGER);'];
    for (let version = 2; version <= steps.length; version++) {
      await bring(file, steps.slice(0, version), NOW - version * 1_000);
    }
    expect(namesIn(folder, '.backup')).toEqual([
      'server.sqlite.v1-2026-11-23T02-26-46Z.backup',
      'server.sqlite.v3-2026-11-23T02-26-44Z.backup',
    ]);
  });

  test('sees what a killed server left in the journal: a newer version there is refused untouched', async () => {
    const { folder, file } = copyOfV1();
    const { database } = await open(file, [V1, V2]);
    const copy = temporaryFolder();
    for (const name of readdirSync(folder)) writeFileSync(join(copy, name), readFileSync(join(folder, name)));
    database.exec('PRAGMA user_version = 7');
    for (const name of ['server.sqlite-wal', 'server.sqlite-shm'])
      writeFileSync(join(copy, name), readFileSync(join(folder, name)));
    const before = fingerprint(copy);
    await expect(open(join(copy, 'server.sqlite'), [V1, V2])).rejects.toThrow(
      'newer version of this program (7, this one knows 2)',
    );
    expect(fingerprint(copy)).toEqual(before);
  });
});

describe('after the disk failed', () => {
  test('a file that is opened anew has all of it on the disk, and nothing in the journal', async () => {
    const file = join(temporaryFolder(), 'server.sqlite');
    const DatabaseSync = await loadSqlite();
    const { database: failed } = await open(file, MIGRATIONS);
    failed.exec('CREATE TABLE lines (text TEXT)');
    failed.exec("INSERT INTO lines VALUES ('kept')");
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
    const database = reopenDatabaseFile(DatabaseSync, file, failed);
    expect(failed.isOpen).toBe(false);
    expect(statSync(`${file}-wal`).size).toBe(0);
    expect(rowsOf(database, 'lines')).toHaveLength(1);
    expect(readPragma(database, 'synchronous')).toBe(2);
    expect(readPragma(database, 'busy_timeout')).toBe(5_000);
    database.close();
  });

  test('those who read the file meanwhile go on, and what they keep in the journal is kept', async () => {
    const file = join(temporaryFolder(), 'server.sqlite');
    const DatabaseSync = await loadSqlite();
    const { database: failed } = await open(file, MIGRATIONS);
    failed.exec('CREATE TABLE lines (text TEXT)');
    const reader = new DatabaseSync(file, { readOnly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM lines').get();
    failed.exec("INSERT INTO lines VALUES ('kept')");
    const index = readFileSync(`${file}-shm`);
    const database = reopenDatabaseFile(DatabaseSync, file, failed);
    expect(rowsOf(database, 'lines')).toHaveLength(1);
    // What it sees is as old as its beginning; the index by which it finds that is not written anew under it.
    expect(rowsOf(reader, 'lines')).toHaveLength(0);
    expect(readFileSync(`${file}-shm`)).toHaveLength(index.length);
    database.exec("INSERT INTO lines VALUES ('more')");
    reader.exec('COMMIT');
    expect(rowsOf(reader, 'lines')).toHaveLength(2);
    reader.close();
    database.close();
  });

  test('one that cannot be opened yet says so, and can be later', async () => {
    const file = join(temporaryFolder(), 'server.sqlite');
    const DatabaseSync = await loadSqlite();
    const { database: failed } = await open(file, MIGRATIONS);
    failed.close();
    renameSync(file, `${file}.away`);
    expect(() => reopenDatabaseFile(DatabaseSync, file, failed)).toThrow('cannot be opened again');
    expect(existsSync(file)).toBe(false);
    renameSync(`${file}.away`, file);
    reopenDatabaseFile(DatabaseSync, file, failed).close();
  });
});
