import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HistoryOp } from '../../src-shared/client/records.ts';
import { marks, parseQuery } from '../../src-shared/search/index.ts';
import { channelId, directId, type ConversationId } from '../../src-shared/chat/index.ts';
import { FakeClock } from './../support/fake-clock.ts';
import { historyIn, message } from '../support/history.ts';
import { HISTORIES } from '../support/history-makes.ts';

const AUTHORS = ['Bob', 'bob', 'Ann Lee', '王', 'carol'];
const CONVERSATIONS = [channelId('General'), channelId('random'), directId('bob'), directId('General')];
const FIRST_DAY = new Date(2026, 0, 1, 12).getTime();
const DAY_MS = 86_400_000;

interface Said {
  readonly author: string;
  readonly conversation: ConversationId;
  readonly day: number;
  readonly text: string;
}

const TOKENS = [
  'he',
  'hel',
  'hello',
  'HELLO',
  'Héllo',
  'world',
  'wor',
  'x1',
  'café',
  'naïve',
  '会',
  '议',
  '会议',
  '明天的会议室',
  'กิน',
  'ข้าว',
  'が',
  'https://a.example/hel',
];
const SEPARATORS = [' ', ', ', '-', '\n', '', '. ', ' 👍 '];

const text = fc
  .array(fc.tuple(fc.constantFrom(...TOKENS), fc.constantFrom(...SEPARATORS)), { maxLength: 6 })
  .map((parts) => parts.flat().join(''));
const said: fc.Arbitrary<Said> = fc.record({
  author: fc.constantFrom(...AUTHORS),
  conversation: fc.constantFrom(...CONVERSATIONS),
  day: fc.nat({ max: 5 }),
  text,
});

/** What is searched for, in words of this test's own. */
interface Wanted {
  readonly words: readonly { readonly text: string; readonly isQuoted: boolean }[];
  readonly from: string | null;
  readonly in: string | null;
  readonly before: number | null;
  readonly after: number | null;
  readonly link: boolean;
}

const rarely = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });

const wanted: fc.Arbitrary<Wanted> = fc.record({
  words: fc.array(fc.record({ text: fc.oneof(fc.constantFrom(...TOKENS.slice(0, -1)), text), isQuoted: fc.boolean() }), {
    maxLength: 2,
  }),
  from: rarely(fc.constantFrom('bob', 'BOB', 'ann lee', '王', 'nobody')),
  in: rarely(fc.constantFrom('general', '#GENERAL', '@bob', 'bob', '#bob', 'random')),
  before: rarely(fc.nat({ max: 6 })),
  after: rarely(fc.nat({ max: 5 })),
  link: rarely(fc.constant(true)).map((link) => link !== null),
});

const dateOf = (day: number) => `2026-01-${String(day + 1).padStart(2, '0')}`;

function queryOf({ words, from, in: place, before, after, link }: Wanted): string {
  const parts = words.map(({ text: word, isQuoted }) => (isQuoted ? `"${word}"` : word.replaceAll(/\s+/gu, ' ').trim()));
  if (from !== null) parts.push(`from:"${from}"`);
  if (place !== null) parts.push(`in:${place}`);
  if (before !== null) parts.push(`before:${dateOf(before)}`);
  if (after !== null) parts.push(`after:${dateOf(after)}`);
  if (link) parts.push('has:link');
  return parts.join(' ');
}

/** The words of a text, cut and folded as simply as that can be done. */
function naiveWords(raw: string): string[] {
  const plain = raw
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f]/gu, '')
    .normalize('NFC')
    .toLowerCase();
  return plain.match(/[a-z0-9]+|[\u3040-\u30ff\u4e00-\u9fff\u0e00-\u0e7f👍]/gu) ?? [];
}

function naivelyHas(raw: string, phrase: string, isQuoted: boolean): boolean {
  const [haystack, needle] = [naiveWords(raw), naiveWords(phrase)];
  return haystack.some((_, at) =>
    needle.every((word, index) => {
      const there = haystack[at + index] ?? '';
      return index === needle.length - 1 && !isQuoted && /[a-z0-9]/u.test(word) ? there.startsWith(word) : there === word;
    }),
  );
}

