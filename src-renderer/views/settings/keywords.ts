import { words } from '../../../src-shared/language/index.ts';
import { KEYWORD_MAX_CHARS, KEYWORDS_MAX } from '../../../src-shared/chat/state.ts';

/** The keywords with one more, or why not, as a sentence. In whatever case: a mention does not look at it either. */
export function withKeyword(
  keywords: readonly string[],
  typed: string,
): { readonly ok: true; readonly keywords: string[] } | { readonly ok: false; readonly message: string } {
  const say = words().settings.keywords;
  const keyword = typed.trim().replace(/\s+/gu, ' ');
  if (keyword === '') return { ok: false, message: say.empty };
  if (keyword.length > KEYWORD_MAX_CHARS) {
    return { ok: false, message: say.tooLong(String(KEYWORD_MAX_CHARS)) };
  }
  if (!/[\p{L}\p{N}\p{S}]/u.test(keyword)) return { ok: false, message: say.noLetters };
  const same = keyword.toLowerCase();
  if (keywords.some((each) => each.toLowerCase() === same)) return { ok: false, message: say.already(keyword) };
  if (keywords.length >= KEYWORDS_MAX) {
    return { ok: false, message: say.tooMany(String(KEYWORDS_MAX)) };
  }
  return { ok: true, keywords: [...keywords, keyword] };
}
