import { describe, expect, it } from 'vitest';
import { until } from '../support/fake-clock.ts';
import { ImeGuard } from '../../src-renderer/composer/ime-guard.ts';
import { sends } from '../../src-renderer/composer/composer-keys.ts';
import { shortcutOf, type WindowKey } from '../../src-renderer/shortcuts.ts';

const key = (name: string, change: Partial<WindowKey> = {}): WindowKey => ({
  key: name,
  keyCode: 0,
  isComposing: false,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...change,
});

describe('Enter', () => {
  it('sends, and with Shift breaks the line', () => {
    expect(sends(key('Enter'), true)).toBe(true);
    expect(sends(key('Enter', { shiftKey: true }), true)).toBe(false);
    expect(sends(key('a'), true)).toBe(false);
  });

  it('breaks the line and sends with Ctrl or Cmd, where the person set it so', () => {
    expect(sends(key('Enter'), false)).toBe(false);
    expect(sends(key('Enter', { ctrlKey: true }), false)).toBe(true);
    expect(sends(key('Enter', { metaKey: true }), false)).toBe(true);
  });

  it('is left to an input method while it composes', () => {
    expect(sends(key('Enter', { isComposing: true }), true)).toBe(false);
    expect(sends(key('Enter', { keyCode: 229 }), true)).toBe(false);
  });
});

describe('keys anywhere in the window', () => {
  it.each([
    [key('k', { ctrlKey: true }), 'switcher'],
    [key('K', { metaKey: true }), 'switcher'],
    [key('t', { ctrlKey: true }), 'switcher'],
    [key(',', { ctrlKey: true }), 'settings'],
    [key('f', { ctrlKey: true }), 'search-here'],
    [key('F', { ctrlKey: true, shiftKey: true }), 'search'],
    [key('f', { metaKey: true }), 'search-here'],
    [key('f', { ctrlKey: true, altKey: true }), null],
    [key('ArrowUp', { altKey: true }), 'previous'],
    [key('ArrowDown', { altKey: true }), 'next'],
    [key('ArrowUp', { altKey: true, shiftKey: true }), 'previous-unread'],
    [key('ArrowDown', { altKey: true, shiftKey: true }), 'next-unread'],
    [key('Tab', { ctrlKey: true }), 'next'],
    [key('Tab', { ctrlKey: true, shiftKey: true }), 'previous'],
    [key('Tab', { metaKey: true }), null],
    [key('Tab', { ctrlKey: true, altKey: true }), null],
    [key('Tab'), null],
    [key('Escape'), 'escape'],
    [key('Escape', { shiftKey: true }), 'all-read'],
    [key('1', { ctrlKey: true }), { server: 1 }],
    [key('9', { metaKey: true }), { server: 9 }],
    // On a French keyboard the digits are with Shift.
    [key('é', { ctrlKey: true, code: 'Digit2' }), { server: 2 }],
    [key('0', { ctrlKey: true, code: 'Digit0' }), null],
    [key('1', { ctrlKey: true, altKey: true }), null],
    [key('a'), 'type'],
    [key('É', { shiftKey: true }), 'type'],
    [key(' '), null],
    [key('Enter'), null],
    [key('F5'), null],
    [key('c', { ctrlKey: true }), null],
    // AltGr is Ctrl+Alt on Windows and types.
    [key('ArrowUp', { altKey: true, ctrlKey: true }), null],
    [key('k', { ctrlKey: true, isComposing: true }), null],
  ])('%o is %s', (event, expected) => {
    expect(shortcutOf(event)).toEqual(expected);
  });
});

describe('right after an input method ended', () => {
  const press = (guard: ImeGuard, name: string) => {
    const done: string[] = [];
    guard.holdBack({ key: name, stopPropagation: () => done.push('stopped'), preventDefault: () => done.push('prevented') });
    return done;
  };

  it('Enter, Tab and Escape do nothing anywhere, for one task', async () => {
    const guard = new ImeGuard();
    expect(press(guard, 'Enter')).toEqual([]);
    guard.ended();
    for (const name of ['Enter', 'Tab', 'Escape']) expect(press(guard, name)).toEqual(['stopped', 'prevented']);
    expect(press(guard, 'a')).toEqual(['stopped']);
    await until(() => press(guard, 'Enter').length === 0, 'keys count again');
  });
});
