import type { Edit } from './edit.ts';
import type { ComposerKey } from './composer-keys.ts';

/** What a key can make of a selection, by the marks that Markdown has for it. */
export const MARKS = { bold: '**', italic: '_', code: '`', strike: '~~' } as const;
export type Format = keyof typeof MARKS;

/** Ctrl+B, I and E, and Ctrl+Shift+X; null for other keys. */
export function formatOf({ altKey, ctrlKey, key, metaKey, shiftKey }: ComposerKey): Format | null {
  if ((!ctrlKey && !metaKey) || altKey) return null;
  switch (key.toLowerCase()) {
    case 'b':
      return shiftKey ? null : 'bold';
    case 'i':
      return shiftKey ? null : 'italic';
    case 'e':
      return shiftKey ? null : 'code';
    case 'x':
      return shiftKey ? 'strike' : null;
    default:
      return null;
  }
}

/**
 * Puts the marks around what is selected, or takes them away where they are. Without a selection: around the word at the caret, or
 * around nothing, with the caret between. Code of several lines gets fences. The selection stays what it was.
 */
export function toggleFormat(text: string, start: number, end: number, format: Format): Edit {
  const [from, to] = start === end ? wordAround(text, start) : trimmed(text, start, end);
  const inner = text.slice(from, to);
  const [open, close] = format === 'code' && inner.includes('\n') ? ['```\n', '\n```'] : [MARKS[format], MARKS[format]];
  if (isMarked(text, from, to, open, close)) {
    const outer = from - open.length;
    return { start: outer, end: to + close.length, text: inner, selection: kept(start - open.length, end - open.length) };
  }
  if (inner.length >= open.length + close.length && inner.startsWith(open) && inner.endsWith(close)) {
    const bare = inner.slice(open.length, inner.length - close.length);
    return { start: from, end: to, text: bare, selection: kept(from, from + bare.length) };
  }
  const selection = start === end ? kept(start + open.length, start + open.length) : kept(from + open.length, to + open.length);
  return { start: from, end: to, text: open + inner + close, selection };
}

function kept(start: number, end: number): readonly [number, number] {
  return [start, end];
}

/** Marks with a space inside of them are none. */
function trimmed(text: string, start: number, end: number): readonly [number, number] {
  const selected = text.slice(start, end);
  if (selected.trim() === '') return [start, end];
  return [start + selected.length - selected.trimStart().length, end - (selected.length - selected.trimEnd().length)];
}

function wordAround(text: string, caret: number): readonly [number, number] {
  const before = /[\p{L}\p{N}\p{M}]*$/u.exec(text.slice(0, caret))?.[0].length ?? 0;
  const after = /^[\p{L}\p{N}\p{M}]*/u.exec(text.slice(caret))?.[0].length ?? 0;
  return [caret - before, caret + after];
}

function isMarked(text: string, from: number, to: number, open: string, close: string): boolean {
  if (from < open.length || !text.startsWith(open, from - open.length) || !text.startsWith(close, to)) return false;
  // One sign of two is another mark.
  return open.length > 1 || (text.charAt(from - 2) !== open && text.charAt(to + 1) !== close);
}

/** An address pasted on a selection makes it a link; null where the text is to be pasted as it is. */
export function pastedLink(text: string, start: number, end: number, pasted: string): Edit | null {
  const label = text.slice(start, end);
  const address = pasted.trim();
  if (label.trim() === '' || /[\n[\]]/.test(label) || isAddress(label.trim()) || !isAddress(address)) return null;
  const link = `[${label}](${address.replaceAll('(', '%28').replaceAll(')', '%29')})`;
  return { start, end, text: link, selection: null };
}

function isAddress(text: string): boolean {
  return /^https?:\/\/\S+$/i.test(text) && URL.canParse(text);
}
