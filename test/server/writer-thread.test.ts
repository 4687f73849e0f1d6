import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { systemClock, type Clock } from '../../src-main/server/clock.ts';
import { DEFAULT_LIMITS } from '../../src-main/server/limits.ts';
import type { Writer, WriteOutcome } from '../../src-main/server/storage/group-writer.ts';
import { Storage, type StorageOptions } from '../../src-main/server/storage/storage.ts';
import { SERVER_ID, type Appended, type WriteOp } from '../../src-main/server/storage/writes.ts';
import { parse } from '../support/plus-client.ts';
import { buildServer } from '../support/server-child.ts';
import { settle, until } from '../support/server-client.ts';
import { FakeServerClock, openRoom, temporaryFolder } from '../support/server-room.ts';

beforeAll(buildServer, 60_000);

const program = fileURLToPath(new URL('../../dist/server/writer-thread.cjs', import.meta.url));

/** The built program's thread with a fault: `fault` runs in it before, and sees `onCommit` and `beforeAnswer`. */
function faulty(fault: string): string {
  const file = join(temporaryFolder(), 'thread.cjs');
  writeFileSync(
    file,
    `const { parentPort, workerData } = require('node:worker_threads');
    const { createRequire } = require('node:module');
    const program = ${JSON.stringify(program)};
    let commits = 0, answers = 0;
    let onCommit = (n) => {}, beforeAnswer = (n) => {};
    parentPort.on('message', ({ type }) => { if (type === 'commit') onCommit(++commits); });
    const post = parentPort.postMessage.bind(parentPort);
    parentPort.postMessage = (message) => { if (message.type === 'committed') beforeAnswer(++answers); post(message); };
    ${fault}
    require(program);`,
  );
  return file;
}

/** Blocks the thread as a slow disk does. */
const SLEEP = 'const sleep = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);';

/** Resolves when the next thread that is started here takes groups. */
async function nextThread(): Promise<void> {
  const [worker] = (await once(process, 'worker')) as [Worker];
  await once(worker, 'message');
  await settle();
}

interface Opening {
  readonly folder?: string;
  readonly clock?: Clock;
  readonly watchWriter?: NonNullable<StorageOptions['watchWriter']>;
}

async function open(writerThread: string, { folder = temporaryFolder(), clock = systemClock, ...more }: Opening = {}) {
  const lines: string[] = [];
  const add = (text: string, fields?: Readonly<Record<string, unknown>>): void => {
    lines.push(typeof fields?.['error'] === 'string' ? `${text}: ${fields['error']}` : text);
  };
  const log = { info: add, warn: add, error: add };
  const storage = await Storage.open(folder, { limits: DEFAULT_LIMITS, clock, log, writerThread, ...more });
  let isClosed = false;
  const close = async () => {
    if (!isClosed) await storage.close();
    isClosed = true;
  };
  onTestFinished(close);
  return { storage, lines, folder, close };
}

/** `open` once the thread takes groups. */
async function openWithThread(writerThread: string, opening: Opening = {}) {
  const [opened] = await Promise.all([open(writerThread, opening), nextThread()]);
  return opened;
}

const broadcast = (text: string) => ({
  to: { kind: 'broadcast' } as const,
  authorId: SERVER_ID,
  text,
  bytes: text.length,
  at: 1,
  nonce: null,
  bounds: null,
});

