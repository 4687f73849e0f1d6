import { words } from '../../src-shared/language/index.ts';
import type { HostingState } from '../../src-shared/ipc/app-state.ts';
import { parseAddress } from '../../src-shared/session/address.ts';

type HostingOn = Extract<HostingState, { status: 'on' }>;

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** The server that this app hosts, when `address` is it; else null. */
export function ownServer(address: string, hosting: HostingState): HostingOn | null {
  if (hosting.status !== 'on') return null;
  const here = hostAndPort(address);
  if (here === null || here.port !== hosting.port) return null;
  const own = LOOPBACK.test(here.host) || hosting.addresses.some((each) => hostAndPort(each.address)?.host === here.host);
  return own ? hosting : null;
}

function hostAndPort(address: string): { host: string; port: number } | null {
  const parsed = parseAddress(address);
  if (!parsed.ok) return null;
  const match = /^wss?:\/\/(.+):(\d+)(?:\/|\?|$)/.exec(parsed.url);
  return match === null ? null : { host: match[1] ?? '', port: Number(match[2]) };
}

/** A server's name to begin with. */
export function suggestedServerName(username: string, hostName: string): string {
  if (hostName.trim() !== '') return hostName;
  const name = username.trim();
  const say = words().forms.host;
  return name === '' ? say.myRoom : say.roomOf(name);
}
