import { withQuery, type SessionOptions } from '../session/index.ts';
import type { Security } from '../trust/index.ts';

/** How somebody logs in at a server of the list. */
export interface LinkLogin {
  readonly address: string;
  /** These four as `Session` has them. */
  readonly password: string | null;
  readonly token?: string;
  readonly onToken?: (token: string | null) => void;
  readonly persistent: boolean;
  /** What is asked of the server until a login succeeds. */
  readonly security: Security;
  /** The room's, for a new account. */
  readonly pin?: string;
  /** A new account is a guest's. */
  readonly isGuest?: boolean;
}

/** The part of it that is the session's; `url` is that of the address. */
export function sessionLogin(
  url: string,
  { isGuest = false, onToken, password, persistent, pin, token }: LinkLogin,
): Pick<SessionOptions, 'url' | 'password' | 'persistent' | 'token' | 'onToken'> {
  const withRole = isGuest ? withQuery(url, 'guest', '1') : url;
  return {
    url: pin === undefined ? withRole : withQuery(withRole, 'pin', pin),
    ...{ password, persistent },
    ...(token === undefined ? {} : { token }),
    ...(onToken === undefined ? {} : { onToken }),
  };
}
