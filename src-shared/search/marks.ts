import type { Phrase, Query } from './query.ts';
import { wordsOf, type Word } from './words.ts';

/** A stretch of a text in UTF-16 units; the end is behind it. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A short piece of a long text, with the matches in it. */
export interface Excerpt {
  readonly text: string;
  readonly marks: readonly Range[];
  /** Whether the text goes on before and behind it. */
  readonly isCutBefore: boolean;
  readonly isCutAfter: boolean;
}

/** Marks in one text: somebody searched for a letter in a long one. */
const MARKS_MAX = 1_000;

/** Where a text has what was searched for, in order, without overlaps: the very words by which the index found it. */
export function marks(text: string, query: Query): Range[] {
  if (query.phrases.length === 0) return [];
  const words = [...wordsOf(text)];
  const found: Range[] = [];
  for (let at = 0; at < words.length && found.length < MARKS_MAX; at++) {
    for (const phrase of query.phrases) {
      if (!matchesAt(words, at, phrase)) continue;
      const [first, last] = [words[at], words[at + phrase.words.length - 1]];
      if (first !== undefined && last !== undefined) found.push({ start: first.start, end: withMarks(text, last.end) });
    }
  }
  return merged(found);
}

function matchesAt(words: readonly Word[], at: number, { words: wanted, isPrefix }: Phrase): boolean {
  return wanted.every((word, index) => {
    const folded = words[at + index]?.folded;
    if (folded === undefined) return false;
    return isPrefix && index === wanted.length - 1 ? folded.startsWith(word) : folded === word;
  });
}

const COMBINING = /[\p{M}\u200d]+/uy;

/** A mark belongs to the character before it, though it is a word of its own in scripts written without spaces. */
function withMarks(text: string, end: number): number {
  COMBINING.lastIndex = end;
  return end + (COMBINING.exec(text)?.[0].length ?? 0);
}

/** In order, and those that touch or overlap as one. */
function merged(ranges: Range[]): Range[] {
  const result: Range[] = [];
  for (const range of ranges.sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last === undefined || range.start > last.end) result.push(range);
    else if (range.end > last.end) result[result.length - 1] = { start: last.start, end: range.end };
  }
  return result;
}

/** Of what stands before the first match this share of an excerpt is shown. */
const BEFORE_SHARE = 0.25;

/**
 * A piece of at most `maxChars` UTF-16 units around the first match, the beginning where there is none, cut between words where
 * that is possible and never within a character.
 */
export function excerpt(text: string, query: Query, maxChars: number): Excerpt {
  const ranges = marks(text, query);
  let start = 0;
  if (text.length > maxChars) {
    const first = ranges[0]?.start ?? 0;
    start = Math.max(0, Math.min(first - Math.floor(maxChars * BEFORE_SHARE), text.length - maxChars));
    start = start === 0 ? 0 : nextBreak(text, start, first);
  }
  let end = Math.min(text.length, start + maxChars);
  if (end < text.length) end = lastBreak(text, end, Math.max(start + (maxChars >> 1), ranges[0]?.end ?? 0));
  return {
    text: text.slice(start, end),
    marks: ranges
      .filter((range) => range.start < end && range.end > start)
      .map((range) => ({ start: Math.max(range.start, start) - start, end: Math.min(range.end, end) - start })),
    isCutBefore: start > 0,
    isCutAfter: end < text.length,
  };
}

function nextBreak(text: string, from: number, to: number): number {
  for (let at = from; at < to; at++) if (/\s/u.test(text[at - 1] ?? '')) return at;
  return isInPair(text, from) ? from + 1 : from;
}

function lastBreak(text: string, from: number, to: number): number {
  for (let at = from; at > to; at--) if (/\s/u.test(text[at] ?? '')) return at;
  return isInPair(text, from) ? from - 1 : from;
}

function isInPair(text: string, at: number): boolean {
  return /[\udc00-\udfff]/u.test(text[at] ?? '') && /[\ud800-\udbff]/u.test(text[at - 1] ?? '');
}
