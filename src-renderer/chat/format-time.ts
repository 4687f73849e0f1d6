import { locale, words } from '../../src-shared/language/index.ts';

/** Times as the person's locale writes them. `at` is ms since the epoch, local time. */

const FORMATS = {
  clock: { hour: 'numeric', minute: '2-digit' },
  fullDay: { weekday: 'long', day: 'numeric', month: 'long' },
  fullDayYear: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  shortDay: { day: 'numeric', month: 'short' },
  shortDayYear: { day: 'numeric', month: 'short', year: 'numeric' },
  end: { day: 'numeric', month: 'short', year: 'numeric', hour: 'numeric', minute: '2-digit' },
  exact: { dateStyle: 'full', timeStyle: 'medium' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** Made once a locale: making one costs more than using it. */
let made: { readonly locale: string | undefined; readonly formats: Map<string, Intl.DateTimeFormat> } | null = null;

function format(name: keyof typeof FORMATS, at: number): string {
  if (made === null || made.locale !== locale()) made = { locale: locale(), formats: new Map() };
  const known = made.formats.get(name) ?? new Intl.DateTimeFormat(made.locale, FORMATS[name]);
  made.formats.set(name, known);
  return known.format(at);
}

/** `14:02`, or `2:02 PM` where people write it so. */
export function formatClock(at: number): string {
  return format('clock', at);
}

/** The whole date and time to the second, for a tooltip. */
export function formatExact(at: number): string {
  return format('exact', at);
}

/** Midnight that began the day of `at`. */
export function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

/** `Today`, `Yesterday`, else the date; the year only where it is not this one. `today` is the midnight that began today. */
export function formatDay(at: number, today: number): string {
  const day = startOfDay(at);
  if (day === today) return words().common.today;
  if (day === startOfDay(new Date(today).setHours(-12))) return words().common.yesterday;
  const sameYear = new Date(day).getFullYear() === new Date(today).getFullYear();
  return format(sameYear ? 'fullDay' : 'fullDayYear', day);
}

/** `14:02–14:09`; with the days where the two are not on the same one. */
export function formatSpan(from: number, to: number, today: number): string {
  if (startOfDay(from) === startOfDay(to)) return `${formatClock(from)}–${formatClock(to)}`;
  return `${formatDay(from, today)} ${formatClock(from)} – ${formatDay(to, today)} ${formatClock(to)}`;
}

/** When something ends: `14:02` today, else with the day. */
export function formatEnd(at: number, today: number): string {
  return startOfDay(at) === today ? formatClock(at) : format('end', at);
}

/** As short as it can be said: `14:02` today, `Yesterday 14:02`, else the day, the year only where it is not this one. */
export function formatMoment(at: number, today: number): string {
  const day = formatDay(at, today);
  if (day === words().common.today) return formatClock(at);
  if (day === words().common.yesterday) return `${day} ${formatClock(at)}`;
  const sameYear = new Date(at).getFullYear() === new Date(today).getFullYear();
  return format(sameYear ? 'shortDay' : 'shortDayYear', at);
}
