import type { DnsPacket, Multicast } from '../../src-main/server/discovery/multicast.ts';
import type { LocalNetwork } from '../../src-main/server/discovery/networks.ts';
import type { DnsRecord } from '../../src-main/server/discovery/service.ts';
import type { NetworkAccess } from '../../src-main/server/discovery/stations.ts';

interface Door {
  readonly address: string;
  readonly queries: Set<(packet: DnsPacket) => void>;
  readonly responses: Set<(packet: DnsPacket, from: string) => void>;
}

/** A network where everybody hears everybody at once. */
export class FakeLan {
  readonly #doors = new Set<Door>();
  /** Every packet that was sent, in order. */
  readonly sent: { readonly from: string; readonly kind: 'ask' | 'tell'; readonly names: readonly string[] }[] = [];
  /** All records that were told. */
  readonly records: DnsRecord[] = [];

  /** Computers that listen now. */
  get listening(): number {
    return this.#doors.size;
  }

  /** The network as a computer with this address sees it. */
  access(address: string, change: Partial<NetworkAccess> = {}): NetworkAccess {
    const network: LocalNetwork = { name: 'lan0', address, prefix: 24 };
    return { networks: () => [network], open: (at) => Promise.resolve(this.#open(at)), ...change };
  }

  /** What anybody in the network can send. */
  tell(packet: DnsPacket, from: string): void {
    for (const { responses } of this.#doors) for (const listener of responses) listener(packet, from);
  }

  /** What anybody in the network can ask. */
  ask(packet: DnsPacket): void {
    for (const { queries } of this.#doors) for (const listener of queries) listener(packet);
  }

  #open(address: string): Multicast {
    const door: Door = { address, queries: new Set(), responses: new Set() };
    this.#doors.add(door);
    return {
      onQuery: (listener) => door.queries.add(listener),
      onResponse: (listener) => door.responses.add(listener),
      ask: (name, type) => {
        this.sent.push({ from: address, kind: 'ask', names: [name] });
        this.ask({ questions: [{ name, type }] });
      },
      tell: (records) => {
        this.sent.push({ from: address, kind: 'tell', names: records.map(({ name }) => name) });
        this.records.push(...records);
        this.tell({ answers: records.map(onTheWire) }, address);
        return Promise.resolve();
      },
      close: () => {
        this.#doors.delete(door);
        return Promise.resolve();
      },
    };
  }
}

/** A TXT record comes out of the library as bytes. */
function onTheWire(record: DnsRecord): DnsRecord {
  return Array.isArray(record.data) ? { ...record, data: record.data.map((text) => Buffer.from(String(text))) } : record;
}
