import { isImeKey, type ComposerKey } from './composer/composer-keys.ts';
import { pressed, SHORTCUTS, type ShortcutAction, type ShortcutRow } from '../src-shared/shortcuts/index.ts';

/** A key press with the place of its key. */
export type WindowKey = ComposerKey & { readonly code?: string };

/** What a key press asks for; of `numbered`, which digit, else 0. */
export interface Shortcut {
  readonly action: ShortcutAction;
  readonly digit: number;
  /** Where it holds; see `SHORTCUTS`. */
  readonly where: 'always' | 'window' | 'room';
}

/** Cmd takes the place of Ctrl. */
export function isMacOs(): boolean {
  return /^mac/i.test(navigator.platform);
}

/** The row of `SHORTCUTS` that a key press anywhere in the window is; null leaves it to whoever has the focus. */
export function shortcutOf(event: WindowKey, isMac: boolean): Shortcut | null {
  if (isImeKey(event)) return null;
  for (const row of SHORTCUTS) {
    if (row.where === 'messages' || row.where === 'composer' || row.where === 'shell') continue;
    for (const keys of keysOn(row, isMac)) {
      const digit = pressed(keys, event, isMac);
      if (digit !== null) return { action: row.name, digit, where: row.where };
    }
  }
  return null;
}

function keysOn(row: ShortcutRow, isMac: boolean): readonly string[] {
  return (isMac ? row.macKeys : undefined) ?? row.keys;
}

/** Whether a key press is text, or a paste, for whom nothing takes text has the focus: it goes to the composer. */
export function isTyping(event: WindowKey, isMac: boolean): boolean {
  if (isImeKey(event)) return false;
  if (pressed('Mod+V', event, isMac) !== null || pressed('Mod+Shift+V', event, isMac) !== null) return true;
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  // One code point: a printable key, not `Enter` or `F5`. The space bar presses buttons and scrolls.
  return [...event.key].length === 1 && event.key !== ' ';
}

/** Whether keys pressed in `element` are its own text or choice. */
export function takesText(element: Element | null): boolean {
  return (
    element !== null &&
    element.matches('input, textarea, select, [contenteditable], [role="menu"] *, [role="menu"], [role="listbox"] *, dialog *')
  );
}
