import { renderUnicodeCompact } from 'uqr';
import {
  formatInvitation,
  formatPageLink,
  isInvitationChannel,
  isInvitationPin,
  readHost,
} from '../../../src-shared/invitation/index.ts';
import type { ListeningServer } from '../server.ts';

/** How an invitation is printed. */
export interface PrintOptions {
  /** With a QR code below the link that comes first. */
  readonly qr: boolean;
  /** To a terminal, whose colours are set so that the code is dark on light whatever they are otherwise. */
  readonly isTerminal: boolean;
}

/** Modules of white around the code. */
const QUIET_ZONE_MODULES = 4;

/** White on black: the blocks of a compact code are its light modules. */
const BLOCKS_ARE_LIGHT = '\u001B[97;40m';
const AS_BEFORE = '\u001B[0m';

/** What a browser shows of a certificate that the server made itself. */
const OWN_CERTIFICATE = 'The browser does not know the certificate of this server and asks whether to go on.';

/**
 * The invitation to a server for its console: the address of the page for guests, where they are let in, then the link for the app, both to its best address; a QR
 * code of what comes first. `channel` empty: the one where people arrive; `withPin`: whoever gets it can make an account. What keeps it from being made is answered
 * in a sentence.
 */
export function printInvitation(
  server: Pick<ListeningServer, 'addresses' | 'port' | 'fingerprint' | 'admin' | 'guestPage'>,
  { channel, withPin }: { readonly channel: string; readonly withPin: boolean },
  options: PrintOptions,
): string {
  const host = server.addresses.flatMap(({ address }) => hostOf(address) ?? [])[0];
  if (host === undefined) return 'This computer is on no network, so nobody can be invited.';
  const channels = server.admin.channels();
  const [first = ''] = channels;
  const wanted = channel === '' ? (isInvitationChannel(first) ? first : null) : channel.replace(/^#/u, '');
  if (wanted !== null && !(channels.includes(wanted) && isInvitationChannel(wanted))) return 'There is no such channel.';
  const { mode, pin } = server.admin.registration;
  const given = withPin && mode === 'pin' ? pin : null;
  if (given !== null && !isInvitationPin(given)) return 'A link cannot carry this PIN: it has characters that are not seen.';
  const { fingerprint, guestPage, port } = server;
  const invited = { host, port, channel: wanted, pin: given };
  const link = formatInvitation({ ...invited, fingerprint });
  if (guestPage === null) return withCode(`Invite with: ${link}`, link, options);
  const page = formatPageLink(invited, guestPage);
  const lines = [`Join with a browser: ${page}`, ...(guestPage === 'https' ? [OWN_CERTIFICATE] : [])];
  const after = options.qr ? '\n\n' : '\n';
  return `${withCode(lines.join('\n'), page, options)}${after}Invite with: ${link}`;
}

function withCode(text: string, link: string, options: PrintOptions): string {
  return options.qr ? `${text}\n\n${qrCode(link, options)}` : text;
}

function hostOf(address: string): string | null {
  return readHost(address.includes(':') ? `[${address}]` : address);
}

function qrCode(link: string, { isTerminal }: PrintOptions): string {
  const lines = renderUnicodeCompact(link, { border: QUIET_ZONE_MODULES }).split('\n');
  return lines.map((line) => (isTerminal ? `${BLOCKS_ARE_LIGHT}${line}${AS_BEFORE}` : line)).join('\n');
}
