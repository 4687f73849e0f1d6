import { describe, expect, test } from 'vitest';
import { readCapture } from '../../scripts/gates/capture/pcap.mjs';
import { readPacket, type Packet } from '../../scripts/gates/capture/packet.mjs';
import { judge, type Network, type Span } from '../../scripts/gates/capture/verdict.mjs';

/** What the capture of the network calls a packet that the app's computer sent. */

const APP = '02:00:00:00:00:02';
const NETWORK: Network = { mac: APP, peer: '10.77.0.3', peerPort: 8888, hostPort: 8899, near: ['10.77.0.1', '10.77.0.3'] };
const AT = Date.UTC(2026, 0, 1);

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(/\s/gu, ''), 'hex');
const ip4 = (address: string): Buffer => Buffer.from(address.split('.').map(Number));
const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);

function frame(type: string, body: Buffer, from = APP): Buffer {
  return Buffer.concat([bytes('020000000001'), bytes(from.replaceAll(':', '')), bytes(type), body]);
}

function ipv4(protocol: number, target: string, body: Buffer): Buffer {
  const header = Buffer.concat([bytes('4500 0000 0000 4000 40'), Buffer.from([protocol]), bytes('0000'), ip4('10.77.0.2')]);
  return frame('0800', Buffer.concat([header, ip4(target), body]));
}

function ipv6(next: number, target: string, body: Buffer): Buffer {
  return frame(
    '86dd',
    Buffer.concat([bytes('60000000 0000'), Buffer.from([next, 255]), Buffer.alloc(16), bytes(target), body]),
  );
}

const ports = (source: number, target: number): Buffer => Buffer.concat([u16(source), u16(target), Buffer.alloc(4)]);
const tcp = (target: string, from: number, to: number) => ipv4(6, target, ports(from, to));
const udp = (target: string, from: number, to: number, body: Buffer = Buffer.alloc(0)) =>
  ipv4(17, target, Buffer.concat([ports(from, to), body]));
const arp = (target: string, from = APP) => frame('0806', Buffer.concat([Buffer.alloc(24), ip4(target)]), from);
const igmp = (group: string) => ipv4(2, '224.0.0.22', Buffer.concat([bytes('22 00 0000 0000 0001 04 00 0000'), ip4(group)]));
const mld = (group: string) =>
  ipv6(0, 'ff020000000000000000000000000016', bytes(`3a00 0502 0000 0100 8f00 0000 0000 0001 0400 0000 ${group}`));
const QUERY: Buffer = bytes('0001 0100 0001 0000 0000 0000 07 6578616d706c65 03 636f6d 00 0001 0001');
const MDNS_GROUP_6 = 'ff0200000000000000000000000000fb';

/** The class of one packet, `during` a span or outside of all. */
function classOf(sent: Buffer, during?: Span['what']): string {
  const spans = during === undefined ? [] : [{ what: during, from: AT - 1, to: AT + 1 }];
  const verdict = judge([{ at: AT, packet: readPacket(sent) }], [], NETWORK, spans);
  const classes = Object.entries(verdict).filter(([, found]) => (typeof found === 'number' ? found : found.length) > 0);
  return classes.map(([name]) => name).join();
}

test.each<[string, Buffer, string]>([
  ['a packet to the server that is joined', tcp('10.77.0.3', 40_000, 8888), 'peer'],
  ['a packet of the own room to one who is in it', tcp('10.77.0.3', 8899, 40_000), 'peer'],
  ['a packet to another port of the chat peer', tcp('10.77.0.3', 40_000, 443), 'foreign'],
  ['a packet of the own room to somebody else', tcp('10.77.0.1', 8899, 40_000), 'foreign'],
  ['a connection into the world', tcp('198.51.100.7', 40_000, 443), 'foreign'],
  ['a packet of QUIC or STUN', udp('198.51.100.7', 40_000, 3478), 'foreign'],
  ['a DNS query', udp('10.77.0.1', 40_000, 53, QUERY), 'dns'],
  ['a DNS query over TCP', tcp('10.77.0.1', 40_000, 53), 'dns'],
  ['a DNS query over TLS', tcp('10.77.0.1', 40_000, 853), 'dns'],
  ['LLMNR', udp('224.0.0.252', 40_000, 5355), 'dns'],
  ['SSDP', udp('239.255.255.250', 40_000, 1900), 'foreign'],
  ['mDNS that nobody asked for', udp('224.0.0.251', 5353, 5353), 'foreign'],
  ['that the group of mDNS is joined unasked', igmp('224.0.0.251'), 'foreign'],
  ['that the group of mDNS is joined unasked by IPv6', mld(MDNS_GROUP_6), 'foreign'],
  ['an address near is asked for', arp('10.77.0.3'), 'kernel'],
  ['another address of the network is asked for', arp('10.77.0.9'), 'foreign'],
  ['a group that comes with an address', mld('ff0200000000000000000001ff000002'), 'kernel'],
  ['a ping', ipv4(1, '198.51.100.7', Buffer.alloc(8)), 'foreign'],
  ['something that is not of the internet', frame('88cc', Buffer.alloc(10)), 'foreign'],
  ['something that is cut off', frame('0800', Buffer.alloc(3)), 'foreign'],
  ['what somebody else sends', arp('10.77.0.9', '02:00:00:00:00:01'), ''],
])('%s: %s is %s', (_name, sent, expected) => {
  expect(classOf(sent)).toBe(expected);
});

