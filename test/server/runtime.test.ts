import { expect, test } from 'vitest';
import { argon2Hasher } from '../../src-main/server/accounts/passwords.ts';
import { loadSqlite } from '../../src-main/server/storage/sqlite.ts';

test('these tests run in the runtime that was asked for: Electron as Node, or Node alone', () => {
  expect(process.versions.electron !== undefined).toBe(process.env['ELECTRON_RUN_AS_NODE'] === '1');
});

test('the native parts of the server load in it', async () => {
  const DatabaseSync = await loadSqlite();
  const database = new DatabaseSync(':memory:');
  expect(database.prepare('SELECT 1 AS one').get()).toEqual({ one: 1 });
  database.close();
  expect(await argon2Hasher.verify(await argon2Hasher.hash('secret'), 'secret')).toBe(true);
});
