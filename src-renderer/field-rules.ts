import { words } from '../src-shared/language/index.ts';
import {
  checkChannelName,
  checkPresenceText,
  checkRoomName,
  checkTopic,
  checkUserName,
  checkWelcome,
  isResumeToken,
  NAME_MAX_CODE_POINTS,
  PASSWORD_MAX_BYTES,
  PIN_MAX_CHARS,
  PIN_MIN_CHARS,
  PRESENCE_TEXT_MAX_CODE_POINTS,
  ROOM_NAME_MAX_CODE_POINTS,
  TOPIC_MAX_CODE_POINTS,
  WELCOME_MAX_CODE_POINTS,
} from '../src-shared/protocol/index.ts';
import { INVITATION_MAX_CHARS, parseInvitation } from '../src-shared/invitation/index.ts';
import { parseAddress } from '../src-shared/session/address.ts';

/**
 * What is wrong with a field while it is typed, as a sentence; null for what is right, and for what is not finished: an empty field is
 * asked for only when the form is sent. The rules are those of our server.
 */
export type FieldRule = (text: string) => string | null;

const PORT_MAX = 65_535;

/** Of somebody who makes an account on a server of ours. */
export const userNameProblem: FieldRule = (text) => {
  const say = words().forms.rules;
  const checked = checkUserName(text.trim());
  if (checked.ok || checked.rule === 'empty') return null;
  if (checked.rule === 'long') return say.long(NAME_MAX_CODE_POINTS);
  if (checked.rule === 'reserved') return say.reserved(text.trim());
  return checked.rule === 'spaces' ? say.spaces : say.signs;
};

/** A `#` before it is no mistake: it is taken off. */
export const channelNameProblem: FieldRule = (text) => {
  const say = words().forms.rules;
  const name = channelNameIn(text);
  const checked = checkChannelName(name);
  if (checked.ok || checked.rule === 'empty') return null;
  if (checked.rule === 'long') return say.long(NAME_MAX_CODE_POINTS);
  if (checked.rule === 'reserved') return say.reservedChannel(name);
  if (checked.rule === 'hash') return say.hash;
  return checked.rule === 'spaces' ? say.noSpaces : say.signs;
};

/** The channel's name in what somebody typed as one. */
export function channelNameIn(text: string): string {
  return text.trim().replace(/^#/, '');
}

export const roomNameProblem: FieldRule = (text) => lineProblem(text, checkRoomName, ROOM_NAME_MAX_CODE_POINTS);
export const topicProblem: FieldRule = (text) => lineProblem(text, checkTopic, TOPIC_MAX_CODE_POINTS);
export const statusProblem: FieldRule = (text) => lineProblem(text, checkPresenceText, PRESENCE_TEXT_MAX_CODE_POINTS);
export const welcomeProblem: FieldRule = (text) => lineProblem(text, checkWelcome, WELCOME_MAX_CODE_POINTS);

function lineProblem(text: string, check: (text: string) => { readonly ok: boolean }, most: number): string | null {
  if (text.trim() === '' || check(text).ok) return null;
  return [...text.trim()].length > most ? words().forms.rules.long(most) : words().forms.rules.signs;
}

/** Of a new password. */
export const passwordProblem: FieldRule = (text) => {
  const say = words().moderation.password;
  if (new TextEncoder().encode(text).length > PASSWORD_MAX_BYTES) return say.tooLong;
  return isResumeToken(text) ? say.isToken : null;
};

/** What breaks a line or turns the direction of what stands beside it. */
const NOT_ON_A_LINE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

/** Of a PIN, which is needed once it is asked for: an empty one is wrong too. */
export const pinProblem: FieldRule = (pin) => {
  const say = words().hosting.room.wrong;
  if (pin.length < PIN_MIN_CHARS || pin.length > PIN_MAX_CHARS) return say.pin(PIN_MIN_CHARS, PIN_MAX_CHARS);
  return NOT_ON_A_LINE.test(pin) ? say.pinSigns : null;
};

/** 0 is any free one. */
export const portProblem: FieldRule = (text) => {
  const port = text.trim();
  if (port === '' || (/^\d+$/u.test(port) && Number(port) <= PORT_MAX)) return null;
  return words().forms.host.badPort(PORT_MAX);
};

/** Ends of an address, or of a link, that somebody is still writing. */
const UNFINISHED = /[:/?#@=&[%]$|^\[[^\]]*$|^(?:rwci|wss?)(?::\/?\/?)?$/iu;

/** Of what a server is joined by: an address, or the link of an invitation. */
export const addressProblem: FieldRule = (text) => {
  const typed = text.trim();
  if (typed === '' || UNFINISHED.test(typed)) return null;
  if (/^rwci:/iu.test(typed)) {
    const isInvitation = typed.length <= INVITATION_MAX_CHARS && parseInvitation(typed) !== null;
    return isInvitation ? null : words().invitation.none;
  }
  const parsed = parseAddress(typed);
  return parsed.ok ? null : parsed.message;
};
