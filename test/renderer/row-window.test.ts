import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FIRST_ROWS,
  startNow,
  STEP_ROWS_MAX,
  windowAfterChange,
  windowAfterStep,
  windowAround,
  windowAtEnd,
  WINDOW_ROWS_MAX,
  type RowWindow,
} from '../../src-renderer/log/row-window.ts';

describe('the rows in the DOM', () => {
  it('are the newest to begin with', () => {
    expect(windowAtEnd(10)).toEqual({ start: 0, end: 10 });
    expect(windowAtEnd(1_000)).toEqual({ start: 1_000 - FIRST_ROWS, end: 1_000 });
  });

  it('surround a row that is to be seen', () => {
    expect(windowAround(500, 1_000)).toEqual({ start: 480, end: 520 });
    expect(windowAround(3, 1_000)).toEqual({ start: 0, end: FIRST_ROWS });
    expect(windowAround(998, 1_000)).toEqual({ start: 1_000 - FIRST_ROWS, end: 1_000 });
    expect(windowAround(3, 5)).toEqual({ start: 0, end: 5 });
  });

  it('are found again by the first row in sight that is still there', () => {
    const keys = (text: string) => [...text].map((key) => ({ key }));
    expect(startNow(keys('cd'), keys('bcd'), keys('abcde'))).toBe(1);
    expect(startNow(keys('cd'), keys('bcd'), keys('xyabcde'))).toBe(3);
    expect(startNow(keys('cd'), keys('bcd'), keys('abde'))).toBe(0);
    expect(startNow(keys('d'), keys('bcd'), keys('de'))).toBe(-2);
    expect(startNow(keys('cd'), keys('bcd'), keys('abe'))).toBeNull();
    expect(startNow([], keys('bcd'), keys('bcd'))).toBeNull();
  });

  it('come and go at both ends, never many at once', () => {
    expect(windowAfterStep({ start: 100, end: 200 }, 1_000, { above: 5, below: -3 })).toEqual({ start: 95, end: 197 });
    expect(windowAfterStep({ start: 100, end: 200 }, 1_000, { above: 500, below: 0 }).start).toBe(100 - STEP_ROWS_MAX);
    expect(windowAfterStep({ start: 4, end: 990 - 700 }, 291, { above: 9, below: 9 })).toEqual({ start: 0, end: 291 });
  });

  it('make room for what comes in at the other end', () => {
    const full: RowWindow = { start: 100, end: 100 + WINDOW_ROWS_MAX };
    expect(windowAfterStep(full, 1_000, { above: 10, below: 0 })).toEqual({ start: 90, end: 390 });
    expect(windowAfterStep(full, 1_000, { above: 0, below: 10 })).toEqual({ start: 110, end: 410 });
  });

  it('keep showing the same rows when others come or go', () => {
    expect(windowAfterChange({ start: 100, end: 200 }, 1_003, 100, false)).toEqual({ start: 100, end: 200 });
    expect(windowAfterChange({ start: 100, end: 200 }, 990, 90, false)).toEqual({ start: 90, end: 190 });
    expect(windowAfterChange({ start: 0, end: 100 }, 1_200, 200, false)).toEqual({ start: 200, end: 300 });
    expect(windowAfterChange({ start: 10, end: 110 }, 900, -90, false)).toEqual({ start: 0, end: 100 });
  });

  it('follow the end, and do not make all of a crowd that came at once', () => {
    expect(windowAfterChange({ start: 960, end: 1_000 }, 1_003, 960, true)).toEqual({ start: 960, end: 1_003 });
    expect(windowAfterChange({ start: 960, end: 1_000 }, 1_500, 960, true)).toEqual(windowAtEnd(1_500));
  });

  it('never exceed the bound or the timeline, whatever happens', () => {
    const count = fc.integer({ min: -200, max: 700 });
    const step = fc.oneof(
      fc.record({ kind: fc.constant('scroll' as const), above: count, below: count }),
      fc.record({ kind: fc.constant('change' as const), above: count, below: count, follows: fc.boolean() }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_500 }), fc.array(step, { maxLength: 40 }), (size, steps) => {
        let total = size;
        let window = windowAtEnd(total);
        for (const each of steps) {
          if (each.kind === 'scroll') window = windowAfterStep(window, total, each);
          else {
            total = Math.max(1, total + each.above + each.below);
            window = windowAfterChange(window, total, window.start + each.above, each.follows);
          }
          expect(window.start).toBeGreaterThanOrEqual(0);
          expect(window.start).toBeLessThanOrEqual(window.end);
          expect(window.end).toBeLessThanOrEqual(total);
          expect(window.end - window.start).toBeLessThanOrEqual(WINDOW_ROWS_MAX);
        }
      }),
    );
  });
});
