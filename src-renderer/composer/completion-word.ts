import { findCommand } from './commands.ts';

/** What can be completed. `blocked`: a person whom one blocked. */
export type CompletionKind = 'person' | 'blocked' | 'channel' | 'emoji' | 'command';

/** The beginning of something that can be completed, at the caret. Offsets in UTF-16 units. */
export interface CompletionWord {
  readonly kind: CompletionKind;
  /** Without the sign it begins with. */
  readonly query: string;
  /** Where the sign or, as an argument of a command, the word begins. */
  readonly start: number;
  readonly end: number;
  /** An argument of a command: the name stands there without a sign before it. */
  readonly bare: boolean;
}

/** So that `:)`, `:D` and `:p` stay what they are. */
const EMOJI_LETTERS_MIN = 2;
/** No name is longer. */
const WORD_MAX_CHARS = 64;

const SIGNS: Readonly<Record<string, CompletionKind>> = { '@': 'person', '#': 'channel', ':': 'emoji' };

/** What is being written at the caret; null where there is nothing to complete. */
export function completionWord(text: string, caret: number, isHost: boolean): CompletionWord | null {
  // In the middle of a word, the person corrects it and does not begin it.
  if (/^[\p{L}\p{N}_]/u.test(text.slice(caret, caret + 2))) return null;
  return commandWord(text, caret, isHost) ?? signWord(text, caret);
}

function commandWord(text: string, caret: number, isHost: boolean): CompletionWord | null {
  const before = text.slice(0, caret);
  const name = /^\/([^\s/]*)$/u.exec(before)?.[1];
  if (name !== undefined) return { kind: 'command', query: name, start: 0, end: caret, bare: false };
  const [, called = '', space = '', argument = ''] = /^\/(\S+)(\s+)(\S*)$/u.exec(before) ?? [];
  const kind = called === '' ? undefined : findCommand(called, isHost)?.argument;
  if (kind === undefined || kind === 'text' || kind === 'nothing') return null;
  const query = argument.replace(/^[@#/"]/, '');
  return { kind, query, start: 1 + called.length + space.length, end: caret, bare: true };
}

function signWord(text: string, caret: number): CompletionWord | null {
  const from = Math.max(0, caret - WORD_MAX_CHARS);
  const [, sign = '', query = ''] = /(?:^|[\s([{"'*_~>])([@#:])([^\s@#:]*)$/u.exec(text.slice(from, caret)) ?? [];
  const kind = SIGNS[sign];
  if (kind === undefined || isInCode(text.slice(0, caret))) return null;
  if (kind === 'emoji' && !/^[\p{L}\p{N}_+-]+$/u.test(query)) return null;
  if (kind === 'emoji' && (query.match(/[\p{L}\p{N}]/gu) ?? []).length < EMOJI_LETTERS_MIN && !/^[+-]1$/.test(query))
    return null;
  const start = caret - query.length - sign.length;
  return { kind, query, start, end: caret, bare: false };
}

/** In code, signs are what they are. */
function isInCode(before: string): boolean {
  const fences = before.split('```').length - 1;
  if (fences % 2 === 1) return true;
  const line = before.slice(before.lastIndexOf('\n') + 1);
  return (line.replaceAll('```', '').split('`').length - 1) % 2 === 1;
}
