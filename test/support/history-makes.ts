import { expect } from 'vitest';
import { loadSqlite } from '../../src-main/server/storage/sqlite.ts';
import type { History } from '../../src-shared/client/history.ts';
import { browserHistory, MemoryCarrier } from './browser-history.ts';
import { FakeClock, settle } from './fake-clock.ts';
import { historyIn } from './history.ts';
import { temporaryFolder } from './server-room.ts';

/** A history, whoever keeps it. */
export interface KeptHistory extends History {
  /** The same one, opened anew; this one must be closed. */
  again(): Promise<KeptHistory>;
  /** Resolves when only so many entries are left of all that was kept. */
  deleted(entries: number): Promise<void>;
}

type Open = (clock?: FakeClock) => Promise<KeptHistory>;

/** Whoever keeps a history does the same: these tests hold for each of them. */
export const HISTORIES: readonly (readonly [name: string, open: Open])[] = [
  ['a file of the app', (clock) => inFile(temporaryFolder(), clock)],
  ['a browser', (clock) => inBrowser(new MemoryCarrier(), clock)],
];

async function inFile(folder: string, clock = new FakeClock()): Promise<KeptHistory> {
  const history = await historyIn(folder, { clock });
  return Object.assign(history, {
    again: () => inFile(folder, clock),
    deleted: (entries: number) => deletedIn(history.file, entries),
  });
}

async function inBrowser(carrier: MemoryCarrier, clock = new FakeClock()): Promise<KeptHistory> {
  return Object.assign(browserHistory(carrier, { clock }), {
    again: () => inBrowser(carrier, clock),
    deleted: async (entries: number) => {
      await settle();
      expect([...carrier.rows.values()].filter(({ kind }) => kind === 'entry')).toHaveLength(entries);
    },
  });
}

/** One number of the file, read by a connection beside the history's own. */
export async function count(file: string, sql: string): Promise<number> {
  const database = new (await loadSqlite())(file, { readOnly: true });
  try {
    return Number(Object.values(database.prepare(sql).get() as Record<string, number>)[0]);
  } finally {
    database.close();
  }
}

/** Resolves when nothing is left in the file of what was forgotten. */
export async function deletedIn(file: string, entries: number): Promise<void> {
  let rows = Infinity;
  const deadline = performance.now() + 10_000;
  while (rows !== entries && performance.now() < deadline) {
    await settle();
    rows = await count(file, 'SELECT count(*) FROM entries');
  }
  expect(rows).toBe(entries);
  expect(await count(file, 'SELECT count(*) FROM words_docsize')).toBe(entries);
  expect(await count(file, 'SELECT count(*) FROM authors WHERE server NOT IN (SELECT key FROM servers)')).toBe(0);
}
