import { UNDISTURBED_FOR_GOOD } from '../../src-shared/ipc/app-state.ts';
import { formatClock } from './format-time.ts';

/** Says that nothing makes a notification until then, and what a press does; null where something does. */
export function undisturbedText(until: number | null): string | null {
  if (until === null) return null;
  return until >= UNDISTURBED_FOR_GOOD
    ? 'Do not disturb is on. Turn it off'
    : `Do not disturb until ${formatClock(until)}. Turn it off`;
}
