/** Waits before the first, second, … attempt to reconnect, in ms; the last one repeats. */
export const RECONNECT_DELAYS_MS: readonly number[] = [0, 1_000, 2_000, 5_000, 10_000];

/** A wait is spread by this share to either side, so that a room full of clients does not come back in one instant. */
export const RECONNECT_JITTER = 0.2;

/** The wait before attempt number `attempt` (from 0) in ms. `random` gives a number in [0, 1). */
export function reconnectDelay(attempt: number, random: () => number): number {
  const base = RECONNECT_DELAYS_MS[Math.min(attempt, RECONNECT_DELAYS_MS.length - 1)] ?? 0;
  return Math.round(base * (1 - RECONNECT_JITTER + 2 * RECONNECT_JITTER * random()));
}
