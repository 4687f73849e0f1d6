import type { Socket } from 'node:net';
import { plainAddress } from './address.ts';

const LOOPBACK = '127.0.0.1';

/** Where a socket comes from. A program on this computer comes from loopback, also when it used an address that others join at. */
export function peerAddress({ remoteAddress = '', localAddress }: Socket): string {
  return remoteAddress === localAddress ? LOOPBACK : plainAddress(remoteAddress);
}

/**
 * The two ends of a TCP connection as text: what a TLS socket has in common with the socket below it, which Node does not tell.
 * Null when the connection is over already.
 */
export function endsOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string | null {
  if (remoteAddress === undefined || localAddress === undefined) return null;
  return `${remoteAddress} ${String(remotePort)} ${localAddress} ${String(localPort)}`;
}
