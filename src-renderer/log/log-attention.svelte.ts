/** Which message the person looks at: the one under the pointer, or else the one the keyboard has brought the focus to. */
export class LogAttention {
  #hovered = $state<number | null>(null);
  #focused = $state<number | null>(null);
  #isByPointer = false;
  #pointer = '';

  /** The id of its entry. */
  get entry(): number | null {
    return this.#hovered ?? this.#focused;
  }

  /** The pointer was used last, and not the keyboard: who has only clicked somewhere and types on is writing. */
  get isByPointer(): boolean {
    return this.#isByPointer;
  }

  /** A key goes to a message. */
  turnToKeys(): void {
    this.#isByPointer = false;
  }

  readonly onpointerdown = (): void => {
    this.#isByPointer = true;
  };

  readonly onpointermove = ({ target, clientX, clientY, pointerType }: PointerEvent): void => {
    // A finger that moves scrolls; what it rests on is told by a long press.
    if (pointerType === 'touch') return;
    // A pointer that rests while messages pass below it looks at none of them.
    const place = `${String(clientX)} ${String(clientY)}`;
    if (place === this.#pointer) return;
    this.#pointer = place;
    this.#hovered = entryAt(target, 'article[data-entry]');
  };

  readonly onpointerleave = (): void => {
    this.#hovered = null;
  };

  readonly onfocusin = ({ target }: FocusEvent): void => {
    this.#focused = this.#isByPointer ? null : entryAt(target, '[data-entry]');
  };

  readonly onfocusout = ({ relatedTarget }: FocusEvent): void => {
    if (entryAt(relatedTarget, '[data-entry]') === null) this.#focused = null;
  };
}

function entryAt(target: EventTarget | null, what: string): number | null {
  const stop = target instanceof Element ? target.closest<HTMLElement>(what) : null;
  return stop === null ? null : Number(stop.dataset['entry']);
}
