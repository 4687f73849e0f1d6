import { isImeKey, type ComposerKey } from './composer/composer-keys.ts';

export type Shortcut =
  | 'switcher'
  | 'settings'
  | 'previous'
  | 'next'
  | 'previous-unread'
  | 'next-unread'
  | 'all-read'
  | 'search'
  | 'search-here'
  | 'escape'
  | 'type'
  /** The first server of the list is 1. */
  | { readonly server: number };

/** A key press with the place of its key, where the layout puts something else than digits there. */
export type WindowKey = ComposerKey & { readonly code?: string };

/** What a key press anywhere in the window asks for; null leaves it to whoever has the focus. `Ctrl` is `Cmd` on macOS. */
export function shortcutOf(event: WindowKey): Shortcut | null {
  if (isImeKey(event)) return null;
  // Cmd+Tab is macOS's own.
  if (event.key === 'Tab' && event.ctrlKey && !event.altKey && !event.metaKey) return event.shiftKey ? 'previous' : 'next';
  const control = (event.ctrlKey || event.metaKey) && !event.altKey;
  if (control && !event.shiftKey) {
    const key = event.key.toLowerCase();
    if (key === 'k' || key === 't') return 'switcher';
    if (key === ',') return 'settings';
    if (key === 'f') return 'search-here';
    const digit = /^[1-9]$/.exec(key)?.[0] ?? /^Digit([1-9])$/.exec(event.code ?? '')?.[1];
    if (digit !== undefined) return { server: Number(digit) };
    return null;
  }
  if (control && event.key.toLowerCase() === 'f') return 'search';
  if (event.altKey && !event.ctrlKey && !event.metaKey) {
    if (event.key === 'ArrowUp') return event.shiftKey ? 'previous-unread' : 'previous';
    if (event.key === 'ArrowDown') return event.shiftKey ? 'next-unread' : 'next';
    return null;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  if (event.key === 'Escape') return event.shiftKey ? 'all-read' : 'escape';
  // One code point: a printable key, not `Enter` or `F5`. The space bar presses buttons and scrolls.
  return [...event.key].length === 1 && event.key !== ' ' ? 'type' : null;
}

/** Whether keys pressed in `element` are its own text or choice. */
export function takesText(element: Element | null): boolean {
  return element !== null && element.matches('input, textarea, select, [contenteditable], [role="menu"] *, [role="menu"]');
}
