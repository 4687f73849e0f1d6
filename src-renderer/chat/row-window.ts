/** Rows of a long conversation that are in the DOM: `[start, end)` of the timeline. */
export interface RowWindow {
  readonly start: number;
  readonly end: number;
}

/** Rows in the DOM at most. */
export const WINDOW_ROWS_MAX = 400;

/** Rows added at a time when the person scrolls near an edge. */
export const WINDOW_STEP_ROWS = 150;

/** The newest rows. */
export function windowAtEnd(total: number): RowWindow {
  return { start: Math.max(0, total - WINDOW_STEP_ROWS), end: total };
}

/** Older rows come in above; below as many go as exceed the bound. */
export function windowUp(window: RowWindow): RowWindow {
  const start = Math.max(0, window.start - WINDOW_STEP_ROWS);
  return { start, end: Math.min(window.end, start + WINDOW_ROWS_MAX) };
}

/** Newer rows come in below; above as many go as exceed the bound. */
export function windowDown(window: RowWindow, total: number): RowWindow {
  const end = Math.min(total, window.end + WINDOW_STEP_ROWS);
  return { start: Math.max(window.start, end - WINDOW_ROWS_MAX), end };
}

/** Rows on both sides of the row at this place. */
export function windowAround(at: number, total: number): RowWindow {
  const start = Math.max(0, at - WINDOW_STEP_ROWS);
  return { start, end: Math.min(total, at + WINDOW_STEP_ROWS) };
}

/**
 * The window after the timeline changed. `startAt` is where the row that was first in it is now, below 0 if it went. What follows
 * the end always shows the newest row; otherwise the same rows stay, and as many newer ones come in as there is room for.
 */
export function windowAfterChange(
  window: RowWindow,
  previousTotal: number,
  total: number,
  startAt: number,
  follows: boolean,
): RowWindow {
  const start = Math.min(Math.max(startAt, 0), total);
  if (follows) return { start: Math.max(start, total - WINDOW_ROWS_MAX), end: total };
  const end = window.end < previousTotal ? start + window.end - window.start : start + WINDOW_ROWS_MAX;
  return { start, end: Math.min(total, end) };
}
