/** A word of a text as the search knows it. */
export interface Word {
  /** Without case, width and diacritics: words that are the same to a person who searches are the same here. */
  readonly folded: string;
  /** Where it stands in the text, in UTF-16 units; the end is behind it. */
  readonly start: number;
  readonly end: number;
}

/** Words of one text that can be found; a longer text is found by its beginning. */
export const WORDS_MAX = 10_000;

/** UTF-16 units of a word that count, so that a megabyte without a space does not make one. */
const WORD_MAX_CHARS = 64;

/**
 * What stands for itself: a character of a script that is written without spaces, where only a dictionary knows the words, a
 * mark of such a script, or a picture. Whoever searches for several of them searches for them side by side.
 */
const ALONE =
  '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Bopomofo}\\p{Script=Yi}\\p{Script=Thai}\\p{Script=Lao}' +
  '\\p{Script=Khmer}\\p{Script=Myanmar}\\p{Script=Tibetan}\\p{Script=Tai_Tham}\\p{Script=New_Tai_Lue}\\p{Script=Tai_Le}' +
  '\\p{Script=Tai_Viet}\\p{Script=Javanese}\\p{Script=Balinese}ー\\uff70]';
const PICTURE = '\\p{Extended_Pictographic}';
const SPACED = `(?:(?!${ALONE})[\\p{L}\\p{M}\\p{N}])+`;
const WORD = new RegExp(`(?=[\\p{L}\\p{M}\\p{N}])${ALONE}|${PICTURE}|${SPACED}`, 'gu');
const ASCII_WORD = /[A-Za-z0-9]+/gu;

const IS_ASCII = /^[\0-\x7f]*$/u;

/** The words of a text, in order. */
export function* wordsOf(text: string): Generator<Word, void> {
  let count = 0;
  const isAscii = IS_ASCII.test(text);
  for (const found of text.matchAll(isAscii ? ASCII_WORD : WORD)) {
    const [raw] = found;
    const folded = isAscii ? raw.slice(0, WORD_MAX_CHARS).toLowerCase() : fold(raw);
    if (folded === '') continue;
    if (++count > WORDS_MAX) return;
    yield { folded, start: found.index, end: found.index + raw.length };
  }
}

const BEGINS_ALONE = new RegExp(`^(?:${ALONE}|${PICTURE})`, 'u');

/** Whether a folded word is such a character that stands for itself. */
export function standsAlone(folded: string): boolean {
  return BEGINS_ALONE.test(folded);
}

/** Marks above and below letters, as Latin, Greek, Cyrillic, Hebrew and Arabic have them: what is often left out in typing. */
const DIACRITICS =
  /[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]/gu;

/** Letters that have no decomposition, and what people without them on the keyboard type. */
const STAND_INS: Readonly<Record<string, string>> = {
  ß: 'ss',
  ς: 'σ',
  ı: 'i',
  ø: 'o',
  đ: 'd',
  ħ: 'h',
  ł: 'l',
  æ: 'ae',
  œ: 'oe',
};
const HAS_STAND_IN = /[ßςıøđħłæœ]/gu;

/** What of a folded word is neither letter nor digit: some letters are written with such when they are decomposed. */
const NOT_IN_WORDS = /[^\p{L}\p{M}\p{N}\p{Extended_Pictographic}]/gu;

function fold(word: string): string {
  const [...characters] = word.slice(0, WORD_MAX_CHARS + 1);
  // The bound may have cut a character in two.
  const bounded = word.length > WORD_MAX_CHARS ? characters.slice(0, -1).join('') : word;
  return bounded
    .normalize('NFKD')
    .toLowerCase()
    .replace(DIACRITICS, '')
    .replace(HAS_STAND_IN, (letter) => STAND_INS[letter] ?? letter)
    .normalize('NFC')
    .replace(NOT_IN_WORDS, '');
}

/** A name as `from:` and `in:` compare it: without case and width, but with its diacritics and whatever else is in it. */
export function foldName(name: string): string {
  return name.normalize('NFKC').toLowerCase().trim();
}
