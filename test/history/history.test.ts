import { beforeAll, describe, expect, test } from 'vitest';
import { buildHistoryThread, GENERAL, HISTORY_THREAD, historyIn, LOGIN, message, put } from '../support/history.ts';

beforeAll(buildHistoryThread, 60_000);

describe.each([
  ['a thread', HISTORY_THREAD],
  ['no thread', null],
])('the history, kept with %s', (_, program) => {
  test('is there again after a restart', async () => {
    const history = await historyIn(undefined, { program });
    expect(history.notice).toBeNull();
    const { key, state, conversations } = await history.open(LOGIN);
    expect([state, conversations]).toEqual([null, []]);
    await history.write([put(key, message(1, 'hello')), put(key, message(2, 'world'))]);
    await history.close();

    const again = await historyIn(history.folder, { program });
    expect((await again.open(LOGIN)).nextEntryId).toBe(3);
    const page = await again.page(key, GENERAL, { newest: true }, 50);
    expect(page).toEqual({ entries: [message(1, 'hello'), message(2, 'world')], hasOlder: false, hasNewer: false });
  });

  test('finds what was just written', async () => {
    const history = await historyIn(undefined, { program });
    const { key } = await history.open(LOGIN);
    void history.write([put(key, message(1, 'hello world')), put(key, message(2, '明天的会议室'))]);
    for (const query of ['hel', '"hello world"', 'from:BOB hello', 'in:general wor', '会议', '议']) {
      const { found } = await history.search([key], query, null, 50);
      expect([query, found.map(({ entry }) => entry.id)]).toEqual([query, [query.includes('议') ? 2 : 1]]);
    }
  });
});
