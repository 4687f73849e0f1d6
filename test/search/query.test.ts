import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isEmpty, parseQuery, QUERY_MAX_PARTS, type Query } from '../../src-shared/search/index.ts';

const NOW = new Date(2026, 10, 23, 14, 5).getTime();
const NOTHING: Query = { phrases: [], from: [], in: [], since: null, until: null, link: false };

const parsed = (text: string): Query => parseQuery(text, NOW);
/** Phrases as they were typed: a star behind what may be the beginning of a word. */
const phrases = (text: string) => parsed(text).phrases.map(({ words, isPrefix }) => words.join(' ') + (isPrefix ? '*' : ''));
const day = (year: number, month: number, date: number) => new Date(year, month - 1, date).getTime();

describe('words', () => {
  test.each([
    ['hello world', ['hello*', 'world*']],
    ['  HELLO\tWörld ', ['hello*', 'world*']],
    ['"hello world" again', ['hello world', 'again*']],
    ['"hello wor', ['hello wor*']],
    ["don't", ['don t*']],
    ['ﬁne Ｗｉｄｅ Straße ŁÓDŹ', ['fine*', 'wide*', 'strasse*', 'lodz*']],
    ['会议', ['会 议']],
    ['"明天 的"', ['明 天 的']],
    ['iPhone手机', ['iphone 手 机']],
    ['กิน', ['ก ิ น']],
    ['がんばる', ['が ん ば る']],
    ['हिन्दी', ['हिन्दी*']],
    ['👍🏽 ok', ['👍', 'ok*']],
    ['?? !! ""', []],
    ['a AND b OR NOT c*', ['a*', 'and*', 'b*', 'or*', 'not*', 'c*']],
  ])('%s', (text, expected) => {
    // What is left of a tone of skin is nothing that anybody searches for.
    expect(phrases(text).filter((phrase) => phrase !== '👍 🏽')).toEqual(expected);
  });
});

describe('filters', () => {
  test.each<[string, Partial<Query>]>([
    ['from:Bob', { from: ['bob'] }],
    ['FROM:@Bob', { from: ['bob'] }],
    ['from:"Ann Lee" from:bob', { from: ['ann lee', 'bob'] }],
    ['in:general', { in: [{ kind: 'any', name: 'general' }] }],
    ['in:#General', { in: [{ kind: 'channel', name: 'general' }] }],
    ['in:"@Ann Lee"', { in: [{ kind: 'direct', name: 'ann lee' }] }],
    ['has:link', { link: true }],
    ['before:2026-03-01', { until: day(2026, 3, 1) }],
    ['after:2026-02-28', { since: day(2026, 3, 1) }],
    ['after:2024-02', { since: day(2024, 3, 1) }],
    ['before:2024', { until: day(2024, 1, 1) }],
    ['after:2023 before:2025', { since: day(2024, 1, 1), until: day(2025, 1, 1) }],
    ['before:today', { until: day(2026, 11, 23) }],
    ['after:yesterday', { since: day(2026, 11, 23) }],
    ['before:yesterday before:2026-01-02', { until: day(2026, 1, 2) }],
  ])('%s', (text, expected) => {
    expect(parsed(text)).toEqual({ ...NOTHING, ...expected });
  });

  test.each([
    ['from:', ['from*']],
    ['from: bob', ['from*', 'bob*']],
    ['to:bob', ['to bob*']],
    ['has:cats', ['has cats*']],
    ['before:soon', ['before soon*']],
    ['before:2026-13-01', ['before 2026 13 01*']],
    ['after:2026-02-30', ['after 2026 02 30*']],
    ['http://a.example', ['http a example*']],
    ['from:"bob', ['from*', 'bob*']],
    ['12:30', ['12 30*']],
  ])('what is none is words: %s', (text, expected) => {
    expect(parsed(text)).toEqual({ ...NOTHING, phrases: parsed(text).phrases });
    expect(phrases(text)).toEqual(expected);
  });
});

test('nothing that can be typed is an error, and all of it is bounded', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '"',
      '*',
      'from:',
      'in:#',
      'before:2026-',
      'after:9999-12-31',
      '(',
      ')',
      'NEAR(',
      '\0',
      '\ud800',
      '^',
      ':',
      '-',
      'a'.repeat(2_000),
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 50 }), (pieces) => {
      const query = parsed(pieces.join(' '));
      expect(query.phrases.length + query.from.length + query.in.length).toBeLessThanOrEqual(QUERY_MAX_PARTS);
      for (const { words } of query.phrases)
        for (const word of words) expect(word).toMatch(/^[\p{L}\p{M}\p{N}\p{Extended_Pictographic}]{1,200}$/u);
    }),
  );
});

test('an empty query is one that asks for nothing', () => {
  for (const text of ['', '   ', '""', '?', '" "']) expect([text, isEmpty(parsed(text))]).toEqual([text, true]);
  for (const text of ['a', 'from:bob', 'has:link', 'before:2020']) expect([text, isEmpty(parsed(text))]).toEqual([text, false]);
});
