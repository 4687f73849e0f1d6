import { isImeKey, type ComposerKey } from './composer-keys.ts';

/**
 * Tells which keys of a text field belong to an input method: those pressed while it composes, and those in the task in which it
 * ended, because some deliver the Enter that ends a composition right after its end.
 */
export class ImeGuard {
  #justComposed = false;

  /** For `compositionend`. */
  readonly ended = (): void => {
    this.#justComposed = true;
    setTimeout(() => (this.#justComposed = false));
  };

  takes(event: Pick<ComposerKey, 'isComposing' | 'keyCode'>): boolean {
    return isImeKey(event, this.#justComposed);
  }
}
