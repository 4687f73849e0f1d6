import type { Conversation } from '../../src-shared/chat/state.ts';
import type { Excerpt } from '../../src-shared/search/index.ts';

/** What can stand in a search besides words, as the empty panel explains it. */
export const OPERATORS: readonly { readonly insert: string; readonly example: string; readonly means: string }[] = [
  { insert: '"', example: '"two words"', means: 'side by side' },
  { insert: 'from:', example: 'from:bob', means: 'written by a person' },
  { insert: 'in:', example: 'in:#general', means: 'in a channel, or in:@bob' },
  { insert: 'before:', example: 'before:2024-05-01', means: 'before a day or a month' },
  { insert: 'after:', example: 'after:yesterday', means: 'after it' },
  { insert: 'has:link ', example: 'has:link', means: 'with a link in it' },
];

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
  if (count === 0) return 'Nothing found';
  if (more) return `More than ${count} results`;
  return count === 1 ? '1 result' : `${count} results`;
}
