/** For this long what an answer left as it was is not asked for again, whatever the person does, in ms. */
const AGAIN_MS = 2_000;

export type Direction = 'older' | 'newer';

/**
 * Asks for more of a conversation, once at a time. `extent` says what is here: as long as it is the same, the same page is asked
 * for again only when the person scrolls on or says so, so that nobody asks in circles while there is no answer to be had.
 */
export class Paging {
  readonly #ask: (direction: Direction) => Promise<void>;
  readonly #now: () => number;
  #loading = $state<Direction | null>(null);
  #last: { readonly direction: Direction; readonly extent: string; readonly at: number } | null = null;

  constructor(ask: (direction: Direction) => Promise<void>, now: () => number = Date.now) {
    this.#ask = ask;
    this.#now = now;
  }

  /** What is on its way. */
  get loading(): Direction | null {
    return this.#loading;
  }

  /** The person has come near an end of what is here, where there is more. */
  near(direction: Direction, extent: string, byPerson: boolean): void {
    const last = this.#last;
    const isSame = last !== null && last.direction === direction && last.extent === extent;
    if (isSame && (!byPerson || this.#now() - last.at < AGAIN_MS)) return;
    this.ask(direction, extent);
  }

  /** The person asks for it. */
  ask(direction: Direction, extent: string): void {
    if (this.#loading !== null) return;
    this.#loading = direction;
    const settle = (): void => {
      this.#last = { direction, extent, at: this.#now() };
      this.#loading = null;
    };
    this.#ask(direction).then(settle, settle);
  }
}
