import type { Row } from './timeline.ts';

/** What a row that was never on screen is taken for until others say more, in px. */
const FIRST_GUESS_PX = 40;

/**
 * How high the rows of a log are, in px, by their keys: those that were on screen as they were there, the others as the mean of
 * these. By key and not by place, because a log loses rows at its top, gets others at its end and in between, all at once.
 */
export class RowHeights {
  readonly #known = new Map<string, number>();
  #sum = 0;

  /** A row is on screen, this high. */
  note(key: string, height: number): void {
    this.#sum += height - (this.#known.get(key) ?? 0);
    this.#known.set(key, height);
  }

  of(key: string): number {
    return this.#known.get(key) ?? this.mean;
  }

  /** Of one row. */
  get mean(): number {
    return this.#known.size === 0 ? FIRST_GUESS_PX : this.#sum / this.#known.size;
  }

  /** Of the rows `[start, end)` together, in whole px. */
  between(rows: readonly Row[], start: number, end: number): number {
    let sum = 0;
    const mean = this.mean;
    for (let at = start; at < end; at++) sum += this.#known.get(rows[at]?.key ?? '') ?? mean;
    return Math.round(sum);
  }

  /** The row in which a place lies, this many px below the beginning of the first. */
  rowAt(rows: readonly Row[], offset: number): number {
    let left = offset;
    const last = Math.max(0, rows.length - 1);
    for (let at = 0; at < last; at++) {
      left -= this.of(rows[at]?.key ?? '');
      if (left < 0) return at;
    }
    return last;
  }

  /** Rows that are no more are forgotten, once they are as many as those that are. */
  keep(rows: readonly Row[]): void {
    if (this.#known.size <= rows.length * 2) return;
    const keys = new Set(rows.map(({ key }) => key));
    for (const [key, height] of this.#known) {
      if (keys.has(key)) continue;
      this.#known.delete(key);
      this.#sum -= height;
    }
  }

  /** Every row has another height now, as in a window of another width. */
  clear(): void {
    this.#known.clear();
    this.#sum = 0;
  }
}
