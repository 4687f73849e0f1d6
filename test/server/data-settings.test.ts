import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openWithSettings, readPragma } from '../../src-main/server/storage/database-connection.ts';
import { loadSqlite, StorageProblem, type DatabaseClass } from '../../src-main/server/storage/sqlite.ts';
import { openRoom, temporaryFolder } from '../support/server-room.ts';

const PROMISED = {
  busy_timeout: 5_000,
  journal_mode: 'wal',
  synchronous: 2,
  foreign_keys: 1,
  trusted_schema: 0,
  fullfsync: 1,
  auto_vacuum: 2,
};

/** SQLite, but for one pragma whose value it gives as another: a build that cannot do what it is told. */
async function sqliteThatSays(pragma: string, value: string | number): Promise<DatabaseClass> {
  const DatabaseSync = await loadSqlite();
  return class extends DatabaseSync {
    override prepare(...[sql, ...rest]: Parameters<InstanceType<DatabaseClass>['prepare']>) {
      const asked = sql === `PRAGMA ${pragma}`;
      return super.prepare(asked ? `SELECT ${typeof value === 'string' ? `'${value}'` : value} AS ${pragma}` : sql, ...rest);
    }
  };
}

describe('the settings that survive a power cut', () => {
  test('are those of an open connection, as SQLite reads them back', async () => {
    const file = join(temporaryFolder(), 'server.sqlite');
    const database = openWithSettings(await loadSqlite(), file, { fresh: true, platform: 'darwin' });
    for (const [pragma, value] of Object.entries(PROMISED))
      expect([pragma, readPragma(database, pragma)]).toEqual([pragma, value]);
    database.close();
  });

  test.each([
    ['journal_mode', 'delete', 'WAL'],
    ['synchronous', 1, 'FULL'],
    ['foreign_keys', 0, 'ON'],
    ['trusted_schema', 1, 'OFF'],
    ['busy_timeout', 0, '5000'],
    ['fullfsync', 0, 'ON'],
    ['auto_vacuum', 0, 'INCREMENTAL'],
  ])('a SQLite that answers %s = %s is refused', async (pragma, answer, wanted) => {
    const DatabaseSync = await sqliteThatSays(pragma, answer);
    const file = join(temporaryFolder(), 'server.sqlite');
    expect(() => openWithSettings(DatabaseSync, file, { fresh: true, platform: 'darwin' })).toThrow(
      new StorageProblem(`SQLite did not take ${pragma} = ${wanted} for ${file} (it says ${answer}).`),
    );
  });

  test('a new file gives freed pages back in slices, once it has its tables too', async () => {
    const folder = temporaryFolder();
    const room = await openRoom({ dataDir: folder });
    await room.server.stop();
    const DatabaseSync = await loadSqlite();
    const database = new DatabaseSync(join(folder, 'server.sqlite'));
    expect(readPragma(database, 'auto_vacuum')).toBe(2);
    expect(readPragma(database, 'journal_mode')).toBe('wal');
    database.close();
  });
});
