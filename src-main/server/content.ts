const BLANK = /^[\s\p{Default_Ignorable_Code_Point}\u2800]*$/u;

/** Whether a message shows nothing: RFC #001 does not replicate empty content, and only white space is as empty to a reader. */
export function isBlank(message: string): boolean {
  return BLANK.test(message);
}

/** The beginning of a name of any length that a client sent, for an answer in words. */
export function shorten(name: string): string {
  const start = [...name.slice(0, 200)]
    .slice(0, 40)
    .join('')
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ');
  return start.length < name.length ? `${start}…` : start;
}

/** Text that somebody wrote, for a terminal: on one line, and nothing in it steers the terminal or turns the line round. */
export function harmless(text: string): string {
  return text
    .replaceAll(/\r\n|[\n\r\u0085\p{Zl}\p{Zp}]/gu, ' ↵ ')
    .replaceAll('\t', ' ')
    .replaceAll(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}
