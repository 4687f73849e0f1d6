type Key = Pick<KeyboardEvent, 'key' | 'preventDefault' | 'stopPropagation'>;

/**
 * Keeps from the whole window what is pressed in the task in which an input method ended: some deliver the Enter that ends a
 * composition right after its end, as if the person had pressed it. Listens before everything else.
 */
export class ImeGuard {
  #justComposed = false;

  /** For `compositionend`. */
  readonly ended = (): void => {
    this.#justComposed = true;
    setTimeout(() => (this.#justComposed = false));
  };

  /** For `keydown`. */
  readonly holdBack = (event: Key): void => {
    if (!this.#justComposed) return;
    event.stopPropagation();
    // Letters may follow at once; these would send, leave or break the line.
    if (event.key === 'Enter' || event.key === 'Tab' || event.key === 'Escape') event.preventDefault();
  };
}
