import { FOUND_SERVERS_MAX, type FoundServer, type ServerState } from '../../src-shared/ipc/index.ts';
import { portOf } from '../../src-shared/session/address.ts';
import type { Fingerprint } from '../../src-shared/trust/index.ts';
import type { Sighting } from './service-book.ts';

/** A server that answered when it was asked. */
export interface Answering {
  readonly address: string;
  readonly fingerprint: Fingerprint | null;
  /** The network's name on this computer; null: not known. */
  readonly network: string | null;
}

/** What is known of the servers around. */
export interface Finds {
  /** By what they tell of themselves. */
  readonly told: readonly Sighting[];
  /** By asking every address. */
  readonly probed: readonly Answering[];
  /** Where a server of the list was last. */
  readonly lastKnown: readonly Answering[];
  readonly servers: readonly ServerState[];
  /** Of the room hosted here, which nobody here needs to find. */
  readonly own: readonly string[];
}

/**
 * One row a server: by its key, where it has one, else by its address. Those of the list first, then by name; at most
 * `FOUND_SERVERS_MAX`. Where several said something of a server, its name is what it tells, its address what answered.
 */
export function foundServers({ told, probed, lastKnown, servers, own }: Finds): FoundServer[] {
  const rows = new Map<string, FoundServer>();
  const add = (by: FoundServer['by'], name: string, { address, fingerprint, network }: Answering) => {
    if (own.includes(address)) return;
    const key = fingerprint ?? address;
    const before = rows.get(key);
    if (before !== undefined) rows.set(key, { ...before, name: before.name || name });
    else if (rows.size < FOUND_SERVERS_MAX) {
      const row = { name, address, fingerprint, known: null, people: null, by };
      rows.set(key, network === null ? row : { ...row, network });
    }
  };
  for (const each of lastKnown) add('last-known', '', each);
  for (const each of probed) add('probe', '', each);
  for (const { name, ...each } of told) add('mdns', name, each);
  return [...rows.values()].map((row) => recognised(row, servers)).sort(byKnownAndName);
}

/** With what the list says of the server: a key proves it as soon as somebody joins, an address alone only where no key is asked for. */
function recognised(row: FoundServer, servers: readonly ServerState[]): FoundServer {
  const known = servers.find(({ profile }) => {
    if (profile.security.kind === 'pinned') return profile.security.fingerprint === row.fingerprint;
    return portOf(profile.address) === row.address;
  });
  if (known === undefined) return row;
  const { profile, chat } = known;
  const isOnline = chat.connection.phase === 'connected';
  return {
    ...row,
    known: profile.id,
    name: profile.label || chat.server?.name || row.name,
    people: isOnline ? chat.members.length : null,
  };
}

function byKnownAndName(a: FoundServer, b: FoundServer): number {
  const [knownA, knownB] = [a.known === null ? 1 : 0, b.known === null ? 1 : 0];
  return knownA - knownB || compare(a.name || a.address, b.name || b.address) || compare(a.address, b.address);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
