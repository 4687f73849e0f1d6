import { describe, expect, test } from 'vitest';
import { NO_ADDRESS_PREFERENCE, orderAddresses, type AddressPreference } from '../../src-shared/hosting/index.ts';
import { DEFAULT_SETTINGS, type HostingState } from '../../src-shared/ipc/index.ts';
import { AppStore } from '../../src-shared/client/app-store.ts';
import { HostAddresses } from '../../src-main/hosting/host-addresses.ts';
import type { HostAddress } from '../../src-main/server/network/addresses.ts';
import { appState } from './app-state.ts';

const at = (network: string, address: string) => ({ network, address });
const WIFI = at('wlan0', '192.168.1.5');
const CABLE = at('eth0', '10.0.0.5');
const CABLE_6 = at('eth0', 'fd00::5');

describe('the addresses that are given to others', () => {
  test.each<[string, AddressPreference, readonly object[], readonly object[]]>([
    ['as they come', NO_ADDRESS_PREFERENCE, [WIFI, CABLE, CABLE_6], []],
    ['the preferred network first', { preferred: 'eth0', excluded: [] }, [CABLE, CABLE_6, WIFI], []],
    ['without one that is left out', { preferred: 'eth0', excluded: ['wlan0'] }, [CABLE, CABLE_6], [WIFI]],
    ['one that is left out is not first either', { preferred: 'eth0', excluded: ['eth0'] }, [WIFI], [CABLE, CABLE_6]],
    ['all, where all are left out', { preferred: 'eth0', excluded: ['eth0', 'wlan0'] }, [CABLE, CABLE_6, WIFI], []],
    ['networks that are not there change nothing', { preferred: 'wlan7', excluded: ['tun0'] }, [WIFI, CABLE, CABLE_6], []],
  ])('%s', (_name, preference, given, leftOut) => {
    expect(orderAddresses([WIFI, CABLE, CABLE_6], preference)).toEqual({ given, leftOut });
  });

  test('follow the settings and the networks for as long as the room is open', () => {
    const store = new AppStore(appState(), () => undefined, console.error);
    const found = (network: string, address: string, kind: HostAddress['kind']): HostAddress => ({
      ...{ network, address, kind, family: address.includes(':') ? 'IPv6' : 'IPv4', url: '' },
    });
    let here = [found('wlan0', '192.168.1.5', 'wifi'), found('eth0', 'fd00::5', 'ethernet')];
    const addresses = new HostAddresses(store, () => here);
    const shown = () => (store.state.hosting.status === 'on' ? store.state.hosting : null);
    const open: HostingState = {
      ...{
        status: 'on',
        name: 'room',
        port: 8888,
        busyPort: null,
        fingerprint: null,
        guests: true,
        reach: null,
        people: 1,
        names: [],
      },
      addresses: [{ address: '192.168.1.5:8888', network: 'wlan0' }],
    };
    addresses.refresh();
    expect(store.state.hosting).toEqual({ status: 'off' });
    store.dispatch({ type: 'hosting/changed', hosting: open });
    expect(shown()?.addresses).toEqual([
      { address: '192.168.1.5:8888', network: 'wlan0', kind: 'wifi' },
      { address: '[fd00::5]:8888', network: 'eth0', kind: 'ethernet' },
    ]);
    const chosen = { preferred: null, excluded: ['wlan0'] };
    store.dispatch({ type: 'settings/changed', settings: { ...DEFAULT_SETTINGS, addresses: chosen } });
    expect(shown()?.addresses.map(({ network }) => network)).toEqual(['eth0']);
    expect(shown()?.leftOut?.map(({ network }) => network)).toEqual(['wlan0']);
    here = here.slice(0, 1);
    addresses.refresh();
    expect(shown()?.addresses.map(({ network }) => network)).toEqual(['wlan0']);
    expect(shown()?.leftOut).toBeUndefined();
    expect(shown()?.people).toBe(1);
  });
});
