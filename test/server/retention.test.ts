import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../src-main/server/limits.ts';
import { DATABASE_FILE } from '../../src-main/server/storage/database-names.ts';
import type { Database } from '../../src-main/server/storage/sqlite.ts';
import type { Writer, WriteOutcome } from '../../src-main/server/storage/group-writer.ts';
import type { WriteOp } from '../../src-main/server/storage/writes.ts';
import { HeldWriter } from '../support/held-writer.ts';
import { writeHistory } from '../support/long-history.ts';
import { ask, type Packet } from '../support/plus-client.ts';
import { settle, until, type RawClient } from '../support/server-client.ts';
import { openMemoryRoom, openRoom, temporaryFolder, type MemoryRoom } from '../support/server-room.ts';

const MESSAGES = 200_000;
const CAP = 20_000;
const MIB = 1024 * 1024;
/**
 * A slice may hold the writer up for so long, and what is said meanwhile may wait for a few of them. The longest of hundreds is the
 * machine's, by what else it does meanwhile, so that nine of ten are held to it.
 */
const SLICE_MAX_MS = 50;
const ACK_MAX_MS = 250;

const isTrim = ({ name }: WriteOp) => name === 'trim' || name === 'trimMessages' || name === 'vacuum';

/** Takes the time of each group in which something is forgotten. */
class SliceWatch implements Writer {
  readonly took: number[] = [];
  database: Database | null = null;
  #writer: Writer | null = null;

  readonly watch = (writer: Writer, database: Database): Writer => {
    this.#writer = writer;
    this.database = database;
    return this;
  };

  commit(group: readonly WriteOp[], done: (outcomes: readonly WriteOutcome[]) => void): void {
    const startedAt = performance.now();
    this.#writer?.commit(group, (outcomes) => {
      if (group.some(isTrim)) this.took.push(performance.now() - startedAt);
      done(outcomes);
    });
  }

  close(): Promise<void> {
    return this.#writer?.close() ?? Promise.resolve();
  }

  number(query: string): number {
    return Number(Object.values(this.database?.prepare(query).get() as Record<string, number>)[0]);
  }
}

