import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { Lane, type Carrier, type CarrierEvents } from '../../src-main/history/lane.ts';
import type { Request } from '../../src-main/history/requests.ts';
import { buildHistoryThread, GENERAL, HISTORY_THREAD, historyIn, LOGIN, message, put } from '../support/history.ts';
import { temporaryFolder } from '../support/server-room.ts';

beforeAll(buildHistoryThread, 60_000);

const NEWEST = { newest: true } as const;

/** A program for a thread. */
function programOf(source: string): string {
  const file = join(temporaryFolder(), 'thread.cjs');
  writeFileSync(file, source);
  return file;
}

/** The built thread, that ends by itself when it is asked to open the profile of this name, or to search. */
const DYING = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', ({ name, argument }) => {
  if (name === 'search' || argument?.profile === 'deadly') process.exit(7);
});
require(${JSON.stringify(HISTORY_THREAD)});
`;

describe('a thread that cannot be had is done without', () => {
  test.each([
    ['it is not there', () => '/nowhere/thread.cjs'],
    ['it fails at once', () => programOf("throw new Error('broken')")],
    ['it ends at once', () => programOf('process.exit(3)')],
  ])('%s', async (_, program) => {
    const log: string[] = [];
    const history = await historyIn(undefined, { program: program(), log: { error: (text) => log.push(text) } });
    expect(history.notice).toBeNull();
    const { key } = await history.open(LOGIN);
    await history.write([put(key, message(1, 'hello'))]);
    expect((await history.search([key], 'hello', null, 5)).found).toHaveLength(1);
    expect(log).toEqual(['the history is kept without a thread']);
  });
});

describe('a thread that ends by itself', () => {
  test('is started again once, and then done without; what it was asked is rejected, what was kept is there', async () => {
    const log: string[] = [];
    const history = await historyIn(undefined, { program: programOf(DYING), log: { error: (text) => log.push(text) } });
    const { key } = await history.open(LOGIN);
    await history.retain({ keep: 'days', days: 30 });
    await history.write([put(key, message(1, 'hello', { at: Date.UTC(2024, 0, 1) }))]);
    for (let death = 1; death <= 2; death++) {
      const deadly = history.open({ ...LOGIN, profile: 'deadly' });
      const waiting = history.page(key, GENERAL, NEWEST, 5);
      await expect(deadly).rejects.toThrow('The history was interrupted: whether this was kept is not known.');
      await expect(waiting).rejects.toThrow('The history was interrupted');
      expect((await history.page(key, GENERAL, NEWEST, 5)).entries).toHaveLength(1);
      // What is to be kept still holds: this is too old.
      await history.write([put(key, message(2, 'old', { at: Date.UTC(2023, 0, 1) }))]);
      expect((await history.page(key, GENERAL, NEWEST, 5)).entries).toHaveLength(1);
    }
    expect(log).toEqual(['the thread of the history ended by itself', 'the thread of the history ended by itself']);
    const { key: other } = await history.open({ ...LOGIN, profile: 'deadly' });
    expect(other).toBeGreaterThan(key);
  });

  test('while it searches, takes nothing with it but the search', async () => {
    const history = await historyIn(undefined, { program: programOf(DYING) });
    const { key } = await history.open(LOGIN);
    await history.write([put(key, message(1, 'hello'))]);
    for (let search = 0; search < 3; search++) {
      await expect(history.search([key], 'hello', null, 5)).rejects.toThrow('The history was interrupted');
      await history.write([put(key, message(2 + search, 'hello'))]);
    }
    expect((await history.page(key, GENERAL, NEWEST, 9)).entries).toHaveLength(4);
  });
});

describe('a lane', () => {
  test('rejects what is asked when nobody can be started any more', async () => {
    let starts = 0;
    let tell: CarrierEvents | undefined;
    const asked: Request[] = [];
    const carrier: Carrier = { post: (request) => asked.push(request), end: () => undefined };
    const lane = new Lane((events) => {
      tell = events;
      return ++starts === 1 ? Promise.resolve(carrier) : Promise.reject(new Error('No more.'));
    });
    await lane.start();
    const first = lane.ask('open', LOGIN);
    expect(asked).toHaveLength(1);
    tell?.gone();
    const second = lane.ask('open', LOGIN);
    await expect(first).rejects.toThrow('The history was interrupted');
    await expect(second).rejects.toThrow('No more.');
    await expect(lane.ask('open', LOGIN)).rejects.toThrow('The history is closed.');
    await lane.close();
  });
});

test('a search of everything does not hold up what is written', async () => {
  const history = await historyIn(undefined, { program: HISTORY_THREAD });
  const { key } = await history.open(LOGIN);
  for (let from = 0; from < 20_000; from += 1_000) {
    await history.write(
      Array.from({ length: 1_000 }, (_, index) => put(key, message(from + index + 1, `a${from + index} b${index} common`))),
    );
  }
  await history.search([key], 'warm', null, 1);
  let searching = true;
  // Each letter begins twenty thousand words: these take their time.
  const searches = Promise.all(Array.from({ length: 100 }, () => history.search([key], 'a b common', null, 200))).then(() => {
    searching = false;
  });
  for (let id = 1; id <= 3; id++) await history.write([put(key, message(100_000 + id, 'urgent'))]);
  expect(searching).toBe(true);
  await searches;
});
