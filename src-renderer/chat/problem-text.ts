import { assertNever } from '../../src-shared/assert-never.ts';
import { words } from '../../src-shared/language/index.ts';
import type { Problem } from '../../src-shared/chat/state.ts';

/** Which field of the join form a problem belongs to; null for the form as a whole. */
export type ProblemField = 'address' | 'username' | 'password' | null;

/** A problem for a person: what happened, what they can do, and where it belongs. */
export interface ProblemText {
  readonly what: string;
  readonly advice: string;
  readonly field: ProblemField;
}

const text = (field: ProblemField, what: string, advice: string): ProblemText => ({ what, advice, field });

/**
 * Every problem in words. The server's own text, where there is one, stays in `detail`; only why it does not take a name is said
 * with it, because nobody else knows its rules.
 */
export function problemText(problem: Problem): ProblemText {
  const say = words().problems;
  switch (problem.kind) {
    case 'bad-address':
      return text('address', problem.detail ?? say.badAddress, say.badAddressAdvice);
    case 'not-found':
      return text('address', say.notFound, say.notFoundAdvice);
    case 'refused':
      return text('address', say.refused, say.refusedAdvice);
    case 'unreachable':
      return text('address', say.unreachable, say.unreachableAdvice);
    case 'timeout':
      return text('address', say.timeout, say.timeoutAdvice);
    case 'tls':
      return text('address', say.tls, say.tlsAdvice);
    case 'not-encrypted':
      return problem.expected === undefined
        ? text('address', say.notEncrypted, say.notEncryptedAdvice)
        : text('address', say.noLongerEncrypted, say.noLongerEncryptedAdvice);
    case 'certificate-changed':
      return text(null, say.certificateChanged, say.certificateChangedAdvice);
    case 'not-rwci':
      return text('address', say.notRwci, say.notRwciAdvice);
    case 'wrong-host':
      return text('address', say.wrongHost, say.wrongHostAdvice);
    case 'wrong-password':
      return text('password', say.wrongPassword, say.wrongPasswordAdvice);
    case 'already-connected':
      return text('username', say.alreadyConnected, say.alreadyConnectedAdvice);
    case 'name-refused':
      return text('username', say.nameRefused, problem.detail ?? say.nameRefusedAdvice);
    case 'login-refused':
      return text(null, say.loginRefused, say.loginRefusedAdvice);
    case 'password-needed':
      return text('password', say.passwordNeeded, say.passwordNeededAdvice);
    case 'pin-needed':
      return text('address', say.pinNeeded, say.pinNeededAdvice);
    case 'registration-closed':
      return text('username', say.registrationClosed, say.registrationClosedAdvice);
    case 'banned':
      return text(null, say.banned, say.bannedAdvice);
    case 'kicked':
      return text(null, say.kicked, problem.detail ?? say.kickedAdvice);
    case 'replaced':
      return text(null, say.replaced, say.replacedAdvice);
    case 'guests-off':
      return text(null, say.guestsOff, say.guestsOffAdvice);
    case 'closed':
      return text(null, say.closed, say.closedAdvice);
    default:
      return assertNever(problem.kind);
  }
}

/** The same for somebody who only opened a page: they typed no address and know of no port. */
export function pageProblemText(problem: Problem): ProblemText {
  const say = words().guest.problems;
  switch (problem.kind) {
    case 'refused':
    case 'unreachable':
    case 'timeout':
    case 'not-rwci':
      return text(null, say.away, say.awayAdvice);
    default:
      return problemText(problem);
  }
}

/** The problem with its technical side, for a clipboard. */
export function problemDetails(problem: Problem): string {
  const say = words().problems;
  const lines = [problemText(problem).what, say.kind(problem.kind)];
  return [...lines, ...(problem.detail === undefined ? [] : [say.detail(problem.detail)])].join('\n');
}
