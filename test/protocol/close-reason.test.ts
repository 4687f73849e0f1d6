import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { CloseCode, closeReason } from '../../src-shared/protocol/index.ts';

const bytes = (text: string) => new TextEncoder().encode(text).length;

describe('the reason in a close frame', () => {
  test.prop([fc.string({ unit: 'binary', maxLength: 300 })])(
    'is at most 123 bytes and the longest beginning of the text that is',
    (text) => {
      const reason = closeReason(text);
      expect(bytes(reason)).toBeLessThanOrEqual(123);
      expect(text.startsWith(reason)).toBe(true);
      expect(reason.isWellFormed()).toBe(true);
      const next = [...text.slice(reason.length)][0];
      if (next !== undefined) expect(bytes(reason + next)).toBeGreaterThan(123);
    },
  );

  test('is well-formed where the text is not', () => {
    expect(closeReason('a\ud800b')).toBe('a\uFFFDb');
  });

  test.each([
    ['a', 123],
    ['é', 61],
    ['€', 41],
    ['🦄', 30],
  ])('holds %s %i times', (char, times) => {
    expect(closeReason(char.repeat(200))).toBe(char.repeat(times));
  });
});

test('close codes differ from one another and are ones an endpoint may send', () => {
  const codes = Object.values(CloseCode);
  expect(new Set(codes).size).toBe(codes.length);
  for (const code of codes)
    expect((code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 4000 && code <= 4999)).toBe(true);
});