describe('while the person looks for rooms or hosts one', () => {
  test.each(['finding', 'hosting'] as const)('%s: mDNS may be, and nothing else', (during) => {
    expect(classOf(udp('224.0.0.251', 5353, 5353), during)).toBe('mdns');
    expect(classOf(igmp('224.0.0.251'), during)).toBe('kernel');
    expect(classOf(mld(MDNS_GROUP_6), during)).toBe('kernel');
    expect(classOf(igmp('239.255.255.250'), during)).toBe('foreign');
    expect(classOf(udp('239.255.255.250', 40_000, 1900), during)).toBe('foreign');
    expect(classOf(udp('10.77.0.1', 40_000, 53, QUERY), during)).toBe('dns');
  });

  test('a goodbye comes a little later, and nothing long after', () => {
    const packet = readPacket(udp('224.0.0.251', 5353, 5353));
    const spans: Span[] = [{ what: 'hosting', from: AT - 1_000, to: AT }];
    const verdict = judge(
      [
        { at: AT + 1_000, packet },
        { at: AT + 10_000, packet },
      ],
      [],
      NETWORK,
      spans,
    );
    expect([verdict.mdns, verdict.foreign.length]).toEqual([1, 1]);
  });
});

test('what is planted is counted apart, and a query over the loopback interface is a query', () => {
  expect(classOf(udp('10.77.0.1', 40_000, 53, QUERY), 'planted')).toBe('plantedDns');
  expect(classOf(tcp('198.51.100.7', 40_000, 80), 'planted')).toBe('planted');
  const query: Packet = readPacket(udp('127.0.0.53', 40_000, 53, QUERY));
  expect(query.detail).toBe('example.com');
  expect(judge([], [{ at: AT, packet: query }], NETWORK, []).dns).toHaveLength(1);
});

test('a capture file is read to its last whole frame, and something else is refused', () => {
  const header = bytes('d4c3b2a1 0200 0400 00000000 00000000 00010000 01000000');
  const record = bytes('01000000 20a10700 02000000 02000000 abcd');
  expect(readCapture(Buffer.concat([header, record, record.subarray(0, 17)]))).toEqual([{ at: 1500, bytes: bytes('abcd') }]);
  expect(() => readCapture(Buffer.from('<html>'))).toThrow('not a capture of Ethernet frames');
  expect(() => readCapture(Buffer.concat([header.subarray(0, 20), bytes('71000000')]))).toThrow('not a capture');
});

test('what was planted and is tried again later is still planted; another query is not', () => {
  const asked = (name: string) => ({
    at: AT,
    packet: { ...readPacket(udp('10.77.0.1', 40_000, 53, QUERY)), detail: name },
  });
  const late: Span[] = [{ what: 'planted', from: AT - 2_000, to: AT - 500 }];
  const early: Span[] = [{ what: 'planted', from: AT + 500, to: AT + 2_000 }];
  const name = 'planted-by-chromium.example';
  expect(judge([asked(name)], [], NETWORK, late)).toMatchObject({ dns: [], plantedDns: [expect.any(String)] });
  expect(judge([asked(name)], [], NETWORK, early).dns).toHaveLength(1);
  expect(judge([asked('example.com')], [], NETWORK, late).dns).toHaveLength(1);
});
