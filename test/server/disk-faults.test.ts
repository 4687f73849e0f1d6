import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openDatabaseFile } from '../../src-main/server/storage/database-file.ts';
import { DATABASE_FILE } from '../../src-main/server/storage/database-names.ts';
import { loadSqlite, type Database } from '../../src-main/server/storage/sqlite.ts';
import { StorageFailure } from '../../src-main/server/storage/storage-errors.ts';
import { GroupWriter } from '../../src-main/server/storage/group-writer.ts';
import { writerFile } from '../../src-main/server/storage/writer-file.ts';
import type { WriteOp } from '../../src-main/server/storage/writes.ts';
import { failSyncs, syncCannotFail } from '../support/failing-sync.ts';
import { HeldWriter } from '../support/held-writer.ts';
import { ask, parse, type Packet } from '../support/plus-client.ts';
import { buildServer, ServerChild } from '../support/server-child.ts';
import { SocketClient, until } from '../support/server-client.ts';
import { openRoom, temporaryFolder } from '../support/server-room.ts';

beforeAll(buildServer, 60_000);

/** Room on the disk again, and a server works by then. */
const WORKS_AGAIN_MS = 10_000;

async function join3(port: number) {
  const login = async (name: string) => {
    const client = await SocketClient.connect(port);
    await client.login(name);
    return client;
  };
  const [alice, bob, carol] = [await login('alice'), await login('bob'), await login('carol')];
  // carol knows the RFC alone.
  for (const client of [alice, bob]) await client.introduce(['ack', 'history']);
  for (const client of [alice, bob, carol]) await client.settled();
  return { alice, bob, carol };
}

const ofType = (client: SocketClient, type: string): Packet[] =>
  client.inbox.map(parse).filter((packet) => packet.type === type);

/** What people meet while a disk fills up and when there is room again. */
async function fillsUp(port: number, makeRoom: () => void): Promise<void> {
  const { alice, bob, carol } = await join3(port);
  const answers: Packet[] = [];
  while (answers.at(-1)?.type !== 'error' && answers.length < 500) {
    answers.push(await ask(alice, { type: 'message', message: 'x'.repeat(16_000), nonce: `fill ${String(answers.length)}` }));
  }
  const acked = answers.slice(0, -1);
  const refused = answers.at(-1);
  expect(acked.length).toBeGreaterThan(0);
  expect(refused).toMatchObject({ code: 'storage_full', nonce: `fill ${String(acked.length)}` });

  carol.send({ type: 'message', message: 'y'.repeat(16_000) });
  await until(() => carol.inbox.some((text) => text.includes("The server's storage is full.")), 'carol is told');
  expect(ofType(carol, 'direct_message')).toEqual([
    { type: 'direct_message', author: 'Server', message: "The server's storage is full. Your message was not delivered." },
  ]);

  // What was not kept reached nobody; people read and type on.
  bob.send({ type: 'typing' });
  await until(() => ofType(alice, 'typing').length > 0 && ofType(carol, 'typing').length > 0, 'bob is seen typing');
  expect(ofType(bob, 'message').map(({ id }) => id)).toEqual(acked.map(({ id }) => id));
  expect(ofType(carol, 'message')).toHaveLength(acked.length);
  const page = await ask(bob, { type: 'history', channel: 'general', limit: 3 });
  expect(page.messages?.at(-1)?.id).toBe(acked.at(-1)?.id);

  makeRoom();
  const since = performance.now();
  const again = { type: 'message', message: 'x'.repeat(16_000), nonce: `fill ${String(acked.length)}` };
  let answer: Packet;
  do answer = await ask(alice, again);
  while (answer.type !== 'ack' && performance.now() - since < WORKS_AGAIN_MS);
  console.log(
    `disk full: ${String(acked.length)} messages fit; works again after ${(performance.now() - since).toFixed(0)} ms`,
  );
  expect(answer).toMatchObject({ type: 'ack' });
  await until(() => ofType(carol, 'message').length === acked.length + 1, 'carol hears it, once');
  // The ids go on without a hole: nothing of what was refused is left.
  expect(answer.id).toBe((acked.at(-1)?.id ?? 0) + 1);
  expect([alice.ending, bob.ending, carol.ending]).toEqual([null, null, null]);
}