function naivelyMatches(message: Said, query: Wanted): boolean {
  const name = message.conversation.slice(message.conversation.indexOf(':') + 1).toLowerCase();
  const { from, in: place, before, after, link } = query;
  const kind = place?.startsWith('#') === true ? 'channel:' : place?.startsWith('@') === true ? 'dm:' : '';
  return (
    query.words.every(({ text: word, isQuoted }) => {
      // Without quotes each piece between spaces is searched for by itself.
      const pieces = isQuoted ? [word] : word.split(/\s+/u);
      return pieces.every((piece) => naiveWords(piece).length === 0 || naivelyHas(message.text, piece, isQuoted));
    }) &&
    (from === null || message.author.toLowerCase() === from.toLowerCase()) &&
    (place === null || (message.conversation.startsWith(kind) && name === place.replace(/^[#@]/u, '').toLowerCase())) &&
    (before === null || message.day < before) &&
    (after === null || message.day > after) &&
    (!link || /(?<![\p{L}\p{N}_])https:\/\//u.test(message.text))
  );
}

const asksForSomething = ({ words, from, in: place, before, after, link }: Wanted): boolean =>
  words.some((word) => naiveWords(word.text).length > 0) ||
  from !== null ||
  place !== null ||
  before !== null ||
  after !== null ||
  link;

test.each(HISTORIES)(
  'in %s a search finds what a naive one finds, the newest first, and marks what was searched for',
  async (_, open) => {
    const clock = new FakeClock();
    const history = await open(clock);
    let profiles = 0;
    let hits = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(said, { minLength: 1, maxLength: 25 }),
        fc.array(wanted, { minLength: 1, maxLength: 8 }),
        async (messages, queries) => {
          const { key } = await history.open({ profile: `p${++profiles}`, account: 'ann', address: 'a' });
          const byDay = messages.map((each, index) => ({
            ...each,
            id: index + 1,
            at: FIRST_DAY + each.day * DAY_MS + index * 1000,
          }));
          await history.write(
            byDay.map(({ id, at, author, conversation, text: words }): HistoryOp => {
              return {
                type: 'entry',
                server: key,
                conversation,
                entry: message(id, words, { at, author }),
                position: { era: 0, anchor: null },
              };
            }),
          );
          for (const query of queries) {
            const typed = queryOf(query);
            const { found, cursor } = await history.search([key], typed, null, 200);
            const expected = asksForSomething(query)
              ? byDay.filter((each) => naivelyMatches(each, query)).sort((a, b) => b.at - a.at)
              : [];
            expect([typed, found.map(({ entry }) => entry.id), cursor]).toEqual([typed, expected.map(({ id }) => id), null]);
            const parsed = parseQuery(typed, clock.now());
            for (const { entry } of found) if (parsed.phrases.length > 0) expect(marks(entry.text, parsed)).not.toEqual([]);
            hits += found.length;

            // Page by page it is the same.
            const paged: number[] = [];
            for (let next: number | null = null, page; paged.length < expected.length; next = page.cursor) {
              page = await history.search([key], typed, next, 2);
              paged.push(...page.found.map(({ entry }) => entry.id));
              if (page.cursor === null) break;
            }
            expect(paged).toEqual(expected.map(({ id }) => id));
          }
        },
      ),
      { numRuns: 80 },
    );
    // Random queries find something often enough for the comparison to mean something.
    expect(hits).toBeGreaterThan(20);
  },
  120_000,
);

test('a name that many have, many times, is no error', async () => {
  const history = await historyIn();
  const { key } = await history.open({ profile: 'p', account: 'ann', address: 'a' });
  const names = Array.from({ length: 256 }, (_, index) =>
    [...'abcdefgh'].map((letter, bit) => ((index >> bit) & 1 ? letter.toUpperCase() : letter)).join(''),
  );
  await history.write(
    names.map((author, index): HistoryOp => {
      const entry = message(index + 1, 'x', { author });
      return { type: 'entry', server: key, conversation: channelId(author), entry, position: { era: 0, anchor: null } };
    }),
  );
  for (const query of [
    `${'from:abcdefgh '.repeat(32)}`,
    `${'in:abcdefgh '.repeat(32)}`,
    '"x x" '.repeat(100),
    `"${'x '.repeat(400)}"`,
  ])
    expect((await history.search([key], query, null, 200)).cursor).toBeNull();
});

test('whatever is typed is no error', async () => {
  const history = await historyIn();
  const { key } = await history.open({ profile: 'p', account: 'ann', address: 'a' });
  await history.write([
    {
      type: 'entry',
      server: key,
      conversation: channelId('a'),
      entry: message(1, 'hello "world" AND (NEAR) *'),
      position: { era: 0, anchor: null },
    },
  ]);
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 10 }),
    fc.constantFrom(
      '"',
      '""',
      '*',
      '^',
      'AND',
      'OR',
      'NOT',
      'NEAR(',
      ')',
      '{text}:',
      'text:',
      'from:',
      'in:',
      'before:x',
      '-',
      '+',
      '\0',
      '\ud800',
      "'",
      ';--',
      'rank:',
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 8 }), fc.constantFrom(' ', ''), async (pieces, separator) => {
      const { found } = await history.search([key], pieces.join(separator), null, 10);
      expect(found.length).toBeLessThanOrEqual(1);
    }),
    { numRuns: 300 },
  );
});
