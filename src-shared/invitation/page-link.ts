import { invitationAddress, type Invitation } from './invitation.ts';
import { INVITATION_MAX_CHARS, isInvitationPin, NOT_PRINTABLE_ASCII, percentEncoded, readChannel, readKeys } from './parts.ts';

/** What the address of a server's page for guests can say behind its `#`, which a browser sends to nobody. */
export interface PageInvitation {
  /** To be opened after the login; null: whatever the server shows first. */
  readonly channel: string | null;
  /** What a new account needs where the host asks for it. */
  readonly pin: string | null;
}

const FRAGMENT = /^#?([^?#]*)(?:\?([^?#]*))?$/;

/** The address of a server's page for guests, in ASCII, with its port; `parsePageFragment` reads channel and PIN out of its `hash`. */
export function formatPageLink(
  { channel, pin, ...place }: Pick<Invitation, 'host' | 'port'> & PageInvitation,
  scheme: 'http' | 'https',
): string {
  const keys = pin === null ? '' : `?pin=${percentEncoded(pin)}`;
  const fragment = channel === null ? keys : `${percentEncoded(channel)}${keys}`;
  return `${scheme}://${invitationAddress(place)}/${fragment === '' ? '' : `#${fragment}`}`;
}

/**
 * Reads what stands behind the `#` of the page's address, with or without it: `#general?pin=2468` (docs/PROTOCOL.md, "Invitations").
 * Each part that is none is null and the other counts: whoever opened the page is in front of the right server in any case.
 */
export function parsePageFragment(hash: string): PageInvitation {
  const parts = hash.length > INVITATION_MAX_CHARS || NOT_PRINTABLE_ASCII.test(hash) ? null : FRAGMENT.exec(hash);
  if (parts === null) return { channel: null, pin: null };
  const pin = readKeys(parts[2])?.get('pin') ?? null;
  return { channel: readChannel(parts[1] ?? '') ?? null, pin: pin !== null && isInvitationPin(pin) ? pin : null };
}
