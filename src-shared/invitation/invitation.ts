import { checkChannelName, DEFAULT_PORT, PIN_MAX_CHARS, PIN_MIN_CHARS } from '../protocol/index.ts';
import { isFingerprint, type Fingerprint } from '../trust/index.ts';
import { hostText, readHost } from './host.ts';

/** What an invitation says: where the server is, and what is needed to join it without a question about its certificate. */
export interface Invitation {
  /** An IPv4 address, an IPv6 address without brackets, or a DNS name in lower-case ASCII. */
  readonly host: string;
  readonly port: number;
  /** To be opened after the login; null: whatever the server shows first. */
  readonly channel: string | null;
  /** Whose key the server must have; null: that of whoever answers the first time. */
  readonly fingerprint: Fingerprint | null;
  /** What a new account needs where the host asks for it. */
  readonly pin: string | null;
}

/** UTF-16 units of a link: more than the longest name, channel and PIN need together, each character as `%XX`. */
export const INVITATION_MAX_CHARS = 1_024;

/** Keys behind the `?`, those that are not known included. */
const KEYS_MAX = 8;

const LINK = /^rwci:\/\/(\[[^\]]*\]|[^:/?#[\]@]*)(?::(\d{1,5}))?\/?(?:#([^?#]*))?(?:\?([^?#]*))?$/i;
const KEY = /^([a-z]{1,16})=(.*)$/;
const NOT_PRINTABLE_ASCII = /[^!-~]/;

const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u;
/** Characters that are not seen or that turn others around. */
const HIDDEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/u;

/**
 * Reads `rwci://host:port/#channel?fp=…&pin=…` (docs/PROTOCOL.md, "Invitations"). Null for whatever is not exactly that: a link
 * comes from anywhere, and half of one must not be followed. Keys that are not known are passed over, so that a later version
 * may add some.
 */
export function parseInvitation(text: string): Invitation | null {
  if (text.length > INVITATION_MAX_CHARS || NOT_PRINTABLE_ASCII.test(text)) return null;
  const parts = LINK.exec(text);
  if (parts === null) return null;
  const host = readHost(parts[1] ?? '');
  const port = readPort(parts[2]);
  const keys = readKeys(parts[4]);
  if (host === null || port === null || keys === null) return null;
  const channel = readChannel(parts[3] ?? '');
  const fingerprint = keys.get('fp') ?? null;
  const pin = keys.get('pin') ?? null;
  if (channel === undefined || (fingerprint !== null && !isFingerprint(fingerprint))) return null;
  if (pin !== null && !isInvitationPin(pin)) return null;
  return { host, port, channel, fingerprint, pin };
}

/** The link of an invitation, in ASCII, with its port; `parseInvitation` reads the same out of it. */
export function formatInvitation(invitation: Invitation): string {
  const { channel, fingerprint, pin } = invitation;
  const keys = [
    ...(fingerprint === null ? [] : [`fp=${fingerprint}`]),
    ...(pin === null ? [] : [`pin=${percentEncoded(pin)}`]),
  ].join('&');
  const fragment = channel === null ? '' : `#${percentEncoded(channel)}`;
  return `rwci://${invitationAddress(invitation)}/${fragment}${keys === '' ? '' : `?${keys}`}`;
}

/** Its server's address, `192.168.1.5:8888`, an IPv6 address in brackets. */
export function invitationAddress({ host, port }: Pick<Invitation, 'host' | 'port'>): string {
  return `${hostText(host)}:${String(port)}`;
}

/** Whether a link can carry the PIN: one that is typed from paper has no characters that are not seen. */
export function isInvitationPin(pin: string): boolean {
  return pin.length >= PIN_MIN_CHARS && pin.length <= PIN_MAX_CHARS && !CONTROL.test(pin) && !HIDDEN.test(pin);
}

/** Whether a link can carry the channel's name: a foreign server may have names that break the rules of ours. */
export function isInvitationChannel(name: string): boolean {
  const checked = checkChannelName(name);
  return checked.ok && checked.name === name;
}

function readPort(digits: string | undefined): number | null {
  if (digits === undefined) return DEFAULT_PORT;
  const port = Number(digits);
  return digits.startsWith('0') || port > 65_535 ? null : port;
}

/** Null where there is none; undefined for one that cannot be. */
function readChannel(encoded: string): string | null | undefined {
  if (encoded === '') return null;
  const name = percentDecoded(encoded);
  return name !== null && isInvitationChannel(name) ? name : undefined;
}

function readKeys(query: string | undefined): ReadonlyMap<string, string> | null {
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

/** Null where the bytes are no UTF-8. */
function percentDecoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** All but letters, digits and `-`: programs that look for links in a text leave out a bracket or a full stop at the end. */
function percentEncoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*._~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
