import type { Conversation } from '../../src-shared/chat/state.ts';
import { words } from '../../src-shared/language/index.ts';
import type { Excerpt } from '../../src-shared/search/index.ts';

/** Something that can stand in a search besides words. */
export interface Operator {
  /** What goes into the box. */
  readonly insert: string;
  readonly example: string;
  readonly means: string;
}

/** All of these, as the empty panel explains them. */
export function operators(): readonly Operator[] {
  const say = words().search;
  return [
    { insert: '"', example: say.phrase, means: say.phraseMeans },
    { insert: 'from:', example: 'from:bob', means: say.fromMeans },
    { insert: 'in:', example: 'in:#general', means: say.inMeans },
    { insert: 'before:', example: 'before:2024-05-01', means: say.beforeMeans },
    { insert: 'after:', example: 'after:yesterday', means: say.afterMeans },
    { insert: 'has:link ', example: 'has:link', means: say.linkMeans },
  ];
}

type Named = Pick<Conversation, 'kind' | 'name'>;

/** `#general`, `@bob`. */
export function placeName({ kind, name }: Named): string {
  return `${kind === 'channel' ? '#' : '@'}${name}`;
}

/** The beginning of a search in one conversation, `in:#general `. A quote in a name cannot be written; what is before it will do. */
export function searchIn(conversation: Named): string {
  const name = placeName(conversation).replace(/".*$/u, '');
  return /\s/u.test(name) ? `in:"${name}" ` : `in:${name} `;
}

/** The search in this conversation instead of another one or of all. */
export function searchHere(text: string, conversation: Named): string {
  return `${searchIn(conversation)}${text.replace(/^\s*in:("[^"]*"?|\S*)\s*/iu, '').trimStart()}`;
}

/** A piece of an excerpt; all pieces in a row are its text. */
export interface ExcerptPiece {
  readonly text: string;
  readonly isMark: boolean;
}

/** An excerpt with its matches as pieces of their own, and an ellipsis where the text goes on. */
export function splitExcerpt({ isCutAfter, isCutBefore, marks, text }: Excerpt): ExcerptPiece[] {
  const pieces: ExcerptPiece[] = [];
  const add = (piece: string, isMark: boolean): void => {
    if (piece !== '') pieces.push({ text: piece, isMark });
  };
  let at = 0;
  add(isCutBefore ? '… ' : '', false);
  for (const { end, start } of marks) {
    add(text.slice(at, start), false);
    add(text.slice(start, end), true);
    at = end;
  }
  add(text.slice(at), false);
  add(isCutAfter ? ' …' : '', false);
  return pieces;
}

/** How many there are, for the line above the list. `more`: and others behind them. */
export function countText(count: number, more: boolean): string {
  const say = words().search;
  if (count === 0) return say.nothing;
  return more ? say.moreThan(count) : say.count(count);
}
