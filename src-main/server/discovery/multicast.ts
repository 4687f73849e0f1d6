import multicastDns from 'multicast-dns';
import type { DnsRecord } from './service.ts';

/** A packet as the library decodes it. */
export interface DnsPacket {
  readonly questions?: readonly { readonly name: string; readonly type: string }[];
  readonly answers?: readonly DnsRecord[];
  readonly additionals?: readonly DnsRecord[];
}

/** Multicast DNS on one network. */
export interface Multicast {
  readonly onQuery: (listener: (packet: DnsPacket) => void) => void;
  /** `from`: the address that sent it. */
  readonly onResponse: (listener: (packet: DnsPacket, from: string) => void) => void;
  readonly ask: (name: string, type: 'PTR' | 'ANY') => void;
  /** Resolves when it is on its way, or cannot be sent. */
  readonly tell: (records: readonly DnsRecord[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What is used of the library. */
interface Wire {
  on(event: 'query', listener: (packet: DnsPacket) => void): void;
  on(event: 'response', listener: (packet: DnsPacket, from: { readonly address: string }) => void): void;
  once(event: 'ready', listener: () => void): void;
  on(event: 'error' | 'warning', listener: (error: Error) => void): void;
  query(name: string, type: string): void;
  respond(records: readonly DnsRecord[], done: () => void): void;
  destroy(done?: () => void): void;
}

/** Opens multicast DNS on the network where this computer has `address`, beside the other programs that use its port. */
export type OpenMulticast = (address: string) => Promise<Multicast>;

/** @throws where the system does not allow it; later errors are of one packet, and pass. */
export const openMulticast: OpenMulticast = async (address) => {
  // Bound to everywhere: Linux hands a socket that is bound to an address no packet for the group.
  const wire = multicastDns({ interface: address, bind: '0.0.0.0', reuseAddr: true }) as Wire;
  await new Promise<void>((resolve, reject) => {
    wire.on('error', reject);
    wire.on('warning', () => undefined);
    wire.once('ready', resolve);
  }).catch((error: unknown) => {
    wire.destroy();
    throw error;
  });
  return {
    onQuery: (listener) => {
      wire.on('query', (packet) => {
        guarded(() => {
          listener(packet);
        });
      });
    },
    onResponse: (listener) => {
      wire.on('response', (packet, { address: from }) => {
        guarded(() => {
          listener(packet, from);
        });
      });
    },
    ask: (name, type) => {
      wire.query(name, type);
    },
    tell: (records) => new Promise((resolve) => wire.respond(records, resolve)),
    close: () => new Promise((resolve) => wire.destroy(resolve)),
  };
};

/** A packet is anybody's: one that makes its reader stumble is dropped, and must not end the program. */
function guarded(read: () => void): void {
  try {
    read();
  } catch {
    // There is nobody to tell: whoever sent it did so on purpose.
  }
}
