/**
 * @typedef {object} Packet what a frame on the wire is, as far as the verdict needs it
 * @property {string} mac of the sender
 * @property {'arp' | 'tcp' | 'udp' | 'icmp' | 'icmp6' | 'igmp' | 'other'} kind
 * @property {string} source address; IPv6 in full, without `::`
 * @property {string} target address; of ARP and of neighbour discovery the one that is asked for
 * @property {number} sourcePort 0 where there is none
 * @property {number} targetPort 0 where there is none
 * @property {string} detail for people: the name that a DNS query asks for, the type of an ICMPv6 message, the groups of a report
 * @property {readonly string[]} groups that a report of IGMP or MLD speaks of
 */

const KINDS = { 1: 'icmp', 2: 'igmp', 6: 'tcp', 17: 'udp', 58: 'icmp6' };
const NEIGHBOUR_SOLICITATION = 135;
const NEIGHBOUR_ADVERTISEMENT = 136;
const MLD_REPORT_V2 = 143;
const IGMP_REPORT_V3 = 0x22;

/**
 * A frame of Ethernet, read. One that is too short for what it says to be is of kind `other`: never thrown, always counted.
 * @param {Buffer} frame
 * @returns {Packet}
 */
export function readPacket(frame) {
  const packet = {
    mac: macOf(frame),
    kind: 'other',
    source: '',
    target: '',
    sourcePort: 0,
    targetPort: 0,
    detail: '',
    groups: [],
  };
  try {
    const type = frame.readUInt16BE(12);
    if (type === 0x0806) return { ...packet, kind: 'arp', source: ipv4(frame, 28), target: ipv4(frame, 38) };
    if (type === 0x0800) return { ...packet, ...readIpv4(frame.subarray(14)) };
    if (type === 0x86dd) return { ...packet, ...readIpv6(frame.subarray(14)) };
    return { ...packet, detail: `EtherType 0x${type.toString(16)}` };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { ...packet, detail: 'cut off' };
  }
}

function readIpv4(ip) {
  const body = ip.subarray((ip[0] & 0x0f) * 4);
  const ends = { source: ipv4(ip, 12), target: ipv4(ip, 16) };
  // A later fragment has no ports; its first one was counted by them.
  if ((ip.readUInt16BE(6) & 0x1fff) !== 0) return { ...ends, kind: 'other', detail: 'fragment' };
  return { ...ends, ...readBody(ip.readUInt8(9), body) };
}

function readIpv6(ip) {
  const ends = { source: ipv6(ip, 8), target: ipv6(ip, 24) };
  let next = ip.readUInt8(6);
  let body = ip.subarray(40);
  // MLD comes behind a hop-by-hop header (RFC 3810, section 5).
  if (next === 0) {
    next = body.readUInt8(0);
    body = body.subarray(8 + body.readUInt8(1) * 8);
  }
  return { ...ends, ...readBody(next, body) };
}

function readBody(protocol, body) {
  const kind = KINDS[protocol] ?? 'other';
  if (kind === 'tcp' || kind === 'udp') {
    const ports = { sourcePort: body.readUInt16BE(0), targetPort: body.readUInt16BE(2) };
    return { kind, ...ports, detail: kind === 'udp' && isDns(ports.targetPort) ? nameAsked(body.subarray(8)) : '' };
  }
  if (kind === 'igmp') return { kind, groups: igmpGroups(body), detail: `groups ${igmpGroups(body).join(' ')}` };
  if (kind === 'icmp6') return readIcmp6(body);
  return { kind, detail: kind === 'other' ? `protocol ${protocol}` : '' };
}

function readIcmp6(body) {
  const type = body.readUInt8(0);
  const detail = `ICMPv6 type ${type}`;
  if (type === NEIGHBOUR_SOLICITATION || type === NEIGHBOUR_ADVERTISEMENT)
    return { kind: 'icmp6', detail, target: ipv6(body, 8) };
  if (type !== MLD_REPORT_V2) return { kind: 'icmp6', detail };
  const groups = records(body, (at) => ipv6(body, at), 16);
  return { kind: 'icmp6', groups, detail: `${detail}, groups ${groups.join(' ')}` };
}

function igmpGroups(body) {
  return body.readUInt8(0) === IGMP_REPORT_V3 ? records(body, (at) => ipv4(body, at), 4) : [ipv4(body, 4)];
}

/** The groups of a report: RFC 3376, section 4.2, and RFC 3810, section 5.2, which differ by the length of an address. */
function records(body, addressAt, addressBytes) {
  const groups = [];
  let at = 8;
  for (let left = body.readUInt16BE(6); left > 0; left--) {
    groups.push(addressAt(at + 4));
    at += 4 + addressBytes * (1 + body.readUInt16BE(at + 2)) + body.readUInt8(at + 1) * 4;
  }
  return groups;
}

/** Whether a port is one of DNS: plain, over TLS or QUIC, or what NetBIOS and LLMNR use in its place. mDNS is told apart by who reads. */
export function isDns(port) {
  return port === 53 || port === 853 || port === 137 || port === 5355;
}

function nameAsked(dns) {
  const labels = [];
  for (let at = 12; at < dns.length && dns[at] > 0 && dns[at] < 64; at += 1 + dns[at])
    labels.push(dns.toString('latin1', at + 1, at + 1 + dns[at]));
  return labels.join('.');
}

function macOf(frame) {
  return [...frame.subarray(6, 12)].map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}

function ipv4(bytes, at) {
  return [0, 1, 2, 3].map((index) => bytes.readUInt8(at + index)).join('.');
}

function ipv6(bytes, at) {
  return Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(at + index * 2).toString(16)).join(':');
}
