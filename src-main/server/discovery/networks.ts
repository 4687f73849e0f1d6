import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os';
import { isLinkLocal } from '../network/addresses.ts';
import { kindOfNetwork, systemFacts, type NetworkFacts } from '../network/interfaces.ts';

/** A network that other computers of the room can be in, by this computer's IPv4 address there. */
export interface LocalNetwork {
  /** The interface's name, `eth0`. */
  readonly name: string;
  readonly address: string;
  /** Bits of the address that all computers there share. */
  readonly prefix: number;
}

/** The networks of this computer without tunnels, those between programs, and those where nobody gives out addresses. */
export function localNetworks(
  interfaces: NodeJS.Dict<NetworkInterfaceInfo[]> = networkInterfaces(),
  facts: NetworkFacts = systemFacts(),
): LocalNetwork[] {
  return Object.entries(interfaces).flatMap(([name, infos = []]) => {
    const kind = kindOfNetwork(name, facts);
    if (kind === 'bridge' || kind === 'tunnel') return [];
    return infos
      .filter(({ family, internal, address }) => family === 'IPv4' && !internal && !isLinkLocal(address))
      .map(({ address, cidr }) => ({ name, address, prefix: Number(cidr?.split('/')[1] ?? 24) }));
  });
}

/** Whether there is a tunnel: it can swallow what is meant for the room. */
export function hasTunnel(
  interfaces: NodeJS.Dict<NetworkInterfaceInfo[]> = networkInterfaces(),
  facts: NetworkFacts = systemFacts(),
): boolean {
  return Object.entries(interfaces).some(
    ([name, infos = []]) => kindOfNetwork(name, facts) === 'tunnel' && infos.some(({ address }) => !isLinkLocal(address)),
  );
}
