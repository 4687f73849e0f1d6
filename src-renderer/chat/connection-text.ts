import { assertNever } from '../../src-shared/assert-never.ts';
import type { ConnectionState, Problem } from '../../src-shared/chat/state.ts';
import { words } from '../../src-shared/language/index.ts';
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
  const say = words().room.connection;
  if (state === null) {
    if (attempt.busy) return { text: say.connecting, tone: 'waiting' };
    return { text: attempt.problem !== null && isLoginProblem(attempt.problem) ? say.failed : say.offline, tone: 'down' };
  }
  switch (state.phase) {
    case 'connected':
      return { text: say.connected, tone: 'ok' };
    case 'connecting':
      return { text: say.connecting, tone: 'waiting' };
    case 'reconnecting':
      return { text: say.reconnecting, tone: 'waiting' };
    case 'offline':
      return { text: say.offline, tone: 'down' };
    case 'login-failed':
      return { text: say.failed, tone: 'down' };
    default:
      return assertNever(state);
  }
}

/** `Reconnecting in 5 s`; null when the next attempt is under way or due. */
export function countdown(retryAt: number | null, now: number): string | null {
  if (retryAt === null) return null;
  const seconds = Math.ceil((retryAt - now) / 1_000);
  return seconds <= 0 ? null : words().room.connection.inSeconds(seconds);
}
