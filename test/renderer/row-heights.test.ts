import { describe, expect, it } from 'vitest';
import { RowHeights } from '../../src-renderer/log/row-heights.ts';
import type { Row } from '../../src-renderer/log/timeline.ts';

const rowsOf = (...keys: readonly string[]): Row[] => keys.map((key) => ({ kind: 'hole', key, count: 1 }));

describe('the heights of rows', () => {
  it('are those on screen, and of others the mean of these', () => {
    const heights = new RowHeights();
    heights.note('a', 20);
    heights.note('b', 60);
    expect([heights.of('a'), heights.of('b'), heights.of('c')]).toEqual([20, 60, 40]);
    heights.note('b', 20);
    expect(heights.of('c')).toBe(20);
  });

  it('add up, and say which row lies where', () => {
    const heights = new RowHeights();
    heights.note('a', 20);
    heights.note('b', 60);
    const rows = rowsOf('a', 'b', 'c', 'd');
    expect(heights.between(rows, 0, 4)).toBe(160);
    expect(heights.between(rows, 1, 3)).toBe(100);
    expect([0, 19, 20, 79, 80, 500].map((offset) => heights.rowAt(rows, offset))).toEqual([0, 0, 1, 1, 2, 3]);
    expect(heights.rowAt([], 10)).toBe(0);
  });

  it('stay with their rows when the log gets and loses others', () => {
    const heights = new RowHeights();
    for (const [at, key] of ['a', 'b', 'c', 'd'].entries()) heights.note(key, 10 * (at + 1));
    expect(heights.between(rowsOf('x', 'c', 'd'), 1, 3)).toBe(70);
  });

  it('are forgotten with their rows, when those that went outnumber those that are', () => {
    const heights = new RowHeights();
    for (const key of ['a', 'b', 'c']) heights.note(key, 10);
    heights.note('d', 90);
    heights.keep(rowsOf('c', 'd'));
    expect(heights.mean).toBe(30);
    heights.keep(rowsOf('d'));
    expect([heights.of('a'), heights.mean]).toEqual([90, 90]);
    heights.clear();
    expect(heights.of('d')).toBe(heights.of('anything'));
  });
});
