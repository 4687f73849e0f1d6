import { isFingerprint, type Fingerprint } from '../../../src-shared/trust/fingerprint.ts';

/** What an RWCI server is called by in multicast DNS (RFC 6762, RFC 6763). */
export const SERVICE = '_rwci._tcp.local';

/** The version of the protocol that a server speaks, in its TXT record. */
export const DISCOVERY_VERSION = '1';

/** A label of the DNS has 63 bytes at most; this leaves room for a number behind the name. */
const INSTANCE_MAX_BYTES = 56;
/** Of a name that somebody else wrote: as much as a row can show. */
export const FOUND_NAME_MAX_CHARS = 64;

/** Invisible, steering and unassigned characters, and those that break a line. */
const NOT_SHOWN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\uFFFC\uFFFD]+/gu;
/** More marks on one letter than writing needs: they would lie over the rows around. */
const MARKS = /(\p{M}{4})\p{M}+/gu;

/** A name that a server says of itself, fit for a row: one line, nothing invisible, at most `FOUND_NAME_MAX_CHARS`; may be empty. */
export function shownName(text: string): string {
  const plain = text
    .slice(0, FOUND_NAME_MAX_CHARS * 8)
    .replace(/\s+/gu, ' ')
    .replace(NOT_SHOWN, '')
    .replace(MARKS, '$1')
    .replaceAll(DOT_IN_LABEL, '.')
    .trim();
  return [...plain].slice(0, FOUND_NAME_MAX_CHARS).join('').trim();
}

/** Looks like a dot and ends no label: the library below has no other way to write one. */
const DOT_IN_LABEL = '\u2024';

/** The name of a service for a room's name: one label of the DNS, and short enough for one. */
export function instanceName(room: string, attempt = 1): string {
  const plain = shownName(room).replaceAll('.', DOT_IN_LABEL);
  const behind = attempt === 1 ? '' : ` (${String(attempt)})`;
  return `${cutBytes(plain === '' ? 'RWCI' : plain, INSTANCE_MAX_BYTES)}${behind}`;
}

function cutBytes(text: string, max: number): string {
  let cut = '';
  let bytes = 0;
  for (const each of text) {
    bytes += Buffer.byteLength(each);
    if (bytes > max) break;
    cut += each;
  }
  return cut.trimEnd();
}

/** A record as the library decodes it: `data` may be anything. */
export interface DnsRecord {
  readonly name: string;
  readonly type: string;
  readonly ttl?: number;
  readonly data?: unknown;
}

/** What a server tells of itself. */
export interface Announced {
  /** The service's name, `instanceName`. */
  readonly instance: string;
  /** The name that its address stands under: of no meaning, and no other program's. */
  readonly host: string;
  readonly port: number;
  readonly fingerprint: Fingerprint | null;
}

/** Seconds that others may keep a record for: of an address short, RFC 6762 section 10. */
const HOST_TTL_S = 120;
const SERVICE_TTL_S = 4_500;

/** The records of a server at one address; with a `ttl` of 0 they take it back. */
export function serviceRecords(
  { instance, host, port, fingerprint }: Announced,
  address: string,
  ttl?: 0,
): Required<DnsRecord>[] {
  const name = `${instance}.${SERVICE}`;
  const text = [`v=${DISCOVERY_VERSION}`, ...(fingerprint === null ? [] : [`fp=${fingerprint}`])];
  return [
    { name: SERVICE, type: 'PTR', ttl: ttl ?? SERVICE_TTL_S, data: name },
    { name, type: 'SRV', ttl: ttl ?? HOST_TTL_S, data: { port, target: host, priority: 0, weight: 0 } },
    { name, type: 'TXT', ttl: ttl ?? SERVICE_TTL_S, data: text },
    { name: host, type: 'A', ttl: ttl ?? HOST_TTL_S, data: address },
  ];
}

/** The fingerprint in a TXT record; null where there is none that could be one. */
export function fingerprintIn(data: unknown): Fingerprint | null {
  for (const entry of Array.isArray(data) ? data.slice(0, 16) : []) {
    const text = Buffer.isBuffer(entry) ? entry.toString('latin1') : '';
    const value = text.startsWith('fp=') ? text.slice(3) : '';
    if (isFingerprint(value)) return value;
  }
  return null;
}
