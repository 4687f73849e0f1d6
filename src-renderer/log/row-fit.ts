import { firstBelow } from './log-places.ts';
import type { RowHeights } from './row-heights.ts';
import type { RowWindow, WindowStep } from './row-window.ts';
import type { Row } from './timeline.ts';

/** Rows reach this far beyond what is in sight; half as far before more come in, twice as far before they go. */
const MARGIN_PX = 1_000;

/** The rows in the DOM, and between which heights of the screen a log shows them, in px. */
interface LogView {
  readonly rows: readonly HTMLElement[];
  readonly top: number;
  readonly bottom: number;
}

/** Rows come in where fewer than half of what belongs there are left beyond the view, and go where there are twice as many. */
export function stepToFit(view: LogView, all: readonly Row[], { start, end }: RowWindow, heights: RowHeights): WindowStep {
  const { rows, top, bottom } = view;
  const over = top - (rows[0]?.getBoundingClientRect().top ?? top);
  const under = (rows.at(-1)?.getBoundingClientRect().bottom ?? bottom) - bottom;
  let above = 0;
  let below = 0;
  if (over < MARGIN_PX / 2) {
    for (let room = MARGIN_PX - over; room > 0 && above < start; above++) {
      room -= heights.of(all[start - above - 1]?.key ?? '');
    }
  } else if (over > MARGIN_PX * 2) {
    above = -firstBelow(rows, top - MARGIN_PX);
  }
  if (under < MARGIN_PX / 2) {
    for (let room = MARGIN_PX - under; room > 0 && end + below < all.length; below++) {
      room -= heights.of(all[end + below]?.key ?? '');
    }
  } else if (under > MARGIN_PX * 2) {
    below = Math.min(0, firstBelow(rows, bottom + MARGIN_PX) + 1 - rows.length);
  }
  return isSelecting() ? { above: Math.max(0, above), below: Math.max(0, below) } : { above, below };
}

/** Some text is marked: its rows have to stay. */
function isSelecting(): boolean {
  const selection = document.getSelection();
  return selection !== null && !selection.isCollapsed;
}
