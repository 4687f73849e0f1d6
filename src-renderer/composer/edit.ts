/** A change of a text: what stands from `start` to `end` becomes `text`, and then `selection` is selected. Offsets in UTF-16 units. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** In the changed text; null: the caret is behind what was put in. */
  readonly selection: readonly [start: number, end: number] | null;
}

/** What the text is after the edit. */
export function edited(text: string, { end, start, text: put }: Edit): string {
  return text.slice(0, start) + put + text.slice(end);
}

/**
 * Makes the edit as if the person had typed it, so that Ctrl+Z takes it back: `execCommand` is the only way that Chromium has for
 * that; `setRangeText` and setting the value empty the list of what can be undone.
 */
export function makeEdit(box: HTMLTextAreaElement, { end, selection, start, text }: Edit): void {
  box.focus({ preventScroll: true });
  box.setSelectionRange(start, end);
  if (text !== '') document.execCommand('insertText', false, text);
  else if (end > start) document.execCommand('delete');
  if (selection !== null) box.setSelectionRange(...selection);
}
