/** Times as this computer's locale writes them. `at` is ms since the epoch, local time. */

const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const fullDay = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const fullDayYear = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const shortDay = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const shortDayYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });

/** `14:02`, or `2:02 PM` where people write it so. */
export function formatClock(at: number): string {
  return clock.format(at);
}

/** The whole date and time to the second, for a tooltip. */
export function formatExact(at: number): string {
  return exact.format(at);
}

/** Midnight that began the day of `at`. */
export function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

/** `Today`, `Yesterday`, else the date; the year only where it is not this one. `today` is the midnight that began today. */
export function formatDay(at: number, today: number): string {
  const day = startOfDay(at);
  if (day === today) return 'Today';
  if (day === startOfDay(new Date(today).setHours(-12))) return 'Yesterday';
  const sameYear = new Date(day).getFullYear() === new Date(today).getFullYear();
  return (sameYear ? fullDay : fullDayYear).format(day);
}

/** `14:02–14:09`; with the days where the two are not on the same one. */
export function formatSpan(from: number, to: number, today: number): string {
  if (startOfDay(from) === startOfDay(to)) return `${formatClock(from)}–${formatClock(to)}`;
  return `${formatDay(from, today)} ${formatClock(from)} – ${formatDay(to, today)} ${formatClock(to)}`;
}

/** As short as it can be said: `14:02` today, `Yesterday 14:02`, else the day, the year only where it is not this one. */
export function formatMoment(at: number, today: number): string {
  const day = formatDay(at, today);
  if (day === 'Today') return formatClock(at);
  if (day === 'Yesterday') return `${day} ${formatClock(at)}`;
  return (new Date(at).getFullYear() === new Date(today).getFullYear() ? shortDay : shortDayYear).format(at);
}
