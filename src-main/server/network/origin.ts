import { addressKey, classOf, type AddressClass } from './address.ts';
import type { ServerLimits } from '../limits.ts';

/** Where a connection comes from, worked out once. */
export interface Origin {
  readonly address: string;
  readonly key: string;
  readonly kind: AddressClass;
}

/** The origin of a connection from an address. */
export function originOf(address: string): Origin {
  return { address, key: addressKey(address), kind: classOf(address) };
}

/** How many times the usual count an origin may do: a whole room can sit behind one router of the local network. */
export function factorOf(origin: Origin, limits: ServerLimits): number {
  return origin.kind === 'lan' ? limits.lanFactor : 1;
}
