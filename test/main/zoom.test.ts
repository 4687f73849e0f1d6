import { describe, expect, it } from 'vitest';
import { ZOOM_FACTORS } from '../../src-shared/ipc/app-state.ts';
import { zoomAfter, zoomKey } from '../../src-main/zoom.ts';

describe('zoom', () => {
  it('goes by steps to either end and stays there', () => {
    expect([zoomAfter(1, 'in'), zoomAfter(1, 'out')]).toEqual([1.1, 0.9]);
    expect(ZOOM_FACTORS.map((factor) => zoomAfter(factor, 'in'))).toEqual([...ZOOM_FACTORS.slice(1), 3]);
    expect(ZOOM_FACTORS.map((factor) => zoomAfter(factor, 'out'))).toEqual([0.5, ...ZOOM_FACTORS.slice(0, -1)]);
    expect(ZOOM_FACTORS.map((factor) => zoomAfter(factor, 'reset'))).toEqual(ZOOM_FACTORS.map(() => 1));
  });

  it('listens to Ctrl, or Cmd, with the keys that every app has for it', () => {
    const press = (key: string, held = {}) =>
      zoomKey({ type: 'keyDown', key, control: true, meta: false, alt: false, ...held });
    expect(['+', '=', '-', '_', '0'].map((key) => press(key))).toEqual(['in', 'in', 'out', 'out', 'reset']);
    expect(press('+', { control: false, meta: true })).toBe('in');
    expect([
      press('a'),
      press('1'),
      press('+', { control: false }),
      press('0', { alt: true }),
      press('+', { type: 'keyUp' }),
    ]).toEqual([null, null, null, null, null]);
  });
});
