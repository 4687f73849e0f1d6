import { describe, expect, it } from 'vitest';
import { actionOf } from '../../src-renderer/text/action.ts';
import { isOnlyCodes, isOnlyEmoji } from '../../src-renderer/text/emoji.ts';
import { isPlain, splitLetters, type Piece } from '../../src-renderer/text/pieces.ts';

const PEOPLE = new Set(['Ann', 'bob', 'Zoë Kravitz', 'Zoë', 'a.b+c', '__proto__', 'نور الهدى']);
const CHANNELS = new Set(['general', 'a-b', 'Ünï']);
const CODES = new Map([
  ['tada', '🎉'],
  ['+1', '👍'],
]);

const mark = (piece: Piece): string => {
  switch (piece.kind) {
    case 'text':
      return piece.text;
    case 'mention':
      return `[${piece.text}]`;
    case 'person':
      return `{${piece.text}=${piece.name}${piece.own ? '!' : ''}}`;
    case 'channel':
      return `{${piece.text}=${piece.name}}`;
    case 'emoji':
      return `{${piece.code}=${piece.text}}`;
  }
};
const split = (text: string, me: string | null = null): string =>
  splitLetters(text, { me, people: PEOPLE, channels: CHANNELS }, (code) => CODES.get(code))
    .map(mark)
    .join('');

describe('names', () => {
  it.each([
    ['hi @bob!', 'hi {@bob=bob}!'],
    ['@ann, look', '{@ann=Ann}, look'],
    ["@Ann's", "{@Ann=Ann}'s"],
    ['@Anna and @bobby', '@Anna and @bobby'],
    ['@Zoë Kravitz and @Zoë K', '{@Zoë Kravitz=Zoë Kravitz} and {@Zoë=Zoë} K'],
    ['mail@bob', 'mail@bob'],
    ['(@bob)', '({@bob=bob})'],
    ['@a.b+c.', '{@a.b+c=a.b+c}.'],
    ['@__proto__ @constructor', '{@__proto__=__proto__} @constructor'],
    ['@نور الهدى', '{@نور الهدى=نور الهدى}'],
    ['@@bob', '@{@bob=bob}'],
    ['see #general and #a-b, not #a-bc', 'see {#general=general} and {#a-b=a-b}, not #a-bc'],
    ['C#general', 'C#general'],
    ['#1 #', '#1 #'],
  ])('%j', (text, expected) => {
    expect(split(text)).toBe(expected);
  });
});

describe('the own name', () => {
  it.each([
    ['hi ann!', 'ann', 'hi [ann]!'],
    ['@Ann, look', 'Ann', '{@Ann=Ann!}, look'],
    ['Anna and joann', 'ann', 'Anna and joann'],
    ['ann ann', 'ann', '[ann] [ann]'],
    ['mail@ann', 'ann', 'mail[@ann]'],
    ['a.b+c?', 'a.b+c', '[a.b+c]?'],
    ['Привет, Мария', 'мария', 'Привет, [Мария]'],
    ['nobody', '', 'nobody'],
  ])('%j for %j', (text, me, expected) => {
    expect(split(text, me)).toBe(expected);
  });
});

describe('short codes', () => {
  it.each([
    [':tada: :+1:', '{:tada:=🎉} {:+1:=👍}'],
    [':tada::tada:', '{:tada:=🎉}{:tada:=🎉}'],
    [':nothing: :tada:', ':nothing: {:tada:=🎉}'],
    ['at 10:30:45 a::tada', 'at 10:30:45 a::tada'],
    ['std:tada:x', 'std:tada:x'],
    [':) :D ::', ':) :D ::'],
  ])('%j', (text, expected) => {
    expect(split(text)).toBe(expected);
  });
});

it('letters without a sign or an own name are not looked at', () => {
  expect(isPlain('Morning everyone', null)).toBe(true);
  expect(isPlain('Morning everyone', 'ann')).toBe(false);
  expect(isPlain('hi @bob', null)).toBe(false);
});

it.each([
  ['🎉', true],
  [' 👍🏽 👩‍👩‍👧 🇩🇪\n', true],
  ['1️⃣', true],
  ['❤️', true],
  ['🎉'.repeat(10), true],
  ['🎉'.repeat(11), false],
  ['🎉!', false],
  ['11', false],
  ['©', false],
  ['', false],
  ['  ', false],
  ['hi', false],
])('%j is only emoji: %s', (text, expected) => {
  expect(isOnlyEmoji(text)).toBe(expected);
});

it.each([
  ['/me waves', 'waves'],
  ['/me  waves\ntwice', 'waves\ntwice'],
  ['/me', null],
  ['/me ', null],
  ['/mean', null],
  [' /me waves', null],
  ['/ME waves', null],
])('%j is what somebody does: %j', (text, expected) => {
  expect(actionOf(text)).toBe(expected);
});

it.each([
  [':tada:', true],
  [' :tada: :+1: 🎉', true],
  [':tada: :nothing:', false],
  [':tada: yes', false],
  ['tada', false],
])('%j is only emoji once its codes are known: %s', (text, expected) => {
  expect(isOnlyCodes(text, (code) => CODES.get(code))).toBe(expected);
});
