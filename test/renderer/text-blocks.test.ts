import { describe, expect, it } from 'vitest';
import { parseText } from '../../src-renderer/text/parse.ts';
import { shapeOf } from './text-shape.ts';

const shape = (text: string): string => shapeOf(parseText(text), text);

describe('fenced code', () => {
  it.each([
    ['```js\nlet x\n```', 'code(js) let x'],
    ['```\ncode```', 'code() code'],
    ['```hello world\nx\n```', 'code() hello world\nx'],
    ['````\n```\n````', 'code() ```'],
    ['foo\n\n```\n  **a**\n\n  b\n```\n\nbar', 'foo | code()   **a**\n\n  b | bar'],
    ['```\n\n```', 'code() '],
  ])('%j', (text, expected) => {
    expect(shape(text)).toBe(expected);
  });

  it.each([['```js'], ['```\nno end'], ['````\n```'], ['a ```\nb']])('an open one is text: %j', (text) => {
    expect(parseText(text)).toBeNull();
  });
});

describe('quotes', () => {
  it.each([
    ['> said\nanswer', 'quote{said} | answer'],
    ['> a\n> > b\n> c\n\nd', 'quote{a | quote{b} | c} | d'],
    ['> a\n>\n> b', 'quote{a\n\nb}'],
    ['> - a\n> - *b*', 'quote{list{- a ; - [i b]}}'],
    ['before\n> said', 'before | quote{said}'],
  ])('%j', (text, expected) => {
    expect(shape(text)).toBe(expected);
  });

  it.each([['>:('], ['>_<'], ['>'], ['> '], ['>> x'], ['>text'], ['a > b'], ['->']])('none in %j', (text) => {
    expect(parseText(text)).toBeNull();
  });
});

describe('lists', () => {
  it.each([
    ['- a\n- b\nthat was it', 'list{- a ; - b} | that was it'],
    ['1. a\n2. b', 'list{1. a ; 2. b}'],
    ['3) a\n7) b', 'list{3) a ; 7) b}'],
    ['- a\n  - b\n  - c\n- d\n  more', 'list{- a | list{- b ; - c} ; - d\nmore}'],
    ['Three parts:\n  - lid\n  - body', 'Three parts: | list{- lid ; - body}'],
    ['- a\n1. b\n2. c', 'list{- a} | list{1. b ; 2. c}'],
    ['- `a`\n- > b', 'list{- [c a] ; - quote{b}}'],
  ])('%j', (text, expected) => {
    expect(shape(text)).toBe(expected);
  });

  it.each([
    ['-'],
    ['- '],
    ['1.'],
    ['1. '],
    ['12. Mai'],
    ['1986. A great year'],
    ['- - -'],
    ['***'],
    ['-5 degrees'],
    ['1.5 mm'],
    ['a - b'],
  ])('none in %j', (text) => {
    expect(parseText(text)).toBeNull();
  });
});

it('what is nested too deeply is text', () => {
  expect(shape(`${'> '.repeat(40)}deep`)).toMatch(/^(quote\{){6}(> ){34}deep\}{6}$/);
  expect(shape(`${'- '.repeat(40)}deep`)).toMatch(/^(list\{- ){6}(- ){34}deep\}{6}$/);
  const emphasis = shape(`${'*a **b '.repeat(40)}x${'** *'.repeat(40)}`);
  expect(emphasis.match(/\[[bi] /g)?.length ?? 0).toBeLessThan(80);
});
