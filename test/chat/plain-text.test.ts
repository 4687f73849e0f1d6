import { fc, test } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { plainText } from '../../src-shared/text/plain-text.ts';
import { isLeftOf } from '../support/text-tree.ts';

it.each([
  ['hi **bold** and *it* _it_ ~~no~~ `code`', 'hi bold and it it no code'],
  ['**bold *it* x**', '**bold it x**'],
  ['*a _b_ c*', 'a b c'],
  ['`**code**`', '**code**'],
  ['see [the plan](https://plans.example/x?y=1), or ![it](https://e.example/a.png)', 'see the plan, or it'],
  ['[**x**](https://e.example)', 'x'],
  ['```js\nlet x = 1;\n```\nafter', 'let x = 1;\nafter'],
  ['```\na\n\nb\n```', 'a\n\nb'],
  ['("**x**!")', '("x!")'],
])('leaves out the signs: %j', (text, expected) => {
  expect(plainText(text)).toBe(expected);
});

it.each([
  'Morning everyone',
  'snake_case_names and __init__',
  '2 * 3 * 4, 2*3*4, 2**3**4',
  ':) >_< ^_^ *_* ¯\\_(ツ)_/¯',
  'C:\\temp\\*.* and **/*.ts',
  '[x](javascript:alert(1))',
  'don`t and can`t',
  '> a quote\n- a list\n1. and another',
  '```js',
  '** a **',
  '***',
  `**a** ${'x'.repeat(5_000)}`,
])('lets stand: %j', (text) => {
  expect(plainText(text)).toBe(text);
});

const ADDRESS = 'https://e.example';
const parts = ['*', '**', '_', '~~', '`', '```', '\n', '[', ']', '(', ')', `](${ADDRESS})`, 'a', ' ', 'b.', '7', 'ä'];
/** An address as one sign, so that no letter of it is taken for one of the text. */
const asOneSign = (text: string) => text.replaceAll(ADDRESS, '@');
test.prop([fc.array(fc.constantFrom(...parts), { maxLength: 60 }).map((each) => each.join(''))])(
  'whatever the text, it is what was written with some signs and addresses left out',
  (text) => {
    expect(isLeftOf(asOneSign(plainText(text)), asOneSign(text))).toMatch(/^[*_~`[\]()\n a@]*$/u);
  },
);

it('costs little however it is written', () => {
  for (const unit of ['*', '**', '_a', '*a ', '**a ', '`', '[', '[a](https://', '```\n', '~~a', 'a_', '_a _']) {
    const text = unit.repeat(4_000 / unit.length);
    let best = Infinity;
    for (let run = 0; run < 50 && best >= 20; run++) {
      const start = performance.now();
      plainText(text);
      best = Math.min(best, performance.now() - start);
    }
    expect(best, unit).toBeLessThan(20);
  }
});
