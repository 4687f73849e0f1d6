import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { excerpt, marks, parseQuery } from '../../src-shared/search/index.ts';

/** The text with what is marked in brackets. */
function marked(text: string, query: string): string {
  return bracketed(text, marks(text, parseQuery(query, 0)));
}

function bracketed(text: string, ranges: readonly { readonly start: number; readonly end: number }[]): string {
  let [result, at] = ['', 0];
  for (const { start, end } of ranges) {
    result += `${text.slice(at, start)}[${text.slice(start, end)}]`;
    at = end;
  }
  return result + text.slice(at);
}

/** Whether `at` is between the two halves of one character. */
function cutsPair(text: string, at: number): boolean {
  return at > 0 && (text.codePointAt(at - 1) ?? 0) > 0xffff;
}

describe('what was searched for is marked', () => {
  test.each([
    ['Hello, hello world', 'hel', '[Hello], [hello] world'],
    ['a hello world, hello there', '"hello world"', 'a [hello world], hello there'],
    ['hello-world', '"hello world"', '[hello-world]'],
    ['helloworld', '"hello world"', 'helloworld'],
    ['Crème brûlée', 'creme BRULEE', '[Crème] [brûlée]'],
    ['明天的会议室', '会议', '明天的[会议]室'],
    ['明天的会议室', '室', '明天的会议[室]'],
    ['เรากินข้าว', 'กิน', 'เรา[กิน]ข้าว'],
    ['กิน', 'ก', '[กิ]น'],
    ["I don't know", 'don’t', "I [don't] know"],
    ['one two', 'from:bob before:2020', 'one two'],
    ['to:bob is no operator', 'to:bob', '[to:bob] is no operator'],
  ])('%s, %s', (text, query, expected) => {
    expect(marked(text, query)).toBe(expected);
  });

  test('ranges are in order, do not overlap and never cut a character', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'b', 'é', '𠮷', '会', 'ก', 'ิ', ' ', '"', '👍', '\ud83d'),
      maxLength: 40,
    });
    fc.assert(
      fc.property(text, text, (haystack, needle) => {
        // A half of a pair that stands alone in the text is not cut by a range that has it within.
        let last = -1;
        for (const { start, end } of marks(haystack, parseQuery(needle, 0))) {
          expect(start).toBeGreaterThan(last);
          expect(end).toBeGreaterThan(start);
          expect([start, end].some((at) => cutsPair(haystack, at))).toBe(false);
          last = end;
        }
      }),
    );
  });
});

describe('an excerpt', () => {
  const long = `${'before '.repeat(100)}the needle is here ${'behind '.repeat(100)}`;

  test('shows the first match of a long text, cut between words', () => {
    const { text, marks: ranges, isCutBefore, isCutAfter } = excerpt(long, parseQuery('needle', 0), 100);
    expect([isCutBefore, isCutAfter]).toEqual([true, true]);
    expect(text.length).toBeLessThanOrEqual(100);
    expect(text).toMatch(/^before .* the needle is here behind .* behind$/u);
    expect(ranges.map(({ start, end }) => text.slice(start, end))).toEqual(['needle']);
  });

  test('is the text itself where that is short', () => {
    expect(excerpt('a needle', parseQuery('needle', 0), 100)).toEqual({
      text: 'a needle',
      marks: [{ start: 2, end: 8 }],
      isCutBefore: false,
      isCutAfter: false,
    });
  });

  test('begins at the beginning where nothing is marked', () => {
    const { text, isCutBefore, isCutAfter } = excerpt(long, parseQuery('from:bob', 0), 50);
    expect([text.startsWith('before before'), isCutBefore, isCutAfter]).toEqual([true, false, true]);
  });

  test('is never longer than asked for, never cuts a character, and keeps its marks inside', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '𠮷', '会', ' ', '👍'), maxLength: 200 });
    fc.assert(
      fc.property(
        text,
        fc.constantFrom('a', '会', '𠮷', '👍'),
        fc.integer({ min: 4, max: 60 }),
        (haystack, needle, maxChars) => {
          const piece = excerpt(haystack, parseQuery(needle, 0), maxChars);
          expect(piece.text.length).toBeLessThanOrEqual(maxChars);
          expect(piece.text.isWellFormed()).toBe(true);
          for (const { start, end } of piece.marks) expect(0 <= start && start < end && end <= piece.text.length).toBe(true);
          if (haystack.includes(needle)) expect(piece.marks.length).toBeGreaterThan(0);
        },
      ),
    );
  });
});
