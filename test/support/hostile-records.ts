import type { DnsPacket } from '../../src-main/server/discovery/multicast.ts';
import { SERVICE, type DnsRecord } from '../../src-main/server/discovery/service.ts';
import { HOSTILE_TEXTS } from './hostile-texts.ts';

/** Packets of multicast DNS with which somebody in the network could try to disturb a window that only looks. */

/** Names that could become more than a name in a row. */
const NAMES: readonly string[] = [
  ...['', ' ', '.', '..', '...', '\u0000', '\u0007bell', '\u001b[31mred', 'a\r\nb', 'a\u2028b', 'a\u2029b', '\u0085'],
  ...['\u202Eevil', 'a\u2066b\u2069', '\u200B\u200C\u200D', '\u2060', '\uFEFFbom', '\u00AD', '\u2800', '\u115F', '\u3164'],
  ...['\uD800', '\uDC00x', '\uFFFD', '\uFFFF', '\u{E0001}tag', '\u{F0000}', 'a' + '\u0301'.repeat(60), '\u0E49'.repeat(60)],
  ...['x'.repeat(63), 'ﷺ'.repeat(20), '👩‍👩‍👧‍👦'.repeat(3), '__proto__', 'constructor', 'toString', '%s%n%d', '${7*7}', '{{7*7}}'],
];

/** The names above and those texts that try to be markup. */
export const HOSTILE_NAMES: readonly string[] = [...NAMES, ...HOSTILE_TEXTS.slice(0, 40)];

const full = (name: string): string => `${name}.${SERVICE}`;
const ptr = (name: string, ttl = 120): DnsRecord => ({ name: SERVICE, type: 'PTR', ttl, data: full(name) });
const srv = (name: string, data: unknown): DnsRecord => ({ name: full(name), type: 'SRV', ttl: 120, data });
const txt = (name: string, data: unknown): DnsRecord => ({ name: full(name), type: 'TXT', ttl: 120, data });
const address = (data: unknown): DnsRecord => ({ name: 'h.local', type: 'A', ttl: 120, data });
const place = { port: 8888, target: 'h.local' };
const all = (...answers: DnsRecord[]): DnsPacket => ({ answers });

/** A service, with one thing about it that is wrong. */
const named: readonly DnsPacket[] = NAMES.map((name) => all(ptr(name), srv(name, place), txt(name, [Buffer.from('v=1')])));

const shaped: readonly DnsPacket[] = [
  {},
  { answers: [] },
  all({ name: SERVICE, type: 'PTR', ttl: 120, data: null }),
  all({ name: SERVICE, type: 'PTR', ttl: 120, data: { toLowerCase: 1 } }),
  all({ name: SERVICE, type: 'PTR', ttl: 120, data: SERVICE }),
  all({ name: SERVICE, type: 'PTR', ttl: 120, data: 'x._http._tcp.local' }),
  ...[0, -1, 65_536, 1.5, NaN, '8888', null].map((port) => all(ptr('p'), srv('p', { ...place, port }))),
  ...[null, undefined, 7, 'text', []].map((data) => all(ptr('q'), srv('q', data))),
  ...[null, 7, 'v=1', [1, 2], [null], [Buffer.alloc(0)], [Buffer.from('fp=')], [Buffer.from('fp=AAAA')]].map((data) =>
    all(ptr('r'), srv('r', place), txt('r', data)),
  ),
  all(ptr('r'), srv('r', place), txt('r', [Buffer.from(`fp=${'A'.repeat(10_000)}`), Buffer.from(`fp=${'!'.repeat(43)}`)])),
  all(ptr('r'), srv('r', place), txt('r', [Buffer.from('__proto__=x'), Buffer.from('constructor=x')])),
  ...['127.0.0.1', '0.0.0.0', '8.8.8.8', '224.0.0.251', '::1', 'evil.example', '10.0.0.1:1/#', 7, null].map((data) =>
    all(ptr('s'), srv('s', place), address(data)),
  ),
  all(ptr('t', 0xffff_ffff), srv('t', place)),
  all(ptr('t', -5), srv('t', place)),
  all(...Array.from({ length: 5_000 }, () => ptr('u')), srv('u', place)),
  all(...Array.from({ length: 300 }, (_, at) => srv(`v${String(at)}`, place))),
  all(ptr('honest', 0)),
];

/** More than sixty of them. */
export const HOSTILE_PACKETS: readonly DnsPacket[] = [...named, ...shaped];
