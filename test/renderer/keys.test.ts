import { describe, expect, it } from 'vitest';
import { until } from '../support/fake-clock.ts';
import { ImeGuard } from '../../src-renderer/composer/ime-guard.ts';
import { sends } from '../../src-renderer/composer/composer-keys.ts';
import { isTyping, shortcutOf, type WindowKey } from '../../src-renderer/shortcuts.ts';
import { de } from '../../src-shared/language/de/index.ts';
import { en } from '../../src-shared/language/en/index.ts';
import { accelerator, keysOf, keysText, SHORTCUTS } from '../../src-shared/shortcuts/index.ts';

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

const control = (name: string, change: Partial<WindowKey> = {}): WindowKey => key(name, { ctrlKey: true, ...change });
const command = (name: string, change: Partial<WindowKey> = {}): WindowKey => key(name, { metaKey: true, ...change });

/** The action, with its digit where it has one. */
function asked(event: WindowKey, isMac = false): string | null {
  const shortcut = shortcutOf(event, isMac);
  if (shortcut === null) return null;
  return shortcut.digit === 0 ? shortcut.action : `${shortcut.action} ${shortcut.digit}`;
}

describe('keys anywhere in the window', () => {
  it.each([
    [control('k'), 'switcher'],
    [control('t'), 'switcher'],
    [control('n'), 'new-direct'],
    [control(','), 'settings'],
    [control('/'), 'shortcuts'],
    // On a German keyboard the slash is on the 7.
    [control('/', { shiftKey: true, code: 'Digit7' }), 'shortcuts'],
    [key('F1'), 'shortcuts'],
    [control('f'), 'search-here'],
    [control('F', { shiftKey: true }), 'search'],
    [control('f', { altKey: true }), null],
    [key('ArrowUp', { altKey: true }), 'previous'],
    [key('ArrowDown', { altKey: true }), 'next'],
    [key('ArrowUp', { altKey: true, shiftKey: true }), 'previous-unread'],
    [key('ArrowDown', { altKey: true, shiftKey: true }), 'next-unread'],
    [key('ArrowLeft', { altKey: true }), 'back'],
    [key('ArrowRight', { altKey: true }), 'forward'],
    [control('Tab'), 'next'],
    [control('Tab', { shiftKey: true }), 'previous'],
    [command('Tab'), null],
    [control('Tab', { altKey: true }), null],
    [key('Tab'), null],
    [key('Escape'), 'escape'],
    [key('Escape', { shiftKey: true }), 'all-read'],
    [key('PageUp', { shiftKey: true }), 'oldest-unread'],
    [key('PageUp'), null],
    [key('F6'), 'next-region'],
    [key('F6', { shiftKey: true }), 'previous-region'],
    [key('F11'), 'full-screen'],
    [control('1'), 'numbered 1'],
    [control('9'), 'numbered 9'],
    // On a French keyboard the digits are with Shift, and their keys have letters without it.
    [control('é', { code: 'Digit2' }), 'numbered 2'],
    [control('2', { shiftKey: true, code: 'Digit2' }), 'numbered 2'],
    [control('"', { shiftKey: true, code: 'Digit2' }), null],
    // The main process takes those of the zoom.
    [control('0', { code: 'Digit0' }), null],
    [control('+', { shiftKey: true }), null],
    [control('1', { altKey: true }), null],
    [control('s', { shiftKey: true }), 'sidebar'],
    [control('s'), null],
    [control('w'), 'close'],
    [control('q'), 'quit'],
    // Other scripts have their letters where the Latin ones are; a Latin layout has its own elsewhere.
    [control('л', { code: 'KeyK' }), 'switcher'],
    [control('k', { code: 'KeyV' }), 'switcher'],
    [control('v', { code: 'KeyK' }), null],
    [key('a'), null],
    [key('F5'), null],
    [control('c'), null],
    // AltGr is Ctrl+Alt on Windows and types.
    [control('ArrowUp', { altKey: true }), null],
    [control('k', { isComposing: true }), null],
    [control('k', { keyCode: 229 }), null],
    [key('Escape', { isComposing: true }), null],
  ])('%o is %s', (event, expected) => {
    expect(asked(event)).toEqual(expected);
  });

  it('are with Cmd on macOS, where Ctrl edits text', () => {
    expect(asked(command('k'), true)).toBe('switcher');
    expect(asked(control('k'), true)).toBeNull();
    expect(asked(command('k'), false)).toBeNull();
    expect(asked(command('['), true)).toBe('back');
    expect(asked(key('ArrowLeft', { altKey: true }), true)).toBeNull();
    expect(asked(command('f', { ctrlKey: true }), true)).toBe('full-screen');
  });

  it('are each of one shortcut alone', () => {
    for (const isMac of [false, true]) {
      const all = SHORTCUTS.flatMap(({ name }) => keysOf(name, isMac));
      expect(all.filter((keys, index) => all.indexOf(keys) !== index)).toEqual([]);
    }
  });
});

describe('typing anywhere', () => {
  it.each([
    [key('a'), true],
    [key('É', { shiftKey: true }), true],
    [key('😀'), true],
    [control('v'), true],
    [key(' '), false],
    [key('Enter'), false],
    [key('F5'), false],
    [control('c'), false],
    [key('a', { isComposing: true }), false],
  ])('%o: %s', (event, expected) => {
    expect(isTyping(event, false)).toBe(expected);
  });
});

describe('keys as they are shown', () => {
  it('are those of the system and its language', () => {
    expect(keysText('Mod+Shift+F', false, en.room.keys)).toBe('Ctrl+Shift+F');
    expect(keysText('Mod+Shift+F', true, en.room.keys)).toBe('⇧⌘F');
    expect(keysText('Alt+ArrowUp', false, en.room.keys)).toBe('Alt+↑');
    expect(keysText('Mod++', false, de.room.keys)).toBe('Strg++');
    expect(keysText('Shift+Escape', false, de.room.keys)).toBe('Umschalt+Esc');
  });

  it('are accelerators that Electron knows', () => {
    expect(accelerator('Mod+Shift+F')).toBe('CmdOrCtrl+Shift+F');
    expect(accelerator('Mod++')).toBe('CmdOrCtrl+Plus');
    expect(accelerator('Alt+ArrowLeft')).toBe('Alt+Left');
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
