import type { AppState, ServerState } from '../../../src-shared/ipc/app-state.ts';
import { invitationAddress, type Invitation } from '../../../src-shared/invitation/index.ts';
import { portOf } from '../../../src-shared/session/address.ts';
import type { Fingerprint } from '../../../src-shared/trust/index.ts';
import { ownServer } from '../../chat/hosting.ts';

/** What the list of servers says of an invitation. */
export type Known =
  | { readonly kind: 'new' }
  /** In the list, at this address; `moved`: at another one, and known by its key. */
  | { readonly kind: 'member' | 'moved'; readonly server: ServerState }
  /** Another key is known of this address: whoever made the link, or the server, is not who they seem. */
  | { readonly kind: 'other-key'; readonly server: ServerState; readonly fingerprint: Fingerprint };

/** Whether an invitation leads to a server that the person is on already: its key tells, and without one its address. */
export function knownServer(invitation: Invitation, state: Pick<AppState, 'servers' | 'active' | 'hosting'>): Known {
  // The one in front first, where there are several accounts on the same server.
  const servers = state.servers.toSorted(
    (a, b) => Number(b.profile.id === state.active) - Number(a.profile.id === state.active),
  );
  const address = invitationAddress(invitation);
  const own = ownServer(address, state.hosting);
  const isHere = ({ profile }: ServerState): boolean =>
    profile.kind === 'hosted' ? own !== null : portOf(profile.address) === portOf(address);
  const sameKey = servers.find((server) => invitation.fingerprint !== null && keyOf(server, state) === invitation.fingerprint);
  if (sameKey !== undefined)
    return { kind: isHere(sameKey) || sameKey.profile.kind === 'hosted' ? 'member' : 'moved', server: sameKey };
  const there = servers.find(isHere);
  if (there === undefined) return { kind: 'new' };
  const key = keyOf(there, state);
  return key === null || invitation.fingerprint === null
    ? { kind: 'member', server: there }
    : { kind: 'other-key', server: there, fingerprint: key };
}

function keyOf({ profile }: ServerState, { hosting }: Pick<AppState, 'hosting'>): Fingerprint | null {
  if (profile.kind === 'hosted' && hosting.status === 'on' && hosting.fingerprint !== null) return hosting.fingerprint;
  return profile.security.kind === 'pinned' ? profile.security.fingerprint : null;
}
