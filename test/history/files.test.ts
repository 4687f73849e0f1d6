import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { HISTORY_DATABASE } from '../../src-main/history/schema.ts';
import { openDatabaseFile } from '../../src-main/server/storage/database-file.ts';
import { loadSqlite, type Database } from '../../src-main/server/storage/sqlite.ts';
import { contents, fingerprint } from '../support/data-folders.ts';
import { GENERAL, historyIn, LOGIN, message, put } from '../support/history.ts';
import { temporaryFolder } from '../support/server-room.ts';

const NEWEST = { newest: true } as const;
const PAGE_BYTES = 4096;

/** A history of 200 messages that the app has closed. */
async function usedFile(): Promise<Buffer> {
  const history = await historyIn();
  const { key } = await history.open(LOGIN);
  await history.write(Array.from({ length: 200 }, (_, index) => put(key, message(index + 1, `kept ${index} `.repeat(20)))));
  await history.close();
  return readFileSync(history.file);
}

/** A folder with this file as its history. */
function folderWith(bytes: Buffer): { folder: string; place: string; file: string } {
  const folder = temporaryFolder();
  const place = join(folder, 'history');
  mkdirSync(place);
  writeFileSync(join(place, 'history.db'), bytes);
  return { folder, place, file: join(place, 'history.db') };
}

/** What can be done with a history in any state: kept, paged, found. */
async function works(history: Awaited<ReturnType<typeof historyIn>>): Promise<void> {
  const { key } = await history.open(LOGIN);
  await history.write([put(key, message(1000, 'it works'))]);
  expect((await history.page(key, GENERAL, NEWEST, 1)).entries).toEqual([message(1000, 'it works')]);
  expect((await history.search([key], '"it works"', null, 5)).found).toHaveLength(1);
}

test('the file and its folder are this user’s alone', async ({ skip }) => {
  if (process.platform === 'win32') skip('Windows has no such modes');
  const history = await historyIn();
  await works(history);
  for (const path of ['history', 'history/history.db', 'history/history.db-wal'])
    expect([path, statSync(join(history.folder, path)).mode & 0o077]).toEqual([path, 0]);
});

describe('a damaged file is set aside, byte for byte, and the app begins with an empty one and says so', () => {
  const damages: Record<string, (bytes: Buffer) => Buffer> = {
    'without a byte': () => Buffer.alloc(0),
    'of another kind': () => Buffer.from('this is a letter to my aunt\n'.repeat(300)),
    'cut off': (bytes) => bytes.subarray(0, bytes.length - 3 * PAGE_BYTES - 7),
    'cut off at a page': (bytes) => bytes.subarray(0, 4 * PAGE_BYTES),
    'with a page of zeros': (bytes) => Buffer.from(bytes).fill(0, 5 * PAGE_BYTES, 6 * PAGE_BYTES),
    'with a damaged header': (bytes) => Buffer.from(bytes).fill(0xff, 16, 60),
  };

  test.each(Object.keys(damages))('%s', async (kind) => {
    const damaged = damages[kind]?.(await usedFile()) ?? Buffer.alloc(0);
    const { folder, place, file } = folderWith(damaged);
    const history = await historyIn(folder);
    expect(history.notice).toContain(`The data file ${file} was damaged`);
    expect(history.notice).toContain('the app began with an empty one');
    const aside = readdirSync(place).filter((name) => name.includes('.corrupt-'));
    expect(aside).toHaveLength(1);
    expect(readFileSync(join(place, aside[0] ?? '')).equals(damaged)).toBe(true);
    await works(history);
  });

  test('also where the damage is met later: the next start looks the whole file through', async () => {
    const sound = await usedFile();
    // As if it were too large to be read through at each start.
    const { folder, file } = folderWith(sound);
    const history = await historyIn(folder);
    const { key } = await history.open(LOGIN);
    const database = new (await loadSqlite())(file, { readOnly: true });
    const { rootpage } = database.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'entries_in_order'").get() as {
      rootpage: number;
    };
    database.close();
    writeFileSync(file, Buffer.from(readFileSync(file)).fill(0x55, (rootpage - 1) * PAGE_BYTES, rootpage * PAGE_BYTES));
    await expect(history.page(key, 'channel:general', NEWEST, 50)).rejects.toThrow('The file of the history is damaged');
    expect(existsSync(`${file}.suspect`)).toBe(true);
    await history.close();
    const again = await historyIn(folder);
    expect(again.notice).toContain('was damaged');
    expect(existsSync(`${file}.suspect`)).toBe(false);
    await works(again);
  });
});

