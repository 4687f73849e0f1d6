/**
 * Cuts a text into messages of `max` UTF-16 units at most: at the end of a line, else of a word, else between two characters. The
 * white space at a cut is gone, and so are parts of nothing else; all else is there, in order.
 */
export function splitMessage(text: string, max: number): string[] {
  const parts: string[] = [];
  let rest = text.trim();
  while (rest.length > max) {
    const cut = cutOf(rest, max);
    parts.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  if (rest !== '') parts.push(rest);
  return parts;
}

/** A cut at white space leaves a part at least this full, so that a long word after a short line does not make a part of the line. */
const FULL_SHARE = 0.5;

function cutOf(text: string, max: number): number {
  const least = Math.floor(max * FULL_SHARE);
  // White space may stand right behind what fits.
  const window = text.slice(0, max + 1);
  const line = window.lastIndexOf('\n');
  if (line >= least && line > 0) return line;
  const word = /\s(?=\S*$)/u.exec(window)?.index ?? 0;
  if (word >= least && word > 0) return word;
  return lastCharacterEnd(text, max);
}

/** How far a character that a person sees as one can reach, in UTF-16 units; longer piles of marks are cut. */
const CHARACTER_MAX_UNITS = 64;

function lastCharacterEnd(text: string, max: number): number {
  const from = Math.max(0, max - CHARACTER_MAX_UNITS);
  const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  let end = 0;
  for (const { index, segment } of graphemes.segment(text.slice(from, max + CHARACTER_MAX_UNITS))) {
    if (index > 0 && from + index <= max) end = from + index;
    if (from + index + segment.length > max) break;
  }
  if (end > 0) return end;
  // Never between the halves of a surrogate pair.
  return /[\uD800-\uDBFF]/.test(text.charAt(max - 1)) && max > 1 ? max - 1 : max;
}
