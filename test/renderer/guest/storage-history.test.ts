import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CONVERSATIONS_MAX,
  MAX_CHARS,
  SERVERS_MAX,
  SESSION_MAX_ENTRIES,
  START_CONVERSATION_MAX_ENTRIES,
  START_MAX_ENTRIES,
} from '../../../src-renderer/guest/storage/bounds.ts';
import { FullError, TakenOverError } from '../../../src-renderer/guest/storage/carrier.ts';
import type { Row } from '../../../src-renderer/guest/storage/rows.ts';
import { channelId, type ConversationId } from '../../../src-shared/chat/index.ts';
import type { History } from '../../../src-shared/client/history.ts';
import type { HistoryOp, ServerKey } from '../../../src-shared/client/records.ts';
import { browserHistory, MemoryCarrier } from '../../support/browser-history.ts';
import { FakeClock, settle } from '../../support/fake-clock.ts';
import { GENERAL, LOGIN, message, put } from '../../support/history.ts';

const NEWEST = { newest: true } as const;
const CONVERSATIONS = [GENERAL, channelId('random'), 'dm:bob'] as const;

const waiting = (server: ServerKey, id: number, conversation: ConversationId = GENERAL): HistoryOp => {
  return { type: 'outbox', server, conversation, entry: message(id, 'waits', { delivery: 'queued', nonce: `n${id}` }) };
};

/** All that a history tells of a login. */
async function told(history: History): Promise<unknown> {
  const kept = await history.open(LOGIN);
  const pages = await Promise.all(CONVERSATIONS.map((id) => history.page(kept.key, id, NEWEST, 200)));
  return { kept, pages };
}

const id = fc.integer({ min: 1, max: 20 });
const conversation = fc.constantFrom(...CONVERSATIONS);
const place = fc.option(fc.integer({ min: 1, max: 9 }));

/** An operation of the server with this key. */
const operation: fc.Arbitrary<(server: ServerKey) => HistoryOp> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ id, conversation, place, era: fc.nat({ max: 2 }) }).map((each) => entryOp(each)) },
  id.map((entry) => (server: ServerKey): HistoryOp => ({ type: 'entry-removed', server, entry })),
  fc.tuple(id, conversation).map(
    ([entry, where]) =>
      (server: ServerKey) =>
        waiting(server, entry + 100, where),
  ),
  id.map((entry) => (server: ServerKey): HistoryOp => ({ type: 'outbox-removed', server, entry: entry + 100 })),
  fc.tuple(conversation, fc.string({ maxLength: 3 })).map(([where, draft]) => (server: ServerKey): HistoryOp => {
    const kept = { id: where, unread: 1, mentions: 0, firstUnread: null, draft, choices: '{}' };
    return { type: 'conversation', server, conversation: kept };
  }),
  fc.tuple(conversation, conversation).map(([from, to]) => (server: ServerKey): HistoryOp => {
    return { type: 'conversation-renamed', server, from, to };
  }),
  fc.constant((server: ServerKey): HistoryOp => ({ type: 'places-forgotten', server })),
  fc.string({ maxLength: 3 }).map((state) => (server: ServerKey): HistoryOp => ({ type: 'server', server, name: 'x', state })),
);

function entryOp(each: { id: number; conversation: ConversationId; place: number | null; era: number }) {
  const entry = message(each.id, 'x', each.place === null ? {} : { place: { id: each.place, seq: null } });
  return (server: ServerKey) => put(server, entry, each.conversation, { era: each.era, anchor: each.place });
}

test('what is found at the next start is what was there after the last write that succeeded, whole', async () => {
  const write = fc.record({
    ops: fc.array(operation, { minLength: 1, maxLength: 5 }),
    fails: fc.boolean(),
    cleared: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(write, { maxLength: 12 }), async (writes) => {
      const carrier = new MemoryCarrier();
      const history = browserHistory(carrier);
      const { key } = await history.open(LOGIN);
      await settle();
      let last = await told(history);
      for (const { cleared, fails, ops } of writes) {
        carrier.failure = fails ? new FullError() : null;
        const written = history.write(ops.map((op) => op(key)));
        if (cleared) await history.clear(key, GENERAL).catch(() => undefined);
        const refusal = await written.then(() => null, String);
        // What changes nothing needs no room.
        if (refusal === null) last = await told(history);
        else expect([fails, refusal]).toEqual([true, expect.stringContaining('is full')]);
        expect(await told(browserHistory(copyOf(carrier)))).toEqual(last);
      }
    }),
    { numRuns: 60 },
  );
});

