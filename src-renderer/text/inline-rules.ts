import MarkdownIt, { type StateInline } from 'markdown-it';
import { AddressFinder, targetOf } from './address.ts';
import { LINKS_MAX } from './tree.ts';

/** What one run over a text keeps between its rules. */
interface Run {
  readonly addresses: AddressFinder;
  /** Lengths of backtick runs that no other one closes from here on. */
  readonly unclosed: Set<number>;
  links: number;
}

const RUN = Symbol('run');

/** For `state.env`, new for each text. */
export function newRun(text: string): Record<symbol, unknown> {
  const run: Run = { addresses: new AddressFinder(text), unclosed: new Set(), links: 0 };
  return { [RUN]: run };
}

function runOf(state: StateInline): Run {
  return state.env[RUN] as Run;
}

const BACKSLASH = 0x5c;
const BACKTICK = 0x60;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const EXCLAMATION_MARK = 0x21;
const ASTERISK = 0x2a;
const UNDERSCORE = 0x5f;
const TILDE = 0x7e;

/**
 * A backslash takes the meaning from the sign behind it, and is not shown where it did so on purpose: in a path (`C:\temp\*.txt`,
 * `\\server\_share`), between letters (`Files\_old`) and in a shrug it stays to be read.
 */
export function escape(state: StateInline, silent: boolean): boolean {
  const { pos, src } = state;
  if (silent || src.charCodeAt(pos) !== BACKSLASH) return false;
  const sign = src[pos + 1] ?? '';
  if (!/^[*_~`[\]@#:>-]$/u.test(sign)) return false;
  const atLineStart = pos === 0 || src[pos - 1] === '\n';
  if (/[>-]/u.test(sign) && !atLineStart) return false;
  const isShown = isInPath(src, pos) || (sign === '_' && /[\p{L}\p{N}¯]/u.test(src[pos - 1] ?? ''));
  // Of a type of its own: `\@ann` calls nobody.
  const token = state.push('text_special', '', 0);
  token.content = isShown ? `\\${sign}` : sign;
  state.pos += 2;
  return true;
}

/** UTF-16 units around a backslash that are looked at for a path. */
const PATH_CHARS = 120;

/** True where the word around `pos` has a backslash that can only be part of a path. */
function isInPath(text: string, pos: number): boolean {
  const before = /\S*$/u.exec(text.slice(Math.max(0, pos - PATH_CHARS), pos))?.[0] ?? '';
  const behind = /^\S*/u.exec(text.slice(pos, pos + PATH_CHARS))?.[0] ?? '';
  return /\\[\p{L}\p{N}\\.]|^[A-Za-z]:\\/u.test(before + behind);
}

/** Code between runs of backticks of one length, kept to the letter; not within words, where people type apostrophes so. */
export function code(state: StateInline, silent: boolean): boolean {
  const { pos, posMax, src } = state;
  if (silent || src.charCodeAt(pos) !== BACKTICK) return false;
  const end = endOfRun(src, pos, posMax);
  const length = end - pos;
  const plain = (): true => {
    state.pending += src.slice(pos, end);
    state.pos = end;
    return true;
  };
  const { unclosed } = runOf(state);
  if (isWordChar(src[pos - 1]) || unclosed.has(length)) return plain();
  for (let start = src.indexOf('`', end); start !== -1 && start < posMax;) {
    const close = endOfRun(src, start, posMax);
    const content = src.slice(end, start);
    if (close - start === length && content.trim() !== '' && !isWordChar(src[close])) {
      const token = state.push('code_inline', 'code', 0);
      // The spaces on both sides keep backticks within apart from those around.
      token.content = /^ .*`.* $/su.test(content) ? content.slice(1, -1) : content;
      state.pos = close;
      return true;
    }
    start = src.indexOf('`', close);
  }
  // What did not close this one closes no later one either; a label has its own end.
  if (posMax === src.length) unclosed.add(length);
  return plain();
}

function endOfRun(text: string, start: number, max: number): number {
  let end = start;
  while (end < max && text.charCodeAt(end) === BACKTICK) end++;
  return end;
}

function isWordChar(char: string | undefined): boolean {
  return char !== undefined && /[\p{L}\p{N}]/u.test(char);
}

/** `[label](address)`; an image is shown as the link it could be followed by. */
const LINK = /!?\[([^[\]\n]{1,1000})\]\(<?((?:[^\s<>()]|\([^\s<>()]*\))+)>?\)/uy;

export function link(state: StateInline, silent: boolean): boolean {
  const { pos, src } = state;
  const first = src.charCodeAt(pos);
  if (silent || (first !== OPEN_BRACKET && (first !== EXCLAMATION_MARK || src.charCodeAt(pos + 1) !== OPEN_BRACKET)))
    return false;
  const run = runOf(state);
  if (state.linkLevel > 0 || run.links >= LINKS_MAX) return false;
  LINK.lastIndex = pos;
  const [whole = '', label = '', address = ''] = LINK.exec(src) ?? [];
  if (label.trim() === '' || pos + whole.length > state.posMax) return false;
  const target = targetOf(label, address);
  if (target === null) return false;
  run.links++;
  const end = state.posMax;
  pushLink(state, target, () => {
    state.pos = src.indexOf('[', pos) + 1;
    state.posMax = state.pos + label.length;
    state.md.inline.tokenize(state);
  });
  state.pos = pos + whole.length;
  state.posMax = end;
  return true;
}

/** A bare address. Its scheme is in `pending` already when the colon comes. */
export function address(state: StateInline, silent: boolean): boolean {
  if (silent || state.src.charCodeAt(state.pos) !== COLON || state.linkLevel > 0) return false;
  const run = runOf(state);
  if (run.links >= LINKS_MAX) return false;
  const found = run.addresses.at(state.pos);
  if (found === null) return false;
  const scheme = found.text.indexOf(':');
  if (state.pending.length < scheme || state.pos - scheme + found.text.length > state.posMax) return false;
  run.links++;
  state.pending = state.pending.slice(0, -scheme);
  pushLink(state, found, () => {
    state.push('text', '', 0).content = found.text;
  });
  state.pos += found.text.length - scheme;
  return true;
}

function pushLink(
  state: StateInline,
  { href, place }: { readonly href: string; readonly place: string | null },
  pushLabel: () => void,
): void {
  state.push('link_open', 'a', 1).meta = { href, place };
  state.linkLevel++;
  pushLabel();
  state.linkLevel--;
  state.push('link_close', 'a', -1);
}

/** `*`, `_` and `~` that neither open nor close anything are letters at once, since a token each would cost much. */
export function plainSigns(state: StateInline, silent: boolean): boolean {
  const marker = state.src.charCodeAt(state.pos);
  if (silent || (marker !== ASTERISK && marker !== UNDERSCORE && marker !== TILDE)) return false;
  const { can_close, can_open, length } = state.scanDelims(state.pos, false);
  if (can_open || can_close) return false;
  state.pending += state.src.slice(state.pos, state.pos + length);
  state.pos += length;
  return true;
}

/** Letters of scripts that part words by spaces, and digits: emphasis does not begin or end within such a word. */
const IN_WORD = /[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{sc=Hebrew}\p{sc=Arabic}\p{N}\p{M}_]/u;
/** Signs next to which `*` and `_` are part of a formula, a path or a name. */
const FORMULA = /[/\\=&%$#@+^]/u;
const SPACE = /\s/u;
/** Within `_…_`, besides letters: `>_<` and `^_^` are faces. */
const STARTS_EMPHASIS = /^[*~]{0,3}[\p{L}\p{N}\p{Extended_Pictographic}"'“‘„«([{`@#:]/u;
const ENDS_EMPHASIS = /[\p{L}\p{N}\p{M}\p{Extended_Pictographic}\u{FE0F}"'”’“»)\]}.,!?…`:%][*~]{0,3}$/u;
/** Behind an opening and before a closing `*`: globs (`**\/*.ts`) and faces (`*_*`). */
const NO_START = /^(?:\/|\.[\p{L}\p{N}]|_(?![\p{L}\p{N}]))/u;
const NO_END = /(?:\/|(?<![\p{L}\p{N}.!?)])_)$/u;

/**
 * Decides where `*`, `_` and `~~` open and close: as CommonMark does for prose, and not at all in `2*3*4`, `snake_case`,
 * `*.ts`, `/*foo*\/`, `__init__` and faces, where a sign that vanished would be one that was lost.
 */
export class ChatState extends MarkdownIt.StateInline {
  override scanDelims(start: number, _canSplitWord: boolean): { can_open: boolean; can_close: boolean; length: number } {
    const { posMax, src } = this;
    const marker = src[start] ?? '';
    let end = start;
    while (end < posMax && src[end] === marker) end++;
    const length = end - start;
    const none = { can_open: false, can_close: false, length };
    if (length > 3 || (marker === '_' && length > 1) || (marker === '~' && length !== 2)) return none;
    const before = charBefore(src, start);
    const behind = end < posMax ? String.fromCodePoint(src.codePointAt(end) ?? 0) : '';
    const isAfterEdge = before === '' || SPACE.test(before);
    const isBeforeEdge = behind === '' || SPACE.test(behind);
    const opens = !isBeforeEdge && (isAfterEdge || !(IN_WORD.test(before) || FORMULA.test(before) || /[.)\]}]/u.test(before)));
    const closes = !isAfterEdge && (isBeforeEdge || !(IN_WORD.test(behind) || FORMULA.test(behind) || /[([{]/u.test(behind)));
    if (marker === '_')
      return {
        can_open: opens && STARTS_EMPHASIS.test(src.slice(end, end + 5)),
        can_close: closes && ENDS_EMPHASIS.test(src.slice(Math.max(0, start - 5), start)),
        length,
      };
    return {
      can_open: opens && !NO_START.test(src.slice(end, end + 3)),
      can_close: closes && !NO_END.test(src.slice(Math.max(0, start - 3), start)),
      length,
    };
  }
}

function charBefore(text: string, at: number): string {
  const pair = text.slice(Math.max(0, at - 2), at);
  return [...pair].at(-1) ?? '';
}
