import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, TEXT_SIZE_PX } from '../../src-shared/ipc/app-state.ts';
import { lineHeight, rootLook } from '../../src-renderer/theme.ts';

const plain = { dark: false, more: false };

describe('the look of the window', () => {
  it('follows the system until the person chooses', () => {
    expect(rootLook(DEFAULT_SETTINGS, plain)).toMatchObject({ theme: 'light', contrast: 'standard' });
    expect(rootLook(DEFAULT_SETTINGS, { dark: true, more: true })).toMatchObject({ theme: 'dark', contrast: 'more' });
  });

  it('is what the person chose, whatever the system says', () => {
    expect(rootLook({ ...DEFAULT_SETTINGS, theme: 'light' }, { dark: true, more: false }).theme).toBe('light');
    expect(rootLook({ ...DEFAULT_SETTINGS, theme: 'dark' }, plain).theme).toBe('dark');
    expect(rootLook({ ...DEFAULT_SETTINGS, contrast: 'more' }, plain).contrast).toBe('more');
    expect(rootLook({ ...DEFAULT_SETTINGS, accent: 'teal', density: 'compact' }, plain)).toMatchObject({
      accent: 'teal',
      density: 'compact',
    });
  });
});

it('gives every size of text an even line that is a third higher at least', () => {
  for (let size: number = TEXT_SIZE_PX.min; size <= TEXT_SIZE_PX.max; size++) {
    expect(lineHeight(size) % 2).toBe(0);
    expect(lineHeight(size) / size).toBeGreaterThan(1.33);
    expect(lineHeight(size) / size).toBeLessThan(1.6);
  }
  expect(lineHeight(TEXT_SIZE_PX.usual)).toBe(20);
});
