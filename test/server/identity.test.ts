import { copyFileSync, cpSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DATABASE_FILE } from '../../src-main/server/storage/database-names.ts';
import { loadSqlite } from '../../src-main/server/storage/sqlite.ts';
import { copyOfV1, usedFolder } from '../support/data-folders.ts';
import { HeldWriter } from '../support/held-writer.ts';
import { openMemoryRoom, temporaryFolder } from '../support/server-room.ts';

/** Starts a server on a folder, says who it is to somebody who logs in, and stops it; undefined where it does not say. */
async function identityOf(dataDir: string, { name = 'test', writer }: { name?: string; writer?: HeldWriter } = {}) {
  const room = await openMemoryRoom({ dataDir, name, ...(writer === undefined ? {} : { watchWriter: writer.watch }) });
  if (writer !== undefined) writer.failure = null;
  const client = room.connect();
  const info = JSON.parse((await client.login('ann')).at(-1) ?? '') as { identity?: string };
  await room.server.stop();
  return info.identity;
}

async function rewrite(folder: string, sql: string): Promise<void> {
  const DatabaseSync = await loadSqlite();
  const database = new DatabaseSync(join(folder, DATABASE_FILE));
  database.exec(sql);
  database.close();
}

describe('who a server is', () => {
  test('is 128 bits that no other server has', async () => {
    const [one, other] = [await identityOf(temporaryFolder()), await identityOf(temporaryFolder())];
    expect(one).toMatch(/^[0-9a-f]{32}$/u);
    expect(other).toMatch(/^[0-9a-f]{32}$/u);
    expect(one).not.toBe(other);
  });

  test('stays through restarts, another name and a move', async () => {
    const [folder, moved] = [temporaryFolder(), temporaryFolder()];
    const identity = await identityOf(folder);
    expect(await identityOf(folder, { name: 'another' })).toBe(identity);
    cpSync(folder, moved, { recursive: true });
    expect(await identityOf(moved)).toBe(identity);
  });

  test('is that of the backup which takes the place of a damaged file', async () => {
    const folder = temporaryFolder();
    const identity = await identityOf(folder);
    const file = join(folder, DATABASE_FILE);
    copyFileSync(file, `${file}.v2-2026-01-02T03-04-05Z.backup`);
    writeFileSync(file, 'no database');
    expect(await identityOf(folder)).toBe(identity);
    expect(readdirSync(folder).some((name) => name.includes('.corrupt-'))).toBe(true);
  });

  test('is made by the first start after an upgrade', async () => {
    const { folder } = copyOfV1();
    const identity = await identityOf(folder);
    expect(identity).toMatch(/^[0-9a-f]{32}$/u);
    expect(await identityOf(folder)).toBe(identity);
  });

  test('can be set by hand, but not to what no client would take', async () => {
    const { folder } = await usedFolder();
    await rewrite(folder, "UPDATE settings SET value = 'the-garden' WHERE name = 'identity'");
    expect(await identityOf(folder)).toBe('the-garden');
    await rewrite(folder, "UPDATE settings SET value = '../garden' WHERE name = 'identity'");
    const identity = await identityOf(folder);
    expect(identity).toMatch(/^[0-9a-f]{32}$/u);
    expect(await identityOf(folder)).toBe(identity);
  });

  test('is left out as long as it cannot be kept', async () => {
    const { folder } = await usedFolder();
    await rewrite(folder, "DELETE FROM settings WHERE name = 'identity'");
    const writer = new HeldWriter();
    writer.failure = 'full';
    expect(await identityOf(folder, { writer })).toBeUndefined();
    expect(await identityOf(folder)).toMatch(/^[0-9a-f]{32}$/u);
  });
});
