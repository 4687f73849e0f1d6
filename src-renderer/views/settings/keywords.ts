import { KEYWORD_MAX_CHARS, KEYWORDS_MAX } from '../../../src-shared/chat/state.ts';

/** The keywords with one more, or why not, as a sentence. In whatever case: a mention does not look at it either. */
export function withKeyword(
  keywords: readonly string[],
  typed: string,
): { readonly ok: true; readonly keywords: string[] } | { readonly ok: false; readonly message: string } {
  const keyword = typed.trim().replace(/\s+/gu, ' ');
  if (keyword === '') return { ok: false, message: 'Type a word or two.' };
  if (keyword.length > KEYWORD_MAX_CHARS) {
    return { ok: false, message: `A keyword has at most ${KEYWORD_MAX_CHARS} characters.` };
  }
  if (!/[\p{L}\p{N}\p{S}]/u.test(keyword)) return { ok: false, message: 'A keyword has letters or digits in it.' };
  const same = keyword.toLowerCase();
  if (keywords.some((each) => each.toLowerCase() === same)) return { ok: false, message: `“${keyword}” is there already.` };
  if (keywords.length >= KEYWORDS_MAX) {
    return { ok: false, message: `There are ${KEYWORDS_MAX} keywords, which is as many as there can be. Remove one first.` };
  }
  return { ok: true, keywords: [...keywords, keyword] };
}
