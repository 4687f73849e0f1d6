import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { MessageEntry } from '../../src-shared/chat/index.ts';
import { loadSqlite } from '../../src-main/server/storage/sqlite.ts';
import { buildHistoryThread, GENERAL, HISTORY_THREAD, historyIn, LOGIN, message } from '../support/history.ts';
import { seeded } from '../support/random.ts';
import { temporaryFolder } from '../support/server-room.ts';

const KILLS = 15;
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

beforeAll(buildHistoryThread, 60_000);

/**
 * A program that writes through the built thread as fast as it can, an entry and its twin in the outbox in each write, and says which writes were
 * kept. It asks the thread itself, as the app's own half of the history does.
 */
const WRITER = `
const { Worker } = require('node:worker_threads');
const [program, folder, from] = process.argv.slice(1);
const workerData = { historyThread: 'keep', folder, now: Date.now(), retention: { keep: 'all' } };
const worker = new Worker(program, { workerData });
const base = { kind: 'message', author: 'ann', delivery: null, reason: null, mention: false };
let next = Number(from);
const ask = (id, name, argument) => worker.postMessage({ id, name, argument });
const write = () => {
  const id = next++;
  const entry = { ...base, id, at: 1.7e12 + id * 1000, text: 'number ' + id + ' ' + 'x'.repeat(id % 3000) };
  const place = { server: 1, conversation: 'channel:general' };
  const waits = { ...entry, id: id + 1e6, delivery: 'queued' };
  ask(id, 'write', [{ type: 'entry', ...place, entry, position: { era: 0, anchor: id } }, { type: 'outbox', ...place, entry: waits }]);
};
worker.on('message', (message) => {
  if (message.type === 'ready') ask(0, 'open', { profile: 'p1', account: 'ann', address: 'lan:8888' });
  else if (message.id === 0) for (let i = 0; i < 20; i++) write();
  else if (message.ok) { console.log(message.id); write(); }
  else throw new Error(message.message);
});
`;

/** Runs the writer until it has been told of so many writes, and then a random moment longer; returns the last that was kept. */
async function writeAndDie(folder: string, from: number, writes: number, random: () => number): Promise<number> {
  const child = spawn(process.execPath, ['-e', WRITER, HISTORY_THREAD, folder, String(from)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let last = 0;
  let left = writes;
  for await (const line of createInterface(child.stdout)) {
    last = Number(line);
    if (--left > 0) continue;
    if (left === 0) {
      // Somewhere in the next few groups: within a write, a sync or between.
      const end = performance.now() + random() * 20;
      while (performance.now() < end) await new Promise((resolve) => setImmediate(resolve));
      child.kill('SIGKILL');
    }
  }
  return last;
}

describe(`kill -9 while it is written (SEED=${SEED})`, () => {
  test('whatever was said to be kept is there, whole, in order and found', async () => {
    const random = seeded(SEED);
    const folder = temporaryFolder();
    let last = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      last = await writeAndDie(folder, last + 1_000, 1 + Math.floor(random() * 100), random);
      const history = await historyIn(folder);
      expect(history.notice).toBeNull();
      const { key, outbox } = await history.open(LOGIN);
      const waiting = new Set(outbox.map(({ entry }) => entry.id - 1_000_000));
      const { entries } = await history.page(key, GENERAL, { newest: true }, 200);
      const kept = entries.map(({ id }) => id);
      expect(kept).toContain(last);
      expect(kept).toEqual([...kept].sort((a, b) => a - b));
      // A write is there with both its halves or not at all, and as it was written.
      for (const entry of entries as MessageEntry[]) {
        expect([entry.id, waiting.has(entry.id)]).toEqual([entry.id, true]);
        expect(entry.text).toBe(`number ${entry.id} ${'x'.repeat(entry.id % 3000)}`);
      }
      const { found } = await history.search([key], `"number ${last}"`, null, 5);
      expect(found.map(({ entry }) => entry.id)).toEqual([last]);
      await history.write([
        { type: 'outbox', server: key, conversation: GENERAL, entry: message(2, 'x', { delivery: 'queued' }) },
      ]);
      await history.close();

      const database = new (await loadSqlite())(history.file);
      expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
      const counts = database
        .prepare('SELECT (SELECT count(*) FROM entries) AS entries, (SELECT count(*) FROM words_docsize) AS indexed')
        .get();
      expect(counts?.indexed).toBe(counts?.entries);
      database.close();
    }
  }, 120_000);
});
