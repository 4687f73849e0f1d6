import {
  PRESENCE_TEXT_MAX_CODE_POINTS,
  ROOM_NAME_MAX_CODE_POINTS,
  TOPIC_MAX_CODE_POINTS,
  WELCOME_MAX_CODE_POINTS,
} from './limits.ts';

/** A text of one line as the server keeps it, without white space at its ends, or the rule that it breaks, in words. */
export type LineCheck = { readonly ok: true; readonly line: string } | { readonly ok: false; readonly reason: string };

/** What somebody says beside their state; empty is none (docs/PROTOCOL.md, "presence"). */
export function checkPresenceText(text: string): LineCheck {
  return checkLine(text, PRESENCE_TEXT_MAX_CODE_POINTS, 'The text of a presence');
}

/** What a channel is about; empty is no topic (docs/PROTOCOL.md, "channels"). */
export function checkTopic(text: string): LineCheck {
  return checkLine(text, TOPIC_MAX_CODE_POINTS, 'A topic');
}

/** What a room is called, which is never empty (docs/PROTOCOL.md, "settings"). */
export function checkRoomName(text: string): LineCheck {
  const checked = checkLine(text, ROOM_NAME_MAX_CODE_POINTS, 'The name of a room');
  return checked.ok && checked.line === '' ? { ok: false, reason: 'The name of a room cannot be empty.' } : checked;
}

/** What whoever comes to a room is told, which may have several lines; empty is nothing (docs/PROTOCOL.md, "settings"). */
export function checkWelcome(text: string): LineCheck {
  const lines = text.replaceAll(/\r\n?/gu, '\n');
  // Of its lines each is checked as one; the line breaks between them are the only control characters.
  const checked = checkLine(lines.replaceAll('\n', ' '), WELCOME_MAX_CODE_POINTS, 'A welcome');
  return checked.ok && checked.line !== '' ? { ok: true, line: lines.trim() } : checked;
}

const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;
/** Embeddings, overrides and isolates reach beyond their line; the single marks that Arabic and Hebrew need do not. */
const REDIRECTING = /[\u202a-\u202e\u2066-\u2069]/u;
const BLANK = /^[\s\p{Default_Ignorable_Code_Point}\u2800]*$/u;

function checkLine(text: string, maxCodePoints: number, subject: string): LineCheck {
  const line = BLANK.test(text) ? '' : text.trim();
  if (line.length > maxCodePoints * 2 || [...line].length > maxCodePoints) {
    return { ok: false, reason: `${subject} has at most ${maxCodePoints} characters.` };
  }
  if (CONTROL.test(line)) return { ok: false, reason: `${subject} is one line without control characters.` };
  if (REDIRECTING.test(line)) return { ok: false, reason: `${subject} cannot hold direction-changing characters.` };
  return { ok: true, line };
}
