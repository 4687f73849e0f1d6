import { expect, test } from 'vitest';
import { readConfusables as readLater } from '../../../src-renderer/guest/later/confusables.svelte.ts';
import { readConfusables } from '../../../src-shared/protocol/confusables.ts';

test('a page knows of every ASCII character what it looks like before the table is loaded', () => {
  const ascii = Array.from({ length: 0x80 }, (_, code) => String.fromCharCode(code));
  const looks = (table: ReadonlyMap<string, string>) => ascii.map((character) => table.get(character) ?? character);
  expect(looks(readLater())).toEqual(looks(readConfusables()));
});

test('and of any other once it was asked for one', async () => {
  const later = readLater();
  expect(later.get('а')).toBeUndefined();
  await expect.poll(() => later.get('а')).toBe('a');
  expect([...later]).toHaveLength(readConfusables().size);
});
