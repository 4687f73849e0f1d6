import { beforeAll, describe, expect, test } from 'vitest';
import type { MessageEntry } from '../../src-shared/chat/index.ts';
import { loadSqlite } from '../../src-main/server/storage/sqlite.ts';
import { buildHistoryThread, GENERAL, historyIn, LOGIN, message, startHistoryWriter } from '../support/history.ts';
import { seeded } from '../support/random.ts';
import { temporaryFolder } from '../support/server-room.ts';

const KILLS = 15;
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

beforeAll(buildHistoryThread, 60_000);

/** Runs the writer until it has been told of so many writes, and then a random moment longer; returns the last that was kept. */
async function writeAndDie(folder: string, from: number, writes: number, random: () => number): Promise<number> {
  const writer = startHistoryWriter(folder, from);
  let last = 0;
  let left = writes;
  for await (const line of writer.lines) {
    expect(line).toMatch(/^\d+ kept$/u);
    last = Number(line.split(' ')[0]);
    if (--left !== 0) continue;
    // Somewhere in the next few groups: within a write, a sync or between.
    const end = performance.now() + random() * 20;
    while (performance.now() < end) await new Promise((resolve) => setImmediate(resolve));
    writer.kill();
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
      // A group that was kept and not told of yet can be longer than a page.
      const { entries } = await history.page(key, GENERAL, { around: last }, 200);
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
