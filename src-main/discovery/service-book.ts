import { isIPv4 } from 'node:net';
import { FOUND_SERVERS_MAX } from '../../src-shared/ipc/index.ts';
import type { Fingerprint } from '../../src-shared/trust/index.ts';
import type { DnsPacket } from '../server/discovery/multicast.ts';
import { fingerprintIn, SERVICE, shownName, type DnsRecord } from '../server/discovery/service.ts';
import { classOf } from '../server/network/address.ts';

/** A server that told of itself. Nothing of it is more than somebody's word. */
export interface Sighting {
  readonly name: string;
  readonly address: string;
  readonly fingerprint: Fingerprint | null;
  /** The network's name on this computer. */
  readonly network: string;
}

/** Records of one packet that are looked at. */
const RECORDS_MAX = 256;
/** For how long a server is believed that says nothing more, whatever it asked for. */
const BELIEVED_MAX_MS = 120_000;

const BEHIND_NAME = `.${SERVICE}`;

interface Service {
  readonly name: string;
  until: number;
  /** Null: it has not said yet where it listens. */
  place: { readonly address: string; readonly network: string } | null;
  fingerprint: Fingerprint | null;
  isAskedFor: boolean;
}

/** Where a packet came from. */
interface Source {
  readonly from: string;
  readonly network: string;
}

/** What was heard of services, bounded whatever is sent: at most `FOUND_SERVERS_MAX`, each forgotten when it stays silent. */
export class ServiceBook {
  /** By the name in lower case. */
  readonly #services = new Map<string, Service>();

  /** Those that said where they listen. */
  sightings(now: number): Sighting[] {
    this.#forget(now);
    return [...this.#services.values()].flatMap(({ name, place, fingerprint }) =>
      place === null ? [] : [{ name, fingerprint, ...place }],
    );
  }

  /** Takes in a packet; returns the full names of services to ask for, because all that was said is that they exist. */
  take({ answers = [], additionals = [] }: DnsPacket, source: Source, now: number): string[] {
    this.#forget(now);
    const records = [...answers, ...additionals].slice(0, RECORDS_MAX);
    const named = new Set<string>();
    for (const { name, type, data, ttl = 0 } of records) {
      const full = type === 'PTR' && isSame(name, SERVICE) ? data : type === 'SRV' || type === 'TXT' ? name : null;
      if (typeof full !== 'string' || !full.toLowerCase().endsWith(BEHIND_NAME)) continue;
      if (ttl === 0) this.#services.delete(full.toLowerCase());
      else if (this.#put(full, now + Math.min(ttl * 1_000, BELIEVED_MAX_MS))) named.add(full);
    }
    for (const record of records) this.#complete(record, records, source);
    return [...named].filter((full) => {
      const service = this.#services.get(full.toLowerCase());
      if (service === undefined || service.place !== null || service.isAskedFor) return false;
      service.isAskedFor = true;
      return true;
    });
  }

  #put(full: string, until: number): boolean {
    const key = full.toLowerCase();
    const known = this.#services.get(key);
    if (known !== undefined) known.until = Math.max(known.until, until);
    else if (this.#services.size < FOUND_SERVERS_MAX) {
      const name = shownName(full.slice(0, -BEHIND_NAME.length));
      this.#services.set(key, { name, until, place: null, fingerprint: null, isAskedFor: false });
    }
    return this.#services.has(key);
  }

  #complete({ name, type, data, ttl = 0 }: DnsRecord, records: readonly DnsRecord[], { from, network }: Source): void {
    const service = ttl === 0 ? undefined : this.#services.get(name.toLowerCase());
    if (service === undefined) return;
    if (type === 'TXT') service.fingerprint = fingerprintIn(data);
    if (type !== 'SRV' || typeof data !== 'object' || data === null) return;
    const { port, target } = data as { readonly port?: unknown; readonly target?: unknown };
    if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65_535) return;
    service.place = { address: `${addressOf(target, records, from)}:${String(port)}`, network };
  }

  #forget(now: number): void {
    for (const [key, { until }] of this.#services) if (until <= now) this.#services.delete(key);
  }
}

/** The sender's address, unless it says that the server has another one in a local network: some routers pass packets on. */
function addressOf(target: unknown, records: readonly DnsRecord[], from: string): string {
  const told = records.flatMap(({ type, name, data }) =>
    type === 'A' && typeof target === 'string' && isSame(name, target) && typeof data === 'string' ? [data] : [],
  );
  const [first = from] = told.filter((address) => isIPv4(address) && classOf(address) === 'lan');
  return told.includes(from) ? from : first;
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
