import type { Clock } from '../../src-shared/session/index.ts';

/** A page that is back within this time was only busy: nobody is asked. */
export const CALM_MS = 3_000;
/** Whoever waits is asked again after this time. */
export const ASK_AGAIN_MS = 30_000;

export interface HungPageParts {
  readonly clock: Clock;
  /** The person can see the window, so that they can be asked. */
  readonly isInSight: () => boolean;
  /** Asks until `signal` is aborted: the page answers again. */
  readonly ask: (signal: AbortSignal) => Promise<'wait' | 'reload'>;
  /** Ends the page's process and loads the page anew. */
  readonly reload: () => void;
}

/** A page that does not answer: the person says whether to wait for it or to load it anew; where nobody can be asked it is loaded anew. */
export class HungPage {
  readonly #parts: HungPageParts;
  #answers = new AbortController();
  #callOff: () => void = () => undefined;

  constructor(parts: HungPageParts) {
    this.#parts = parts;
    this.#answers.abort();
  }

  /** It stopped answering. */
  hung(): void {
    if (!this.#answers.signal.aborted) return;
    this.#answers = new AbortController();
    this.#askIn(CALM_MS, this.#answers.signal);
  }

  /** It answers again, or its process is gone. */
  isBack(): void {
    this.#callOff();
    this.#answers.abort();
  }

  #askIn(ms: number, signal: AbortSignal): void {
    this.#callOff = this.#parts.clock.after(ms, () => void this.#ask(signal));
  }

  async #ask(signal: AbortSignal): Promise<void> {
    const answer = this.#parts.isInSight() ? await this.#parts.ask(signal) : 'reload';
    if (signal.aborted) return;
    if (answer === 'wait') {
      this.#askIn(ASK_AGAIN_MS, signal);
      return;
    }
    this.isBack();
    this.#parts.reload();
  }
}
