import { words } from '../../src-shared/language/index.ts';
import { PASSWORD_MAX_BYTES } from '../../src-shared/protocol/limits.ts';
import { isResumeToken } from '../../src-shared/protocol/index.ts';

/** Why a server of ours would not take a text as a new password, as a sentence; null where it would. */
export function newPasswordProblem(text: string): string | null {
  const say = words().moderation.password;
  if (text === '') return say.empty;
  if (new TextEncoder().encode(text).length > PASSWORD_MAX_BYTES) return say.tooLong;
  return isResumeToken(text) ? say.isToken : null;
}
