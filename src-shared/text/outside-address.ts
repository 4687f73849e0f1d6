import { formatInvitation, invitationAddress, parseInvitation } from '../invitation/index.ts';

/** An address that a link may lead to, out of the app or to another server. */
export interface OutsideAddress {
  /** As the URL standard writes it: what is opened. */
  readonly href: string;
  /** Without the colon, in lower case. */
  readonly scheme: string;
  /** Where it leads, for a person to read, in ASCII: the host with its port, a mail address, a number. */
  readonly place: string;
  /** The person is asked before the first one of this scheme is opened. */
  readonly asks: boolean;
}

/** UTF-16 units of an address; a longer one leads nowhere. */
export const ADDRESS_MAX_CHARS = 2_048;

/** Opened at once, by the system's browser and mail program. */
const KNOWN_SCHEMES: ReadonlySet<string> = new Set(['http', 'https', 'mailto']);

/**
 * Opened by whatever program there is for it, after a question. What is in neither list is never opened: file:, javascript:,
 * data:, smb:, ms-*: and all others can do harm by being opened alone.
 */
const ASKED_SCHEMES: ReadonlySet<string> = new Set(['tel', 'sip', 'sips', 'xmpp', 'irc', 'ircs', 'matrix', 'magnet', 'geo']);

/** Of invitations, about which the app itself asks. */
export const INVITATION_SCHEME = 'rwci';

/** Every scheme a link may have, in lower case. */
export const LINK_SCHEMES: readonly string[] = [...KNOWN_SCHEMES, ...ASKED_SCHEMES, INVITATION_SCHEME];

/** What may stand behind the `?` of a mail address: no files from the disk (`attach`), no hidden receivers. */
const MAIL_FIELDS: ReadonlySet<string> = new Set(['subject', 'body', 'cc']);

/** A host and a port, in the letters that a real one has: the URL standard lets quotes into a host. */
const HOST = /^[\w.:[\]-]*$/u;

const INVISIBLE = /[\s\p{C}\p{Default_Ignorable_Code_Point}]/u;

/** Reads an address to open outside; null for one that is none, that hides where it leads or that no link may have. */
export function outsideAddress(text: string): OutsideAddress | null {
  if (text.length > ADDRESS_MAX_CHARS || INVISIBLE.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  const scheme = url.protocol.slice(0, -1);
  if (scheme === INVITATION_SCHEME) return invitationTo(text);
  const asks = ASKED_SCHEMES.has(scheme);
  if (!asks && !KNOWN_SCHEMES.has(scheme)) return null;
  // `https://bank.example@evil.example` leads elsewhere than it seems to.
  if (url.username !== '' || url.password !== '' || !HOST.test(url.host)) return null;
  if (scheme === 'mailto' && ![...url.searchParams.keys()].every((field) => MAIL_FIELDS.has(field.toLowerCase()))) return null;
  const place = url.host === '' ? url.pathname : url.host;
  return place === '' ? null : { href: url.href, scheme, place, asks };
}

function invitationTo(text: string): OutsideAddress | null {
  const invitation = parseInvitation(text);
  if (invitation === null) return null;
  return { href: formatInvitation(invitation), scheme: INVITATION_SCHEME, place: invitationAddress(invitation), asks: false };
}
