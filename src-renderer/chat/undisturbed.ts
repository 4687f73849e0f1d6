import { UNDISTURBED_FOR_GOOD } from '../../src-shared/ipc/app-state.ts';
import { words } from '../../src-shared/language/index.ts';
import { formatClock } from './format-time.ts';

/** Says that nothing makes a notification until then, and what a press does; null where something does. */
export function undisturbedText(until: number | null): string | null {
  if (until === null) return null;
  const say = words().room.undisturbed;
  return until >= UNDISTURBED_FOR_GOOD ? say.forGood : say.until(formatClock(until));
}