/** One that the history under test does not write to. */
function copyOf({ rows }: MemoryCarrier): MemoryCarrier {
  const copy = new MemoryCarrier();
  for (const [number, row] of structuredClone(rows)) copy.rows.set(number, row);
  return copy;
}

describe('a write', () => {
  test('survives a power cut where it has a message of the person, and is quick otherwise', async () => {
    const carrier = new MemoryCarrier();
    const history = browserHistory(carrier);
    const { key } = await history.open(LOGIN);
    await settle();
    carrier.writes.length = 0;
    await history.write([put(key, message(1, 'x'))]);
    await history.write([put(key, message(2, 'x')), waiting(key, 3)]);
    await history.write([{ type: 'outbox-removed', server: key, entry: 3 }]);
    expect(carrier.writes).toEqual([false, true, false]);
  });

  test('that failed is made up for by the next one, as safely as it was to be', async () => {
    const carrier = new MemoryCarrier();
    const history = browserHistory(carrier);
    const { key } = await history.open(LOGIN);
    await settle();
    carrier.failure = new Error('the disk failed');
    await expect(history.write([waiting(key, 1)])).rejects.toThrow('The history cannot be used.');
    carrier.failure = null;
    carrier.writes.length = 0;
    await history.write([put(key, message(2, 'x'))]);
    expect(carrier.writes).toEqual([true]);
    expect((await browserHistory(carrier).open(LOGIN)).outbox).toHaveLength(1);
  });

  test('that finds another tab is refused where the person would lose a message, and let go otherwise; no more follow', async () => {
    const carrier = new MemoryCarrier();
    let taken = 0;
    const history = browserHistory(carrier, { onTakenOver: () => taken++ });
    const { key } = await history.open(LOGIN);
    await settle();
    carrier.failure = new TakenOverError();
    await history.write([put(key, message(1, 'x'))]);
    carrier.failure = null;
    carrier.writes.length = 0;
    await history.write([put(key, message(2, 'x'))]);
    await expect(history.write([waiting(key, 3)])).rejects.toThrow('another tab');
    expect([taken, carrier.writes]).toEqual([1, []]);
  });

  test('is refused once the history is closed, and what was asked before is kept', async () => {
    const carrier = new MemoryCarrier();
    const history = browserHistory(carrier);
    const { key } = await history.open(LOGIN);
    const writes = Array.from({ length: 20 }, (_, index) => history.write([put(key, message(index + 1, 'x'))]));
    const closing = history.close();
    await expect(history.write([put(key, message(99, 'late'))])).rejects.toThrow('The history is closed.');
    await Promise.all([...writes, closing]);
    const again = await browserHistory(carrier).page(key, GENERAL, NEWEST, 50);
    expect(again.entries).toHaveLength(20);
  });
});

