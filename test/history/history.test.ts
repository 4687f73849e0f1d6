import { beforeAll, describe, expect, test } from 'vitest';
import type { History } from '../../src-shared/client/history.ts';
import type { KeptConversation, KeptEntry, Page } from '../../src-shared/client/records.ts';
import { directId } from '../../src-shared/chat/index.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { buildHistoryThread, GENERAL, HISTORY_THREAD, historyIn, LOGIN, message, put } from '../support/history.ts';
import { count, deletedIn, HISTORIES } from '../support/history-makes.ts';

beforeAll(buildHistoryThread, 60_000);

const NEWEST = { newest: true } as const;
const ids = ({ entries }: Page) => entries.map(({ id }) => id);
const found = async (history: History, server: number, query: string) =>
  (await history.search([server], query, null, 100)).found.map(({ entry }) => entry.id);

describe.each([
  ['a thread', HISTORY_THREAD],
  ['no thread', null],
])('the history, kept with %s', (_, program) => {
  const open = (folder?: string) => historyIn(folder, { program });

  test('is there again after a restart, with all that an entry has', async () => {
    const history = await open();
    expect(history.notice).toBeNull();
    const { key, state, conversations, outbox } = await history.open(LOGIN);
    expect([state, conversations, outbox]).toEqual([null, [], []]);
    const entries: KeptEntry[] = [
      message(1, 'hello'),
      message(2, 'ann, look', { mention: true, place: { id: 7, seq: null } }),
      message(3, 'mine', { author: 'ann', delivery: 'delivered', nonce: 'n3', place: { id: 8, seq: 4 } }),
      message(4, 'unsure', { author: 'ann', delivery: 'unconfirmed', detail: 'who knows' }),
      { kind: 'broadcast', id: 5, at: 5, text: 'The server restarts.', place: { id: 9, seq: 1 } },
      { kind: 'join', id: 6, at: 6, name: 'carol' },
      { kind: 'quit', id: 7, at: 7, name: 'carol' },
      { kind: 'gap', id: 8, at: 8, from: 7 },
    ];
    await history.write(entries.map((entry, index) => put(key, entry, GENERAL, { era: 0, anchor: index })));
    await history.close();

    const again = await open(history.folder);
    const kept = await again.open(LOGIN);
    expect([kept.key, kept.nextEntryId]).toEqual([key, 9]);
    expect(await again.page(key, GENERAL, NEWEST, 50)).toEqual({ entries, hasOlder: false, hasNewer: false });
  });

  test('finds what was just written', async () => {
    const history = await open();
    const { key } = await history.open(LOGIN);
    void history.write([put(key, message(1, 'hello world')), put(key, message(2, '明天的会议室'))]);
    for (const query of ['hel', '"hello world"', 'from:BOB hello', 'in:general wor', 'in:#GENERAL hello'])
      expect([query, await found(history, key, query)]).toEqual([query, [1]]);
    for (const query of ['会议', '议', '天的会', 'from:bob 室'])
      expect([query, await found(history, key, query)]).toEqual([query, [2]]);
    for (const query of ['', '?', 'ello', '"hello wor"', 'from:carol', 'from:carol hello', 'in:random hello', '议会'])
      expect([query, await found(history, key, query)]).toEqual([query, []]);
  });

  test('keeps what was asked for before it was closed, and says so to what is asked after it', async () => {
    const history = await open();
    const { key } = await history.open(LOGIN);
    const writes = Array.from({ length: 50 }, (__, index) => history.write([put(key, message(index + 1, 'x'))]));
    const closing = history.close();
    await expect(history.write([put(key, message(99, 'late'))])).rejects.toThrow('The history is closed.');
    await Promise.all([...writes, closing]);
    const again = await open(history.folder);
    expect(ids(await again.page(key, GENERAL, NEWEST, 100))).toHaveLength(50);
  });
});

