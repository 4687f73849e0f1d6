import { assertNever } from '../../src-shared/assert-never.ts';
import type { ConnectionState, Problem } from '../../src-shared/chat/state.ts';
import { isLoginProblem } from '../../src-shared/session/problems.ts';

export type ConnectionTone = 'ok' | 'waiting' | 'down';

/** The text of the status region, stable while a countdown runs, and how it looks. */
export interface ConnectionStatusText {
  readonly text: string;
  readonly tone: ConnectionTone;
}

/** `state` null: there is no room. */
export function connectionStatus(
  state: ConnectionState | null,
  attempt: { readonly busy: boolean; readonly problem: Problem | null },
): ConnectionStatusText {
  if (state === null) {
    if (attempt.busy) return { text: 'Connecting…', tone: 'waiting' };
    return { text: attempt.problem !== null && isLoginProblem(attempt.problem) ? 'Login failed' : 'Offline', tone: 'down' };
  }
  switch (state.phase) {
    case 'connected':
      return { text: 'Connected', tone: 'ok' };
    case 'connecting':
      return { text: 'Connecting…', tone: 'waiting' };
    case 'reconnecting':
      return { text: 'Reconnecting…', tone: 'waiting' };
    case 'offline':
      return { text: 'Offline', tone: 'down' };
    case 'login-failed':
      return { text: 'Login failed', tone: 'down' };
    default:
      return assertNever(state);
  }
}

/** `in 5 s`; null when the next attempt is under way or due. */
export function countdown(retryAt: number | null, now: number): string | null {
  if (retryAt === null) return null;
  const seconds = Math.ceil((retryAt - now) / 1_000);
  return seconds <= 0 ? null : `in ${seconds} s`;
}
