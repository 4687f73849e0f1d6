import { isImeKey, type ComposerKey } from './chat/composer-keys.ts';

export type Shortcut = 'switcher' | 'settings' | 'previous' | 'next' | 'escape' | 'type';

/** What a key press anywhere in the window asks for; null leaves it to whoever has the focus. `Ctrl` is `Cmd` on macOS. */
export function shortcutOf(event: ComposerKey): Shortcut | null {
  if (isImeKey(event, false)) return null;
  const control = (event.ctrlKey || event.metaKey) && !event.altKey;
  if (control && !event.shiftKey) {
    const key = event.key.toLowerCase();
    if (key === 'k' || key === 't') return 'switcher';
    if (key === ',') return 'settings';
    return null;
  }
  if (event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    if (event.key === 'ArrowUp') return 'previous';
    if (event.key === 'ArrowDown') return 'next';
    return null;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  if (event.key === 'Escape') return 'escape';
  // One code point: a printable key, not `Enter` or `F5`. The space bar presses buttons and scrolls.
  return [...event.key].length === 1 && event.key !== ' ' ? 'type' : null;
}

/** Whether keys pressed in `element` are its own text or choice. */
export function takesText(element: Element | null): boolean {
  return element !== null && element.matches('input, textarea, select, [contenteditable], [role="menu"] *, [role="menu"]');
}
