import { checkChannelName, PIN_MAX_CHARS, PIN_MIN_CHARS } from '../protocol/index.ts';

/** UTF-16 units of a link: more than the longest name, channel and PIN need together, each character as `%XX`. */
export const INVITATION_MAX_CHARS = 1_024;

/** What no link has in it: all else is written as `%XX`. */
export const NOT_PRINTABLE_ASCII = /[^!-~]/;

/** Keys behind the `?`, those that are not known included. */
const KEYS_MAX = 8;

const KEY = /^([a-z]{1,16})=(.*)$/;

const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u;
/** Characters that are not seen or that turn others around. */
const HIDDEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/u;

/** Whether a link can carry the PIN: one that is typed from paper has no characters that are not seen. */
export function isInvitationPin(pin: string): boolean {
  return pin.length >= PIN_MIN_CHARS && pin.length <= PIN_MAX_CHARS && !CONTROL.test(pin) && !HIDDEN.test(pin);
}

/** Whether a link can carry the channel's name: a foreign server may have names that break the rules of ours. */
export function isInvitationChannel(name: string): boolean {
  const checked = checkChannelName(name);
  return checked.ok && checked.name === name;
}

/** The channel that stands behind the `#`: null where there is none; undefined for one that cannot be. */
export function readChannel(encoded: string): string | null | undefined {
  if (encoded === '') return null;
  const name = percentDecoded(encoded);
  return name !== null && isInvitationChannel(name) ? name : undefined;
}

/** The keys and values that stand behind the `?`; null where one of them is no such pair, stands twice or there are too many. */
export function readKeys(query: string | undefined): ReadonlyMap<string, string> | null {
  const keys = new Map<string, string>();
  if (query === undefined || query === '') return keys;
  const pairs = query.split('&');
  if (pairs.length > KEYS_MAX) return null;
  for (const pair of pairs) {
    const [, key, encoded] = KEY.exec(pair) ?? [];
    const value = encoded === undefined ? null : percentDecoded(encoded);
    // Which of two would count is for nobody to guess.
    if (key === undefined || value === null || keys.has(key)) return null;
    keys.set(key, value);
  }
  return keys;
}

/** All but letters, digits and `-`: programs that look for links in a text leave out a bracket or a full stop at the end. */
export function percentEncoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*._~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Null where the bytes are no UTF-8. */
function percentDecoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