const at = (times: readonly number[], part: number): number =>
  [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;
const inWords = (times: readonly number[]) =>
  `${String(times.length)}, p50 ${at(times, 0.5).toFixed(1)}, p95 ${at(times, 0.95).toFixed(1)}, max ${at(times, 1).toFixed(1)} ms`;

/** A stopped server's folder: bob, who is away, has a message waiting that is older than a long history. */
async function longHistory(length: number): Promise<string> {
  const dataDir = temporaryFolder();
  const room = await openRoom({ dataDir });
  const alice = await room.login('alice');
  const bob = await room.login('bob');
  bob.close();
  await alice.upTo('quit');
  alice.send({ type: 'direct_message', recipient: 'bob', message: 'for bob' });
  await alice.settled();
  await room.server.stop();
  await writeHistory(dataDir, { messages: MESSAGES, length, at: Date.now() });
  return dataDir;
}

/** Somebody who knows RWCI+; nothing was written for that. */
async function plus(room: { login(name: string): Promise<RawClient> }, name: string): Promise<RawClient> {
  const client = await room.login(name);
  await client.introduce(['ack', 'history']);
  return client;
}

/** All of a conversation that a client can get, oldest first. */
async function historyOf(client: RawClient, where: Readonly<Record<string, unknown>>): Promise<Packet[]> {
  const all: Packet[] = [];
  for (let after = 0; ;) {
    const page = await ask(client, { type: 'history', ...where, after });
    all.push(...(page.messages ?? []));
    if (page.more !== true) return all;
    after = page.reached ?? 0;
  }
}

describe(`a history of ${String(MESSAGES)} messages`, () => {
  test(`is trimmed to ${String(CAP)} in short slices, while people talk; what waits for somebody stays and comes`, async () => {
    const dataDir = await longHistory(100);
    const watch = new SliceWatch();
    const said: string[] = [];
    const log = { info: (text: string) => said.push(text), warn: () => undefined, error: (text: string) => said.push(text) };
    const limits = { historyMaxMessages: CAP, trimIntervalMs: 100, messageBurst: Infinity, messageBurstBytes: Infinity };
    const room = await openRoom({ dataDir, limits, log, watchWriter: watch.watch });
    const alice = await plus(room, 'alice');
    const acks: number[] = [];
    const isDone = () => said.includes('history was trimmed') && watch.number('PRAGMA freelist_count') < 256;
    const deadline = performance.now() + 60_000;
    while (!isDone() && performance.now() < deadline) {
      const startedAt = performance.now();
      expect(await ask(alice, { type: 'message', message: 'meanwhile' })).toMatchObject({ type: 'ack' });
      acks.push(performance.now() - startedAt);
    }
    console.log(`retention: slices: ${inWords(watch.took)}; acks meanwhile: ${inWords(acks)}`);
    expect(said.filter((text) => text !== 'logged in')).toEqual(['history was trimmed']);
    expect(at(watch.took, 0.9)).toBeLessThan(SLICE_MAX_MS);
    expect(at(acks, 0.9)).toBeLessThan(ACK_MAX_MS);

    const newest = watch.number("SELECT seq FROM sqlite_sequence WHERE name = 'messages'");
    const inChannel = watch.number(`SELECT count(*) FROM messages WHERE id > ${String(newest - CAP)}`);
    // Of those between the old end and the newest nothing is missing; what was said after the last slice is still too many.
    expect(inChannel).toBe(CAP);
    expect(watch.number('SELECT count(*) FROM messages')).toBeLessThanOrEqual(CAP + acks.length);
    const bob = await room.login('bob');
    expect(await bob.settled()).toEqual(['{"type":"direct_message","author":"alice","message":"for bob"}']);
  }, 120_000);

  test('of more bytes than may be: the file shrinks to them', async () => {
    const cap = 16 * MIB;
    const dataDir = await longHistory(200);
    const file = join(dataDir, DATABASE_FILE);
    expect(statSync(file).size).toBeGreaterThan(2 * cap);
    const watch = new SliceWatch();
    const limits = { historyMaxBytes: cap, trimIntervalMs: 100 };
    const room = await openRoom({ dataDir, limits, watchWriter: watch.watch });
    const pages = () => watch.number('PRAGMA page_count') * watch.number('PRAGMA page_size');
    await until(
      () => pages() <= cap * 1.1,
      () => `${String(pages())} bytes are few enough`,
      60_000,
    );
    const alice = await plus(room, 'alice');
    const { messages } = await ask(alice, { type: 'history', channel: 'general' });
    expect(messages?.at(-1)?.seq).toBe(MESSAGES);
    // No more went than had to.
    expect(watch.number('SELECT count(*) FROM messages') * 200).toBeGreaterThan(cap / 2);
    const bob = await room.login('bob');
    expect(await bob.settled()).toEqual(['{"type":"direct_message","author":"alice","message":"for bob"}']);
    await room.server.stop();
    console.log(`retention: a file of ${(statSync(file).size / MIB).toFixed(1)} MiB at a limit of ${String(cap / MIB)}`);
    expect(statSync(file).size).toBeLessThanOrEqual(cap * 1.1);
  }, 120_000);

  test('that is being trimmed does not hold up a stop, and the next start goes on', async () => {
    const dataDir = await longHistory(100);
    const limits = { historyMaxMessages: 0, trimIntervalMs: 50 };
    const first = new SliceWatch();
    const room = await openRoom({ dataDir, limits, watchWriter: first.watch });
    await until(() => first.took.length > 5, 'it is being trimmed', 20_000);
    const left = first.number('SELECT count(*) FROM messages');
    expect(left).toBeGreaterThan(1);
    const startedAt = performance.now();
    await room.server.stop();
    const tookMs = performance.now() - startedAt;
    console.log(`retention: stopped in ${tookMs.toFixed(0)} ms`);
    expect(tookMs).toBeLessThan(2_000);

    const again = new SliceWatch();
    await openRoom({ dataDir, limits, watchWriter: again.watch });
    expect(again.number('SELECT count(*) FROM messages')).toBeGreaterThan(1);
    await until(() => again.number('SELECT count(*) FROM messages') === 1, 'all but what waits for bob is gone', 60_000);
  }, 120_000);
});

const INTERVAL_MS = 1_000;

/** Lets one round go by. */
async function round({ clock }: MemoryRoom): Promise<void> {
  await clock.advance(INTERVAL_MS);
  for (let slice = 0; slice < 10; slice++) await settle();
}

async function say(client: RawClient, count: number, channel = 'general'): Promise<void> {
  for (let n = 0; n < count; n++) await ask(client, { type: 'message', channel, message: `${channel} ${String(n + 1)}` });
}

const open = (options: Parameters<typeof openMemoryRoom>[0] & object) =>
  openMemoryRoom({ ...options, limits: { trimIntervalMs: INTERVAL_MS, ...(options.limits as object) } });

describe('what was forgotten', () => {
  test('is as many messages as `seq` has left out', async () => {
    const room = await open({ limits: { historyMaxMessages: 3 } });
    const alice = await plus(room, 'alice');
    await say(alice, 10);
    const before = await historyOf(alice, { channel: 'general' });
    expect(before.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    await round(room);
    const after = await historyOf(alice, { channel: 'general' });
    expect(after).toEqual(before.slice(7));
    // Somebody who had read up to the second one.
    const { messages } = await ask(alice, { type: 'history', channel: 'general', after: before[1]?.id });
    expect((messages?.[0]?.seq ?? 0) - (before[1]?.seq ?? 0) - 1).toBe(5);
  });

  test('leaves its ids and numbers unused, also when nothing is left and the server was started again', async () => {
    const dataDir = temporaryFolder();
    const room = await open({ dataDir, limits: { historyMaxMessages: 0 } });
    const alice = await plus(room, 'alice');
    await say(alice, 5);
    const newest = (await historyOf(alice, {})).at(-1);
    await round(room);
    expect(await historyOf(alice, {})).toEqual([]);
    await room.server.stop();

    const again = await open({ dataDir });
    const back = await plus(again, 'alice');
    await say(back, 1);
    const [first] = await historyOf(back, { channel: 'general' });
    expect([first?.id, first?.seq]).toEqual([(newest?.id ?? 0) + 1, (newest?.seq ?? 0) + 1]);
  });

  test('is what is older than may be, not what is younger', async () => {
    const room = await open({ limits: { historyMaxAgeMs: 60_000 } });
    const alice = await plus(room, 'alice');
    await say(alice, 3);
    room.clock.jump(50_000);
    await say(alice, 2);
    room.clock.jump(15_000);
    await round(room);
    expect((await historyOf(alice, { channel: 'general' })).map(({ seq }) => seq)).toEqual([4, 5]);
  });

  test('is never a direct message that waits, however many of them are older than all else; once it came it goes', async () => {
    const dataDir = temporaryFolder();
    const limits = { historyMaxMessages: 4, messageBurst: Infinity };
    const room = await open({ dataDir, limits });
    const alice = await plus(room, 'alice');
    const bob = await room.login('bob');
    bob.close();
    await settle();
    for (let n = 1; n <= 150; n++) await ask(alice, { type: 'direct_message', recipient: 'bob', message: String(n) });
    await say(alice, 6);
    await round(room);
    await round(room);
    expect((await historyOf(alice, { channel: 'general' })).map(({ seq }) => seq)).toEqual([3, 4, 5, 6]);
    expect(await historyOf(alice, { username: 'bob' })).toHaveLength(150);

    const back = await plus(room, 'bob');
    expect(await historyOf(back, { username: 'alice' })).toHaveLength(150);
    // Their arrival is written down in steps.
    for (let n = 0; n < 5; n++) await round(room);
    expect(await historyOf(alice, { username: 'bob' })).toEqual([]);
    expect((await historyOf(alice, { channel: 'general' })).map(({ seq }) => seq)).toEqual([3, 4, 5, 6]);
  });

  test('is a nonce before any message when the file is too large, but none of the last seven days', async () => {
    const writer = new HeldWriter();
    const room = await open({ watchWriter: writer.watch, limits: { historyMaxBytes: MIB } });
    const alice = await plus(room, 'alice');
    await say(alice, 5);
    const day = 24 * 60 * 60_000;
    const insert = (count: number, days: number) =>
      writer.database
        ?.exec(`WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${String(count)})
        INSERT INTO nonces SELECT 1, hex(randomblob(16)), n, ${String(room.clock.wall() - days * day)} FROM numbers`);
    const nonces = () => (writer.database?.prepare('SELECT count(*) AS n FROM nonces').get() as { n: number }).n;
    const young = nonces();
    insert(1_000, 6);
    insert(15_000, 8);
    await room.clock.advance(INTERVAL_MS);
    await until(() => nonces() === young + 1_000, 'the old ones are gone', 20_000);
    await round(room);
    expect(nonces()).toBe(young + 1_000);
    expect(await historyOf(alice, { channel: 'general' })).toHaveLength(5);
  });

  test('of a deleted channel is everything: another of its name begins at 1 with nothing in it', async () => {
    const writer = new HeldWriter();
    const room = await open({ watchWriter: writer.watch });
    const alice = await plus(room, 'alice');
    const make = () => ask(alice, { type: 'channel_create', channel: 'plans' });
    const count = () => (writer.database?.prepare('SELECT count(*) AS n FROM messages').get() as { n: number }).n;
    await make();
    await say(alice, 5, 'plans');
    await say(alice, 1);
    const before = count();
    await ask(alice, { type: 'channel_delete', channel: 'plans' });
    await make();
    expect(await historyOf(alice, { channel: 'plans' })).toEqual([]);
    await say(alice, 2, 'plans');
    const fresh = await historyOf(alice, { channel: 'plans' });
    expect(fresh.map(({ seq, message }) => [seq, message])).toEqual([
      [1, 'plans 1'],
      [2, 'plans 2'],
    ]);
    await round(room);
    expect(count()).toBe(before + 2);
    // Until then it could have been restored.
    await room.clock.advance(DEFAULT_LIMITS.channelRestoreMs);
    await round(room);
    expect(count()).toBe(before - 5 + 2);
    expect(await historyOf(alice, { channel: 'plans' })).toEqual(fresh);
    expect((await historyOf(alice, { channel: 'general' })).map(({ message }) => message)).toEqual(['general 1']);
  });
});

test.each(['full', 'failed'] as const)(
  'a disk that is %s during a round does no harm, and the next round goes on',
  async (failure) => {
    const writer = new HeldWriter();
    const said: string[] = [];
    const add = (text: string) => said.push(text);
    const log = { info: add, warn: add, error: add };
    const room = await open({ watchWriter: writer.watch, limits: { historyMaxMessages: 2 }, log });
    const alice = await plus(room, 'alice');
    await say(alice, 5);
    const seqs = async () => (await historyOf(alice, { channel: 'general' })).map(({ seq }) => seq);
    writer.failure = failure;
    await round(room);
    await round(room);
    expect(await seqs()).toEqual([1, 2, 3, 4, 5]);
    expect(said.filter((text) => text === 'history could not be trimmed')).toHaveLength(2);
    expect(await ask(alice, { type: 'message', message: 'no' })).toMatchObject({ type: 'error' });
    writer.failure = null;
    await round(room);
    expect(await seqs()).toEqual([4, 5]);
  },
);
