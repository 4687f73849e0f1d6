import type { Fingerprint, Security } from '../trust/index.ts';
import { isLoopback, parseAddress } from './address.ts';
import type { Transport, TransportListener } from './transport.ts';

/**
 * What has to be so before the first byte of the application goes out. `none`: not encrypted. `first`: encrypted, by whatever key
 * the server has. `pinned`: by this key. `authority`: by a key that the system's authorities vouch for under this name.
 */
export type Check =
  { readonly kind: 'none' | 'first' | 'authority' } | { readonly kind: 'pinned'; readonly fingerprint: Fingerprint };

/** Where a connection goes, and what it asks of who is there. `ws:` and the check `none` go together, as do `wss:` and any other. */
export interface Way {
  readonly url: string;
  readonly check: Check;
}

/**
 * Opens a connection to a server that is who it has to be; see `Connect`. No byte of the application goes to any other. Before the
 * first one goes out, `onTrusted` hears what to ask of this server the next time.
 */
export type TrustingConnect = (way: Way, listener: TransportListener, onTrusted?: (security: Security) => void) => Transport;

/**
 * How a server is reached, by the URL of its address (`parseAddress`). What was pinned or vouched for is never reached in clear,
 * however the address is written; what was never seen is encrypted unless the address says `ws:`.
 */
export function wayTo(url: string, security: Security): Way {
  switch (security.kind) {
    case 'pinned':
    case 'authority':
      return { url: withScheme(url, 'wss'), check: security };
    case 'clear':
      return { url: withScheme(url, 'ws'), check: { kind: 'none' } };
    case 'unknown':
      return { url, check: { kind: url.startsWith('ws:') ? 'none' : 'first' } };
  }
}

/** How the way to a server is protected. `local`: it is not encrypted, and does not leave this computer. */
export function protectionOf(address: string, security: Security): 'encrypted' | 'local' | 'clear' {
  const parsed = parseAddress(address);
  if (parsed.ok && wayTo(parsed.url, security).check.kind !== 'none') return 'encrypted';
  return isLoopback(address) ? 'local' : 'clear';
}

function withScheme(url: string, scheme: 'ws' | 'wss'): string {
  return url.replace(/^wss?:/, `${scheme}:`);
}
