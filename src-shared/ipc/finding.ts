import type { Fingerprint } from '../trust/fingerprint.ts';
import type { ServerId } from './app-state.ts';

/** Servers in the list of those found, at most. */
export const FOUND_SERVERS_MAX = 200;

/** A server that could be joined: what is known of it without a login. Its name and its fingerprint are what it says of itself. */
export interface FoundServer {
  /** A server of the list is called as there; empty where nobody said a name. */
  readonly name: string;
  /** `192.168.1.5:8888`, an IPv6 address in brackets. */
  readonly address: string;
  /** Who joins has to find this one there; null: it does not encrypt, or did not say. */
  readonly fingerprint: Fingerprint | null;
  /** The network on this computer by which it was found. */
  readonly network?: string;
  /** The server of the list that this is. */
  readonly known: ServerId | null;
  /** People online, where this app is logged in. */
  readonly people: number | null;
  /** It told of itself, was found by asking every address, or answers where it was last. */
  readonly by: 'mdns' | 'probe' | 'last-known';
}

/** What can keep a server from being found, the likeliest first. */
export type FindingObstacle =
  | 'no-network'
  /** macOS asks whether an app may use the local network. */
  | 'local-network-permission'
  | 'vpn'
  /** This computer has no way to send to everybody in the network. */
  | 'no-multicast'
  /** Networks for guests keep their computers apart. */
  | 'isolation'
  | 'firewall';

/** How far the search of the network's addresses is, or got. */
export interface FindingProbe {
  readonly asked: number;
  readonly total: number;
  /** False while it runs, and where it was stopped. */
  readonly complete: boolean;
}

/** What the form to join at shows of the network. */
export interface FindingState {
  readonly status: 'off' | 'looking' | 'probing';
  /** Those of the list first. */
  readonly servers: readonly FoundServer[];
  /** Null: it was not asked for since the search began. */
  readonly probe: FindingProbe | null;
  readonly obstacles: readonly FindingObstacle[];
}

/** Nothing listens to the network and nothing is sent. */
export const FINDING_OFF: FindingState = { status: 'off', servers: [], probe: null, obstacles: [] };
