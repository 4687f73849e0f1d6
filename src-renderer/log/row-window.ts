/** Rows of a long conversation that are in the DOM: `[start, end)` of the timeline. */
export interface RowWindow {
  readonly start: number;
  readonly end: number;
}

/** Rows in the DOM at most. */
export const WINDOW_ROWS_MAX = 300;

/** Rows in the DOM when a conversation opens, before their heights are known; enough for a window of usual size. */
export const FIRST_ROWS = 40;

/** Rows that come in at once at most, so that none of these steps is felt. */
export const STEP_ROWS_MAX = 24;

/** The newest rows. */
export function windowAtEnd(total: number): RowWindow {
  return { start: Math.max(0, total - FIRST_ROWS), end: total };
}

/** Rows on both sides of the row at this place. */
export function windowAround(at: number, total: number): RowWindow {
  const half = FIRST_ROWS / 2;
  const start = Math.max(0, Math.min(at - half, total - FIRST_ROWS));
  return { start, end: Math.min(total, start + FIRST_ROWS) };
}

/**
 * The window after the timeline changed. `startAt` is where the row that was first in it is now, below 0 if it went. What follows
 * the end always shows the newest row; otherwise the same rows stay.
 */
export function windowAfterChange(window: RowWindow, total: number, startAt: number, follows: boolean): RowWindow {
  const rows = window.end - window.start;
  const start = Math.min(Math.max(startAt, 0), total);
  if (!follows) return { start, end: Math.min(total, Math.max(start + rows, FIRST_ROWS)) };
  // A crowd of new ones is not all made to be gone at once.
  return total - start > rows + STEP_ROWS_MAX * 2
    ? windowAtEnd(total)
    : { start: Math.max(start, total - WINDOW_ROWS_MAX), end: total };
}

/** How many rows come in and go at the two ends of a window. */
export interface WindowStep {
  /** Rows before the first come in; below 0, as many of the first go. */
  readonly above: number;
  /** Rows after the last come in; below 0, as many of the last go. */
  readonly below: number;
}

/** The window after a step: within the timeline, within the bounds, with what comes in before what is there already. */
export function windowAfterStep({ start, end }: RowWindow, total: number, { above, below }: WindowStep): RowWindow {
  const first = Math.min(Math.max(0, start - Math.min(above, STEP_ROWS_MAX)), end);
  const last = Math.max(Math.min(total, end + Math.min(below, STEP_ROWS_MAX)), first);
  if (last - first <= WINDOW_ROWS_MAX) return { start: first, end: last };
  return above > 0 ? { start: first, end: first + WINDOW_ROWS_MAX } : { start: last - WINDOW_ROWS_MAX, end: last };
}

interface Keyed {
  readonly key: string;
}

/**
 * Where the first row of a window is now, below 0 if it went: going by the first of `places` that is still there; null where none is.
 * `was`: the rows of the window as they were; `now`: all rows.
 */
export function startNow(places: readonly Keyed[], was: readonly Keyed[], now: readonly Keyed[]): number | null {
  const before = new Map(was.map(({ key }, at) => [key, at]));
  const after = new Map(now.map(({ key }, at) => [key, at]));
  for (const { key } of places) {
    const at = after.get(key);
    if (at !== undefined) return at - (before.get(key) ?? 0);
  }
  return null;
}