describe('a disk that fills up: who sent is told, nobody gets what was not kept, all stay, and with room all goes on', () => {
  test('when SQLite has no more pages', async () => {
    const writer = new HeldWriter();
    const room = await openRoom({ watchWriter: writer.watch, limits: 'off' });
    const pages = (writer.database?.prepare('PRAGMA page_count').get() as { page_count: number }).page_count;
    writer.database?.exec(`PRAGMA max_page_count = ${String(pages + 40)}`);
    await fillsUp(room.server.port, () => writer.database?.exec('PRAGMA max_page_count = 1073741823'));
  });

  test('when a disk of 2 MiB has no more room', async ({ skip }) => {
    const disk = temporaryFolder();
    const mounted = process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'none', disk]);
    if (mounted === false || mounted.status !== 0) skip('a small disk can be mounted by root on Linux alone');
    onTestFinished(() => {
      spawnSync('umount', ['-l', disk]);
    });
    const ballast = join(disk, 'ballast');
    writeFileSync(ballast, Buffer.alloc(512 * 1024));
    const server = new ServerChild('--data', join(disk, 'data'), '--limits', 'off');
    await fillsUp(await server.listening, () => {
      rmSync(ballast);
    });
    expect(server.log).toContain('the disk is full');
    expect(server.log).toContain('the disk takes writes again');
    // One line for all that was refused.
    expect(server.log.split('the disk is full')).toHaveLength(2);
  }, 60_000);
});

/** How often each text is in the file that a dead or living server has, after a check of the file. */
async function rowsIn(dataDir: string): Promise<Map<string, number[]>> {
  const copy = temporaryFolder();
  for (const suffix of ['', '-wal']) {
    const file = join(dataDir, DATABASE_FILE + suffix);
    if (existsSync(file)) copyFileSync(file, join(copy, DATABASE_FILE + suffix));
  }
  const database = new (await loadSqlite())(join(copy, DATABASE_FILE));
  try {
    expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    const rows = database.prepare('SELECT message, id FROM messages WHERE recipient_id IS NULL ORDER BY id').all() as {
      message: string;
      id: number;
    }[];
    const found = new Map<string, number[]>();
    for (const { message, id } of rows) found.set(message, [...(found.get(message) ?? []), id]);
    return found;
  } finally {
    database.close();
  }
}

const reason = syncCannotFail();
if (reason !== null) console.log(`disk faults: skipped, ${reason}`);

describe.skipIf(reason !== null)('a disk that fails to sync', () => {
  const say = (text: string) => ({ type: 'message', message: text, nonce: `nonce of ${text}` });

  async function start(dataDir: string) {
    const server = new ServerChild('--data', dataDir, '--limits', 'off');
    const people = await join3(await server.listening);
    return { server, ...people };
  }

  test.each(['lives on', 'is killed'])(
    'nothing is acknowledged or delivered meanwhile; the server %s and each message is there once',
    async (fate) => {
      const dataDir = temporaryFolder();
      const { server, alice, bob, carol } = await start(dataDir);
      const before = await ask(alice, say('before'));
      expect(before.type).toBe('ack');
      const heal = await failSyncs(server.pid, '1+');
      for (const text of ['one', 'two', 'three']) {
        expect(await ask(alice, say(text))).toMatchObject({ type: 'error', code: 'storage_failed' });
      }
      bob.send({ type: 'typing' });
      await until(() => ofType(alice, 'typing').length > 0, 'bob is seen typing');
      const { messages } = await ask(bob, { type: 'history', channel: 'general' });
      expect(messages?.map(({ message }) => message)).toEqual(['before']);
      expect(ofType(carol, 'message').map(({ message }) => message)).toEqual(['before']);
      expect([alice.ending, bob.ending, carol.ending]).toEqual([null, null, null]);
      expect(server.log).toContain('a write failed');

      let sender = alice;
      if (fate === 'lives on') {
        await heal();
      } else {
        await server.kill();
        expect((await rowsIn(dataDir)).get('before')).toEqual([before.id]);
        ({ alice: sender } = await start(dataDir));
      }
      const acks = new Map<string, number | undefined>();
      for (const text of ['one', 'two', 'three', 'after']) {
        const answer = await ask(sender, say(text));
        expect(answer, text).toMatchObject({ type: 'ack' });
        acks.set(text, answer.id);
      }
      if (fate === 'lives on') expect(server.log).toContain('the disk takes writes again');
      const rows = await rowsIn(dataDir);
      for (const [text, id] of acks) expect(rows.get(text), text).toEqual([id]);
      expect(rows.size).toBe(5);
    },
    60_000,
  );

  test('now and then, under load: what was acknowledged is there after kill -9, once, and the rest can be sent again', async () => {
    const dataDir = temporaryFolder();
    const { server, alice, bob } = await start(dataDir);
    await failSyncs(server.pid, '5+7');
    const acks = new Map<string, number | undefined>();
    let errors = 0;
    const talk = async (client: SocketClient, name: string) => {
      for (let n = 0; n < 60; n++) {
        const text = `${name} ${String(n)}`;
        const answer = await ask(client, say(text));
        if (answer.type === 'ack') acks.set(text, answer.id);
        else errors++;
      }
    };
    await Promise.all([talk(alice, 'alice'), talk(bob, 'bob')]);
    await server.kill();
    console.log(`disk faults: ${String(acks.size)} acknowledged, ${String(errors)} failed`);
    expect(errors).toBeGreaterThan(0);
    expect(acks.size).toBeGreaterThan(0);
    const rows = await rowsIn(dataDir);
    for (const [text, id] of acks) expect(rows.get(text), text).toEqual([id]);
    for (const [text, ids] of rows) expect(ids, text).toHaveLength(1);

    const again = await start(dataDir);
    for (const [name, client] of [
      ['alice', again.alice],
      ['bob', again.bob],
    ] as const) {
      for (let n = 0; n < 60; n++) {
        const text = `${name} ${String(n)}`;
        const answer = await ask(client, say(text));
        expect(answer.type).toBe('ack');
        if (acks.has(text)) expect(answer.id).toBe(acks.get(text));
      }
    }
    const all = await rowsIn(dataDir);
    expect(all.size).toBe(120);
    for (const [text, ids] of all) expect(ids, text).toHaveLength(1);
  }, 60_000);
});

