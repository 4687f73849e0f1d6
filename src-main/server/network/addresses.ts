import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os';
import { classOf } from './address.ts';

/** An address that others can try to reach this computer at. */
export interface HostAddress {
  readonly address: string;
  readonly family: 'IPv4' | 'IPv6';
  /** The name of the network interface, as the operating system calls it. */
  readonly network: string;
  /** What to type into a client: `ws://192.168.1.5:8888`. */
  readonly url: string;
}

/** Networks between programs or through tunnels: nobody in the room can reach those. */
const VIRTUAL =
  /^(?:docker|br-|veth|virbr|vmnet|vboxnet|lxc|lxd|podman|cni|flannel|cali|kube|tun|tap|wg|utun|ppp|ipsec|tailscale|zt|awdl|llw|anpi|gif|stf)|vethernet|virtualbox|vmware|hyper-v|wsl|vpn|loopback/iu;

/**
 * The addresses at which a server that listens on `host` and `port` can be joined, best first: IPv4 of the local network,
 * other IPv4, IPv6. Leaves out virtual networks and link-local addresses. The loopback address when there is no other.
 */
export function hostAddresses(
  host: string,
  port: number,
  interfaces: NodeJS.Dict<NetworkInterfaceInfo[]> = networkInterfaces(),
): HostAddress[] {
  const isEverywhere = host === '0.0.0.0' || host === '::';
  if (!isEverywhere) return [describe(host, nameOf(host, interfaces), port)];
  const found: { rank: number; address: HostAddress }[] = [];
  for (const [name, infos = []] of Object.entries(interfaces)) {
    if (VIRTUAL.test(name)) continue;
    for (const { address, family, internal } of infos) {
      if (internal || (family === 'IPv6' && host === '0.0.0.0')) continue;
      if (address.startsWith('169.254.') || /^fe[89ab]/iu.test(address)) continue;
      const rank = (family === 'IPv4' ? 0 : 2) + (classOf(address) === 'lan' ? 0 : 1);
      found.push({ rank, address: describe(address, name, port) });
    }
  }
  if (found.length === 0) return [describe(host === '::' ? '::1' : '127.0.0.1', 'lo', port)];
  return found.sort((a, b) => a.rank - b.rank).map(({ address }) => address);
}

/** `ws://A:N`, an IPv6 address in brackets. */
export function webSocketUrl(host: string, port: number): string {
  return `ws://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** The same in TLS: `wss://A:N`. */
export function secureUrl(url: string): string {
  return url.replace(/^ws:/u, 'wss:');
}

function describe(address: string, name: string, port: number): HostAddress {
  return {
    address,
    family: address.includes(':') ? 'IPv6' : 'IPv4',
    network: name,
    url: webSocketUrl(address, port),
  };
}

function nameOf(address: string, interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>): string {
  for (const [name, infos = []] of Object.entries(interfaces)) {
    if (infos.some((info) => info.address === address)) return name;
  }
  return '';
}
