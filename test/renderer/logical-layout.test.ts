import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Declarations that mean the same in both directions, by file. */
const EXCEPTIONS: Readonly<Record<string, readonly string[]>> = {
  // A gap in a ring that turns.
  'src-renderer/shared/Spinner.svelte': ['border-right-color'],
  // Programs are written from left to right, whoever reads them.
  'src-renderer/text/CodeBlock.svelte': ['text-align'],
};

const SIDES =
  /^(margin|padding|border|scroll-margin|scroll-padding)-(left|right)|^(left|right)$|^border-(top|bottom)-(left|right)-radius$/u;
const VALUES = /^(left|right)$/u;

interface Declaration {
  readonly line: number;
  readonly property: string;
  readonly value: string;
}

/** Declarations of a style sheet or of the style of a component. */
function declarationsOf(file: string): Declaration[] {
  const source = readFileSync(join(ROOT, file), 'utf8');
  const start = file.endsWith('.css') ? 0 : source.search(/^<style>/mu);
  if (start === -1) return [];
  const before = source.slice(0, start).split('\n').length;
  return source
    .slice(start)
    .replace(/\/\*[^]*?\*\//gu, (comment) => comment.replace(/[^\n]/gu, ''))
    .split('\n')
    .flatMap((text, index) => {
      const [, property, value] = /^\s*([a-z-]+):\s*(.+?);?\s*$/u.exec(text) ?? [];
      return property === undefined || value === undefined ? [] : [{ line: before + index, property, value }];
    });
}

/** It holds for one side of the screen, not for the beginning or the end of a line. */
function isPhysical({ property, value }: Declaration): boolean {
  if (SIDES.test(property)) return true;
  if (/^(text-align|float|clear)$/u.test(property)) return VALUES.test(value);
  if (!/^(margin|padding|inset|border-width|border-radius)$/u.test(property)) return false;
  const [top, right, bottom, left] = piecesOf(value);
  if (left === undefined) return false;
  return property === 'border-radius' ? top !== right || bottom !== left : right !== left;
}

/** The values of a shorthand; what stands in brackets is one. */
function piecesOf(value: string): string[] {
  return value.match(/(?:[^\s(]*\([^()]*(?:\([^()]*\)[^()]*)*\)|[^\s(]+)/gu) ?? [];
}

test('the layout is made of beginnings and ends, so that it holds from right to left', () => {
  const files = readdirSync(join(ROOT, 'src-renderer'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(svelte|css)$/u.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/'));
  const found = files.flatMap((file) =>
    declarationsOf(file)
      .filter((each) => isPhysical(each) && EXCEPTIONS[file]?.includes(each.property) !== true)
      .map(({ line, property, value }) => `${file}:${String(line)}: ${property}: ${value}`),
  );
  expect(found.sort()).toEqual([]);
});

test.each<[string, string, boolean]>([
  ['margin-left', '4px', true],
  ['left', '50%', true],
  ['text-align', 'right', true],
  ['padding', '0 var(--a) 0 calc(-1 * var(--b))', true],
  ['padding', '0 calc(var(--a) + 1px) 2px calc(var(--a) + 1px)', false],
  ['margin', '0 auto', false],
  ['border-radius', '4px 0 0 4px', true],
  ['border-radius', '4px 4px 0 0', false],
  ['inset-inline-end', '4px', false],
  ['text-align', 'start', false],
])('%s: %s', (property, value, expected) => {
  expect(isPhysical({ line: 1, property, value })).toBe(expected);
});
