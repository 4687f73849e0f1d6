/** How long messages are kept, as the settings offer it. */
export type Keeping = 'all' | 'days' | 'nothing';

/** Days that are kept where the person has not said how many. */
export const USUAL_DAYS = 90;

/** As many as the main process takes: a hundred years. */
export const DAYS_MAX = 36_500;

/** `days` as in the settings: null for good, 0 not at all. */
export function keepingOf(days: number | null): Keeping {
  return days === null ? 'all' : days === 0 ? 'nothing' : 'days';
}

/** What a typed number of days is; null where it is none. */
export function readDays(typed: string): number | null {
  const days = /^\s*\d{1,6}\s*$/.test(typed) ? Number(typed) : 0;
  return days >= 1 && days <= DAYS_MAX ? days : null;
}

/** Whether the change deletes messages that are kept now. */
export function losesMessages(from: number | null, to: number | null): boolean {
  return to !== null && (from === null || to < from);
}
