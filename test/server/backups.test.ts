import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Backups } from '../../src-main/server/storage/backups.ts';
import { unfinishedBackup } from '../../src-main/server/storage/database-backup.ts';
import { DamagedFile, examine } from '../../src-main/server/storage/database-check.ts';
import { openDatabaseFile } from '../../src-main/server/storage/database-file.ts';
import { newBackupName } from '../../src-main/server/storage/database-names.ts';
import { DEFAULT_LIMITS } from '../../src-main/server/limits.ts';
import type { Logger } from '../../src-main/server/logger.ts';
import { SERVER_DATABASE } from '../../src-main/server/storage/database-kind.ts';
import { MIGRATIONS } from '../../src-main/server/storage/schema.ts';
import { loadSqlite, type Database } from '../../src-main/server/storage/sqlite.ts';
import { usedFolder } from '../support/data-folders.ts';
import { until } from '../support/fake-clock.ts';
import { FakeServerClock, openMemoryRoom, openRoom } from '../support/server-room.ts';

const { backupDelayMs, backupIntervalMs, backupRetryMs } = DEFAULT_LIMITS;
const PAGE_BYTES = 4096;

interface Keeper {
  readonly folder: string;
  readonly file: string;
  readonly clock: FakeServerClock;
  readonly database: Database;
  readonly backups: Backups;
  readonly lines: string[];
  readonly names: () => string[];
  /** Lets a time pass and waits for what is logged of the backup that is due then. */
  readonly passed: (ms: number) => Promise<string>;
}

/** Backups of a database that a server has open. */
async function keeping(): Promise<Keeper> {
  const { folder, file } = await usedFolder();
  const clock = new FakeServerClock();
  const { database } = openDatabaseFile(await loadSqlite(), file, { wallMs: clock.wall() });
  const lines: string[] = [];
  const write = (text: string, fields?: object) => lines.push(`${text} ${JSON.stringify(fields)}`);
  const log: Logger = { info: write, warn: write, error: write };
  const backups = new Backups({ file, clock, log, limits: DEFAULT_LIMITS });
  onTestFinished(async () => {
    await backups.stop();
    database.close();
  });
  const passed = async (ms: number): Promise<string> => {
    const before = lines.length;
    await clock.advance(ms);
    await until(() => lines.length > before, 'a backup');
    return lines.at(-1) ?? '';
  };
  const names = () => readdirSync(folder).filter((name) => name.endsWith('.backup'));
  return { folder, file, clock, database, backups, lines, names, passed };
}

describe('while a server runs', () => {
  test('a backup is made some time after the start, of all that is in the file and its journal, and each day', async () => {
    const { folder, clock, database, names, passed, lines } = await keeping();
    database.exec("INSERT INTO bans (account_id, reason, created_at) VALUES (2, 'late', 0)");
    await clock.advance(backupDelayMs - 1);
    expect(names()).toEqual([]);
    expect(await passed(1)).toContain('made a backup');
    const [first = ''] = names();
    const DatabaseSync = await loadSqlite();
    expect(examine(DatabaseSync, join(folder, first), SERVER_DATABASE)).toBe(MIGRATIONS.length);
    const copy = new DatabaseSync(join(folder, first), { readOnly: true });
    expect(copy.prepare('SELECT reason FROM bans').get()).toEqual({ reason: 'late' });
    copy.close();

    await clock.advance(backupIntervalMs - backupRetryMs);
    expect(lines).toHaveLength(1);
    await passed(backupRetryMs);
    await passed(backupIntervalMs);
    expect(names()).toHaveLength(2);
    expect(names()).not.toContain(first);
  });

  test('none is made when the newest is younger than a day, but one from the future does not count', async () => {
    const { file, clock, lines, passed } = await keeping();
    await clock.advance(backupDelayMs - 1);
    const ofHourAgo = newBackupName(file, MIGRATIONS.length, clock.wall() - backupRetryMs);
    writeFileSync(ofHourAgo, '');
    await clock.advance(backupIntervalMs - 2 * backupRetryMs);
    expect(lines).toEqual([]);
    renameSync(ofHourAgo, newBackupName(file, MIGRATIONS.length, clock.wall() + 10 * backupIntervalMs));
    expect(await passed(backupIntervalMs)).toContain('made a backup');
  });

  test('those who chat do not wait for it', async () => {
    const { clock, database, lines } = await keeping();
    database.exec('CREATE TABLE lines (text TEXT)');
    database.exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
      INSERT INTO lines SELECT hex(randomblob(500)) FROM n`);
    await clock.advance(backupDelayMs);
    const insert = database.prepare("INSERT INTO lines VALUES ('said meanwhile')");
    let written = 0;
    await until(() => {
      insert.run();
      return ++written > 0 && lines.length > 0;
    }, 'a backup');
    expect(written).toBeGreaterThan(5);
    expect(lines.join()).toContain('made a backup');
  });

  test('a damaged file does not push out a good backup, and the next start reads it through', async () => {
    const { file, database, names, passed, folder } = await keeping();
    await passed(backupDelayMs);
    const good = names();
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    const bytes = readFileSync(file);
    writeFileSync(file, Buffer.from(bytes).fill(0xa7, 4 * PAGE_BYTES, 5 * PAGE_BYTES));
    expect(await passed(backupIntervalMs)).toMatch(/no backup could be made.+is damaged.+the next start sets it aside/u);
    expect(names()).toEqual(good);
    expect(readdirSync(folder)).toContain('server.sqlite.suspect');
    const DatabaseSync = await loadSqlite();
    expect(() => examine(DatabaseSync, file, SERVER_DATABASE, 0)).toThrow(DamagedFile);
    writeFileSync(file, bytes);
  });

  test('one that cannot be made is tried again, and leaves nothing behind', async () => {
    const { folder, file, names, passed } = await keeping();
    mkdirSync(join(unfinishedBackup(file), 'in the way'), { recursive: true });
    expect(await passed(backupDelayMs)).toContain('no backup could be made');
    rmSync(unfinishedBackup(file), { recursive: true });
    expect(await passed(backupRetryMs)).toContain('made a backup');
    expect(names()).toHaveLength(1);
    expect(readdirSync(folder).filter((name) => name.includes('unfinished'))).toEqual([]);
  });

  test('a stop does not wait for it to be complete', async () => {
    const { clock, backups, lines, names } = await keeping();
    await clock.advance(backupDelayMs);
    await backups.stop();
    expect(lines).toEqual([]);
    expect(names()).toEqual([]);
    await clock.advance(10 * backupIntervalMs);
    expect(names()).toEqual([]);
  });
});

test('a server makes one, and takes it in place of its file when that is damaged', async () => {
  const { folder, file } = await usedFolder();
  const room = await openMemoryRoom({ dataDir: folder });
  await room.clock.advance(backupDelayMs);
  await until(() => readdirSync(folder).some((name) => name.endsWith('.backup')), 'a backup');
  await room.server.stop();
  writeFileSync(file, 'not a database');

  const rescued = await openRoom({ dataDir: folder });
  expect(rescued.server.notice).toContain('took its place');
  const bob = await rescued.connect();
  expect((await bob.login('bob')).join()).toContain('"random"');
});
