/** A key press as far as the composer looks at it. */
export interface ComposerKey {
  readonly key: string;
  readonly keyCode: number;
  readonly isComposing: boolean;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** `keyCode` of every key that an input method takes for itself. */
const IME_KEY_CODE = 229;

/** The key belongs to an input method that is composing. Those pressed right after it ended never arrive: see `ImeGuard`. */
export function isImeKey(event: Pick<ComposerKey, 'isComposing' | 'keyCode'>): boolean {
  return event.isComposing || event.keyCode === IME_KEY_CODE;
}

/** Whether a key press sends. Enter or Ctrl+Enter, as set; a line break and everything else is left to the text box. */
export function sends(event: ComposerKey, enterSends: boolean): boolean {
  if (event.key !== 'Enter' || isImeKey(event) || event.altKey) return false;
  const withControl = event.ctrlKey || event.metaKey;
  return enterSends ? !event.shiftKey : withControl && !event.shiftKey;
}

/**
 * Whether a key press walks through what was said before: Ctrl+↑ and Ctrl+↓ always, the bare arrows in an empty box (`isEmpty`) and
 * while what was said before stands there (`isWalking`).
 */
export function historyStep(
  { altKey, ctrlKey, key, metaKey, shiftKey }: ComposerKey,
  isEmpty: boolean,
  isWalking: boolean,
): 'older' | 'newer' | null {
  if ((key !== 'ArrowUp' && key !== 'ArrowDown') || altKey || shiftKey) return null;
  if (!ctrlKey && !metaKey && !isWalking && (!isEmpty || key === 'ArrowDown')) return null;
  return key === 'ArrowUp' ? 'older' : 'newer';
}