describe('a thread that writes', () => {
  test('has what it was told on the disk when it answers, where this thread reads it', async () => {
    const { storage, lines } = await openWithThread(program);
    expect(lines).toEqual([]);
    const ids = await Promise.all(['one', 'two', 'three'].map((text) => storage.journal.run('appendMessage', broadcast(text))));
    expect(ids.map((stored) => 'id' in stored && stored.id)).toEqual([1, 2, 3]);
    expect(storage.lastMessageId()).toBe(3);
  });

  test('fails one write that cannot be done and does the others of its group', async () => {
    const { storage } = await openWithThread(program);
    const [good, bad, other] = await Promise.allSettled([
      storage.journal.run('appendMessage', broadcast('one')),
      // No text: the column refuses it, as no client can make happen.
      storage.journal.run('appendMessage', { ...broadcast(''), text: null as unknown as string }),
      storage.journal.run('appendMessage', broadcast('two')),
    ]);
    expect([good?.status, bad?.status, other?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(storage.lastMessageId()).toBe(2);
  });

  test.each([
    ['is not there', () => join(temporaryFolder(), 'nothing.cjs'), 'Cannot find module'],
    ['ends at once', () => faulty('process.exit(0);'), 'it ended at once'],
    ['throws', () => faulty("throw new Error('no such thing');"), 'no such thing'],
  ])('and %s is done without', async (_what, make, why) => {
    const { storage, lines } = await open(make());
    await until(() => lines.length > 0, 'it is said');
    expect(lines).toEqual([expect.stringContaining(`the server writes without a thread: ${why}`)]);
    expect(await storage.journal.run('appendMessage', broadcast('one'))).toMatchObject({ kind: 'stored', id: 1 });
  });

  test('and never says that it is ready is done without, after five seconds', async () => {
    const clock = new FakeServerClock();
    const file = join(temporaryFolder(), 'silent.cjs');
    writeFileSync(file, 'setInterval(() => undefined, 60_000);');
    const { storage, lines } = await open(file, { clock });
    await clock.advance(4_999);
    expect(lines).toEqual([]);
    await clock.advance(1);
    expect(lines).toEqual(['the server writes without a thread: it did not answer in time']);
    expect(await storage.journal.run('appendMessage', broadcast('one'))).toMatchObject({ kind: 'stored', id: 1 });
  });

  test('is waited for by nobody: until it is ready this thread writes, and it goes on in order', async () => {
    const groups: number[] = [];
    const counting = faulty(`const { workerData: data } = require('node:worker_threads');
      const heard = require('node:fs');
      onCommit = (n) => heard.writeFileSync(data.writerThread.file + '.groups', String(n));`);
    const ready = nextThread();
    const { storage, folder, close } = await open(counting);
    const write = async (text: string) => {
      const stored = await storage.journal.run('appendMessage', broadcast(text));
      groups.push('id' in stored ? stored.id : 0);
    };
    await write('before');
    expect(readdirSync(folder).filter((name) => name.endsWith('.groups'))).toEqual([]);
    await ready;
    await write('after');
    await write('last');
    expect(groups).toEqual([1, 2, 3]);
    const [told] = readdirSync(folder).filter((name) => name.endsWith('.groups'));
    expect(readFileSync(join(folder, told ?? ''), 'utf8')).toBe('2');
    await close();
  });
});

describe('a thread that dies', () => {
  const DIES_AT = 4;
  const IN_A_TRANSACTION = `onCommit = (n) => {
    if (n !== ${String(DIES_AT)}) return;
    const { DatabaseSync } = createRequire(program)('@photostructure/sqlite');
    const database = new DatabaseSync(workerData.writerThread.file);
    database.exec("BEGIN IMMEDIATE; INSERT INTO settings VALUES ('half', 'done')");
    process.exit(1);
  };`;

  test.each<{ when: string; fault: string; fails?: number[] }>([
    { when: 'before a group is written', fault: `onCommit = (n) => { if (n === ${String(DIES_AT)}) process.exit(1); };` },
    { when: 'in the middle of a transaction', fault: IN_A_TRANSACTION },
    {
      when: 'when a group is on the disk and not answered yet',
      fault: `beforeAnswer = (n) => { if (n === ${String(DIES_AT)}) process.exit(1); };`,
    },
    { when: 'of an error', fault: `beforeAnswer = (n) => { if (n === ${String(DIES_AT)}) throw new Error('out of luck'); };` },
    {
      when: 'while it has nothing to do',
      fault: `beforeAnswer = (n) => { if (n === ${String(DIES_AT)}) setTimeout(() => process.exit(1)); };`,
      fails: [],
    },
  ])(
    '$when: what it was asked fails, this thread writes on in order, and sent again each is there once',
    async ({ fault, fails = [10, 11, 12, 13, 14] }) => {
      const { storage, lines } = await openWithThread(faulty(fault));
      const account = {
        name: 'alice',
        key: 'alice',
        look: 'alice',
        password: '',
        role: 'member',
        isPassing: false,
        at: 1,
      } as const;
      const alice = await storage.journal.run('createAccount', account);
      const send = (n: number) =>
        storage.journal.run('appendMessage', {
          ...broadcast(String(n)),
          authorId: alice?.id ?? 0,
          nonce: `nonce ${String(n)}`,
        });

      const all = new Map<number, Promise<Appended>>();
      for (let n = 0; n < 40; n += 5) {
        for (let i = n; i < n + 5; i++) all.set(i, send(i));
        // Not a turn later: what fails by then would be a rejection that nobody handles.
        await Promise.allSettled(all.values());
        await settle();
        if (n === 10 && fails.length === 0) await until(() => lines.length > 0, 'the thread is gone');
      }
      const outcomes = await Promise.allSettled(all.values());
      const lost = [...all.keys()].filter((n) => outcomes[n]?.status === 'rejected');
      // The account was the first group.
      expect(lost).toEqual(fails);
      expect(lines).toContain('the writing thread ended, and the server writes without it');
      for (const n of lost) await send(n);

      const said = storage.history(alice ?? { id: 0, ...account }, { after: 0, before: null, limit: 100 });
      expect(said.map(({ message }) => Number(message)).sort((a, b) => a - b)).toEqual([...all.keys()]);
      const rest = said.filter(({ message }) => !lost.includes(Number(message)));
      expect(rest.map(({ message }) => Number(message))).toEqual([...all.keys()].filter((n) => !lost.includes(n)));
      expect(storage.setting('half')).toBeNull();
    },
  );
});

describe('a slow disk', () => {
  const COMMIT_MS = 100;
  const slow = () => faulty(`${SLEEP} onCommit = () => sleep(${String(COMMIT_MS)});`);

  test('has everything on it when a stop in the middle of it all has ended', async () => {
    const { storage, folder, close } = await openWithThread(slow());
    const writes = Array.from({ length: 50 }, (_, n) => storage.journal.run('appendMessage', broadcast(String(n))));
    await settle();
    writes.push(storage.journal.run('appendMessage', broadcast('the last')));
    await close();
    expect((await Promise.allSettled(writes)).every(({ status }) => status === 'fulfilled')).toBe(true);
    const again = await open(program, { folder });
    expect(again.storage.lastMessageId()).toBe(51);
  });

  test('keeps nobody waiting but those who write: pings are answered, groups grow, the order holds', async () => {
    const groups: number[] = [];
    const watchWriter = (writer: Writer): Writer => ({
      commit: (group: readonly WriteOp[], done: (outcomes: readonly WriteOutcome[]) => void) => {
        groups.push(group.length);
        writer.commit(group, done);
      },
      close: () => writer.close(),
    });
    const [room] = await Promise.all([openRoom({ limits: 'off', writerThread: slow(), watchWriter }), nextThread()]);
    const alice = await room.login('alice');
    const bob = await room.login('bob');
    await alice.introduce(['ack']);
    bob.inbox.length = 0;
    groups.length = 0;

    const MESSAGES = 100;
    const sentAt: number[] = [];
    const acks: number[] = [];
    alice.webSocket.on('message', (data: Buffer) => {
      const { type, nonce } = parse(data.toString());
      if (type === 'ack') acks.push(performance.now() - (sentAt[Number(nonce)] ?? 0));
    });
    const pings: number[] = [];
    for (let n = 0; n < MESSAGES; n++) {
      sentAt.push(performance.now());
      alice.send({ type: 'message', message: String(n), nonce: String(n) });
      const startedAt = performance.now();
      const pong = new Promise((resolve) => bob.webSocket.once('pong', resolve));
      bob.webSocket.ping();
      await pong;
      pings.push(performance.now() - startedAt);
      await until(() => performance.now() - startedAt > 5, 'the next is due');
    }
    await until(() => acks.length === MESSAGES, 'everything is acknowledged', 20_000);
    await until(() => bob.inbox.length === MESSAGES, 'everything is heard');

    const at = (times: readonly number[], part: number) =>
      [...times].sort((a, b) => a - b)[Math.floor(times.length * part)] ?? 0;
    const inWords = (times: readonly number[]) => `p50 ${at(times, 0.5).toFixed(1)}, p95 ${at(times, 0.95).toFixed(1)} ms`;
    console.log(`slow disk: pings ${inWords(pings)}; acks ${inWords(acks)}; groups ${groups.join(' ')}`);
    // A server whose own thread waited for the disk would answer nine of ten pings after a good part of a commit.
    expect(at(pings, 0.5)).toBeLessThan(20);
    expect(at(pings, 0.9)).toBeLessThan(COMMIT_MS / 2);
    expect(at(acks, 0.5)).toBeGreaterThan(COMMIT_MS / 2);
    expect(at(acks, 0.5)).toBeLessThan(4 * COMMIT_MS);
    expect(groups.length).toBeLessThan(MESSAGES / 2);
    expect(bob.inbox.map((text) => parse(text).message)).toEqual(Array.from({ length: MESSAGES }, (_, n) => String(n)));
  });
});
