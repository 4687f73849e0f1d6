import { openMulticast, type Multicast, type OpenMulticast } from './multicast.ts';
import { localNetworks, type LocalNetwork } from './networks.ts';

/** A cable or a radio comes and goes: how often that is looked at. */
const NETWORKS_POLL_MS = 2_000;
/** Networks that are listened to at most. */
const NETWORKS_MAX = 8;

/** Multicast DNS on one of this computer's networks. */
export interface Station extends Multicast {
  readonly network: LocalNetwork;
}

/** How this computer's networks are reached; tests bring their own. */
export interface NetworkAccess {
  readonly networks: () => readonly LocalNetwork[];
  readonly open: OpenMulticast;
}

/** The networks as they are. */
export const REAL_ACCESS: NetworkAccess = {
  networks: () => {
    try {
      return localNetworks();
    } catch {
      // Some sandboxes do not let a program ask.
      return [];
    }
  },
  open: openMulticast,
};

interface StationsParts {
  readonly access: NetworkAccess;
  readonly clock: { readonly after: (ms: number, run: () => void) => () => void };
  readonly onOpen: (station: Station) => void;
  /** This computer still has the network, maybe, and leaves it: the last that can be told there. */
  readonly onLeave?: (station: Station) => Promise<void>;
  /** Once for each network where it is not possible, as long as that stays so. */
  readonly onFailure: (network: LocalNetwork, error: unknown) => void;
}

/** Multicast DNS on every network of this computer, also on those that come later. */
export class Stations {
  readonly #parts: StationsParts;
  /** By this computer's address there. Null: it is being opened, or could not be. */
  readonly #byAddress = new Map<string, Station | null>();
  #isStopped = false;
  #cancelPoll: () => void = () => undefined;

  constructor(parts: StationsParts) {
    this.#parts = parts;
  }

  /** Those that are open. */
  get open(): Station[] {
    return [...this.#byAddress.values()].filter((station) => station !== null);
  }

  has(station: Station): boolean {
    return this.#byAddress.get(station.network.address) === station;
  }

  start(): void {
    const here = this.#parts.access.networks().slice(0, NETWORKS_MAX);
    for (const [address, station] of this.#byAddress) {
      if (here.some((network) => network.address === address)) continue;
      this.#byAddress.delete(address);
      if (station !== null) void this.#leave(station);
    }
    for (const network of here) if (!this.#byAddress.has(network.address)) void this.#enter(network);
    this.#cancelPoll = this.#parts.clock.after(NETWORKS_POLL_MS, () => {
      this.start();
    });
  }

  /** Nothing is listened to any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelPoll();
    const { open } = this;
    this.#byAddress.clear();
    await Promise.allSettled(open.map((station) => station.close()));
  }

  async #leave(station: Station): Promise<void> {
    await this.#parts.onLeave?.(station);
    await station.close();
  }

  async #enter(network: LocalNetwork): Promise<void> {
    const { address } = network;
    this.#byAddress.set(address, null);
    try {
      const station = { ...(await this.#parts.access.open(address)), network };
      if (this.#isStopped || !this.#byAddress.has(address)) {
        await station.close();
        return;
      }
      this.#byAddress.set(address, station);
      this.#parts.onOpen(station);
    } catch (error) {
      this.#parts.onFailure(network, error);
    }
  }
}
