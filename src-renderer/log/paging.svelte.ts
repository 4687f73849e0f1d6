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
  #last = $state.raw<{ readonly direction: Direction; readonly extent: string; readonly at: number } | null>(null);

  constructor(ask: (direction: Direction) => Promise<void>, now: () => number = Date.now) {
    this.#ask = ask;
    this.#now = now;
  }

  /** What is on its way. */
  get loading(): Direction | null {
    return this.#loading;
  }

  /** The answer has left everything as it was. */
  isStuck(direction: Direction, extent: string): boolean {
    return this.#loading === null && this.#isLast(direction, extent);
  }

  /** The person has come near an end of what is here, where there is more. */
  near(direction: Direction, extent: string, byPerson: boolean): void {
    const isTooSoon = this.#now() - (this.#last?.at ?? 0) < AGAIN_MS;
    if (this.#isLast(direction, extent) && (!byPerson || isTooSoon)) return;
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

  #isLast(direction: Direction, extent: string): boolean {
    return this.#last?.direction === direction && this.#last.extent === extent;
  }
}
