import { lookKey } from '../../src-shared/protocol/names.ts';
import { ADDRESS_MAX_CHARS, LINK_SCHEMES, outsideAddress } from '../../src-shared/text/outside-address.ts';
import { LINKS_MAX } from './tree.ts';

/** A link as it will be shown: `place` is where it really leads, or null where what is shown says so. */
export interface Target {
  readonly href: string;
  readonly place: string | null;
}

/** An address in running text, from `start` on, with its scheme. */
export interface FoundAddress extends Target {
  readonly text: string;
}

/** Schemes that make a link of an address in running text. Others need a label: `tel:` and `irc:` also stand in sentences. */
const BARE = /(?<![\p{L}\p{N}_])(?:https?|mailto|rwci)$/iu;

/** Addresses of one text that are looked at; what is behind them stays text. */
const ATTEMPTS_MAX = 2 * LINKS_MAX;

/** Up to white space, an invisible character or what cannot stand in an address. */
const RUN = /[^\s\p{C}<>"“”„«»‹›`|\\]+/uy;

/** Finds addresses in one text by their colons; remembers how far a run goes, so that a long one costs what a short one does. */
export class AddressFinder {
  readonly #text: string;
  #attempts = 0;
  #runStart = 0;
  #runEnd = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The address whose scheme ends before `colon`; null where there is none. */
  at(colon: number): FoundAddress | null {
    const scheme = BARE.exec(this.#text.slice(Math.max(0, colon - 'mailto'.length - 2), colon))?.[0];
    if (scheme === undefined || this.#attempts >= ATTEMPTS_MAX) return null;
    if (scheme.toLowerCase() !== 'mailto' && !this.#text.startsWith('//', colon + 1)) return null;
    this.#attempts++;
    const start = colon - scheme.length;
    if (start < this.#runStart || start >= this.#runEnd) this.#measure(start);
    if (this.#runEnd - start > ADDRESS_MAX_CHARS) return null;
    const text = withoutTrailing(this.#text.slice(start, this.#runEnd));
    if (/^mailto:[^@]*$/iu.test(text)) return null;
    const address = outsideAddress(text);
    if (address === null) return null;
    return { text, href: address.href, place: isMisleading(text, address.place) ? address.place : null };
  }

  #measure(start: number): void {
    RUN.lastIndex = start;
    const [run = ''] = RUN.exec(this.#text) ?? [];
    this.#runStart = start;
    this.#runEnd = start + run.length;
  }
}

const SCHEME = new RegExp(`^(?:${LINK_SCHEMES.join('|')}):`, 'iu');

/** Where a link with the words `label` leads that was given `address`; null where it must not lead there. */
export function targetOf(label: string, address: string): Target | null {
  if (!SCHEME.test(address) || /^https?:(?!\/\/)/iu.test(address)) return null;
  const outside = outsideAddress(address);
  if (outside === null) return null;
  const said = label.trim().toLowerCase();
  const saysIt = [address.toLowerCase(), outside.href, outside.place].includes(said) && !isMisleading(address, outside.place);
  return { href: outside.href, place: saysIt ? null : outside.place };
}

/** Scripts that are written together with Latin letters every day. */
const MIXED_DAILY = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Bopomofo}\p{sc=Thai}]/gu;

/** True where the host of a written address looks like another one: scripts mixed in a word, or one script's letters that pass for Latin. */
function isMisleading(written: string, host: string): boolean {
  if (!/(?:^|[.@])xn--/u.test(host)) return false;
  const typed = /^[a-z]+:(?:\/\/)?([^/?#]*)/iu.exec(written)?.[1] ?? '';
  return typed.split(/[.:@。]/u).some((word) => {
    if (/^[\p{ASCII}]*$/u.test(word)) return false;
    const letters = word.replace(MIXED_DAILY, '').replace(/[^\p{L}]/gu, '');
    const isMixed = /\p{sc=Latin}/u.test(letters) && /\P{sc=Latin}/u.test(letters);
    return isMixed || /^\p{ASCII}+$/u.test(lookKey(word));
  });
}

const CLOSERS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** What ends a sentence belongs to it, and a bracket that was opened before the address to what stands around it. */
function withoutTrailing(text: string): string {
  const brackets = new Map<string, number>();
  for (const [bracket] of text.matchAll(/[()[\]{}]/gu)) brackets.set(bracket, (brackets.get(bracket) ?? 0) + 1);
  let end = text.length;
  for (; end > 0; end--) {
    const last = text[end - 1] ?? '';
    const opener = CLOSERS[last];
    const count = brackets.get(last) ?? 0;
    const isSurplus = opener !== undefined && count > (brackets.get(opener) ?? 0);
    if (!isSurplus && !/[.,:;!?'’…*_~]/u.test(last)) break;
    brackets.set(last, count - 1);
  }
  return text.slice(0, end);
}
