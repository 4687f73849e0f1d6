import { PIN_MAX_CHARS, PIN_MIN_CHARS, ROOM_NAME_MAX_CODE_POINTS } from '../../../src-shared/protocol/index.ts';

/** What the command line and the file of `--config` both take. */

/** Everybody who joins reads it: nothing that breaks a line or turns the direction of what stands beside it. */
export function isServerName(text: string): boolean {
  return [...text].length <= ROOM_NAME_MAX_CODE_POINTS && !/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u.test(text);
}

/** Whether a browser can have this as the origin of a page, written as a browser writes it. */
export function isOrigin(text: string): boolean {
  return /^https?:/u.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

/** Whether a text can be the PIN of a server. */
export function isPin(text: string): boolean {
  return text.length >= PIN_MIN_CHARS && text.length <= PIN_MAX_CHARS && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text);
}

/** What a PIN has to be, as a sentence. */
export const PIN_RULE = `A PIN has ${PIN_MIN_CHARS} to ${PIN_MAX_CHARS} characters on one line.`;
