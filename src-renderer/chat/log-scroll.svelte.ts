import {
  windowAfterChange,
  windowAround,
  windowAtEnd,
  windowDown,
  windowUp,
  WINDOW_ROWS_MAX,
  type RowWindow,
} from './row-window.ts';
import type { Row } from './timeline.ts';

/** Within this many px of the end counts as being there. */
const END_TOLERANCE_PX = 8;

/** Rows come in when an edge is this near. */
const EDGE_PX = 800;

/** Rows shown above the line when a conversation opens at what is new. */
const ROWS_BEFORE_NEW = 20;

/** What stands above the line when a conversation opens there, in px. */
const ABOVE_NEW_PX = 40;

/** Rows in sight whose places are known at once. */
const PLACES_MAX = 40;

/** An end of all rows that the person has come near to. */
export type Edge = 'top' | 'bottom';

/** A row in sight; `offset`: its distance from the beginning of the content, in px. */
interface RowPlace {
  readonly key: string;
  readonly offset: number;
}

/**
 * Where a log stands and which rows of it are in the DOM. At the end of the present it follows what is new; elsewhere the first
 * row in sight keeps its place to the pixel, whatever is added, removed or changes its height.
 */
export class LogScroll {
  #rows: readonly Row[];
  #window = $state.raw<RowWindow>({ start: 0, end: 0 });
  #atEnd = $state(true);
  /** The last row is the newest there is: what comes goes on from there. */
  #isPresent: boolean;
  /** The person wants to be at the end of the present as soon as it is there. */
  #isJumping = false;
  /** The row that belongs into the middle as soon as it is in the DOM. */
  #wanted: string | null = null;
  #places: readonly RowPlace[] = [];
  #scroller: HTMLElement | null = null;
  #content: HTMLElement | null = null;
  readonly #onnear: (edge: Edge, byPerson: boolean) => void;

  /** `onnear` is called whenever less than a screen is left before an end of the rows; `byPerson`: they have just scrolled. */
  constructor(rows: readonly Row[], isPresent: boolean, onnear: (edge: Edge, byPerson: boolean) => void) {
    this.#rows = rows;
    this.#isPresent = isPresent;
    this.#onnear = onnear;
    this.#window = windowAtEnd(rows.length);
    const firstNew = rows.findIndex((row) => row.kind === 'new');
    if (firstNew !== -1 && firstNew < this.#window.start) {
      const start = Math.max(0, firstNew - ROWS_BEFORE_NEW);
      this.#window = { start, end: Math.min(rows.length, start + WINDOW_ROWS_MAX) };
    }
  }

  /** `[start, end)` of the rows that belong into the DOM. */
  get window(): RowWindow {
    return this.#window;
  }

  /** The last row is in sight. */
  get atEnd(): boolean {
    return this.#atEnd;
  }

