import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os';
import { classOf } from './address.ts';
import { kindOfNetwork, systemFacts, type NetworkFacts, type NetworkKind } from './interfaces.ts';

/** An address that others can try to reach this computer at. */
export interface HostAddress {
  readonly address: string;
  readonly family: 'IPv4' | 'IPv6';
  /** The name of the network interface, as the operating system calls it. */
  readonly network: string;
  readonly kind: NetworkKind;
  /** What to type into a client: `ws://192.168.1.5:8888`. */
  readonly url: string;
}

/** Where nothing better is there: behind every real network, and behind what only this computer's programs use. */
const TUNNEL_RANK = 100;

/**
 * The addresses at which a server that listens on `host` and `port` can be joined, best first: IPv4 of the local network, the
 * network that leads everywhere before the others, other IPv4, IPv6. Leaves out networks between programs, link-local addresses
 * and, where there is a real network, tunnels. The loopback address when there is no other.
 */
export function hostAddresses(
  host: string,
  port: number,
  interfaces: NodeJS.Dict<NetworkInterfaceInfo[]> = networkInterfaces(),
  facts: NetworkFacts = systemFacts(),
): HostAddress[] {
  const isEverywhere = host === '0.0.0.0' || host === '::';
  if (!isEverywhere) {
    const name = nameOf(host, interfaces);
    return [describe(host, { name, kind: kindOfNetwork(name, facts) }, port)];
  }
  const first = facts.defaultInterface();
  const found: { rank: number; address: HostAddress }[] = [];
  for (const [name, infos = []] of Object.entries(interfaces)) {
    const kind = kindOfNetwork(name, facts);
    if (kind === 'bridge') continue;
    for (const { address, family, internal } of infos) {
      if (internal || (family === 'IPv6' && host === '0.0.0.0') || isLinkLocal(address)) continue;
      const rank =
        (kind === 'tunnel' ? TUNNEL_RANK : 0) +
        (family === 'IPv4' ? 0 : 4) +
        (classOf(address) === 'lan' ? 0 : 2) +
        (name === first ? 0 : 1);
      found.push({ rank, address: describe(address, { name, kind }, port) });
    }
  }
  const best = found.sort((a, b) => a.rank - b.rank);
  const real = best.filter(({ rank }) => rank < TUNNEL_RANK);
  if (best.length === 0) return [describe(host === '::' ? '::1' : '127.0.0.1', { name: 'lo', kind: 'unknown' }, port)];
  return (real.length > 0 ? real : best).map(({ address }) => address);
}

/** An address that a computer gives itself where nobody gives it one. */
export function isLinkLocal(address: string): boolean {
  return address.startsWith('169.254.') || /^fe[89ab]/iu.test(address);
}

/** `ws://A:N`, an IPv6 address in brackets. */
export function webSocketUrl(host: string, port: number): string {
  return `ws://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** The same in TLS: `wss://A:N`. */
export function secureUrl(url: string): string {
  return url.replace(/^ws:/u, 'wss:');
}

function describe(
  address: string,
  { name, kind }: { readonly name: string; readonly kind: NetworkKind },
  port: number,
): HostAddress {
  return {
    address,
    family: address.includes(':') ? 'IPv6' : 'IPv4',
    network: name,
    kind,
    url: webSocketUrl(address, port),
  };
}

function nameOf(address: string, interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>): string {
  for (const [name, infos = []] of Object.entries(interfaces)) {
    if (infos.some((info) => info.address === address)) return name;
  }
  return '';
}
