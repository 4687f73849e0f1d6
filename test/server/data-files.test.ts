import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startServer } from '../../src-main/server/server.ts';
import { SCHEMA_VERSION } from '../../src-main/server/storage/schema.ts';
import { loadSqlite, StorageProblem } from '../../src-main/server/storage/sqlite.ts';
import { fingerprint, usedFolder } from '../support/data-folders.ts';
import { openRoom, quickHasher, temporaryFolder } from '../support/server-room.ts';

const start = (dataDir: string) => startServer({ host: '127.0.0.1', port: 0, dataDir, hasher: quickHasher });

async function refusal(folder: string): Promise<string> {
  const before = fingerprint(folder);
  const error = await start(folder).then(
    async (server) => {
      await server.stop();
      throw new Error('the server started');
    },
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StorageProblem);
  expect(fingerprint(folder)).toEqual(before);
  return (error as StorageProblem).message;
}

describe('what a server remembers', () => {
  test('accounts, channels and undelivered messages survive a restart', async () => {
    const { folder } = await usedFolder();
    const room = await openRoom({ dataDir: folder });
    const bob = await room.connect();
    expect(await bob.login('bob')).toContain('{"type":"channel_list","channels":["general","random"]}');
    expect(await bob.settled()).toEqual(['{"type":"direct_message","author":"alice","message":"kept"}']);
  });

  test('after a stop there is one file, the lock, and who the server is over TLS', async () => {
    const { folder } = await usedFolder();
    expect(readdirSync(folder).sort()).toEqual(['server.lock', 'server.sqlite', 'tls-cert.pem', 'tls-key.pem']);
  });

  test('what a killed server had written is there: the file and its journal as they lay on the disk', async () => {
    const folder = temporaryFolder();
    const room = await openRoom({ dataDir: folder });
    await room.login('alice', 'secret');
    const copy = temporaryFolder();
    for (const name of ['server.sqlite', 'server.sqlite-wal']) copyFileSync(join(folder, name), join(copy, name));
    expect(statSync(join(copy, 'server.sqlite-wal')).size).toBeGreaterThan(0);

    const again = await openRoom({ dataDir: copy });
    const alice = await again.connect();
    expect((await alice.login('alice', 'secret'))[0]).toContain('"Logged in ok"');
  });

  test('the settings that survive a power cut took effect', async () => {
    const { file } = await usedFolder();
    const DatabaseSync = await loadSqlite();
    const database = new DatabaseSync(file);
    expect(database.prepare('PRAGMA journal_mode').get()).toMatchObject({ journal_mode: 'wal' });
    expect(database.prepare('PRAGMA user_version').get()).toMatchObject({ user_version: SCHEMA_VERSION });
    database.close();
  });

  test('only the owner of the folder may read what is made in it', async () => {
    const folder = join(temporaryFolder(), 'deep', 'data');
    const server = await start(folder);
    await server.stop();
    if (process.platform !== 'win32') expect(statSync(folder).mode & 0o077).toBe(0);
  });

  test.skipIf(process.platform === 'win32')('nor in a folder that was there and is open to all', async () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o755);
    const room = await openRoom({ dataDir: folder });
    await room.login('alice');
    const files = readdirSync(folder);
    expect(files).toContain('server.sqlite-wal');
    for (const name of files) expect([name, statSync(join(folder, name)).mode & 0o077]).toEqual([name, 0]);
  });

  test('two servers never share a folder', async () => {
    const room = await openRoom();
    const folder = temporaryFolder();
    const first = await openRoom({ dataDir: folder });
    await first.login('alice');
    expect(await start(folder).catch((error: unknown) => (error as Error).message)).toBe(
      `Another server is using the folder ${folder}. Stop it, or choose another folder.`,
    );
    await first.server.stop();
    await (await start(folder)).stop();
    await room.login('alice');
  });
});

describe('a file that cannot be used is refused in a sentence that names it, and left byte for byte', () => {
  test("another program's database", async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'server.sqlite');
    const DatabaseSync = await loadSqlite();
    const database = new DatabaseSync(file);
    database.exec('CREATE TABLE notes (text TEXT)');
    database.close();
    expect(await refusal(folder)).toBe(`The file ${file} belongs to another program. It was left as it is.`);
  });

  test('written by a newer version', async () => {
    const { folder, file } = await usedFolder();
    const DatabaseSync = await loadSqlite();
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect(await refusal(folder)).toContain(
      `was written by a newer version of this program (99, this one knows ${SCHEMA_VERSION})`,
    );
  });

  test('that may not be written', async ({ skip }) => {
    const { folder: used } = await usedFolder();
    const folder = temporaryFolder();
    copyFileSync(join(used, 'server.sqlite'), join(folder, 'server.sqlite'));
    chmodSync(join(folder, 'server.sqlite'), 0o400);
    if (process.getuid?.() === 0) skip('root may write everything');
    expect(await refusal(folder)).toContain('may not be read and written by this user');
  });

  test('in a folder that may not be written', async ({ skip }) => {
    const { folder: used } = await usedFolder();
    const folder = temporaryFolder();
    copyFileSync(join(used, 'server.sqlite'), join(folder, 'server.sqlite'));
    if (process.platform === 'win32') skip('folders have no such mode there');
    chmodSync(folder, 0o500);
    onTestFinished(() => {
      spawnSync('umount', ['-l', folder]);
      chmodSync(folder, 0o700);
    });
    if (process.getuid?.() === 0) {
      const mounts = [
        ['--bind', folder, folder],
        ['-o', 'remount,ro,bind', folder],
      ];
      if (mounts.some((arguments_) => spawnSync('mount', arguments_).status !== 0)) skip('root may write everything');
    }
    expect(await refusal(folder)).toMatch(/^The folder .+ cannot be used: .+\.$/u);
  });

  test('a folder in its place', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'server.sqlite'));
    expect(await refusal(folder)).toContain('is not a file');
  });

  test('a journal without its file', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'server.sqlite-wal'), 'x');
    expect(await refusal(folder)).toContain('is there without');
    expect(existsSync(join(folder, 'server.sqlite'))).toBe(false);
  });

  test('a file where the folder should be', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'file');
    writeFileSync(path, 'x');
    await expect(start(path)).rejects.toThrow(StorageProblem);
  });
});
