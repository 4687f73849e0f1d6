import { windowAfterChange, windowAtEnd, windowDown, windowUp, WINDOW_ROWS_MAX, type RowWindow } from './row-window.ts';
import type { Row } from './timeline.ts';

/** Within this many px of the end counts as being there. */
const END_TOLERANCE_PX = 8;

/** Rows come in when an edge is this near. */
const EDGE_PX = 800;

/** Rows shown above the line when a conversation opens at what is new. */
const ROWS_BEFORE_NEW = 20;

/**
 * Where a log stands and which rows of it are in the DOM. At the end it follows what is new; elsewhere the first row in sight
 * keeps its place to the pixel, whatever is added, removed or changes its height.
 */
export class LogScroll {
  #rows: readonly Row[] = [];
  #window = $state.raw<RowWindow>({ start: 0, end: 0 });
  #atEnd = $state(true);
  #scroller: HTMLElement | null = null;
  #content: HTMLElement | null = null;
  #anchor: { readonly key: string; readonly top: number } | null = null;

  constructor(rows: readonly Row[]) {
    this.#rows = rows;
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

  /** The newest row is in sight. */
  get atEnd(): boolean {
    return this.#atEnd;
  }

  /** The rows as they are now. Called before the DOM follows. */
  setRows(rows: readonly Row[]): void {
    const before = this.#rows;
    if (rows === before) return;
    const firstKey = before[this.#window.start]?.key;
    const firstAt = firstKey === undefined ? 0 : rows.findIndex((row) => row.key === firstKey);
    this.#rows = rows;
    this.#window = windowAfterChange(this.#window, before.length, rows.length, firstAt);
  }

  /** Watches the scroller and its content until the returned function is called. */
  attach(scroller: HTMLElement, content: HTMLElement): () => void {
    this.#scroller = scroller;
    this.#content = content;
    scroller.scrollTop = scroller.scrollHeight;
    this.#showNew();
    this.#look();
    const observer = new ResizeObserver(() => this.restore());
    observer.observe(content);
    observer.observe(scroller);
    const onscroll = (): void => this.#scrolled();
    scroller.addEventListener('scroll', onscroll, { passive: true });
    return () => {
      observer.disconnect();
      scroller.removeEventListener('scroll', onscroll);
    };
  }

  /** Puts the view back where it belongs after the DOM has changed. */
  restore(): void {
    const scroller = this.#scroller;
    if (scroller === null) return;
    if (this.#atEnd && this.#window.end === this.#rows.length) {
      scroller.scrollTop = scroller.scrollHeight;
      return;
    }
    const anchor = this.#anchor;
    const element = anchor === null ? null : this.#elementOf(anchor.key);
    if (anchor !== null && element !== null) {
      const moved = element.getBoundingClientRect().top - scroller.getBoundingClientRect().top - anchor.top;
      if (Math.abs(moved) >= 0.5) scroller.scrollTop += moved;
    }
    this.#look();
  }

  /** Shows the newest row, and follows from there on. */
  jumpToEnd(): void {
    this.#window = this.#window.end === this.#rows.length ? this.#window : windowAtEnd(this.#rows.length);
    this.#atEnd = true;
    // The rows may have to come into the DOM first; `restore` then runs again.
    this.restore();
  }

  #scrolled(): void {
    this.#look();
    const scroller = this.#scroller;
    if (scroller === null) return;
    const below = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
    if (scroller.scrollTop < EDGE_PX && this.#window.start > 0) this.#window = windowUp(this.#window);
    else if (below < EDGE_PX && this.#window.end < this.#rows.length)
      this.#window = windowDown(this.#window, this.#rows.length);
  }

  /** Notes what is in sight: whether the end is, and the first row with its place. */
  #look(): void {
    const scroller = this.#scroller;
    if (scroller === null) return;
    const below = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
    this.#atEnd = below <= END_TOLERANCE_PX && this.#window.end === this.#rows.length;
    const top = scroller.getBoundingClientRect().top;
    const first = this.#firstInSight(top);
    this.#anchor = first === null ? null : { key: first.dataset['row'] ?? '', top: first.getBoundingClientRect().top - top };
  }

  /** By halves: rows stand in the order of the DOM. */
  #firstInSight(top: number): HTMLElement | null {
    const rows = this.#rowElements();
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((rows[middle]?.getBoundingClientRect().bottom ?? 0) > top) high = middle;
      else low = middle + 1;
    }
    return rows[low] ?? null;
  }

  #rowElements(): HTMLElement[] {
    return this.#content === null ? [] : [...this.#content.querySelectorAll<HTMLElement>(':scope > [data-row]')];
  }

  #elementOf(key: string): HTMLElement | null {
    return this.#rowElements().find((element) => element.dataset['row'] === key) ?? null;
  }

  /** Opens at what is new, when that is more than fits. */
  #showNew(): void {
    const scroller = this.#scroller;
    const line = this.#elementOf('new');
    if (scroller === null || line === null) return;
    const above = line.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    if (above < 0 || this.#window.end < this.#rows.length) scroller.scrollTop += above;
  }
}
