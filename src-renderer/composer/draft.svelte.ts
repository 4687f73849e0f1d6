import { DRAFT_MAX_CHARS } from '../../src-shared/chat/state.ts';

/** How long the person pauses before what they wrote is given on, in ms. */
const PAUSE_MS = 400;

/** What is being written, in step with what the main process keeps of it. */
export class Draft {
  text = $state('');
  /** What is kept there once all that was said to it has arrived. */
  #kept: string;
  /** The last draft given to it, and the last one seen of it: neither is news when it comes. */
  #given: string;
  #seen: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #give: (draft: string) => void;

  constructor(kept: string, give: (draft: string) => void) {
    this.text = this.#kept = this.#given = this.#seen = kept;
    this.#give = give;
  }

  /** Something was typed: it is given on when the person pauses. */
  typed(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.save();
    }, PAUSE_MS);
  }

  /** Gives on at once what has changed. */
  save(): void {
    clearTimeout(this.#timer);
    const draft = this.text.slice(0, DRAFT_MAX_CHARS);
    if (draft === this.#kept) return;
    this.#kept = this.#given = draft;
    this.#give(draft);
  }

  /** What was written is dealt with. */
  empty(): void {
    const wasKept = this.#kept !== '';
    this.sent();
    if (!wasKept) return;
    this.#given = '';
    this.#give('');
  }

  /** What was written is sent, which empties what is kept as well. */
  sent(): void {
    clearTimeout(this.#timer);
    this.text = '';
    this.#kept = '';
  }

  /** The main process has this draft: that of a channel that is gone moves here without this window's doing. */
  seen(draft: string): void {
    if (draft === this.#seen) return;
    this.#seen = draft;
    if (this.text === '' && draft !== '' && draft !== this.#given) this.text = this.#kept = this.#given = draft;
  }
}
