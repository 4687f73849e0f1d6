import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { parseText } from '../../src-renderer/text/parse.ts';
import { splitLetters } from '../../src-renderer/text/pieces.ts';
import { DEPTH_MAX, LINKS_MAX, MARKUP_MAX_CHARS, NODES_MAX } from '../../src-renderer/text/tree.ts';
import { isLeftOf, seenIn } from '../support/text-tree.ts';

const MARKS = [
  '*',
  '**',
  '_',
  '~~',
  '`',
  '```',
  '\n',
  '> ',
  '- ',
  '1. ',
  '2) ',
  '[',
  ']',
  '(',
  ')',
  '](',
  '!',
  '\\',
  '<',
  '>',
  '  ',
];
const LETTERS = [
  'a',
  'Ünï',
  '7',
  ' ',
  '漢字',
  'نص',
  '🎉',
  'snake_case',
  'C:\\x',
  '\u202E',
  '\u0000',
  '\uD800',
  'js',
  '.',
  ':',
  '&amp;',
];
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(fc.constantFrom(...MARKS, ...LETTERS), { maxLength: 60 }).map((parts) => parts.join('')),
);
const withLinks = fc
  .array(
    fc.constantFrom(
      ...MARKS,
      ...LETTERS,
      'https://',
      'https://e.example/',
      'javascript:',
      'mailto:a@b',
      'x](https://e.example)',
    ),
    {
      maxLength: 60,
    },
  )
  .map((parts) => parts.join(''));

describe('whatever the text', () => {
  test.prop([texts])(
    'it is shown in its order, without white space at the edges of blocks and the signs that had a meaning',
    (text) => {
      const blocks = parseText(text);
      if (blocks === null) return;
      const { depth, links, nodes, text: shown } = seenIn(blocks);
      const left = isLeftOf(shown, text);
      expect(left).not.toBeNull();
      // The address of a link stays with the link.
      if (links.length === 0) expect(left).toMatch(/^[\s*_~`>\\-]*$/u);
      expect(nodes).toBeLessThanOrEqual(NODES_MAX);
      expect(depth).toBeLessThanOrEqual(2 * DEPTH_MAX + 1);
    },
  );

  test.prop([withLinks])('links lead to the web or to a mail address, and what is shown is of the text', (text) => {
    const { links, text: shown } = seenIn(parseText(text) ?? []);
    expect(links.length).toBeLessThanOrEqual(LINKS_MAX);
    for (const href of links) expect(href).toMatch(/^(https?:\/\/[^@/]+\/|mailto:)/);
    expect(isLeftOf(shown, text)).not.toBeNull();
  });

  test.prop([texts])('the pieces of its letters are the letters', (text) => {
    const names = { me: 'a', people: new Set(['Ünï', '漢字']), channels: new Set(['7']) };
    const pieces = splitLetters(`@Ünï #7 ${text}`, names, () => '🎉');
    expect(pieces.map((piece) => (piece.kind === 'emoji' ? piece.code : piece.text)).join('')).toBe(`@Ünï #7 ${text}`);
  });

  test.prop([texts])('it means the same the second time', (text) => {
    expect(parseText(text)).toBe(parseText(text));
  });
});

const ENOUGH_MS = 10;

/** The fastest of some runs in ms, of more while others keep the machine busy; all different, so that none is remembered. */
function msOf(text: string, read: (text: string) => unknown = parseText): number {
  const RUNS_MAX = 100;
  let best = Infinity;
  for (let run = 0; run < RUNS_MAX && best >= ENOUGH_MS; run++) {
    const start = performance.now();
    read(`${text}${'.'.repeat(run)}`);
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

describe('text made to be slow', () => {
  const CHARS = 8_000;
  const UNITS = [
    ...[
      '*',
      '**',
      '_',
      '~~',
      '`',
      '[',
      '![',
      ']',
      '(',
      '[](',
      '[a](',
      '<',
      '> ',
      '>',
      '- ',
      '1. ',
      '\\',
      '\n',
      ' ',
      '\n\n',
      '  \n',
    ],
    ...[
      '*a ',
      '*a **b ',
      'a* ',
      'a**b',
      '_a ',
      '`a',
      '``a`',
      '```a\n',
      '```\n',
      'https://',
      'http:',
      'mailto:',
      'https://a(',
      'https://a)',
      '!',
    ],
    ...[
      '[a](https://a',
      '[a](https://a.b)',
      '[[a]](',
      '- a\n',
      '> > ',
      '1. a\n - b\n',
      '*a* ',
      '**a** `b` ',
      'a_',
      '*_',
      '~~a ',
      'a:',
      '@a',
      '#',
      ':a:',
    ],
  ];
  it.each(UNITS)('%j again and again takes 10 ms at most', (unit) => {
    const text = unit.repeat(CHARS / unit.length);
    expect(Math.max(msOf(text), msOf(`x${text} `))).toBeLessThan(ENOUGH_MS);
  });

  it('backtick runs of growing length', () => {
    const text = Array.from({ length: 120 }, (_, index) => '`'.repeat(index + 1)).join(' ');
    expect(msOf(text)).toBeLessThan(ENOUGH_MS);
  });

  it('letters with many signs', () => {
    const people = new Set(Array.from({ length: 500 }, (_, index) => `person ${index}`));
    const split = (text: string) => splitLetters(text, { me: 'me', people, channels: people }, () => undefined);
    for (const unit of ['@', '@person ', '#', ':aa:', 'me ', '@me'])
      expect(msOf(unit.repeat(CHARS / unit.length), split)).toBeLessThan(ENOUGH_MS);
  });

  it('what is longer than anybody writes is shown as it is', () => {
    expect(parseText(`**a** ${'x'.repeat(MARKUP_MAX_CHARS)}`)).toBeNull();
  });
});
