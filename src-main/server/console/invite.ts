import { renderUnicodeCompact } from 'uqr';
import { formatInvitation, isInvitationChannel, isInvitationPin, readHost } from '../../../src-shared/invitation/index.ts';
import type { ListeningServer } from '../server.ts';

/** How an invitation is printed. */
export interface PrintOptions {
  /** With a QR code below the link. */
  readonly qr: boolean;
  /** To a terminal, whose colours are set so that the code is dark on light whatever they are otherwise. */
  readonly isTerminal: boolean;
}

/** Modules of white around the code. */
const QUIET_ZONE_MODULES = 4;

/** White on black: the blocks of a compact code are its light modules. */
const BLOCKS_ARE_LIGHT = '\u001B[97;40m';
const AS_BEFORE = '\u001B[0m';

/**
 * The invitation to a server for its console: the link, to its best address, and its QR code. `channel` empty: the one where people arrive; `withPin`: whoever
 * gets it can make an account. What keeps it from being made is answered in a sentence.
 */
export function printInvitation(
  server: Pick<ListeningServer, 'addresses' | 'port' | 'fingerprint' | 'admin'>,
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
  const { fingerprint, port } = server;
  const link = formatInvitation({ host, port, channel: wanted, fingerprint, pin: given });
  return options.qr ? `Invite with: ${link}\n\n${qrCode(link, options)}` : `Invite with: ${link}`;
}

function hostOf(address: string): string | null {
  return readHost(address.includes(':') ? `[${address}]` : address);
}

function qrCode(link: string, { isTerminal }: PrintOptions): string {
  const lines = renderUnicodeCompact(link, { border: QUIET_ZONE_MODULES }).split('\n');
  return lines.map((line) => (isTerminal ? `${BLOCKS_ARE_LIGHT}${line}${AS_BEFORE}` : line)).join('\n');
}
