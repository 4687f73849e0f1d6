import type { Clock } from '../../src-shared/session/clock.ts';
import { SERVICE } from '../server/discovery/service.ts';
import { Stations, type NetworkAccess, type Station } from '../server/discovery/stations.ts';
import { ServiceBook, type Sighting } from './service-book.ts';

/** Asked for again so long after the time before; the last one goes on: RFC 6762 section 5.2. */
const ASK_AGAIN_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000] as const;

interface BrowserParts {
  readonly access: NetworkAccess;
  readonly clock: Clock;
  readonly onChange: () => void;
}

/** Listens for servers that tell of themselves by multicast DNS, from `start` to `stop`. Never connects to one. */
export class Browser {
  readonly #parts: BrowserParts;
  readonly #stations: Stations;
  readonly #book = new ServiceBook();
  readonly #timers = new Set<() => void>();
  #failures = 0;

  constructor(parts: BrowserParts) {
    this.#parts = parts;
    this.#stations = new Stations({
      access: parts.access,
      clock: parts.clock,
      onOpen: (station) => {
        this.#enter(station);
        parts.onChange();
      },
      onFailure: () => {
        this.#failures++;
        parts.onChange();
      },
    });
  }

  /** Those that are there, as far as they say. */
  get sightings(): Sighting[] {
    return this.#book.sightings(this.#parts.clock.now());
  }

  /** There are networks, and none of them can be listened to. */
  get isDeaf(): boolean {
    return this.#failures > 0 && this.#stations.open.length === 0;
  }

  start(): void {
    this.#stations.start();
  }

  async stop(): Promise<void> {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    await this.#stations.stop();
  }

  #enter(station: Station): void {
    station.onResponse((packet, from) => {
      const unknown = this.#book.take(packet, { from, network: station.network.name }, this.#parts.clock.now());
      for (const name of unknown) station.ask(name, 'ANY');
      this.#parts.onChange();
    });
    this.#ask(station, 0);
  }

  #ask(station: Station, asked: number): void {
    if (!this.#stations.has(station)) return;
    station.ask(SERVICE, 'PTR');
    const cancel = this.#parts.clock.after(ASK_AGAIN_MS[Math.min(asked, ASK_AGAIN_MS.length - 1)] ?? 0, () => {
      this.#timers.delete(cancel);
      // Those that stay silent go, too.
      this.#parts.onChange();
      this.#ask(station, asked + 1);
    });
    this.#timers.add(cancel);
  }
}
