import type { Entry } from '../../src-shared/chat/state.ts';

/**
 * Where pages that were loaded one after another meet, in the log of one conversation. Nothing is grouped across such a place: the
 * message that stood first keeps its heading when others come in front of it, so that what is read stays as it is.
 */
export class PageBreaks {
  #first: number | null = null;
  #breaks: ReadonlySet<number> = new Set();

  /** The entries before which a page ends, each time the entries are others. */
  of(entries: readonly Entry[]): ReadonlySet<number> {
    const first = this.#first;
    this.#first = entries[0]?.id ?? null;
    const isPrepended = first !== null && first !== this.#first && entries.some(({ id }) => id === first);
    const known = new Set(isPrepended ? [...this.#breaks, first] : this.#breaks);
    // What left the log needs no place any more.
    this.#breaks = new Set(entries.filter(({ id }) => known.has(id)).map(({ id }) => id));
    return this.#breaks;
  }
}
