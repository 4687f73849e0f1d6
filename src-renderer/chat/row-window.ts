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

/**
 * The window after the timeline changed. `firstKeyAt` is where the row that was first is now, -1 if it went. At the end it
 * follows what is new; elsewhere it keeps showing the same rows.
 */
export function windowAfterChange(window: RowWindow, previousTotal: number, total: number, firstKeyAt: number): RowWindow {
  const start = firstKeyAt === -1 ? Math.max(0, window.start - Math.max(0, previousTotal - total)) : firstKeyAt;
  if (window.end < previousTotal)
    return { start: Math.min(start, total), end: Math.min(total, start + window.end - window.start) };
  return { start: Math.max(Math.min(start, total), total - WINDOW_ROWS_MAX), end: total };
}