describe('a file that is not ours to write is not touched, and the app goes on without', () => {
  async function altered(sql: string): Promise<Buffer> {
    const { file } = folderWith(await usedFile());
    const database = new (await loadSqlite())(file);
    database.exec(sql);
    database.close();
    return readFileSync(file);
  }

  test.each([
    ['of a newer version', 'PRAGMA user_version = 99', 'newer version'],
    ['of another program', 'PRAGMA application_id = 1', 'belongs to another program'],
  ])('%s', async (_, sql, said) => {
    const { folder, place } = folderWith(await altered(sql));
    const before = fingerprint(place);
    const history = await historyIn(folder);
    expect(history.notice).toContain('Messages are remembered only until the app ends.');
    expect(history.notice).toContain(said);
    await works(history);
    await history.close();
    expect(fingerprint(place)).toEqual(before);
  });

  test('a folder in the place of the file', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'history', 'history.db'), { recursive: true });
    const history = await historyIn(folder);
    expect(history.notice).toContain('is not a file');
    await works(history);
  });

  test('a file in the place of the folder', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'history'), 'mine');
    const history = await historyIn(folder);
    expect(history.notice).toContain('Messages are remembered only until the app ends.');
    await works(history);
    expect(readFileSync(join(folder, 'history'), 'utf8')).toBe('mine');
  });

  test('a folder that may not be written', async ({ skip }) => {
    if (process.getuid?.() === 0) skip('root may write everywhere');
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'history'), { mode: 0o500 });
    const history = await historyIn(folder);
    expect(history.notice).toContain('Messages are remembered only until the app ends.');
    await works(history);
  });
});

test('a journal that a kill left is taken over, also when its end is missing', async () => {
  const living = await historyIn();
  const { key } = await living.open(LOGIN);
  await living.write([put(key, message(1, 'first'))]);
  await living.write([put(key, message(2, 'second'))]);
  const { folder, place, file } = folderWith(readFileSync(living.file));
  copyFileSync(`${living.file}-wal`, `${file}-wal`);
  truncateSync(`${file}-wal`, statSync(`${file}-wal`).size - 100);
  const before = contents(place);
  const history = await historyIn(folder);
  expect(history.notice).toBeNull();
  expect((await history.page(key, GENERAL, NEWEST, 9)).entries).toEqual([message(1, 'first')]);
  expect(before.size).toBe(2);
  await works(history);
});

test('before a migration the file is copied, and the copy holds what was in it', async () => {
  const { place, file } = folderWith(await usedFile());
  const DatabaseSync = await loadSqlite();
  const kind = { ...HISTORY_DATABASE, migrations: [...HISTORY_DATABASE.migrations, 'CREATE TABLE later (id INTEGER) STRICT;'] };
  const entries = (database: Database): unknown => database.prepare('SELECT count(*) AS count FROM entries').get();
  const { database } = openDatabaseFile(DatabaseSync, file, { wallMs: Date.UTC(2026, 10, 23), kind });
  expect(entries(database)).toEqual({ count: 200 });
  database.close();
  const backup = join(place, 'history.db.v1-2026-11-23T00-00-00Z.backup');
  const { database: copy } = openDatabaseFile(DatabaseSync, backup, { wallMs: 0, kind: HISTORY_DATABASE });
  expect(entries(copy)).toEqual({ count: 200 });
  expect(copy.prepare("SELECT count(*) AS count FROM words WHERE words MATCH 'kept'").get()).toEqual({ count: 200 });
  copy.close();
});