describe('what is kept is bounded', () => {
  const flood = (server: ServerKey, count: number, where: (index: number) => ConversationId, text = 'x') =>
    Array.from({ length: count }, (_, index) => put(server, message(index + 1, text), where(index)));
  const entriesIn = (rows: Iterable<Row>) => [...rows].filter(({ kind }) => kind === 'entry').length;

  test('while the page is open, and more narrowly at the next start: the newest of each conversation stay, without a hole', async () => {
    const carrier = new MemoryCarrier();
    const history = browserHistory(carrier);
    const { key } = await history.open(LOGIN);
    const small = channelId('small');
    await history.write(flood(key, SESSION_MAX_ENTRIES + 500, (index) => (index % 100 === 0 ? small : GENERAL)));
    const kept = entriesIn(carrier.rows.values());
    expect(kept).toBeLessThanOrEqual(SESSION_MAX_ENTRIES);
    expect(kept).toBeGreaterThan(SESSION_MAX_ENTRIES / 2);

    const again = browserHistory(carrier);
    const seen: number[] = [];
    let page = await again.page(key, GENERAL, NEWEST, 200);
    while (page.entries.length > 0) {
      seen.unshift(...page.entries.map((entry) => entry.id));
      page = await again.page(key, GENERAL, { before: seen[0] ?? 0 }, 200);
    }
    expect(seen).toHaveLength(START_CONVERSATION_MAX_ENTRIES);
    const all = Array.from({ length: SESSION_MAX_ENTRIES + 500 }, (_, index) => index + 1);
    expect(seen).toEqual(all.filter((number) => (number - 1) % 100 !== 0).slice(-START_CONVERSATION_MAX_ENTRIES));
    expect((await again.page(key, small, NEWEST, 200)).entries).toHaveLength(55);
    await again.write([]);
    expect(entriesIn(carrier.rows.values())).toBe(START_CONVERSATION_MAX_ENTRIES + 55);
  });

  test('in all conversations together', async () => {
    const carrier = new MemoryCarrier();
    const history = browserHistory(carrier);
    const { key } = await history.open(LOGIN);
    const rooms = Math.ceil(START_MAX_ENTRIES / START_CONVERSATION_MAX_ENTRIES) + 3;
    await history.write(flood(key, rooms * START_CONVERSATION_MAX_ENTRIES, (index) => channelId(`c${index % rooms}`)));
    const again = browserHistory(carrier);
    await again.write([]);
    const kept = entriesIn(carrier.rows.values());
    expect(kept).toBeLessThanOrEqual(START_MAX_ENTRIES);
    expect(kept).toBeGreaterThan(START_MAX_ENTRIES / 2);
  });

  test('in characters: a server may send messages of a megabyte', async () => {
    const carrier = new MemoryCarrier();
    const history = browserHistory(carrier);
    const { key } = await history.open(LOGIN);
    for (let number = 1; number <= 8; number++) await history.write([put(key, message(number, 'x'.repeat(MAX_CHARS / 4)))]);
    const { entries } = await history.page(key, GENERAL, NEWEST, 200);
    expect([entries.length <= 4, entries.at(-1)?.id]).toEqual([true, 8]);
  });

  test('in conversations, of which those with something of the person stay', async () => {
    const carrier = new MemoryCarrier();
    const history = browserHistory(carrier);
    const { key } = await history.open(LOGIN);
    await history.write([waiting(key, 1)]);
    for (let from = 0; from < CONVERSATIONS_MAX; from += 500) {
      const ops = Array.from({ length: 500 }, (_, index) =>
        put(key, message(2 + from + index, 'x'), channelId(`c${from + index}`)),
      );
      await history.write(ops);
    }
    const { conversations, outbox } = await history.open(LOGIN);
    expect([conversations.length, conversations[0]?.id, outbox.length]).toEqual([CONVERSATIONS_MAX, GENERAL, 1]);
  });

  test('in servers that were at this address and accounts there, of which the one in use stays', async () => {
    const carrier = new MemoryCarrier();
    const clock = new FakeClock();
    const history = browserHistory(carrier, { clock });
    for (let account = 0; account < SERVERS_MAX + 5; account++) {
      await clock.advance(1000);
      await history.open({ ...LOGIN, account: `a${account}` });
    }
    await history.write([]);
    const accounts = [...carrier.rows.values()].flatMap((row) => (row.kind === 'server' ? [row.account] : []));
    expect(accounts).toEqual(Array.from({ length: SERVERS_MAX }, (_, index) => `a${index + 5}`));
  });
});

test('of damaged rows each is dropped alone, and what it held together goes with it', async () => {
  const carrier = new MemoryCarrier();
  const history = browserHistory(carrier);
  const { key } = await history.open(LOGIN);
  await history.write([
    ...[1, 2, 3].map((number) => put(key, message(number, 'x'))),
    ...[4, 5].map((number) => put(key, message(number, 'x'), 'dm:bob')),
    ...[6, 7].map((number) => waiting(key, number)),
  ]);
  const rows = [...carrier.rows.values()];
  const rowOf = (entry: number) => rows.find((row) => 'entry' in row && row.entry.id === entry) as Row;
  const damage = (row: Row, change: object) => carrier.rows.set(row.row, { ...row, ...change });
  damage(rowOf(2), { anchor: 'x' });
  damage(rowOf(6), { entry: { kind: 'message' } });
  damage(rows.find((row) => row.kind === 'conversation' && row.kept.id === 'dm:bob') as Row, { kept: null });
  // As no page writes it: two of one id.
  damage({ ...rowOf(3), row: 500 }, {});
  damage({ ...rowOf(1), row: 600 }, { kind: 'of a newer version' });

  const again = browserHistory(carrier);
  const { conversations, nextEntryId, outbox } = await again.open(LOGIN);
  expect(outbox.map(({ entry }) => entry.id)).toEqual([7]);
  expect([conversations.map((each) => each.id), nextEntryId]).toEqual([[GENERAL], 8]);
  expect((await again.page(key, GENERAL, NEWEST, 9)).entries).toEqual([message(1, 'x'), message(3, 'x')]);
  await again.write([put(key, message(8, 'goes on'))]);
  expect(carrier.rows.size).toBe(1 + 1 + 3 + 1);
});
