/** Emoji that are shown big where a message is nothing else. */
const BIG_MAX = 10;

/** UTF-16 units that so many can have; one with skin tones and joiners has many. */
const BIG_MAX_CHARS = 200;

const ONLY_EMOJI = new RegExp(`^\\s*(?:\\p{RGI_Emoji}\\s*){1,${BIG_MAX}}$`, 'v');

/** True for a message of a few emoji and nothing else. */
export function isOnlyEmoji(text: string): boolean {
  return text.length <= BIG_MAX_CHARS && !/[A-Za-z]/u.test(text) && ONLY_EMOJI.test(text);
}

/** True for a message of a few short codes and emoji and nothing else; `emoji` gives the emoji of a code without its colons. */
export function isOnlyCodes(text: string, emoji: (code: string) => string | undefined): boolean {
  if (text.length > BIG_MAX_CHARS || !text.trimStart().startsWith(':')) return false;
  const shown = text.replace(/:([\p{L}\p{N}_+-]{2,40}):/gu, (whole, code: string) => emoji(code) ?? whole);
  return shown !== text && isOnlyEmoji(shown);
}
