import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { mentions } from '../../src-shared/chat/mention.ts';

describe('a name is mentioned', () => {
  test.each([
    ['alone', 'ann', 'ann'],
    ['at the beginning', 'ann: look', 'ann'],
    ['at the end', 'thank you, ann', 'ann'],
    ['before a full stop', 'ask ann.', 'ann'],
    ['with an at sign', '@ann look', 'ann'],
    ['in other case', 'hi ANN!', 'ann'],
    ['with a capital of its own', 'hi ann', 'Ann'],
    ['between quotes', '“ann”', 'ann'],
    ['next to an emoji', '🦄ann🦄', 'ann'],
    ['after a longer word that holds it', 'anna and ann', 'ann'],
    ['on a line of its own', 'hello\nann\nbye', 'ann'],
    ['with an apostrophe', "ann's book", 'ann'],
    ['with a hyphen', 'ann-bob', 'ann'],
    ['in Cyrillic', 'Привет, ОЛЯ!', 'Оля'],
    ['in Greek', 'γεια, ΑΝΝΑ', 'Άννα'.normalize('NFD').replaceAll('\u0301', '')],
    ['with an umlaut in other case', 'ÄRZTE!', 'Ärzte'],
    ['written with combining marks, where the name has none', 'hi Jose\u0301!', 'José'],
    ['of two words', 'dear ann lee,', 'Ann Lee'],
    ['that begins with no letter', 'hi *star*!', '*star*'],
    ['of an emoji', 'hi 🦄', '🦄'],
    ['of special characters of patterns', 'hi a.b*c', 'a.b*c'],
    ['in Chinese between spaces', '你好 小明 再见', '小明'],
  ])('%s', (_how, text, name) => {
    expect(mentions(text, name)).toBe(true);
  });
});

describe('a name is not mentioned', () => {
  test.each([
    ['within a longer word', 'Anna', 'ann'],
    ['at the end of a longer word', 'joann', 'ann'],
    ['next to a digit', 'ann2', 'ann'],
    ['next to an underscore', '_ann', 'ann'],
    ['next to a letter of another script', 'жann', 'ann'],
    ['next to a letter outside the basic plane', '𝒳ann', 'ann'],
    ['before a letter outside the basic plane', 'ann𝒳', 'ann'],
    ['where a mark makes the last letter another one', 'Jose\u0301', 'jose'],
    ['after a letter with a mark of its own', 'e\u0301ann', 'ann'],
    ['where a pattern would match', 'hi axbc', 'a.b*c'],
    ['in nothing', '', 'ann'],
    ['when it is empty', 'anything', ''],
  ])('%s', (_how, text, name) => {
    expect(mentions(text, name)).toBe(false);
  });
});

test.prop([fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })])('any text and name are taken', (text, name) => {
  expect(typeof mentions(text, name)).toBe('boolean');
});

test.each([
  ['the name without end', 'a'.repeat(200_000), 'a'],
  ['nearly the name without end', 'ab'.repeat(100_000), 'aba'],
  ['the name before letters', 'xann'.repeat(50_000), 'ann'],
])('a long text costs little: %s', (_what, text, name) => {
  const start = performance.now();
  mentions(text, name);
  expect(performance.now() - start).toBeLessThan(500);
});
