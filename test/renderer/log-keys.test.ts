import { describe, expect, it } from 'vitest';
import type { ComposerKey } from '../../src-renderer/composer/composer-keys.ts';
import { logKeyOf } from '../../src-renderer/log/log-keys.ts';

const press = (key: string, change: Partial<ComposerKey> = {}): ReturnType<typeof logKeyOf> =>
  logKeyOf({ key, keyCode: 0, isComposing: false, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...change });

describe('keys in the log', () => {
  it('go over the messages', () => {
    const keys = ['ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown', 'Escape'];
    expect(keys.map((key) => press(key))).toEqual(['previous', 'next', 'first', 'last', 'page-up', 'page-down', 'leave']);
    expect([press('ArrowUp', { ctrlKey: true }), press('ArrowDown', { metaKey: true })]).toEqual(['top', 'bottom']);
  });

  it('do something with the one that has the focus, in either case', () => {
    expect(['c', 'R', 'u', 'Enter', 'Delete', 'ContextMenu'].map((key) => press(key))).toEqual([
      'copy',
      'quote',
      'unread',
      'menu',
      'delete',
      'menu',
    ]);
    expect(press('F10', { shiftKey: true })).toBe('menu');
  });

  it('leave to the window what is the window’s', () => {
    expect(press('c', { ctrlKey: true })).toBeNull();
    expect(press('ArrowUp', { altKey: true })).toBeNull();
    expect(press('PageUp', { shiftKey: true })).toBeNull();
    expect(press('Tab')).toBeNull();
    expect(press('x')).toBeNull();
    expect(press('c', { isComposing: true })).toBeNull();
  });
});
