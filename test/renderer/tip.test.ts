import { describe, expect, it } from 'vitest';
import { tipPlace } from '../../src-renderer/shared/tip.ts';

const room = { width: 400, height: 300 };
const size = { width: 80, height: 24 };
const at = (left: number, top: number) => ({ left, top, right: left + 32, bottom: top + 32 });

describe('a tip', () => {
  it('stands in the middle on the side that was asked for', () => {
    expect(tipPlace(at(184, 100), size, room, 'below', false)).toEqual({ left: 160, top: 138 });
    expect(tipPlace(at(184, 100), size, room, 'above', false)).toEqual({ left: 160, top: 70 });
    expect(tipPlace(at(184, 100), size, room, 'beside', false)).toEqual({ left: 222, top: 104 });
    expect(tipPlace(at(184, 100), size, room, 'beside', true)).toEqual({ left: 98, top: 104 });
  });

  it('goes to the other side where there is no room', () => {
    expect(tipPlace(at(184, 260), size, room, 'below', false).top).toBe(230);
    expect(tipPlace(at(184, 2), size, room, 'above', false).top).toBe(40);
    expect(tipPlace(at(360, 100), size, room, 'beside', false).left).toBe(274);
    expect(tipPlace(at(2, 100), size, room, 'beside', true).left).toBe(40);
  });

  it('never leaves the window', () => {
    for (const side of ['above', 'below', 'beside'] as const) {
      for (const [x, y] of [
        [-20, -20],
        [390, 290],
        [0, 290],
        [390, 0],
      ] as const) {
        const { left, top } = tipPlace(at(x, y), size, room, side, false);
        expect(left).toBeGreaterThanOrEqual(4);
        expect(left + size.width).toBeLessThanOrEqual(396);
        expect(top).toBeGreaterThanOrEqual(4);
        expect(top + size.height).toBeLessThanOrEqual(296);
      }
    }
  });
});
