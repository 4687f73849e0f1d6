import type { Fingerprint } from './fingerprint.ts';

/**
 * What is asked of a server before the first byte goes to it. `unknown`: never logged in there yet, so that it is encrypted where
 * possible. `pinned`: encrypted, and by this key alone. `authority`: encrypted, by any key that the system's authorities vouch for.
 * `clear`: not encrypted, which the person chose, or which leaves this computer nowhere.
 */
export type Security =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'pinned'; readonly fingerprint: Fingerprint }
  | { readonly kind: 'authority' }
  | { readonly kind: 'clear' };

/** Of a server that nothing is known of. */
export const UNKNOWN_SECURITY: Security = { kind: 'unknown' };
