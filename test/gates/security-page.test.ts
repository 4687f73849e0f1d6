import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** What docs/SECURITY.md says is shown by a file that is there. */

const ROOT = new URL('../../', import.meta.url);
const PAGE = readFileSync(new URL('docs/SECURITY.md', ROOT), 'utf8');
const ROWS = [...PAGE.matchAll(/^\| A(\d+) \| [^|]+ \| ([^|]+) \|$/gmu)];

test('has a row for each of the 24 promises, of the shell and of the page for guests', () => {
  expect(ROWS.map(([, number]) => Number(number))).toEqual(Array.from({ length: 24 }, (_, index) => index + 1));
});

test.each(ROWS.map(([, number, cell = '']) => [`A${String(number)}`, cell] as const))(
  '%s names files that are there',
  (_row, cell) => {
    const files = [...cell.matchAll(/`([^`]+)`/gu)].map(([, file = '']) => file);
    expect(files).not.toEqual([]);
    expect(files.filter((file) => !existsSync(new URL(file, ROOT)))).toEqual([]);
  },
);
