import type { Fingerprint } from '../trust/index.ts';

/** How the login on one server stands, and why there is none. */

/** Why there is no session, in a form the window turns into a sentence. `detail` is the server's or the system's own text. */
export interface Problem {
  readonly kind:
    | 'bad-address'
    | 'refused'
    | 'not-found'
    | 'unreachable'
    | 'timeout'
    | 'tls'
    /** It answers, but not encrypted: nothing was sent. With `expected`: it was encrypted before, and is not asked in clear. */
    | 'not-encrypted'
    /** Another key than the `expected` one, or, without that, one that no authority vouches for any more: nothing was sent. */
    | 'certificate-changed'
    | 'not-rwci'
    | 'wrong-host'
    | 'wrong-password'
    | 'already-connected'
    | 'name-refused'
    | 'login-refused'
    | 'pin-needed'
    /** None is kept: the person has to type it. */
    | 'password-needed'
    | 'registration-closed'
    | 'banned'
    | 'kicked'
    | 'replaced'
    | 'guests-off'
    | 'closed';
  readonly detail?: string;
  /** Of the key that the server has to have. */
  readonly expected?: Fingerprint;
  /** Of the key that it showed. */
  readonly seen?: Fingerprint;
}

export type ConnectionState =
  | { readonly phase: 'offline'; readonly problem?: Problem }
  | { readonly phase: 'connecting' }
  | { readonly phase: 'connected' }
  /** `retryAt` is the time of the next attempt in ms since the epoch; null while one is under way. */
  | { readonly phase: 'reconnecting'; readonly retryAt: number | null; readonly problem: Problem }
  | { readonly phase: 'login-failed'; readonly problem: Problem };