describe('a writer', () => {
  const broadcast = (text: string): WriteOp => ({
    name: 'appendMessage',
    input: { to: { kind: 'broadcast' }, authorId: 0, text, bytes: text.length, at: 1, nonce: null, bounds: null },
  });

  async function open() {
    const folder = temporaryFolder();
    mkdirSync(folder, { recursive: true });
    const DatabaseSync = await loadSqlite();
    const file = join(folder, DATABASE_FILE);
    const { database: reader } = openDatabaseFile(DatabaseSync, file, { wallMs: 0 });
    const real = writerFile(DatabaseSync, file);
    const texts = () =>
      reader
        .prepare('SELECT message FROM messages ORDER BY id')
        .all()
        .map((row) => Object.values(row)[0]);
    onTestFinished(() => {
      reader.close();
    });
    return { real, texts, reader, file, DatabaseSync };
  }

  const syncError = () => Object.assign(new Error('disk I/O error'), { code: 'ERR_SQLITE_ERROR', errcode: 1034 });

  test('whose disk failed asks it nothing before the file was opened anew, and fails until that could be done', async () => {
    const { real, texts } = await open();
    let commits = 0;
    let reopenings = 0;
    let isBroken = true;
    const writer = new GroupWriter({
      open: () => {
        const database = real.open();
        const exec = (sql: string) => {
          if (sql === 'COMMIT') {
            commits++;
            throw syncError();
          }
          database.exec(sql);
        };
        // SQLite's own methods know only the object that it made.
        return new Proxy(database, {
          get: (target, name) => {
            const value: unknown = Reflect.get(target, name, target);
            if (name === 'exec') return exec;
            return typeof value === 'function' ? (value.bind(target) as unknown) : value;
          },
        });
      },
      reopen: (failed: Database) => {
        reopenings++;
        if (isBroken) throw new StorageFailure('The file cannot be opened again.');
        return real.reopen(failed);
      },
    });
    const failed = { ok: false, reason: 'failed' };
    expect(writer.write([broadcast('one'), broadcast('two')])).toMatchObject([failed, failed]);
    // Once, not once a write.
    expect([commits, reopenings]).toEqual([1, 0]);
    expect(writer.write([broadcast('one')])).toMatchObject([failed]);
    expect(writer.write([broadcast('one')])).toMatchObject([failed]);
    expect([commits, reopenings]).toEqual([1, 2]);
    isBroken = false;
    expect(writer.write([broadcast('one'), broadcast('two')])).toMatchObject([{ ok: true }, { ok: true }]);
    expect(writer.write([broadcast('three')])).toMatchObject([{ ok: true }]);
    expect(reopenings).toBe(3);
    expect(texts()).toEqual(['one', 'two', 'three']);
    await writer.close();
  });

  test('whose file another program holds waits once a group, not once a write', async () => {
    const { real, texts, file, DatabaseSync } = await open();
    const writer = new GroupWriter(real);
    writer.database.exec('PRAGMA busy_timeout = 100');
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    const startedAt = performance.now();
    const outcomes = writer.write(Array.from({ length: 50 }, (_, n) => broadcast(String(n))));
    expect(performance.now() - startedAt).toBeLessThan(50 * 100);
    expect(outcomes.every(({ ok }) => !ok)).toBe(true);
    other.exec('ROLLBACK');
    other.close();
    expect(writer.write([broadcast('free')])).toMatchObject([{ ok: true }]);
    expect(texts()).toEqual(['free']);
    await writer.close();
  });
});
