import { PRESENCE_TEXT_MAX_CODE_POINTS, TOPIC_MAX_CODE_POINTS } from './limits.ts';

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
