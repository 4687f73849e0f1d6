import { ABOVE_NEW_PX } from './log-opening.ts';

/** What stands above or below an element that was brought into sight, in px. */
const REVEAL_PX = 32;

/**
 * A row that is to be shown: in the middle, with a little of what comes before it, at the very beginning or end of the log, or where it
 * comes to stand.
 */
export interface Wanted {
  readonly key: string;
  readonly to: 'middle' | 'top' | 'start' | 'end' | 'place';
}

/** Scrolls so that the row of what is wanted stands where it is wanted. */
export function scrollToWanted(scroller: HTMLElement, row: HTMLElement, to: Wanted['to']): void {
  const { top, height } = row.getBoundingClientRect();
  const room = to === 'top' ? ABOVE_NEW_PX : Math.max(0, (scroller.clientHeight - height) / 2);
  if (to === 'end') scroller.scrollTop = scroller.scrollHeight;
  else if (to === 'start') scroller.scrollTop = 0;
  else if (to !== 'place') scroller.scrollTop += top - scroller.getBoundingClientRect().top - room;
}

/** Scrolls as little as it takes to have all of an element in sight. */
export function scrollIntoSight(scroller: HTMLElement, element: HTMLElement): void {
  const outer = scroller.getBoundingClientRect();
  const { top, bottom } = element.getBoundingClientRect();
  if (top < outer.top + REVEAL_PX) scroller.scrollTop += top - outer.top - REVEAL_PX;
  else if (bottom > outer.bottom - REVEAL_PX) scroller.scrollTop += bottom - outer.bottom + REVEAL_PX;
}
