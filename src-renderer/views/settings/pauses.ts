import { UNDISTURBED_FOR_GOOD } from '../../../src-shared/ipc/app-state.ts';
import { formatClock, formatDay, startOfDay } from '../../chat/format-time.ts';

const MINUTE_MS = 60_000;

/** For how long one may want no notification, in ms; null: until one says otherwise. */
export const PAUSES: readonly { readonly label: string; readonly ms: number | null }[] = [
  { label: '30 minutes', ms: 30 * MINUTE_MS },
  { label: '1 hour', ms: 60 * MINUTE_MS },
  { label: '8 hours', ms: 480 * MINUTE_MS },
  { label: 'Until I turn it off', ms: null },
];

/** When a pause that begins now ends, in ms since the epoch. */
export function pauseEnd(ms: number | null, now: number): number {
  return ms === null ? UNDISTURBED_FOR_GOOD : now + ms;
}

/** `On until 15:30`, with the day where that is not today; `until` null: off. `today` is the midnight that began today. */
export function pauseText(until: number | null, today: number): string {
  if (until === null) return 'Off. Notifications come.';
  if (until >= UNDISTURBED_FOR_GOOD) return 'On until you turn it off.';
  const day = startOfDay(until) === today ? '' : `${dayName(until, today)} `;
  return `On until ${day}${formatClock(until)}.`;
}

function dayName(until: number, today: number): string {
  const tomorrow = startOfDay(new Date(today).setHours(36));
  return startOfDay(until) === tomorrow ? 'tomorrow' : formatDay(until, today);
}
