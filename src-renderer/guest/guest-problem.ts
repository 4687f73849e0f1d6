import type { Problem } from '../../src-shared/chat/state.ts';
import { words } from '../../src-shared/language/index.ts';
import { pageProblemText, problemText } from '../chat/problem-text.ts';

/** A field of the page's form. */
export type GuestField = 'name' | 'pin' | 'password';

/** Why somebody is not in the room, in words for a guest, and the field that mends it; null: none does. */
export interface GuestProblem {
  readonly what: string;
  readonly advice: string;
  readonly field: GuestField | null;
}

/** What was sent in vain. */
interface Tried {
  readonly name: string;
  readonly pin: string;
  /** A password of their own. */
  readonly own: boolean;
}

/** Every problem in the words of somebody who only opened a page: they typed no address and know of no server. */
export function guestProblem(problem: Problem, { name, own, pin }: Tried): GuestProblem {
  const say = words().guest.problems;
  const at = (field: GuestField | null, what: string, advice: string): GuestProblem => ({ what, advice, field });
  switch (problem.kind) {
    case 'wrong-password':
      return own ? at('password', say.password(name), say.passwordAdvice) : at('name', say.taken(name), say.takenAdvice);
    case 'password-needed':
      return at('password', say.signInAgain, say.signInAgainAdvice);
    case 'already-connected':
      return at('name', say.here(name), say.hereAdvice);
    case 'pin-needed':
      return at('pin', pin === '' ? say.pinNeeded : say.pinWrong, say.pinAdvice);
    case 'name-refused':
      return { ...problemText(problem), field: 'name' };
    case 'closed':
      // It has its reasons: it is full, or busy, or stops.
      return at(null, say.notNow, problem.detail ?? say.notNowAdvice);
    default:
      return { ...pageProblemText(problem), field: null };
  }
}
