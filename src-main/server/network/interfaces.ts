import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What leads to a network. `bridge`: between programs on this computer; one that has a cable or a radio counts as that. */
export type NetworkKind = 'wifi' | 'ethernet' | 'tunnel' | 'bridge' | 'unknown';

/** What the operating system says of its network interfaces besides their addresses. */
export interface NetworkFacts {
  /** Null: it says nothing, and the name has to do. */
  readonly kindOf: (name: string) => NetworkKind | null;
  /** The interface to everywhere else; null where there is none, or it is not known. */
  readonly defaultInterface: () => string | null;
}

/** Tunnels to elsewhere: nobody in the room can reach those. */
const TUNNEL =
  /^(?:tun|tap|wg|utun|ppp|ipsec|tailscale|zt|gif|stf|nordlynx|proton)|\bvpn\b|^vpn|wireguard|tailscale|zerotier/iu;
/** Networks between programs. */
const BRIDGE =
  /^(?:docker|br-|veth|virbr|vmnet|vboxnet|lxc|lxd|podman|cni|flannel|cali|kube|awdl|llw|anpi|bridge\d|ap\d$)|vethernet|virtualbox|vmware|hyper-v|\bwsl\b|loopback/iu;
const WIFI = /^(?:wl|ath\d|wi-?fi|drahtlos)/iu;
const ETHERNET = /^(?:eth|en[opsx]|em\d|ethernet|lan-)/iu;

/** What an interface leads to: what the system says, else what its name tells. */
export function kindOfNetwork(name: string, facts: NetworkFacts): NetworkKind {
  const kind = facts.kindOf(name);
  if (kind !== null) return kind;
  if (TUNNEL.test(name)) return 'tunnel';
  if (BRIDGE.test(name)) return 'bridge';
  if (WIFI.test(name)) return 'wifi';
  return ETHERNET.test(name) ? 'ethernet' : 'unknown';
}

/** A system that says nothing. */
export const NO_FACTS: NetworkFacts = { kindOf: () => null, defaultInterface: () => null };

const SYSFS = '/sys/class/net';
const ROUTES = '/proc/net/route';
/** The type that Linux gives an interface without a hardware address: a tunnel. */
const ARPHRD_NONE = '65534';
const PPP = '512';

/** What Linux says in its files; the other systems say nothing that can be had without running a program. */
export function systemFacts(): NetworkFacts {
  return process.platform === 'linux' ? linuxFacts(SYSFS, ROUTES) : NO_FACTS;
}

/** `sysfs` and `routes` as in `/sys/class/net` and `/proc/net/route`. */
export function linuxFacts(sysfs: string, routes: string): NetworkFacts {
  const kindOf = (name: string): NetworkKind | null => {
    // A name that could lead out of the folder is no interface's.
    if (name.includes('/') || name.startsWith('.')) return null;
    const has = (what: string): boolean => existsSync(join(sysfs, name, what));
    const type = read(join(sysfs, name, 'type')).trim();
    if (has('tun_flags') || type === ARPHRD_NONE || type === PPP) return 'tunnel';
    if (has('bridge'))
      return (
        members(join(sysfs, name, 'brif'))
          .map(kindOf)
          .find(isPhysical) ?? 'bridge'
      );
    if (has('wireless') || has('phy80211')) return 'wifi';
    return has('device') && !TUNNEL.test(name) && !BRIDGE.test(name) ? 'ethernet' : null;
  };
  return { kindOf, defaultInterface: () => defaultRoute(read(routes)) };
}

function isPhysical(kind: NetworkKind | null): boolean {
  return kind === 'ethernet' || kind === 'wifi';
}

/** Of `/proc/net/route`: destination and mask nothing, the smallest metric. */
function defaultRoute(table: string): string | null {
  const routes = table
    .split('\n')
    .map((line) => line.split('\t'))
    .filter(([, destination, , , , , , mask]) => destination === '00000000' && mask === '00000000')
    .sort((a, b) => Number(a[6]) - Number(b[6]));
  return routes[0]?.[0] ?? null;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function members(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
