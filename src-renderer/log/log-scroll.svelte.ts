import { LogLeaving } from './log-leaving.ts';
import { openingWindow, scrollToNew } from './log-opening.ts';
import {
  firstBelow,
  keyOf,
  layoutOf,
  offsetOf,
  placesInSight,
  rowElements,
  type LogElements,
  type RowPlace,
} from './log-places.ts';
import { scrollIntoSight, scrollToWanted, type Wanted } from './log-wanted.ts';
import { stepToFit } from './row-fit.ts';
import { RowHeights } from './row-heights.ts';
import { startNow, windowAfterChange, windowAfterStep, windowAround, windowAtEnd, type RowWindow } from './row-window.ts';
import type { Row } from './timeline.ts';

/** Within this many px of the end counts as being there. */
const END_TOLERANCE_PX = 8;

/** How far the space above may be from the height of the rows it stands in for before it is set right, in px. */
const DRIFT_PX = 40;

/** An end of all rows that the person has come near to. */
export type Edge = 'top' | 'bottom';

/**
 * Where a log stands and which rows of it are in the DOM; two spaces stand in for the others. At the end of the present it follows
 * what is new; elsewhere the first row in sight keeps its place on the screen to the pixel, whatever is added, removed or changes its
 * height. What moves above it is taken out of the space there; only where that has no room the log is scrolled, because that would
 * end a scroll that is under way.
 */
export class LogScroll {
  #rows: readonly Row[];
  readonly #heights = new RowHeights();
  #window = $state.raw<RowWindow>({ start: 0, end: 0 });
  #atEnd = $state(true);
  #topRow = $state(0);
  /** The last row is the newest there is: what comes goes on from there. */
  #isPresent: boolean;
  /** The person wants to be at the end of the present as soon as it is there. */
  #isJumping = false;
  readonly #leaving = new LogLeaving();
  /** The rows of the window follow on nothing that was in the DOM. */
  #isAnew = true;
  #wanted: Wanted | null = null;
  #places: readonly RowPlace[] = [];
  #elements: LogElements | null = null;
  #abovePx = 0;
  #widthPx = 0;
  /** The sizes by which the view was last put where it belongs. */
  #layout = '';
  readonly #onnear: (edge: Edge, byPerson: boolean) => void;

  /** `onnear` is called whenever less than a screen is left before an end of the rows; `byPerson`: they have just scrolled. */
  constructor(rows: readonly Row[], isPresent: boolean, onnear: (edge: Edge, byPerson: boolean) => void) {
    this.#rows = rows;
    this.#isPresent = isPresent;
    this.#onnear = onnear;
    this.#window = openingWindow(rows);
  }

  /** `[start, end)` of the rows that belong into the DOM. */
  get window(): RowWindow {
    return this.#window;
  }

  /** The last row is in sight. */
  get atEnd(): boolean {
    return this.#atEnd;
  }

  /** Which row is the first in sight, if only a part of it. */
  get topRow(): number {
    return this.#topRow;
  }

