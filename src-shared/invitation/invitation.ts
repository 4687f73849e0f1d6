import { DEFAULT_PORT } from '../protocol/index.ts';
import { isFingerprint, type Fingerprint } from '../trust/index.ts';
import { hostText, readHost } from './host.ts';
import { INVITATION_MAX_CHARS, isInvitationPin, NOT_PRINTABLE_ASCII, percentEncoded, readChannel, readKeys } from './parts.ts';

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

const LINK = /^rwci:\/\/(\[[^\]]*\]|[^:/?#[\]@]*)(?::(\d{1,5}))?\/?(?:#([^?#]*))?(?:\?([^?#]*))?$/i;

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

function readPort(digits: string | undefined): number | null {
  if (digits === undefined) return DEFAULT_PORT;
  const port = Number(digits);
  return digits.startsWith('0') || port > 65_535 ? null : port;
}
