/** The longest wait before the first attempt to reconnect, in ms; it doubles with each further one up to `RECONNECT_WAIT_MAX_MS`. */
export const RECONNECT_WAIT_MS = 1_000;
export const RECONNECT_WAIT_MAX_MS = 30_000;

/**
 * The wait before attempt number `attempt` (from 0) in ms: anything up to the longest, so that a room full of clients comes back
 * spread over the whole time ("full jitter"). `random` gives a number in [0, 1).
 */
export function reconnectDelay(attempt: number, random: () => number): number {
  const longest = Math.min(RECONNECT_WAIT_MS * 2 ** Math.min(attempt, 30), RECONNECT_WAIT_MAX_MS);
  return Math.round(longest * random());
}
