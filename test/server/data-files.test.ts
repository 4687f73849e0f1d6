import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startServer } from '../../src-main/server/server.ts';
import { SCHEMA_VERSION } from '../../src-main/server/schema.ts';
import { loadSqlite, StorageProblem } from '../../src-main/server/sqlite.ts';
import { openRoom, quickHasher, temporaryFolder } from '../support/server-room.ts';

const start = (dataDir: string) => startServer({ host: '127.0.0.1', port: 0, dataDir, hasher: quickHasher });

/** A folder that a server with two accounts, a channel and an undelivered message has used and closed. */
async function usedFolder(): Promise<{ folder: string; file: string }> {
  const folder = temporaryFolder();
  const room = await openRoom({ dataDir: folder });
  const alice = await room.login('alice');
  const bob = await room.login('bob');
  alice.send({ type: 'channel_create', channel: 'random' });
  await bob.upTo('channel_create');
  bob.close();
  await alice.upTo('quit');
  alice.send({ type: 'direct_message', recipient: 'bob', message: 'kept' });
  await alice.settled();
  await room.server.stop();
  return { folder, file: join(folder, 'server.sqlite') };
}

/** Every file of a folder with a hash of its bytes; the lock holds none and comes and goes. */
function fingerprint(folder: string): Record<string, string> {
  const files = readdirSync(folder).filter((name) => name !== 'server.lock' && statSync(join(folder, name)).isFile());
  return Object.fromEntries(
    files.sort().map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ]),
  );
}

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

  test('after a stop there is one file, and the lock', async () => {
    const { folder } = await usedFolder();
    expect(readdirSync(folder).sort()).toEqual(['server.lock', 'server.sqlite']);
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
  test('cut off anywhere', async () => {
    const { folder, file } = await usedFolder();
    const bytes = readFileSync(file);
    for (let size = 0; size < bytes.length; size += Math.ceil(bytes.length / 20)) {
      writeFileSync(file, bytes);
      truncateSync(file, size);
      expect(await refusal(folder)).toContain(`The file ${file} is damaged`);
    }
  });

  test('a page overwritten with zeros or noise', async () => {
    const { folder, file } = await usedFolder();
    const bytes = readFileSync(file);
    for (let page = 0; page < bytes.length / 4096; page++) {
      for (const filling of [0, 0xa7]) {
        const broken = Buffer.from(bytes);
        broken.fill(filling, page * 4096, (page + 1) * 4096);
        writeFileSync(file, broken);
        expect(await refusal(folder)).toContain(`The file ${file} `);
      }
    }
  });

  test('damaged, with the journal of a killed server beside it', async () => {
    const folder = temporaryFolder();
    const room = await openRoom({ dataDir: folder });
    await room.login('alice');
    const copy = temporaryFolder();
    for (const name of ['server.sqlite', 'server.sqlite-wal']) copyFileSync(join(folder, name), join(copy, name));
    const file = join(copy, 'server.sqlite');
    const broken = readFileSync(file);
    broken.fill(0x55, 0, 64);
    writeFileSync(file, broken);
    expect(await refusal(copy)).toContain(`The file ${file} is damaged`);
  });

  test('no database at all', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'server.sqlite');
    writeFileSync(file, 'something else entirely, and long enough to be mistaken for more');
    expect(await refusal(folder)).toBe(
      `The file ${file} is damaged (it is not a database). It was left as it is: put a backup in its place, or move it away to begin afresh.`,
    );
  });

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