  /** The rows as they are now. Called before the DOM follows. */
  setRows(rows: readonly Row[], isPresent: boolean): void {
    const before = this.#rows;
    const wasPresent = this.#isPresent;
    if (rows === before && isPresent === wasPresent) return;
    this.#rows = rows;
    this.#isPresent = isPresent;
    const reachedEnd = this.#window.end === before.length;
    const follows = isPresent && (this.#isJumping || (wasPresent && this.#atEnd && reachedEnd));
    if (isPresent) this.#isJumping = false;
    if (!rows.some((row) => row.key === this.#wanted)) this.#wanted = null;
    const startAt = this.#startAt(before);
    if (startAt === null) {
      this.#window = windowAtEnd(rows.length);
      this.#atEnd = isPresent;
    } else {
      const wasAtTop = this.#window.start === 0;
      this.#window = windowAfterChange(this.#window, before.length, rows.length, startAt, follows);
      // At the very top there is no room to keep a place in, unless what came in front is there at once.
      if (wasAtTop && !follows && this.#window.start > 0) this.#window = windowUp(this.#window);
      this.#atEnd = follows;
    }
  }

  /** Where the window's first row is now, going by the first row in sight that is still there; null where none is. */
  #startAt(before: readonly Row[]): number | null {
    const now = new Map(this.#rows.map((row, at) => [row.key, at]));
    const first = before[this.#window.start]?.key;
    const keys = this.#places.length === 0 && first !== undefined ? [first] : this.#places.map(({ key }) => key);
    for (const key of keys) {
      const at = now.get(key);
      if (at === undefined) continue;
      return at - (before.findIndex((row) => row.key === key) - this.#window.start);
    }
    return before.length === 0 ? 0 : null;
  }

  /** Watches the scroller and its content until the returned function is called. */
  attach(scroller: HTMLElement, content: HTMLElement): () => void {
    this.#scroller = scroller;
    this.#content = content;
    scroller.scrollTop = scroller.scrollHeight;
    if (this.#isPresent) this.#showNew();
    this.#look(false);
    const observer = new ResizeObserver(() => this.restore());
    observer.observe(content);
    observer.observe(scroller);
    const onscroll = (): void => this.#look(true);
    scroller.addEventListener('scroll', onscroll, { passive: true });
    return () => {
      observer.disconnect();
      scroller.removeEventListener('scroll', onscroll);
      this.#scroller = this.#content = null;
    };
  }

  /** Puts the view back where it belongs after the DOM has changed. */
  restore(): void {
    const scroller = this.#scroller;
    if (scroller === null) return;
    if (this.#wanted !== null) {
      const wanted = this.#elementOf(this.#wanted);
      // It comes into the DOM, and this is called again.
      if (wanted === null) return;
      this.#wanted = null;
      this.#atEnd = false;
      const { top, height } = wanted.getBoundingClientRect();
      scroller.scrollTop += top - scroller.getBoundingClientRect().top - Math.max(0, (scroller.clientHeight - height) / 2);
    } else if (this.#atEnd && this.#isPresent && this.#window.end === this.#rows.length) {
      scroller.scrollTop = scroller.scrollHeight;
    } else {
      this.#keepPlace(scroller);
    }
    this.#look(false);
  }

  /** The content has moved by as much as the first row that was in sight has; so does the view. */
  #keepPlace(scroller: HTMLElement): void {
    for (const { key, offset } of this.#places) {
      const element = this.#elementOf(key);
      if (element === null) continue;
      const moved = this.#offsetOf(scroller, element) - offset;
      if (Math.abs(moved) >= 0.5) scroller.scrollTop += moved;
      return;
    }
  }

  /** Shows the newest row of the present, and follows from there on; in the past, as soon as the present is back. */
  jumpToEnd(): void {
    if (!this.#isPresent) {
      this.#isJumping = true;
      return;
    }
    if (this.#window.end !== this.#rows.length) this.#window = windowAtEnd(this.#rows.length);
    this.#atEnd = true;
    // The rows may have to come into the DOM first; `restore` then runs again.
    this.restore();
  }

  /** Brings a row into the middle with the next `restore`; false where there is none of this key. */
  show(key: string): boolean {
    const at = this.#rows.findIndex((row) => row.key === key);
    if (at === -1) return false;
    this.#wanted = key;
    this.#isJumping = false;
    if (at < this.#window.start || at >= this.#window.end) this.#window = windowAround(at, this.#rows.length);
    return true;
  }

  /** Notes what is in sight: whether the end is, the rows with their places, and what has to come in. */
  #look(byPerson: boolean): void {
    const scroller = this.#scroller;
    // What is to be shown is not in the DOM yet: where the view stands until then says nothing.
    if (scroller === null || this.#wanted !== null) return;
    const { scrollTop, scrollHeight, clientHeight } = scroller;
    const below = scrollHeight - scrollTop - clientHeight;
    const { start, end } = this.#window;
    this.#atEnd = below <= END_TOLERANCE_PX && end === this.#rows.length;
    this.#places = this.#placesInSight(scroller);
    if (start > 0 && scrollTop < EDGE_PX) this.#window = windowUp(this.#window);
    else if (end < this.#rows.length && below < EDGE_PX) this.#window = windowDown(this.#window, this.#rows.length);
    if (start === 0 && scrollTop < clientHeight) this.#onnear('top', byPerson);
    if (end === this.#rows.length && below < clientHeight) this.#onnear('bottom', byPerson);
  }

  /** From the first row whose beginning is in sight; the one above, which is cut, comes last. */
  #placesInSight(scroller: HTMLElement): RowPlace[] {
    const rows = this.#rowElements();
    const top = scroller.getBoundingClientRect().top;
    const bottom = top + scroller.clientHeight;
    const first = firstBelow(rows, top);
    const places: RowPlace[] = [];
    for (const row of rows.slice(first, first + PLACES_MAX)) {
      if (row.getBoundingClientRect().top >= bottom) break;
      places.push({ key: row.dataset['row'] ?? '', offset: this.#offsetOf(scroller, row) });
    }
    const [cut, ...rest] = places;
    const begins = rows[first]?.getBoundingClientRect().top ?? top;
    return cut !== undefined && begins < top ? [...rest, cut] : places;
  }

  #offsetOf(scroller: HTMLElement, element: HTMLElement): number {
    return element.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
  }

  #rowElements(): HTMLElement[] {
    return this.#content === null ? [] : [...this.#content.querySelectorAll<HTMLElement>(':scope > [data-row]')];
  }

  #elementOf(key: string): HTMLElement | null {
    return this.#rowElements().find((element) => element.dataset['row'] === key) ?? null;
  }

  /** Opens at what is new, when that does not fit. */
  #showNew(): void {
    const scroller = this.#scroller;
    const line = this.#elementOf('new');
    if (scroller === null || line === null) return;
    const above = line.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    if (above < 0 || this.#window.end < this.#rows.length) scroller.scrollTop += above - ABOVE_NEW_PX;
  }
}

/** The first row whose end lies below `top`, by halves: rows stand in the order of the DOM. */
function firstBelow(rows: readonly HTMLElement[], top: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.getBoundingClientRect().bottom ?? 0) > top) high = middle;
    else low = middle + 1;
  }
  return low;
}
