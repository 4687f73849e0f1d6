import { describe, expect, it } from 'vitest';
import { openingWindow } from '../../src-renderer/log/log-opening.ts';
import { FIRST_ROWS, windowAtEnd } from '../../src-renderer/log/row-window.ts';
import type { Row } from '../../src-renderer/log/timeline.ts';

/** So many rows, with the line above what is new at this place. */
function rowsWith(total: number, line: number | null): Row[] {
  return Array.from({ length: total }, (_, at) =>
    at === line ? { kind: 'new', key: 'new', at: 0 } : { kind: 'day', key: `day ${String(at)}`, at: 0 },
  );
}

describe('a conversation opens', () => {
  it('at its end where nothing is new, or the line is among the newest rows', () => {
    expect(openingWindow([])).toEqual({ start: 0, end: 0 });
    expect(openingWindow(rowsWith(30, 2))).toEqual({ start: 0, end: 30 });
    expect(openingWindow(rowsWith(500, null))).toEqual(windowAtEnd(500));
    expect(openingWindow(rowsWith(500, 490))).toEqual(windowAtEnd(500));
    expect(openingWindow(rowsWith(500, 500 - FIRST_ROWS + 10))).toEqual(windowAtEnd(500));
  });

  it('with a little of what comes before the line where that is further back', () => {
    expect(openingWindow(rowsWith(500, 200))).toEqual({ start: 190, end: 220 });
    expect(openingWindow(rowsWith(500, 3))).toEqual({ start: 0, end: FIRST_ROWS });
    expect(openingWindow(rowsWith(500, 465)).start).toBe(455);
  });
});