describe.each(HISTORIES)('a history kept in %s', (_, open) => {
  describe('pages', () => {
    async function tenMessages() {
      const history = await open();
      const { key } = await history.open(LOGIN);
      await history.write(Array.from({ length: 10 }, (_, index) => put(key, message(index + 1, 'x'))));
      return {
        history,
        page: (where: Parameters<History['page']>[2], limit: number) => history.page(key, GENERAL, where, limit),
      };
    }

    test('go from the newest back, and forth again', async () => {
      const { page } = await tenMessages();
      const facts = async (where: Parameters<History['page']>[2], limit: number) => {
        const result = await page(where, limit);
        return [ids(result), result.hasOlder, result.hasNewer];
      };
      expect(await facts(NEWEST, 3)).toEqual([[8, 9, 10], true, false]);
      expect(await facts({ before: 8 }, 3)).toEqual([[5, 6, 7], true, true]);
      expect(await facts({ before: 4 }, 3)).toEqual([[1, 2, 3], false, true]);
      expect(await facts({ before: 1 }, 3)).toEqual([[], false, true]);
      expect(await facts({ after: 7 }, 3)).toEqual([[8, 9, 10], true, false]);
      expect(await facts({ after: 3 }, 3)).toEqual([[4, 5, 6], true, true]);
      expect(await facts({ around: 5 }, 4)).toEqual([[3, 4, 5, 6], true, true]);
      expect(await facts({ around: 1 }, 4)).toEqual([[1, 2], false, true]);
      expect(await facts({ around: 10 }, 5)).toEqual([[8, 9, 10], true, false]);
      expect(await facts({ around: 5 }, 1)).toEqual([[5], true, true]);
    });

    test('are empty where the entry or the conversation is not known', async () => {
      const { history, page } = await tenMessages();
      const empty = { entries: [], hasOlder: false, hasNewer: false };
      for (const where of [{ before: 99 }, { after: 99 }, { around: 99 }]) expect(await page(where, 5)).toEqual(empty);
      expect(await history.page(1, 'channel:other', NEWEST, 5)).toEqual(empty);
      expect(await history.page(99, GENERAL, NEWEST, 5)).toEqual(empty);
    });
  });

  describe('places', () => {
    test('an entry with a place comes before those that were said later, whenever it is written', async () => {
      const history = await open();
      const { key } = await history.open(LOGIN);
      const placed = (id: number, place: number) =>
        put(key, message(id, 'x', { place: { id: place, seq: null } }), GENERAL, { era: 0, anchor: place });
      await history.write([placed(1, 20), put(key, { kind: 'join', id: 2, at: 0, name: 'bob' }), placed(3, 30)]);
      await history.write([placed(4, 10), placed(5, 15)]);
      expect(ids(await history.page(key, GENERAL, NEWEST, 9))).toEqual([4, 5, 1, 2, 3]);
      await history.write([
        put(key, message(6, 'after a reset', { place: { id: 1, seq: 1 } }), GENERAL, { era: 1, anchor: 1 }),
      ]);
      await history.write([put(key, { kind: 'quit', id: 7, at: 0, name: 'bob' }, GENERAL, { era: 1, anchor: null })]);
      expect(ids(await history.page(key, GENERAL, NEWEST, 9))).toEqual([4, 5, 1, 2, 3, 6, 7]);
    });

    test('of two entries with one place in one era the newcomer stays', async () => {
      const history = await open();
      const { key } = await history.open(LOGIN);
      const place = { place: { id: 5, seq: 1 } };
      await history.write([put(key, message(1, 'first', place), GENERAL, { era: 0, anchor: 5 })]);
      await history.write([put(key, message(2, 'second', place), GENERAL, { era: 0, anchor: 5 })]);
      await history.write([put(key, message(3, 'other era', place), GENERAL, { era: 1, anchor: 5 })]);
      expect(ids(await history.page(key, GENERAL, NEWEST, 9))).toEqual([2, 3]);
      expect(await found(history, key, 'first')).toEqual([]);
      expect(await found(history, key, 'second')).toEqual([2]);
    });

    test('an entry that is written again is changed where it stands, and found by its new text alone', async () => {
      const history = await open();
      const { key } = await history.open(LOGIN);
      await history.write([put(key, message(1, 'old words')), put(key, message(2, 'b'))]);
      await history.write([put(key, message(1, 'new text', { at: 5_000, author: 'carol' }))]);
      const page = await history.page(key, GENERAL, NEWEST, 9);
      expect(page.entries).toEqual([message(1, 'new text', { at: 5_000, author: 'carol' }), message(2, 'b')]);
      expect(await found(history, key, 'old')).toEqual([]);
      expect(await found(history, key, 'from:carol')).toEqual([1]);
      await history.write([{ type: 'entry-removed', server: key, entry: 1 }]);
      expect(ids(await history.page(key, GENERAL, NEWEST, 9))).toEqual([2]);
      expect(await found(history, key, 'new')).toEqual([]);
    });
  });

  test('where a server was set back, its ids name nothing that is kept any more, and the order stays', async () => {
    const history = await open();
    const { key } = await history.open(LOGIN);
    const other = await history.open({ ...LOGIN, profile: 'p2', address: 'b:1' });
    const placed = (server: number, id: number, era: number) =>
      put(server, message(id, 'x', { place: { id: id % 10, seq: 1 } }), GENERAL, { era, anchor: id % 10 });
    await history.write([placed(key, 1, 0), placed(key, 2, 0), placed(other.key, 1, 0)]);
    await history.write([{ type: 'places-forgotten', server: key }, placed(key, 11, 1)]);
    const { entries } = await history.page(key, GENERAL, NEWEST, 9);
    expect(entries).toEqual([message(1, 'x'), message(2, 'x'), message(11, 'x', { place: { id: 1, seq: 1 } })]);
    expect((await history.page(other.key, GENERAL, NEWEST, 9)).entries).toEqual([
      message(1, 'x', { place: { id: 1, seq: 1 } }),
    ]);
  });

  describe('the outbox', () => {
    test('holds what waits, in the order of its ids, until it is taken out', async () => {
      const history = await open();
      const { key } = await history.open(LOGIN);
      const waiting = (id: number, text = 'x') => message(id, text, { author: 'ann', delivery: 'queued', nonce: `n${id}` });
      const outbox = (entry: ReturnType<typeof waiting>) =>
        ({ type: 'outbox', server: key, conversation: GENERAL, entry }) as const;
      await history.write([outbox(waiting(2)), outbox(waiting(1)), outbox(waiting(3, 'old \0 \ud800'))]);
      await history.write([outbox(waiting(3, 'new \0 \ud800')), { type: 'outbox-removed', server: key, entry: 1 }]);
      const kept = await history.open(LOGIN);
      expect(kept.outbox.map(({ entry }) => entry)).toEqual([waiting(2), waiting(3, 'new \0 \ud800')]);
      expect(kept.nextEntryId).toBe(4);
      expect(ids(await history.page(key, GENERAL, NEWEST, 9))).toEqual([]);
      expect(await found(history, key, 'new')).toEqual([]);
    });
  });

  describe('conversations', () => {
    const row: KeptConversation = {
      id: GENERAL,
      unread: 3,
      mentions: 1,
      firstUnread: 7,
      draft: 'half a',
      choices: '{"notify":"all"}',
    };

    test('come back as they were last kept, in the order in which they were first', async () => {
      const history = await open();
      const { key } = await history.open(LOGIN);
      const bob = directId('bob');
      await history.write([put(key, message(1, 'x'), bob), { type: 'conversation', server: key, conversation: row }]);
      await history.write([{ type: 'conversation', server: key, conversation: { ...row, draft: 'half a sentence' } }]);
      await history.write([{ type: 'server', server: key, name: 'LAN party', state: '{"known":7}' }]);
      const { conversations, state } = await history.open(LOGIN);
      const fresh = { id: bob, unread: 0, mentions: 0, firstUnread: null, draft: '', choices: '{}' };
      expect([conversations, state]).toEqual([[fresh, { ...row, draft: 'half a sentence' }], '{"known":7}']);
    });

    test('go on under another name', async () => {
      const history = await open();
      const { key } = await history.open(LOGIN);
      await history.write([put(key, message(1, 'hello')), { type: 'conversation', server: key, conversation: row }]);
      await history.write([{ type: 'conversation-renamed', server: key, from: GENERAL, to: 'channel:lobby' }]);
      expect((await history.open(LOGIN)).conversations).toEqual([{ ...row, id: 'channel:lobby' }]);
      expect(ids(await history.page(key, 'channel:lobby', NEWEST, 9))).toEqual([1]);
      expect(await found(history, key, 'in:lobby hello')).toEqual([1]);
      expect(await found(history, key, 'in:general hello')).toEqual([]);
    });

    test.each([
      ['more in the old one', [1, 2, 3], [4]],
      ['nothing in the old one', [], [1, 2]],
      ['nothing in the new one', [1, 2], []],
    ])('come together where there is one of that name already: %s', async (_, old, other) => {
      const history = await open();
      const { key } = await history.open(LOGIN);
      const lobby = 'channel:lobby';
      const entry = message(50, 'waits', { delivery: 'queued' });
      await history.write([
        { type: 'conversation', server: key, conversation: row },
        { type: 'outbox', server: key, conversation: GENERAL, entry },
        { type: 'conversation', server: key, conversation: { ...row, id: lobby, draft: '' } },
        ...old.map((id) => put(key, message(id, 'hello'))),
        ...other.map((id) => put(key, message(id, 'hello'), lobby)),
      ]);
      await history.write([{ type: 'conversation-renamed', server: key, from: GENERAL, to: lobby }]);
      const { conversations, outbox } = await history.open(LOGIN);
      expect(conversations).toEqual([{ ...row, id: lobby }]);
      expect(outbox).toEqual([{ conversation: lobby, entry }]);
      const all = [...old, ...other].sort();
      expect(ids(await history.page(key, lobby, NEWEST, 9)).sort()).toEqual(all);
      expect((await found(history, key, 'in:lobby hello')).sort()).toEqual(all);
    });
  });

  describe('which server it is', () => {
    test('a profile has a history for each account', async () => {
      const history = await open();
      const ann = await history.open(LOGIN);
      const bob = await history.open({ ...LOGIN, account: 'bob' });
      expect(bob.key).not.toBe(ann.key);
      expect((await history.open(LOGIN)).key).toBe(ann.key);
    });

    test('its identity is the key, not its address: a server that moves keeps its history', async () => {
      const history = await open();
      const { key } = await history.open(LOGIN);
      expect(await history.identify(key, 'server X')).toBe(key);
      expect((await history.open({ ...LOGIN, address: 'moved:1' })).key).toBe(key);
      expect(await history.identify(key, 'server X')).toBe(key);
    });

    test('another server at the address gets a history of its own', async () => {
      const history = await open();
      const { key } = await history.open(LOGIN);
      await history.identify(key, 'server X');
      await history.write([put(key, message(1, 'to X'))]);
      const other = await history.identify(key, 'server Y');
      expect(other).not.toBe(key);
      expect((await history.open(LOGIN)).key).toBe(other);
      expect(ids(await history.page(other, GENERAL, NEWEST, 9))).toEqual([]);
      expect(await history.identify(other, 'server X')).toBe(key);
      expect(ids(await history.page(key, GENERAL, NEWEST, 9))).toEqual([1]);
    });

    test('one that is found again by its identity has its old history, and what was written before it said so', async () => {
      const history = await open();
      const { key } = await history.open(LOGIN);
      await history.identify(key, 'server X');
      await history.write([put(key, message(1, 'old'))]);
      await history.remove(key, false);

      const login = { ...LOGIN, profile: 'p2', address: 'new:1' };
      const begun = await history.open(login);
      expect(begun.key).not.toBe(key);
      const entry = message(2, 'waits', { delivery: 'queued' });
      await history.write([
        put(begun.key, message(1, 'early')),
        { type: 'outbox', server: begun.key, conversation: GENERAL, entry },
        {
          type: 'conversation',
          server: begun.key,
          conversation: { id: GENERAL, unread: 0, mentions: 0, firstUnread: null, draft: 'typed', choices: '{}' },
        },
      ]);
      expect(await history.identify(begun.key, 'server X')).toBe(key);
      const kept = await history.open(login);
      expect([kept.key, kept.conversations[0]?.draft]).toEqual([key, 'typed']);
      expect(kept.outbox).toEqual([{ conversation: GENERAL, entry: { ...entry, id: 3 } }]);
      const { entries } = await history.page(key, GENERAL, NEWEST, 9);
      expect(entries).toEqual([message(1, 'old'), { ...message(1, 'early'), id: 2 }]);
      await expect(history.write([put(begun.key, message(9, 'x'))])).rejects.toThrow('no such server');
    });

    test('one without an identity that was removed is found again by its address', async () => {
      const history = await open();
      const { key } = await history.open(LOGIN);
      await history.write([put(key, message(1, 'x'))]);
      await history.remove(key, false);
      expect((await history.open({ ...LOGIN, profile: 'p2', address: 'elsewhere:1' })).key).not.toBe(key);
      expect((await history.open({ ...LOGIN, profile: 'p3' })).key).toBe(key);
    });

    test('nothing is left of one that is forgotten, and others keep theirs', async () => {
      const history = await open();
      const { key } = await history.open(LOGIN);
      const other = await history.open({ ...LOGIN, profile: 'p2', address: 'b:1' });
      await history.write(Array.from({ length: 300 }, (_, index) => put(key, message(index + 1, 'secret words'))));
      await history.write([put(other.key, message(1, 'secret too'))]);
      await history.remove(key, true);
      expect((await history.search([key, other.key], 'secret', null, 9)).found).toHaveLength(1);
      expect((await history.open(LOGIN)).nextEntryId).toBe(1);
      await history.deleted(1);
      expect(await found(history, other.key, 'from:bob secret')).toEqual([1]);
    });
  });

  describe('clearing and retention', () => {
    const outbox = (server: number) =>
      ({ type: 'outbox', server, conversation: GENERAL, entry: message(900, 'waits', { delivery: 'queued' }) }) as const;
    const draft: KeptConversation = { id: GENERAL, unread: 5, mentions: 5, firstUnread: 3, draft: 'typed', choices: '{"a":1}' };

    test('a cleared conversation is empty at once, keeps its draft and what waits, and can be written on', async () => {
      const history = await open();
      const { key } = await history.open(LOGIN);
      await history.write([outbox(key), { type: 'conversation', server: key, conversation: draft }]);
      await history.write(Array.from({ length: 500 }, (_, index) => put(key, message(index + 1, 'hello'))));
      await history.write([put(key, message(800, 'hello'), 'channel:other')]);
      await history.clear(key, GENERAL);
      expect(ids(await history.page(key, GENERAL, NEWEST, 9))).toEqual([]);
      expect(await found(history, key, 'hello')).toEqual([800]);
      await history.write([put(key, message(901, 'hello again')), put(key, message(3, 'hello once more'))]);
      await history.deleted(3);
      // The old third entry may not be deleted yet when it is written once more; then it stands where it stood.
      expect(ids(await history.page(key, GENERAL, NEWEST, 9)).toSorted((a, b) => a - b)).toEqual([3, 901]);
      const kept = await history.open(LOGIN);
      expect(kept.conversations[0]).toEqual({ ...draft, unread: 0, mentions: 0, firstUnread: null });
      expect(kept.outbox).toHaveLength(1);
    });

    test('entries go when they are older than so many days, and older ones are not taken', async () => {
      const clock = new FakeClock();
      const history = await open(clock);
      const { key } = await history.open(LOGIN);
      const daysOld = (id: number, days: number) => put(key, message(id, 'hello', { at: clock.now() - days * 86_400_000 }));
      await history.write([daysOld(1, 40), daysOld(2, 31), daysOld(3, 29.5), daysOld(4, 0)]);
      await history.retain({ keep: 'days', days: 30 });
      expect(ids(await history.page(key, GENERAL, NEWEST, 9))).toEqual([3, 4]);
      await history.write([daysOld(5, 31), daysOld(6, 1)]);
      expect(ids(await history.page(key, GENERAL, NEWEST, 9))).toEqual([3, 4, 6]);
      await history.deleted(3);

      // A day later the app still runs.
      for (let hour = 0; hour < 24; hour++) await clock.advance(3_600_000);
      let left: number[] = [];
      const deadline = performance.now() + 5_000;
      while (left.length !== 2 && performance.now() < deadline) left = ids(await history.page(key, GENERAL, NEWEST, 9));
      expect(left).toEqual([4, 6]);
    });

    test('with nothing to be kept no entry is written, and what waits still is', async () => {
      const history = await open();
      const { key } = await history.open(LOGIN);
      await history.write([put(key, message(1, 'hello'))]);
      await history.retain({ keep: 'nothing' });
      await history.write([
        put(key, message(2, 'hello')),
        outbox(key),
        { type: 'conversation', server: key, conversation: draft },
      ]);
      expect(ids(await history.page(key, GENERAL, NEWEST, 9))).toEqual([]);
      expect(await found(history, key, 'hello')).toEqual([]);
      const kept = await history.open(LOGIN);
      expect([kept.outbox.length, kept.conversations[0]?.draft, kept.nextEntryId]).toEqual([1, 'typed', 901]);
      await history.deleted(0);
      await history.retain({ keep: 'all' });
      await history.write([put(key, message(3, 'hello'))]);
      expect(ids(await history.page(key, GENERAL, NEWEST, 9))).toEqual([3]);
    });
  });

  describe('what a server makes up', () => {
    test.each([
      ['a time in the year 9999', { at: Date.UTC(9999, 11, 31) }],
      ['a time before all time', { at: -9e15 }],
      ['a time that is none', { at: NaN }],
      ['a huge id', { place: { id: 2 ** 53, seq: 2 ** 60 } }],
      ['a negative id', { place: { id: -5, seq: -1 } }],
      ['a text that SQLite cannot hold', { text: 'a\0b \ud800 \u0001"x"' }],
      ['a name that SQLite cannot hold', { author: '\0\udfff' }],
      ['a long name', { author: 'é'.repeat(10_000) }],
      ['a word of a megabyte', { text: 'x'.repeat(2 ** 20) }],
      ['a megabyte of characters', { text: '会'.repeat(2 ** 19) }],
      ['private characters', { text: '\u{e001}\u{f0001} hello' }],
    ])('%s does no harm', async (_, more) => {
      const history = await open();
      const { key } = await history.open(LOGIN);
      const strange = message(1, 'hello', more);
      await history.write([
        put(key, strange, GENERAL, { era: 0, anchor: strange.place?.id ?? null }),
        put(key, message(2, 'hello')),
      ]);
      const { entries } = await history.page(key, GENERAL, NEWEST, 9);
      const read = entries.find(({ id }) => id === 1) as ReturnType<typeof message>;
      expect([read.text, read.author]).toEqual([strange.text, strange.author]);
      expect(Number.isSafeInteger(read.at)).toBe(true);
      expect(await found(history, key, 'hello in:general')).toContain(2);
      if (strange.author.length < 100) expect(await found(history, key, `from:"${strange.author}"`)).toContain(1);
    });

    test('a name of a channel with anything in it comes back as it was', async () => {
      const history = await open();
      const { key } = await history.open(LOGIN);
      const names = ['channel:\0', 'channel:\ud800', 'channel:\u0001"a"', 'dm:', `channel:${'x'.repeat(10_000)}`] as const;
      await history.write(names.map((name, index) => put(key, message(index + 1, 'x'), name)));
      expect((await history.open(LOGIN)).conversations.map(({ id }) => id)).toEqual(names);
      for (const [index, name] of names.entries()) expect(ids(await history.page(key, name, NEWEST, 9))).toEqual([index + 1]);
    });

    test('five thousand messages of one second are all kept and all found', async () => {
      const history = await open();
      const { key } = await history.open(LOGIN);
      for (let from = 0; from < 5_000; from += 1_000)
        await history.write(
          Array.from({ length: 1_000 }, (_, index) => put(key, message(from + index + 1, 'flood', { at: 0 }))),
        );
      let [results, cursor]: [number, number | null] = [0, null];
      do {
        const page = await history.search([key], 'flood', cursor, 200);
        results += page.found.length;
        ({ cursor } = page);
      } while (cursor !== null);
      expect(results).toBe(5_000);
    });
  });

  test('one write that cannot be done is refused alone', async () => {
    const history = await open();
    const { key } = await history.open(LOGIN);
    const writes = await Promise.allSettled([
      history.write([put(key, message(1, 'a'))]),
      history.write([put(key, message(2, 'b')), put(99, message(1, 'nowhere'))]),
      history.write([put(key, message(3, 'c'))]),
    ]);
    expect(writes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(ids(await history.page(key, GENERAL, NEWEST, 9))).toEqual([1, 3]);
  });
});

describe('a history kept in a file', () => {
  test('what a kill left to delete is deleted after the next start', async () => {
    const history = await historyIn();
    const { key } = await history.open(LOGIN);
    await history.write(Array.from({ length: 500 }, (_, index) => put(key, message(index + 1, 'hello'))));
    const cleared = history.clear(key, GENERAL);
    const closed = history.close();
    await Promise.all([cleared, closed]);
    expect(await count(history.file, 'SELECT count(*) FROM entries')).toBeGreaterThan(0);
    const again = await historyIn(history.folder);
    expect(await found(again, key, 'hello')).toEqual([]);
    await deletedIn(history.file, 0);
  });

  test('a page of huge messages has fewer of them, and goes on', async () => {
    const history = await historyIn();
    const { key } = await history.open(LOGIN);
    for (let id = 1; id <= 20; id++) await history.write([put(key, message(id, 'x'.repeat(2 ** 20)))]);
    const { entries, hasOlder } = await history.page(key, GENERAL, NEWEST, 20);
    expect([entries.length < 10, entries.at(-1)?.id, hasOlder]).toEqual([true, 20, true]);
    const results = await history.search([key], 'from:bob', null, 20);
    expect([results.found.length < 10, results.found[0]?.entry.id]).toEqual([true, 20]);
    const more = await history.search([key], 'from:bob', results.cursor, 20);
    expect(more.found[0]?.entry.id).toBe(20 - results.found.length);
    const before = await history.page(key, GENERAL, { before: entries[0]?.id ?? 0 }, 20);
    expect(before.entries.at(-1)?.id).toBe((entries[0]?.id ?? 0) - 1);
  });
});
