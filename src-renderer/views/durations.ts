const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** For how long somebody is banned or muted, in ms; null: until somebody ends it. */
export const DURATIONS_MS = {
  tenMinutes: 10 * MINUTE_MS,
  hour: HOUR_MS,
  day: DAY_MS,
  week: 7 * DAY_MS,
  month: 30 * DAY_MS,
  good: null,
} as const;

export type Duration = keyof typeof DURATIONS_MS;
