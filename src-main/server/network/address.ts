import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** Where a client comes from, as far as limits care (design, "Decisions on limits"). */
export type AddressClass = 'loopback' | 'lan' | 'public';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

const lan = new BlockList();
for (const [net, prefix] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
] as const) {
  lan.addSubnet(net, prefix, 'ipv4');
}
lan.addSubnet('fc00::', 7, 'ipv6');
lan.addSubnet('fe80::', 10, 'ipv6');

/** The class of an address as Node writes it; what is no IP address counts as public. */
export function classOf(address: string): AddressClass {
  const plain = plainAddress(address);
  const family = isIPv4(plain) ? 'ipv4' : isIPv6(plain) ? 'ipv6' : null;
  if (family === null) return 'public';
  if (loopback.check(plain, family)) return 'loopback';
  return lan.check(plain, family) ? 'lan' : 'public';
}

/** What limits count by: an IPv4 address, or the /64 network of an IPv6 one, since one person has all of that. */
export function addressKey(address: string): string {
  const plain = plainAddress(address);
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = tail === undefined ? front : [...front, ...Array<string>(8 - front.length - back.length).fill('0'), ...back];
  return `${groups.slice(0, 4).join(':')}::/64`;
}

/** Without an IPv6 zone, and an IPv4 address that came over an IPv6 socket as IPv4. */
export function plainAddress(address: string): string {
  const [plain = address] = address.split('%');
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/iu.exec(plain)?.[1] ?? plain;
}
