import { words } from '../../../src-shared/language/index.ts';
import { UNDISTURBED_FOR_GOOD } from '../../../src-shared/ipc/app-state.ts';
import { formatClock, formatDay, startOfDay } from '../../chat/format-time.ts';

const MINUTE_MS = 60_000;

/** For how long one may want no notification, in ms; null: until one says otherwise. */
export function pauses(): readonly { readonly label: string; readonly ms: number | null }[] {
  const say = words().settings.pause;
  return [
    { label: say.half, ms: 30 * MINUTE_MS },
    { label: say.hour, ms: 60 * MINUTE_MS },
    { label: say.eight, ms: 480 * MINUTE_MS },
    { label: say.always, ms: null },
  ];
}

/** When a pause that begins now ends, in ms since the epoch. */
export function pauseEnd(ms: number | null, now: number): number {
  return ms === null ? UNDISTURBED_FOR_GOOD : now + ms;
}

/** `On until 15:30`, with the day where that is not today; `until` null: off. `today` is the midnight that began today. */
export function pauseText(until: number | null, today: number): string {
  const say = words().settings.pause;
  if (until === null) return say.off;
  if (until >= UNDISTURBED_FOR_GOOD) return say.forGood;
  const time = formatClock(until);
  if (startOfDay(until) === today) return say.until(time);
  const tomorrow = startOfDay(new Date(today).setHours(36));
  return say.until(startOfDay(until) === tomorrow ? say.tomorrow(time) : `${formatDay(until, today)} ${time}`);
}
