/** A piece of a message. All pieces in a row are the text, to the letter. */
export type TextPiece =
  | { readonly kind: 'text'; readonly text: string }
  /** The reader's own name, with the @ before it. */
  | { readonly kind: 'mention'; readonly text: string }
  /** `href` is http or https; `host` is where it really leads, in ASCII. */
  | { readonly kind: 'link'; readonly text: string; readonly href: string; readonly host: string };

/** Links and mentions marked in one message at most; the rest stays plain text. */
export const MARKS_MAX = 100;

/** Characters of a link; a longer one stays text. */
export const LINK_MAX_CHARS = 2_048;

/** An address up to white space, an invisible character or what cannot stand in one. */
const LINK = /(?<![\p{L}\p{N}_])https?:\/\/[^\s\p{C}<>"“”„«»‹›`|\\]+/giu;

/** Text with its links, and the mentions of `me` where that is a name. */
export function splitMessage(text: string, me: string | null): TextPiece[] {
  const pieces: TextPiece[] = [];
  let marks = 0;
  let end = 0;
  for (const found of text.matchAll(LINK)) {
    if (marks >= MARKS_MAX) break;
    const link = readLink(found[0]);
    if (link === null) continue;
    marks++;
    addText(pieces, text.slice(end, found.index), me);
    pieces.push(link);
    end = found.index + link.text.length;
  }
  addText(pieces, text.slice(end), me);
  return pieces;
}

function readLink(found: string): Extract<TextPiece, { kind: 'link' }> | null {
  const text = withoutTrailing(found);
  if (text.length > LINK_MAX_CHARS || !URL.canParse(text)) return null;
  const { protocol, username, password, host, href } = new URL(text);
  // `https://bank.example@evil.example` leads elsewhere than it seems to.
  if ((protocol !== 'http:' && protocol !== 'https:') || username !== '' || password !== '') return null;
  return { kind: 'link', text, href, host };
}

const CLOSERS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** What ends a sentence belongs to it, and a bracket that was opened before the address to what stands around it. */
function withoutTrailing(text: string): string {
  const open = new Map<string, number>();
  for (const char of text) open.set(char, (open.get(char) ?? 0) + 1);
  let end = text.length;
  for (; end > 0; end--) {
    const last = text[end - 1] ?? '';
    const opener = CLOSERS[last];
    const count = open.get(last) ?? 0;
    const surplus = opener !== undefined && count > (open.get(opener) ?? 0);
    if (!surplus && !/[.,:;!?'’…*_~]/u.test(last)) break;
    open.set(last, count - 1);
  }
  return text.slice(0, end);
}

function addText(pieces: TextPiece[], text: string, me: string | null): void {
  let end = 0;
  const plain = (to: number): void => {
    if (to > end) pieces.push({ kind: 'text', text: text.slice(end, to) });
  };
  if (me !== null && me !== '') {
    for (const found of text.matchAll(namePattern(me))) {
      if (pieces.length >= MARKS_MAX * 4) break;
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
