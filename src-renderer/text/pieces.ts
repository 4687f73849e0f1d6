/** A piece of plain letters, with who, where and what it names. All pieces in a row are the letters. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  /** The reader's own name without an @ before it. */
  | { readonly kind: 'mention'; readonly text: string }
  /** Somebody who is known, with the @; `own`: the reader. */
  | { readonly kind: 'person'; readonly text: string; readonly name: string; readonly own: boolean }
  /** A channel there is, with the #. */
  | { readonly kind: 'channel'; readonly text: string; readonly name: string }
  /** `text` is the character, `code` what was typed for it. */
  | { readonly kind: 'emoji'; readonly text: string; readonly code: string };

/** What names mean where a message is read. */
export interface Names {
  /** The reader's name, to be marked; null where it shall not be. */
  readonly me: string | null;
  readonly people: ReadonlySet<string>;
  readonly channels: ReadonlySet<string>;
}

/** Signs in one run of letters that are looked at for a name; the rest stays text. */
const SIGNS_MAX = 200;

/** Marks of the own name in one run of letters. */
const OWN_MAX = 100;

/** UTF-16 units of a name that are looked at. */
const NAME_MAX_CHARS = 64;

const SIGN = /[@#]|:[\p{L}\p{N}_+-]{2,40}:/gu;
const WORD = /[\p{L}\p{M}\p{N}_]/u;

/** Letters with what they name; `emoji` gives the character of a short code without its colons, or undefined. */
export function splitLetters(
  text: string,
  { channels, me, people }: Names,
  emoji: (code: string) => string | undefined,
): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  const add = (start: number, piece: Piece, length: number): void => {
    addOwn(pieces, text.slice(end, start), me);
    pieces.push(piece);
    end = start + length;
  };
  SIGN.lastIndex = 0;
  for (let signs = 0; signs < SIGNS_MAX; signs++) {
    const match = SIGN.exec(text);
    if (match === null) break;
    const [sign] = match;
    const at = match.index;
    if (sign.startsWith(':')) {
      const character = emoji(sign.slice(1, -1));
      if (character !== undefined && !WORD.test(text[at - 1] ?? ''))
        add(at, { kind: 'emoji', text: character, code: sign }, sign.length);
      continue;
    }
    if (WORD.test(charBefore(text, at))) continue;
    const named = longestName(text, at + 1, sign === '@' ? people : channels);
    if (named === null) continue;
    const written = text.slice(at, at + 1 + named.length);
    if (sign === '#') add(at, { kind: 'channel', text: written, name: named.name }, written.length);
    else add(at, { kind: 'person', text: written, name: named.name, own: me !== null && named.name === me }, written.length);
    SIGN.lastIndex = end;
  }
  addOwn(pieces, text.slice(end), me);
  return pieces;
}

/** True where a run of letters has only text, whatever the names are: most have. */
export function isPlain(text: string, me: string | null): boolean {
  return (me === null || me === '') && !/[@#:]/u.test(text);
}

function charBefore(text: string, at: number): string {
  return [...text.slice(Math.max(0, at - 2), at)].at(-1) ?? '';
}

const folded = new WeakMap<ReadonlySet<string>, ReadonlyMap<string, string>>();

/** Names by how they are compared: people type `@ann` for Ann. */
function byFoldedName(names: ReadonlySet<string>): ReadonlyMap<string, string> {
  let map = folded.get(names);
  if (map === undefined) {
    map = new Map([...names].map((name) => [fold(name), name]));
    folded.set(names, map);
  }
  return map;
}

function fold(name: string): string {
  return name.toLowerCase().normalize('NFC');
}

/** The longest of `names` that stands at `start` and ends there as a word. Names may have spaces. */
function longestName(text: string, start: number, names: ReadonlySet<string>): { name: string; length: number } | null {
  if (names.size === 0) return null;
  const known = byFoldedName(names);
  const window = text.slice(start, start + NAME_MAX_CHARS + 1);
  for (let length = Math.min(window.length, NAME_MAX_CHARS); length > 0; length--) {
    if (WORD.test(window[length - 1] ?? '') && WORD.test(window[length] ?? '')) continue;
    const written = window.slice(0, length);
    // Exactly as it is written first: two names may differ in case only.
    const name = names.has(written) ? written : known.get(fold(written));
    if (name !== undefined) return { name, length };
  }
  return null;
}

function addOwn(pieces: Piece[], text: string, me: string | null): void {
  let end = 0;
  const plain = (to: number): void => {
    if (to > end) pieces.push({ kind: 'text', text: text.slice(end, to) });
  };
  if (me !== null && me !== '') {
    for (const found of text.matchAll(namePattern(me))) {
      if (pieces.length >= SIGNS_MAX + 2 * OWN_MAX) break;
      plain(found.index);
      pieces.push({ kind: 'mention', text: found[0] });
      end = found.index + found[0].length;
    }
  }
  plain(text.length);
}

/** The name as a word of its own, in any case. */
function namePattern(name: string): RegExp {
  const escaped = name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return new RegExp(`@?(?<![\\p{L}\\p{M}\\p{N}_])${escaped}(?![\\p{L}\\p{M}\\p{N}_])`, 'giu');
}