  /** The rows as they are now. Called before the DOM follows. */
  setRows(rows: readonly Row[], isPresent: boolean): void {
    const before = this.#rows;
    const wasPresent = this.#isPresent;
    if (rows === before && isPresent === wasPresent) return;
    this.#rows = rows;
    this.#isPresent = isPresent;
    this.#heights.keep(rows);
    const reachedEnd = this.#window.end === before.length;
    const follows = isPresent && (this.#isJumping || (wasPresent && this.#follows && reachedEnd));
    if (isPresent) this.#isJumping = false;
    if (!rows.some((row) => row.key === this.#wanted?.key)) this.#wanted = null;
    const startAt = this.#startAt(before);
    const gone = startAt === null ? 0 : Math.max(0, -startAt);
    const { start } = this.#window;
    // Until it is set right: see `restore`.
    this.#abovePx += this.#heights.between(before, start, start + gone);
    if (startAt === null) {
      this.#replace(windowAtEnd(rows.length));
      this.#atEnd = isPresent;
    } else {
      const next = windowAfterChange(this.#window, rows.length, startAt, follows);
      if (follows && next.start > Math.max(0, startAt)) this.#replace(next);
      else this.#window = next;
      this.#atEnd = follows;
    }
  }

  get #follows(): boolean {
    return this.#atEnd && !this.#leaving.now;
  }

  /** Where the window's first row is now, going by the first row in sight that is still there; null where none is. */
  #startAt(before: readonly Row[]): number | null {
    const { start, end } = this.#window;
    const was = before.slice(start, end);
    const places = this.#places.length === 0 ? was.slice(0, 1) : this.#places;
    return startNow(places, was, this.#rows) ?? (before.length === 0 ? 0 : null);
  }

  /** Watches the elements until the returned function is called. */
  attach(elements: LogElements): () => void {
    this.#elements = elements;
    const { scroller, content } = elements;
    this.#settle(elements);
    scroller.scrollTop = scroller.scrollHeight;
    if (this.#isPresent) scrollToNew(scroller, this.#elementOf('new'), this.#window.end === this.#rows.length);
    this.#look(false);
    const observer = new ResizeObserver(() => this.restore());
    observer.observe(content);
    observer.observe(scroller);
    const listeners = {
      scroll: () => this.#scrolled(),
      scrollend: () => this.#rest(),
      wheel: (event: Event) => this.#leaving.turn(event as WheelEvent),
    };
    for (const [name, listener] of Object.entries(listeners)) scroller.addEventListener(name, listener, { passive: true });
    return () => {
      observer.disconnect();
      for (const [name, listener] of Object.entries(listeners)) scroller.removeEventListener(name, listener);
      this.#leaving.end();
      this.#elements = null;
    };
  }

  /** Puts the view back where it belongs after the DOM or its layout has changed. */
  restore(): void {
    const elements = this.#elements;
    // What has just been chosen comes into the DOM, and this is called again.
    if (elements === null || !this.#isInDom(elements)) return;
    const { scroller } = elements;
    this.#settle(elements);
    const wanted = this.#wanted === null ? undefined : this.#elementOf(this.#wanted.key);
    if (this.#wanted !== null && wanted !== undefined) {
      scrollToWanted(scroller, wanted, this.#wanted.to);
      this.#wanted = null;
      this.#atEnd = false;
    } else if (this.#follows && this.#isPresent && this.#window.end === this.#rows.length) {
      scroller.scrollTop = scroller.scrollHeight;
    } else {
      this.#keepPlace(elements);
    }
    this.#look(false);
  }

  /** Has the spaces stand in for what is not in the DOM, and notes the heights of what is. */
  #settle({ content, rows, above, below }: LogElements): void {
    const { start, end } = this.#window;
    const space = (): void => {
      below.style.height = `${String(this.#heights.between(this.#rows, end, this.#rows.length))}px`;
    };
    if (this.#isAnew) this.#abovePx = this.#heights.between(this.#rows, 0, start);
    this.#isAnew = false;
    above.style.height = `${String(this.#abovePx)}px`;
    // Before the layout is asked for: a content that is too short for a moment would have the view go back.
    space();
    if (content.clientWidth !== this.#widthPx) this.#heights.clear();
    this.#widthPx = content.clientWidth;
    for (const row of rows.children) {
      if (row instanceof HTMLElement) this.#heights.note(keyOf(row), row.getBoundingClientRect().height);
    }
    space();
  }

  /** The first row that was in sight has moved: the space above gives way by as much, or else the view follows. */
  #keepPlace(elements: LogElements): void {
    const { scroller, above } = elements;
    let moved = 0;
    for (const { key, offset } of this.#places) {
      const element = this.#elementOf(key);
      if (element === undefined) continue;
      moved = offsetOf(scroller, element) - offset;
      break;
    }
    const left = this.#abovePx - moved;
    // Above the first row of all there is nothing, but for less than the px by which a view is scrolled.
    const isRoom = this.#window.start > 0 ? left >= 0 : left >= 0 && left < 1;
    if (!isRoom) this.#setRight(elements, moved);
    else if (Math.abs(moved) >= 0.05) {
      this.#abovePx = left;
      above.style.height = `${String(left)}px`;
    }
  }

  /** Makes the space above as high as the rows it stands in for; what is in sight and has `moved` by so many px stays or goes back. */
  #setRight({ scroller, above }: LogElements, moved: number): void {
    const { scrollTop } = scroller;
    const known = this.#heights.between(this.#rows, 0, this.#window.start);
    const by = Math.ceil(known - this.#abovePx + moved);
    above.style.height = `${String(this.#abovePx + by - moved)}px`;
    scroller.scrollTop = scrollTop + by;
    // A view is scrolled by whole px of the screen; the space takes what is left, so that many small steps come to nothing as well.
    this.#abovePx = Math.max(0, this.#abovePx + scroller.scrollTop - scrollTop - moved);
    above.style.height = `${String(this.#abovePx)}px`;
  }

  /** Nobody scrolls any more: the space above may be set right without anybody feeling it. */
  #rest(): void {
    const elements = this.#elements;
    if (elements === null || !this.#isInDom(elements)) return;
    const known = this.#heights.between(this.#rows, 0, this.#window.start);
    if (Math.abs(known - this.#abovePx) < DRIFT_PX) return;
    this.#setRight(elements, 0);
    this.#look(false);
  }

  /**
   * The view has moved. Where the layout is not the one it was put right by, as between two steps of a window that is resized, nobody
   * has gone anywhere.
   */
  #scrolled(): void {
    const elements = this.#elements;
    if (elements !== null && layoutOf(elements) !== this.#layout) this.restore();
    else this.#look(true);
  }

  /** Shows the newest row of the present, and follows from there on; in the past, as soon as the present is back. */
  jumpToEnd(): void {
    if (!this.#isPresent) {
      this.#isJumping = true;
      return;
    }
    if (this.#window.end !== this.#rows.length) this.#replace(windowAtEnd(this.#rows.length));
    this.#leaving.end();
    this.#wanted = null;
    this.#atEnd = true;
    this.restore();
  }

  /** Brings a row into sight with the next `restore`; false where there is none of this key. */
  show(key: string, to: Wanted['to'] = 'middle'): boolean {
    const at = this.#rows.findIndex((row) => row.key === key);
    if (at === -1) return false;
    this.#wanted = { key, to };
    this.#isJumping = false;
    if (at < this.#window.start || at >= this.#window.end) this.#replace(windowAround(at, this.#rows.length));
    return true;
  }

  /** Scrolls as little as it takes to have all of an element in sight. */
  reveal(element: HTMLElement): void {
    const scroller = this.#elements?.scroller;
    if (scroller === undefined) return;
    scrollIntoSight(scroller, element);
    this.#look(true);
  }

  /** Scrolls by a screen, less a little by which one finds one's place again. */
  page(direction: 1 | -1): void {
    const scroller = this.#elements?.scroller;
    if (scroller === undefined) return;
    scroller.scrollTop += direction * scroller.clientHeight * 0.9;
    this.#look(true);
  }

  #replace(window: RowWindow): void {
    this.#window = window;
    this.#isAnew = true;
    this.#places = [];
  }

  /** Notes what is in sight: whether the end is, the rows with their places, and what has to come in. */
  #look(byPerson: boolean): void {
    const elements = this.#elements;
    // What is to be shown is not in the DOM yet: where the view stands until then says nothing.
    if (elements === null || this.#wanted !== null || !this.#isInDom(elements)) return;
    const { scroller } = elements;
    const { scrollTop, scrollHeight, clientHeight } = scroller;
    this.#layout = layoutOf(elements);
    const left = scrollHeight - scrollTop - clientHeight;
    const { start, end } = this.#window;
    const rows = rowElements(elements);
    const top = scroller.getBoundingClientRect().top;
    const first = firstBelow(rows, top);
    this.#atEnd = left <= END_TOLERANCE_PX && end === this.#rows.length;
    this.#topRow = start + first;
    this.#places = placesInSight(scroller, rows, first);
    if (this.#places.length === 0 && rows.length > 0) this.#land(elements);
    else this.#fit(rows, top, top + clientHeight);
    if (start === 0 && scrollTop < clientHeight) this.#onnear('top', byPerson);
    if (end === this.#rows.length && left < clientHeight) this.#onnear('bottom', byPerson);
  }

  /** The person has gone to where no row is, as with the scroll bar: those that belong there come in. */
  #land({ scroller, above }: LogElements): void {
    const offset = scroller.getBoundingClientRect().top - above.getBoundingClientRect().top;
    const isEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight <= END_TOLERANCE_PX;
    const at = isEnd ? this.#rows.length - 1 : this.#heights.rowAt(this.#rows, offset);
    this.#replace(windowAround(at, this.#rows.length));
    const row = this.#rows[at];
    if (row !== undefined) this.#wanted = { key: row.key, to: isEnd ? 'end' : 'place' };
  }

  /** Rows come in and go at the two ends of the window, by what is in sight. */
  #fit(rows: readonly HTMLElement[], top: number, bottom: number): void {
    const { start, end } = this.#window;
    const step = stepToFit({ rows, top, bottom }, this.#rows, this.#window, this.#heights);
    const next = windowAfterStep(this.#window, this.#rows.length, step);
    if (next.start === start && next.end === end) return;
    // What comes in above may be less high than it was taken for, and its space goes when it is there.
    this.#abovePx += this.#heights.between(this.#rows, start, next.start);
    this.#window = next;
  }

  /** The rows in the DOM are those of the window. */
  #isInDom({ rows }: LogElements): boolean {
    const { start, end } = this.#window;
    const [first, last] = [rows.firstElementChild, rows.lastElementChild];
    if (start === end || !(first instanceof HTMLElement) || !(last instanceof HTMLElement)) return start === end;
    return keyOf(first) === this.#rows[start]?.key && keyOf(last) === this.#rows[end - 1]?.key;
  }

  #elementOf(key: string): HTMLElement | undefined {
    return this.#elements === null ? undefined : rowElements(this.#elements).find((row) => keyOf(row) === key);
  }
}
