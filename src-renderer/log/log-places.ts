/** Rows in sight whose places are known at once. */
const PLACES_MAX = 40;

/** The elements of a log, from outside in. */
export interface LogElements {
  readonly scroller: HTMLElement;
  readonly content: HTMLElement;
  /** Holds the rows that are in the DOM, each with its key in `data-row`, and nothing else. */
  readonly rows: HTMLElement;
  /** Stand in for the rows that are not, above and below. */
  readonly above: HTMLElement;
  readonly below: HTMLElement;
}

/** A row in sight; `offset`: how far below the top of the window it would be if the log were not scrolled, in px. */
export interface RowPlace {
  readonly key: string;
  readonly offset: number;
}

export const keyOf = (row: HTMLElement): string => row.dataset['row'] ?? '';

export function rowElements({ rows }: LogElements): HTMLElement[] {
  return [...rows.children].filter((row) => row instanceof HTMLElement);
}

/** The sizes that decide where what is in a log stands; two that are equal are the same layout. */
export function layoutOf({ scroller }: LogElements): string {
  return `${String(scroller.clientWidth)} ${String(scroller.clientHeight)} ${String(scroller.scrollHeight)}`;
}

export function offsetOf(scroller: HTMLElement, row: HTMLElement): number {
  return row.getBoundingClientRect().top + scroller.scrollTop;
}

/** From the first row whose beginning is in sight; the one above, which is cut, comes last. `first`: of those in sight. */
export function placesInSight(scroller: HTMLElement, rows: readonly HTMLElement[], first: number): RowPlace[] {
  const top = scroller.getBoundingClientRect().top;
  const bottom = top + scroller.clientHeight;
  const places: RowPlace[] = [];
  for (const row of rows.slice(first, first + PLACES_MAX)) {
    if (row.getBoundingClientRect().top >= bottom) break;
    places.push({ key: keyOf(row), offset: offsetOf(scroller, row) });
  }
  const [cut, ...rest] = places;
  const begins = rows[first]?.getBoundingClientRect().top ?? top;
  return cut !== undefined && begins < top ? [...rest, cut] : places;
}

/** The first row whose end lies below `y`, by halves: rows stand in the order of the DOM. */
export function firstBelow(rows: readonly HTMLElement[], y: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.getBoundingClientRect().bottom ?? 0) > y) high = middle;
    else low = middle + 1;
  }
  return low;
}
