import type { AppState, HostAddress, ServerState } from '../../../src-shared/ipc/app-state.ts';
import { isInvitationChannel, isInvitationPin, readHost, type Invitation } from '../../../src-shared/invitation/index.ts';
import { isLoopback, parseAddress } from '../../../src-shared/session/address.ts';
import type { Fingerprint } from '../../../src-shared/trust/index.ts';
import { ownServer } from '../../chat/hosting.ts';
import { serverName } from '../../chat/server-name.ts';

/** What an invitation to a server can be made of. */
export interface InviteSource {
  readonly name: string;
  /** The likeliest first; none: nobody elsewhere could follow an invitation. */
  readonly addresses: readonly HostAddress[];
  readonly fingerprint: Fingerprint | null;
  /** Those whose name a link can carry. */
  readonly channels: readonly string[];
  /** What new accounts need, where that is known here. */
  readonly pin: string | null;
  /** Nobody new may join. */
  readonly isClosed: boolean;
  /** What the address of the page for guests begins with; null where nobody is let in with a browser alone. */
  readonly page: 'http' | 'https' | null;
  /** There is a link for the app. */
  readonly hasApp: boolean;
}

/** Of a server of the list; null: of the one that this app hosts, which need not be in it. */
export function inviteSource(
  server: ServerState | null,
  { hosting, servers, shell }: Pick<AppState, 'servers' | 'hosting' | 'shell'>,
): InviteSource {
  const chat = (server ?? servers.find(({ profile }) => profile.kind === 'hosted'))?.chat;
  const room = chat?.room ?? null;
  const pin = room?.registration === 'pin' ? room.pin : null;
  const shared = {
    name: server === null ? (hosting.status === 'on' ? hosting.name : '') : serverName(server),
    channels: (chat?.channels ?? []).filter(isInvitationChannel),
    pin: pin !== null && isInvitationPin(pin) ? pin : null,
    isClosed: room?.registration === 'closed',
  };
  const isOwn = server === null || server.profile.kind === 'hosted' || ownServer(server.profile.address, hosting) !== null;
  if (isOwn) {
    if (hosting.status !== 'on') return { ...shared, addresses: [], fingerprint: null, page: null, hasApp: false };
    const { addresses, fingerprint, guests } = hosting;
    const sayable = addresses.filter((each) => placeOf(each.address) !== null);
    return { ...shared, addresses: sayable, fingerprint, page: guests ? 'http' : null, hasApp: true };
  }
  const { address, security } = server.profile;
  // Of a server that authorities vouch for the key may change any day, and a link without it would pin the present one. A page does not know the key.
  const hasApp = security.kind !== 'authority' && shell.kind === 'app';
  const scheme = security.kind === 'authority' ? 'https' : 'http';
  const page = room?.guests === true ? scheme : null;
  const isSayable = placeOf(address) !== null && (hasApp || page !== null);
  return {
    ...shared,
    addresses: isSayable ? [{ address, network: '' }] : [],
    fingerprint: security.kind === 'pinned' ? security.fingerprint : null,
    page,
    hasApp,
  };
}

/** The host and the port of an address as a link has them; null where it leads nowhere for others, or is more than these two. */
export function placeOf(address: string): Pick<Invitation, 'host' | 'port'> | null {
  const parsed = parseAddress(address);
  if (!parsed.ok) return null;
  const [, hostText = '', port = '', path = ''] = /^wss?:\/\/(.+):(\d+)(\/[^?]*)/.exec(parsed.url) ?? [];
  const host = readHost(hostText);
  return host === null || path !== '/' || isLoopback(address) ? null : { host, port: Number(port) };
}
