import { CloseCode } from '../protocol/index.ts';
import type { Problem } from '../chat/state.ts';
import type { TransportEnd } from './transport.ts';

/** Characters kept of what a server or the system says about a problem. */
export const PROBLEM_DETAIL_MAX_CHARS = 300;

/** The other side's own words as one short line, without what could move or hide the text around it. */
export function problemDetail(text: string): string {
  const line = text
    .slice(0, PROBLEM_DETAIL_MAX_CHARS * 4)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/\p{Cf}/gu, '')
    .trim();
  return line.length <= PROBLEM_DETAIL_MAX_CHARS ? line : `${line.slice(0, PROBLEM_DETAIL_MAX_CHARS - 1).toWellFormed()}…`;
}

/** What a connection's end means to a person, once the session was logged in. */
export function problemOfEnd(end: TransportEnd): Problem {
  if (end.failure !== undefined) return { ...end.failure, detail: problemDetail(end.failure.detail) };
  const kind = KINDS.get(end.code) ?? 'closed';
  const detail = problemDetail(end.reason);
  return detail === '' ? { kind } : { kind, detail };
}

/**
 * The same for an end before the server answered the login. A server that hangs up without a word about why is most likely no
 * RWCI server.
 */
export function problemBeforeLogin(end: TransportEnd): Problem {
  const problem = problemOfEnd(end);
  if (problem.kind !== 'closed' || SPOKEN_CODES.has(end.code)) return problem;
  return { kind: 'not-rwci', detail: problem.detail ?? `The connection was closed with code ${String(end.code)}.` };
}

const KINDS: ReadonlyMap<number, Problem['kind']> = new Map<number, Problem['kind']>([
  [CloseCode.wrongPassword, 'wrong-password'],
  [CloseCode.alreadyConnected, 'already-connected'],
  [CloseCode.nameRefused, 'name-refused'],
  [CloseCode.pinNeeded, 'pin-needed'],
  [CloseCode.registrationClosed, 'registration-closed'],
  [CloseCode.kicked, 'kicked'],
  [CloseCode.banned, 'banned'],
  [CloseCode.replaced, 'replaced'],
  [CloseCode.guestsOff, 'guests-off'],
]);

/** Codes by which a server of any kind says that it is there but not now: going away, policy, error, restart, try later. */
const SPOKEN_CODES: ReadonlySet<number> = new Set([
  CloseCode.goingAway,
  CloseCode.policyViolation,
  1011,
  1012,
  1013,
  CloseCode.loginTimeout,
]);

/** Whether the server, when it refused a login, said that it may succeed later: it restarts, or is busy. */
export function isNotNow({ code }: TransportEnd): boolean {
  return code === 1012 || code === CloseCode.tryAgainLater;
}

/** The server said no to this person, not to this moment: trying again by oneself would be of no use, or rude. */
export function isRefusal(problem: Problem): boolean {
  switch (problem.kind) {
    case 'certificate-changed':
      return true;
    case 'not-encrypted':
      // What was encrypted before may be so again; of anything else the person is asked.
      return problem.expected === undefined;
    case 'wrong-password':
    case 'password-needed':
    case 'name-refused':
    case 'pin-needed':
    case 'registration-closed':
    case 'banned':
    case 'kicked':
    case 'replaced':
    case 'guests-off':
    case 'bad-address':
      return true;
    default:
      return false;
  }
}

/**
 * Refusals that may only mean that the server has not noticed the end of this account's last connection. RFC #001 has one
 * answer, "Login failed", for this and for a wrong password.
 */
export function mayBeOwnGhost(problem: Problem): boolean {
  return problem.kind === 'already-connected' || problem.kind === 'login-refused';
}

/** Whether the problem lies in the login and not in the network. */
export function isLoginProblem(problem: Problem): boolean {
  switch (problem.kind) {
    case 'wrong-password':
    case 'already-connected':
    case 'name-refused':
    case 'login-refused':
    case 'pin-needed':
    case 'registration-closed':
    case 'banned':
      return true;
    default:
      return false;
  }
}
