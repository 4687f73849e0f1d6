import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, test } from 'vitest';
import { addressKey, classOf, plainAddress } from '../../src-main/server/network/address.ts';
import { hostAddresses, webSocketUrl } from '../../src-main/server/network/addresses.ts';
import { NO_FACTS } from '../../src-main/server/network/interfaces.ts';

function network(address: string, internal = false): NetworkInterfaceInfo {
  const rest = { address, netmask: '', mac: '', internal, cidr: null };
  return address.includes(':') ? { ...rest, family: 'IPv6', scopeid: 0 } : { ...rest, family: 'IPv4' };
}

const INTERFACES = {
  lo: [network('127.0.0.1', true), network('::1', true)],
  docker0: [network('172.17.0.1')],
  'br-0a1b': [network('172.18.0.1')],
  wg0: [network('10.8.0.2')],
  tun0: [network('10.9.0.2')],
  'vEthernet (WSL)': [network('172.20.0.1')],
  eth0: [network('2001:db8::5'), network('fe80::1'), network('203.0.113.9'), network('fd00::5')],
  wlan0: [network('169.254.3.4'), network('192.168.1.5')],
};

describe('where a server can be joined', () => {
  test('the local network first; no tunnels, containers or link-local addresses', () => {
    expect(hostAddresses('0.0.0.0', 8888, INTERFACES, NO_FACTS)).toEqual([
      { address: '192.168.1.5', family: 'IPv4', network: 'wlan0', kind: 'wifi', url: 'ws://192.168.1.5:8888' },
      { address: '203.0.113.9', family: 'IPv4', network: 'eth0', kind: 'ethernet', url: 'ws://203.0.113.9:8888' },
    ]);
    expect(hostAddresses('::', 8888, INTERFACES, NO_FACTS).map(({ url }) => url)).toEqual([
      'ws://192.168.1.5:8888',
      'ws://203.0.113.9:8888',
      'ws://[fd00::5]:8888',
      'ws://[2001:db8::5]:8888',
    ]);
  });

  test('the one address it listens at', () => {
    expect(hostAddresses('192.168.1.5', 1, INTERFACES, NO_FACTS)).toEqual([
      { address: '192.168.1.5', family: 'IPv4', network: 'wlan0', kind: 'wifi', url: 'ws://192.168.1.5:1' },
    ]);
    expect(hostAddresses('127.0.0.1', 1, INTERFACES, NO_FACTS).map(({ url }) => url)).toEqual(['ws://127.0.0.1:1']);
  });

  test('this computer only, when there is no network', () => {
    expect(hostAddresses('0.0.0.0', 1, { lo: INTERFACES.lo }, NO_FACTS).map(({ url }) => url)).toEqual(['ws://127.0.0.1:1']);
    expect(webSocketUrl('::1', 1)).toBe('ws://[::1]:1');
  });
});

describe('what an address counts as', () => {
  test.each([
    ['127.0.0.1', 'loopback'],
    ['127.8.8.8', 'loopback'],
    ['::1', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['192.168.0.1', 'lan'],
    ['10.1.2.3', 'lan'],
    ['172.31.0.1', 'lan'],
    ['::ffff:10.0.0.1', 'lan'],
    ['fe80::1%eth0', 'lan'],
    ['fd12::1', 'lan'],
    ['172.32.0.1', 'public'],
    ['8.8.8.8', 'public'],
    ['2001:db8::1', 'public'],
    ['nonsense', 'public'],
  ])('%s: %s', (address, kind) => {
    expect(classOf(address)).toBe(kind);
  });

  test('an IPv6 address counts with its /64 network', () => {
    expect(addressKey('2001:db8:0:1::5')).toBe(addressKey('2001:db8:0:1:ffff::6'));
    expect(addressKey('2001:db8:0:1::5')).not.toBe(addressKey('2001:db8:0:2::5'));
    expect(addressKey('::1')).toBe('0:0:0:0::/64');
    expect(plainAddress('::ffff:1.2.3.4')).toBe('1.2.3.4');
  });
});
