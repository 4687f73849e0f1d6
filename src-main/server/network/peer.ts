import type { Socket } from 'node:net';
import { plainAddress } from './address.ts';

const LOOPBACK = '127.0.0.1';

/** Where a socket comes from. A program on this computer comes from loopback, also when it used an address that others join at. */
export function peerAddress({ remoteAddress = '', localAddress }: Socket): string {
  return remoteAddress === localAddress ? LOOPBACK : plainAddress(remoteAddress);
}
