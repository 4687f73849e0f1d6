import type { Problem } from '../src-shared/chat/index.ts';
import type { Profile } from '../src-shared/ipc/index.ts';
import { asksForEncryption, placeOf, portOf } from '../src-shared/session/index.ts';
import { UNKNOWN_SECURITY, type Security } from '../src-shared/trust/index.ts';
import { changedKey } from './peer-check.ts';
import type { Login } from './server-profiles.ts';

/**
 * What a login asks of the server: what is known of it, or what an invitation says of it. `known`: the profile it is about; `all`: those
 * of the list. A problem where the invitation is of another key than the one known: nothing is tried then.
 */
export function securityOfLogin(
  { address, fingerprint, kind, unencrypted }: Login,
  known: Profile | undefined,
  all: readonly Profile[],
): { readonly security: Security } | { readonly problem: Problem } {
  const invited: Security | null = fingerprint === undefined ? null : { kind: 'pinned', fingerprint };
  // The own server's process said it, and nobody can be in between.
  if (kind === 'hosted') return { security: invited ?? { kind: 'clear' } };
  const proven = provenAt(address, known, all);
  if (proven?.kind === 'pinned') {
    const { fingerprint: expected } = proven;
    if (fingerprint === undefined || fingerprint === expected) return { security: proven };
    return { problem: changedKey(expected, fingerprint) };
  }
  if (invited !== null) return { security: invited };
  if (proven !== null) return { security: proven };
  if (asksForEncryption(address)) return { security: UNKNOWN_SECURITY };
  if (unencrypted === true) return { security: { kind: 'clear' } };
  return { security: known?.security.kind === 'clear' ? known.security : UNKNOWN_SECURITY };
}

/** The same for a server of the list whose address the person changed. */
export function securityAt(address: string, profile: Profile, all: readonly Profile[]): Security {
  // Whom the person knows by its key has that key everywhere.
  if (profile.security.kind === 'pinned') return profile.security;
  const isSamePlace = placeOf(address) === placeOf(profile.address);
  const proven = provenAt(address, isSamePlace ? profile : undefined, all);
  if (proven !== null) return proven;
  // What was chosen for one address is no choice for another.
  return isSamePlace && !asksForEncryption(address) ? profile.security : UNKNOWN_SECURITY;
}

/** What was once encrypted stays so, for another account at the same port as well; null where nothing was. */
function provenAt(address: string, known: Profile | undefined, all: readonly Profile[]): Security | null {
  const port = portOf(address);
  const neighbours = all.filter((each) => portOf(each.address) === port);
  const found = [...(known === undefined ? [] : [known]), ...neighbours].find(
    ({ security }) => security.kind === 'pinned' || security.kind === 'authority',
  );
  return found?.security ?? null;
}
