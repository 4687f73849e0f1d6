import { isImeKey, type ComposerKey } from '../composer/composer-keys.ts';

/** What a key does in the log: goes to another message, or does something with the one that has the focus. */
export type LogKey =
  | 'previous'
  | 'next'
  | 'first'
  | 'last'
  | 'page-up'
  | 'page-down'
  | 'top'
  | 'bottom'
  | 'copy'
  | 'quote'
  | 'unread'
  | 'delete'
  | 'menu'
  | 'leave';

const PLAIN: Readonly<Record<string, LogKey>> = {
  ArrowUp: 'previous',
  ArrowDown: 'next',
  Home: 'first',
  End: 'last',
  PageUp: 'page-up',
  PageDown: 'page-down',
  ContextMenu: 'menu',
  Enter: 'menu',
  Escape: 'leave',
  Delete: 'delete',
  c: 'copy',
  r: 'quote',
  u: 'unread',
};

/** What a key press in the log asks for; null leaves it to the window. `Ctrl` is `Cmd` on macOS. */
export function logKeyOf(event: ComposerKey): LogKey | null {
  if (isImeKey(event) || event.altKey) return null;
  if (event.ctrlKey || event.metaKey) {
    if (event.shiftKey) return null;
    return event.key === 'ArrowUp' || event.key === 'Home'
      ? 'top'
      : event.key === 'ArrowDown' || event.key === 'End'
        ? 'bottom'
        : null;
  }
  if (event.shiftKey) return event.key === 'F10' ? 'menu' : null;
  return PLAIN[event.key.length === 1 ? event.key.toLowerCase() : event.key] ?? null;
}
