import type { Answer } from '../../src-shared/session/requests.ts';
import { words } from '../../src-shared/language/index.ts';

/** Why a server did not do what it was asked for, as a sentence; null where it did. Its own words only where ours say less. */
export function answerProblem(answer: Answer): string | null {
  if (answer.ok) return null;
  const say = words().moderation.refused;
  if (answer.reason !== 'refused') return say[answer.reason];
  const { code, message } = answer;
  return Object.hasOwn(say, code) ? say[code as keyof typeof say] : message;
}
