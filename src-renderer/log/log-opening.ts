import { windowAround, windowAtEnd, type RowWindow } from './row-window.ts';
import type { Row } from './timeline.ts';

/** Rows shown above the line when a conversation opens at what is new. */
const ROWS_BEFORE_NEW = 10;

/** What stands above the line when a conversation opens there, in px. */
export const ABOVE_NEW_PX = 40;

/** The rows a conversation opens with: the newest, or those around the line where that is further back. */
export function openingWindow(rows: readonly Row[]): RowWindow {
  const newest = windowAtEnd(rows.length);
  const firstNew = rows.findIndex((row) => row.kind === 'new');
  const start = Math.max(0, firstNew - ROWS_BEFORE_NEW);
  return firstNew === -1 || start >= newest.start ? newest : { ...windowAround(firstNew, rows.length), start };
}

/** Goes up to the line, when what is new does not fit below it; `isAll`: the newest row is in the DOM. */
export function scrollToNew(scroller: HTMLElement, line: HTMLElement | undefined, isAll: boolean): void {
  if (line === undefined) return;
  const above = line.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
  if (above < 0 || !isAll) scroller.scrollTop += above - ABOVE_NEW_PX;
}
