/**
 * True where `name` stands in `text` as a word of its own, in any case and Unicode form: "ann" is in "hi Ann!" and in "@ann",
 * not in "Anna".
 */
export function mentions(text: string, name: string): boolean {
  if (name === '') return false;
  const haystack = text.toLowerCase().normalize('NFC');
  const needle = name.toLowerCase().normalize('NFC');
  for (let at = haystack.indexOf(needle); at !== -1; at = haystack.indexOf(needle, at + 1)) {
    if (!WORD_END.test(haystack.slice(0, at)) && !WORD_START.test(haystack.slice(at + needle.length))) return true;
  }
  return false;
}

const WORD_START = /^[\p{L}\p{M}\p{N}_]/u;
const WORD_END = /[\p{L}\p{M}\p{N}_]$/u;
