import { isDns } from './packet.mjs';

/** What a search or a room still sends after its end, its goodbye and the kernel's leaving of the groups, in ms. */
const GOODBYE_MS = 4_000;

const MDNS_PORT = 5353;
const MDNS_GROUPS = ['224.0.0.251', 'ff02:0:0:0:0:0:0:fb'];

/** What test/gates/capture.e2e.ts plants. Nothing else looks for it, and Chromium tries again after it was told to give up. */
const PLANTED_NAME = /^planted-by-\w+\.example/;
const PLANTED_TARGET = '198.51.100.7';

/** Where the kernel alone sends to while it looks after an address: routers, and those who know of groups. */
const KERNEL_TARGETS = ['ff02:0:0:0:0:0:0:2', 'ff02:0:0:0:0:0:0:16', '224.0.0.22'];

/**
 * @typedef {object} Span a time in which something may be, `from` and `to` in ms since 1970
 * @property {'finding' | 'hosting' | 'planted'} what
 * @property {number} from
 * @property {number} to Infinity while it lasts
 */

/**
 * @typedef {object} Network
 * @property {string} mac of the app's computer; what others send is not judged
 * @property {string} peer the address where the chat peers are
 * @property {number} peerPort where the server that is joined listens
 * @property {number} hostPort where the app's own room listens
 * @property {readonly string[]} near addresses of the network that the kernel may ask for: its own, the peer, the gateway
 */

/**
 * What the app's computer sent, in classes. `dns` and `foreign` have to be empty; `planted` has to hold both.
 * @param {readonly { at: number, packet: import('./packet.mjs').Packet }[]} sent everything on the wire
 * @param {readonly { at: number, packet: import('./packet.mjs').Packet }[]} inside what went over the loopback interface to a port of DNS
 * @param {Network} network
 * @param {readonly Span[]} spans
 */
export function judge(sent, inside, network, spans) {
  const counts = { peer: 0, mdns: 0, kernel: 0 };
  const found = { dns: [], foreign: [], plantedDns: [], planted: [] };
  for (const { at, packet } of sent) {
    if (packet.mac !== network.mac) continue;
    const kind = classOf(packet, at, network, spans);
    if (kind in counts) counts[kind] += 1;
    else found[kind].push(line(at, packet));
  }
  for (const { at, packet } of inside) {
    if (isDns(packet.targetPort)) found[isPlanted(packet, at, spans) ? 'plantedDns' : 'dns'].push(line(at, packet));
  }
  return { ...counts, ...found };
}

function classOf(packet, at, network, spans) {
  if (isDns(packet.targetPort)) return isPlanted(packet, at, spans) ? 'plantedDns' : 'dns';
  if (isOfPeers(packet, network)) return 'peer';
  const mayFind = isIn('finding', at, spans) || isIn('hosting', at, spans);
  if (isMdns(packet)) return mayFind ? 'mdns' : 'foreign';
  if (isOfKernel(packet, network, mayFind)) return 'kernel';
  return isPlanted(packet, at, spans) ? 'planted' : 'foreign';
}

/** While it is planted, or later and the very thing. */
function isPlanted({ detail, target }, at, spans) {
  if (isIn('planted', at, spans)) return true;
  const began = spans.some(({ from, what }) => what === 'planted' && at >= from);
  return began && (PLANTED_NAME.test(detail) || target === PLANTED_TARGET);
}

function isOfPeers({ kind, sourcePort, target, targetPort }, { hostPort, peer, peerPort }) {
  return kind === 'tcp' && target === peer && (targetPort === peerPort || sourcePort === hostPort);
}

/** Also the answer to one who asked from another port (RFC 6762, section 6.7). */
function isMdns({ kind, sourcePort, target, targetPort }) {
  return kind === 'udp' && ((targetPort === MDNS_PORT && MDNS_GROUPS.includes(target)) || sourcePort === MDNS_PORT);
}

/** Who has an address that is near, and which groups are listened to: nobody outside hears it. */
function isOfKernel({ groups, kind, target }, { near }, mayFind) {
  if (kind === 'arp') return near.includes(target);
  if (kind !== 'icmp6' && kind !== 'igmp') return false;
  if (groups.length > 0) return groups.every((group) => isOwnGroup(group) || (mayFind && MDNS_GROUPS.includes(group)));
  return near.includes(target) || target.startsWith('fe80:') || KERNEL_TARGETS.includes(target);
}

/** The groups that a computer is in because it has an address (RFC 4291, section 2.8). */
function isOwnGroup(group) {
  return group.startsWith('ff02:0:0:0:0:1:ff') || group === 'ff02:0:0:0:0:0:0:1' || group === '224.0.0.1';
}

function isIn(what, at, spans) {
  return spans.some((span) => span.what === what && at >= span.from && at <= span.to + (what === 'planted' ? 0 : GOODBYE_MS));
}

function line(at, { detail, kind, source, sourcePort, target, targetPort }) {
  const ends = `${source}:${sourcePort} → ${target}:${targetPort}`;
  return `${new Date(at).toISOString().slice(11, 23)} ${kind} ${ends}${detail === '' ? '' : ` ${detail}`}`;
}
