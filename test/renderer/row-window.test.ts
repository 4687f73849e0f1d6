import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  windowAfterChange,
  windowAround,
  windowAtEnd,
  windowDown,
  windowUp,
  WINDOW_ROWS_MAX,
  type RowWindow,
} from '../../src-renderer/chat/row-window.ts';

describe('the rows in the DOM', () => {
  it('are the newest to begin with', () => {
    expect(windowAtEnd(10)).toEqual({ start: 0, end: 10 });
    expect(windowAtEnd(1_000).end).toBe(1_000);
  });

  it('reach the first and the last row again by scrolling', () => {
    let window = windowAtEnd(1_000);
    for (let i = 0; i < 10; i++) window = windowUp(window);
    expect(window.start).toBe(0);
    for (let i = 0; i < 10; i++) window = windowDown(window, 1_000);
    expect(window.end).toBe(1_000);
  });

  it('follow what is new at the end only', () => {
    expect(windowAfterChange({ start: 850, end: 1_000 }, 1_000, 1_003, 850, true)).toEqual({ start: 850, end: 1_003 });
    expect(windowAfterChange({ start: 600, end: 1_000 }, 1_000, 1_003, 600, true)).toEqual({ start: 603, end: 1_003 });
    expect(windowAfterChange({ start: 100, end: 400 }, 1_000, 1_003, 100, false)).toEqual({ start: 100, end: 400 });
  });

  it('keep what is read when new ones come, and take those in as far as there is room', () => {
    expect(windowAfterChange({ start: 850, end: 1_000 }, 1_000, 1_003, 850, false)).toEqual({ start: 850, end: 1_003 });
    expect(windowAfterChange({ start: 600, end: 1_000 }, 1_000, 1_003, 600, false)).toEqual({ start: 600, end: 1_000 });
  });

  it('keep showing the same rows when older ones come or go', () => {
    expect(windowAfterChange({ start: 100, end: 400 }, 1_000, 990, 90, false)).toEqual({ start: 90, end: 390 });
    expect(windowAfterChange({ start: 0, end: 300 }, 1_000, 1_200, 200, false)).toEqual({ start: 200, end: 500 });
    expect(windowAfterChange({ start: 10, end: 310 }, 1_000, 900, -90, false)).toEqual({ start: 0, end: 300 });
  });

  it('surround a row that is to be seen', () => {
    expect(windowAround(500, 1_000)).toEqual({ start: 350, end: 650 });
    expect(windowAround(3, 1_000)).toEqual({ start: 0, end: 153 });
    expect(windowAround(998, 1_000)).toEqual({ start: 848, end: 1_000 });
  });

  it('never exceed the bound or the timeline, whatever happens', () => {
    const step = fc.oneof(
      fc.constant({ kind: 'up' as const, by: 0 }),
      fc.constant({ kind: 'down' as const, by: 0 }),
      fc.record({ kind: fc.constant('grow' as const), by: fc.integer({ min: 0, max: 700 }) }),
      fc.record({ kind: fc.constant('trim' as const), by: fc.integer({ min: 0, max: 700 }) }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_500 }), fc.array(step, { maxLength: 30 }), fc.boolean(), (size, steps, atEnd) => {
        let total = size;
        let window: RowWindow = windowAtEnd(total);
        for (const { kind, by } of steps) {
          const before = total;
          const follows = atEnd && window.end === total;
          if (kind === 'up') window = windowUp(window);
          else if (kind === 'down') window = windowDown(window, total);
          else if (kind === 'grow') window = windowAfterChange(window, before, (total += by), window.start, follows);
          else {
            const gone = Math.min(by, total);
            total -= gone;
            window = windowAfterChange(window, before, total, window.start - gone, follows);
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
