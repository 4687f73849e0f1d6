import { mkdirSync, writeFileSync } from 'node:fs';
import type { NetworkInterfaceInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fingerprintOf } from '../../src-shared/trust/index.ts';
import { Announcer } from '../../src-main/server/discovery/announcer.ts';
import { hasTunnel, localNetworks } from '../../src-main/server/discovery/networks.ts';
import { instanceName, SERVICE, shownName } from '../../src-main/server/discovery/service.ts';
import { silentLogger, type Logger } from '../../src-main/server/logger.ts';
import { hostAddresses } from '../../src-main/server/network/addresses.ts';
import { linuxFacts, NO_FACTS } from '../../src-main/server/network/interfaces.ts';
import { FakeLan } from '../support/fake-multicast.ts';
import { FakeServerClock, openRoom, temporaryFolder } from '../support/server-room.ts';
import { HOSTILE_NAMES } from '../support/hostile-records.ts';

const KEY = fingerprintOf(new Uint8Array(32).fill(7));

function announcer(lan: FakeLan, clock: FakeServerClock, change: Partial<ConstructorParameters<typeof Announcer>[0]> = {}) {
  const parts = { room: 'Workshop', host: '0.0.0.0', port: 8888, fingerprint: KEY, clock, log: silentLogger };
  const made = new Announcer({ ...parts, access: lan.access('10.0.0.1'), ...change });
  onTestFinished(() => made.stop());
  made.start();
  return made;
}

function logOf(): [Logger, string[]] {
  const lines: string[] = [];
  const add = (text: string) => lines.push(text);
  return [{ info: add, warn: add, error: add }, lines];
}

describe('a server that tells the network of itself', () => {
  test('says its name, address, port, the version of the protocol and its key, and nothing else', async () => {
    const [lan, clock] = [new FakeLan(), new FakeServerClock()];
    announcer(lan, clock);
    await clock.advance(1_000);
    const name = `Workshop.${SERVICE}`;
    const host = expect.stringMatching(/^rwci-[0-9a-f]{12}\.local$/u);
    expect(lan.records).toEqual([
      { name: SERVICE, type: 'PTR', ttl: 4_500, data: name },
      { name, type: 'SRV', ttl: 120, data: { port: 8888, target: host, priority: 0, weight: 0 } },
      { name, type: 'TXT', ttl: 4_500, data: ['v=1', `fp=${KEY}`] },
      { name: host, type: 'A', ttl: 120, data: '10.0.0.1' },
    ]);
  });

  test('asks first whether its name is taken', async () => {
    const [lan, clock] = [new FakeLan(), new FakeServerClock()];
    announcer(lan, clock);
    await clock.advance(740);
    expect(lan.sent.map(({ kind }) => kind)).toEqual(['ask', 'ask', 'ask']);
    await clock.advance(20);
    expect(lan.sent.at(-1)?.kind).toBe('tell');
  });

  test('a name that is taken gets a number; of two that began at once one gives way', async () => {
    const [lan, clock] = [new FakeLan(), new FakeServerClock()];
    const first = announcer(lan, clock);
    await clock.advance(2_000);
    const second = announcer(lan, clock, { access: lan.access('10.0.0.2') });
    const third = announcer(lan, clock, { access: lan.access('10.0.0.3') });
    await clock.advance(20_000);
    expect(first.instance).toBe('Workshop');
    expect(new Set([first, second, third].map(({ instance }) => instance)).size).toBe(3);
  });

  test('somebody who claims every name moves it no more than twenty times', async () => {
    const [lan, clock] = [new FakeLan(), new FakeServerClock()];
    const moved = announcer(lan, clock);
    for (let time = 0; time < 100; time++) {
      await clock.advance(50);
      const data = { port: 1, target: 'a.local' };
      lan.tell({ answers: [{ name: `${moved.instance}.${SERVICE}`, type: 'SRV', ttl: 120, data }] }, '10.0.0.66');
    }
    await clock.advance(2_000);
    expect(moved.instance).toBe('Workshop (20)');
    expect(lan.sent.some(({ kind }) => kind === 'tell')).toBe(true);
  });

  test('a thousand questions a second are answered once', async () => {
    const [lan, clock] = [new FakeLan(), new FakeServerClock()];
    announcer(lan, clock);
    await clock.advance(60_000);
    const before = lan.sent.length;
    const questions = Array.from({ length: 100 }, () => ({ name: SERVICE.toUpperCase(), type: 'PTR' }));
    for (let time = 0; time < 100; time++) {
      lan.ask({ questions });
      await clock.advance(10);
    }
    expect(lan.sent.length - before).toBeLessThanOrEqual(2);
    expect(lan.sent.length - before).toBeGreaterThan(0);
  });

  test('questions for others are not answered', async () => {
    const [lan, clock] = [new FakeLan(), new FakeServerClock()];
    announcer(lan, clock);
    await clock.advance(60_000);
    const before = lan.sent.length;
    lan.ask({ questions: [{ name: '_http._tcp.local', type: 'PTR' }] });
    lan.ask({});
    await clock.advance(5_000);
    expect(lan.sent.length).toBe(before);
  });

  test('a room that gets another name is told under that, and nobody keeps the old one', async () => {
    const [lan, clock] = [new FakeLan(), new FakeServerClock()];
    const renamed = announcer(lan, clock);
    await clock.advance(2_000);
    lan.records.length = 0;
    renamed.rename('The den');
    await clock.advance(0);
    const old = `Workshop.${SERVICE}`;
    expect(lan.records.filter(({ type }) => type === 'SRV')).toEqual([expect.objectContaining({ name: old, ttl: 0 })]);
    await clock.advance(60_000);
    expect(renamed.instance).toBe('The den');
    const told = lan.records.filter(({ ttl }) => ttl !== 0);
    expect(told.length).toBeGreaterThan(0);
    expect(told.some(({ name, data }) => name === old || data === old)).toBe(false);
    expect(told).toContainEqual(expect.objectContaining({ type: 'SRV', name: `The den.${SERVICE}` }));
    // The same name again is nothing new.
    lan.records.length = 0;
    renamed.rename('The den');
    await clock.advance(60_000);
    expect(lan.records).toEqual([]);
  });

  test('a room that is renamed while it asks for its name asks for the new one', async () => {
    const [lan, clock] = [new FakeLan(), new FakeServerClock()];
    const renamed = announcer(lan, clock);
    await clock.advance(300);
    renamed.rename('The den');
    await clock.advance(5_000);
    expect(new Set(lan.records.filter(({ type }) => type === 'PTR').map(({ data }) => data))).toEqual(
      new Set([`The den.${SERVICE}`]),
    );
  });

  test('a network that the host leaves out is not told, unless there is no other', async () => {
    const [lan, clock] = [new FakeLan(), new FakeServerClock()];
    const networks = [
      { name: 'lan0', address: '10.0.0.1', prefix: 24 },
      { name: 'guest0', address: '10.9.0.1', prefix: 24 },
    ];
    let leftOut = ['guest0'];
    const access = lan.access('10.0.0.1', { networks: () => networks });
    announcer(lan, clock, { access, leftOut: () => leftOut });
    const told = () => new Set(lan.records.filter(({ type, ttl }) => type === 'A' && ttl !== 0).map(({ data }) => data));
    await clock.advance(20_000);
    expect(told()).toEqual(new Set(['10.0.0.1']));
    expect(lan.listening).toBe(1);
    // Left out meanwhile: it is taken back there, and told in the other.
    leftOut = ['lan0'];
    lan.records.length = 0;
    await clock.advance(20_000);
    expect(told()).toEqual(new Set(['10.9.0.1']));
    expect(lan.records).toContainEqual(expect.objectContaining({ type: 'A', ttl: 0, data: '10.0.0.1' }));
    leftOut = ['lan0', 'guest0'];
    lan.records.length = 0;
    await clock.advance(20_000);
    expect(told()).toEqual(new Set(['10.0.0.1']));
    expect(lan.listening).toBe(2);
  });

  test('takes it back when it stops, and listens no more', async () => {
    const [lan, clock] = [new FakeLan(), new FakeServerClock()];
    const stopped = announcer(lan, clock);
    await clock.advance(1_000);
    lan.records.length = 0;
    await stopped.stop();
    expect(lan.records.map(({ ttl }) => ttl)).toEqual([0, 0, 0, 0]);
    expect(lan.listening).toBe(0);
    await clock.advance(60_000);
    expect(lan.records).toHaveLength(4);
  });

  test('a network that comes later is told, one that goes is left', async () => {
    const [lan, clock] = [new FakeLan(), new FakeServerClock()];
    let here = [{ name: 'lan0', address: '10.0.0.1', prefix: 24 }];
    announcer(lan, clock, { access: lan.access('10.0.0.1', { networks: () => here }) });
    await clock.advance(1_000);
    here = [...here, { name: 'wlan0', address: '10.9.0.1', prefix: 24 }];
    await clock.advance(2_000);
    expect(lan.records.find(({ data }) => data === '10.9.0.1')).toBeDefined();
    here = here.slice(1);
    await clock.advance(2_000);
    expect(lan.listening).toBe(1);
  });

  test('where it is not possible the log says so once, and the rest goes on', async () => {
    const [lan, clock] = [new FakeLan(), new FakeServerClock()];
    const [log, lines] = logOf();
    const open = () => Promise.reject(new Error('bind EACCES 0.0.0.0:5353'));
    announcer(lan, clock, { log, access: lan.access('10.0.0.1', { open }) });
    await clock.advance(60_000);
    expect(lines).toEqual(['the server cannot be announced in a network']);
  });

  test('a room that only this computer can reach is not told of', async () => {
    const [log, lines] = logOf();
    await openRoom({ log });
    await openRoom({ log, host: '0.0.0.0', discovery: false });
    expect(lines.filter((line) => line.includes('announced'))).toEqual([]);
  });
});

describe('the name of a room as a label of the DNS', () => {
  test.each([
    ['Dr. Müller', 'Dr․ Müller'],
    ['', 'RWCI'],
    ['\u202E\u200B', 'RWCI'],
    ['a\nb\tc', 'a b c'],
    ['x'.repeat(100), 'x'.repeat(56)],
    ['ä'.repeat(100), 'ä'.repeat(28)],
    ['🧑‍🤝‍🧑'.repeat(20), expect.any(String)],
  ])('%j', (room, name) => {
    expect(instanceName(room)).toEqual(name);
    for (const attempt of [1, 2, 20]) expect(Buffer.byteLength(instanceName(room, attempt))).toBeLessThanOrEqual(63);
  });

  test('comes back with its dots', () => {
    expect(shownName(instanceName('Dr. Müller'))).toBe('Dr. Müller');
  });

  test('whatever it is, one short line comes out, with nothing invisible', () => {
    for (const name of HOSTILE_NAMES) {
      const shown = shownName(name);
      expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u2800]/u);
      expect([...shown].length).toBeLessThanOrEqual(64);
      expect(shown).toBe(shown.trim());
    }
  });
});

describe('the networks of a computer', () => {
  const info = (address: string, prefix = 24): NetworkInterfaceInfo => ({
    ...{
      address,
      netmask: '',
      mac: '',
      internal: address.startsWith('127.'),
      cidr: `${address}/${String(prefix)}`,
      family: 'IPv4',
    },
  });

  /** A computer as Linux describes it: interfaces by name with the files that are there, and the routes. */
  function linux(interfaces: Readonly<Record<string, readonly string[]>>, routes: readonly string[] = []) {
    const folder = temporaryFolder();
    for (const [name, files] of Object.entries(interfaces)) {
      mkdirSync(join(folder, name), { recursive: true });
      for (const file of files) {
        const [path = '', text] = file.split('=');
        if (text === undefined) mkdirSync(join(folder, name, path), { recursive: true });
        else writeFileSync(join(folder, name, path), text);
      }
    }
    const head = 'Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT';
    writeFileSync(join(folder, 'route'), [head, ...routes].join('\n'));
    return linuxFacts(folder, join(folder, 'route'));
  }

  const route = (name: string, metric: number) =>
    `${name}\t00000000\t0100000A\t0003\t0\t0\t${String(metric)}\t00000000\t0\t0\t0`;

  test('are known by what the system says, however they are called', () => {
    const facts = linux({
      mycable: ['device', 'type=1\n'],
      myradio: ['device', 'wireless', 'type=1\n'],
      newradio: ['phy80211', 'type=1\n'],
      mytun: ['tun_flags=0x1001\n', 'type=65534\n'],
      mytap: ['tun_flags=0x1002\n', 'type=1\n'],
      mywg: ['type=65534\n'],
      myppp: ['type=512\n'],
      mybridge: ['bridge', 'brif/inner', 'type=1\n'],
      house: ['bridge', 'brif/mycable', 'type=1\n'],
      inner: ['type=1\n'],
      wlan7: ['type=1\n'],
    });
    const kinds = [
      'mycable',
      'myradio',
      'newradio',
      'mytun',
      'mytap',
      'mywg',
      'myppp',
      'mybridge',
      'house',
      'inner',
      'wlan7',
      'gone',
    ];
    expect(kinds.map((name) => facts.kindOf(name))).toEqual([
      ...['ethernet', 'wifi', 'wifi', 'tunnel', 'tunnel', 'tunnel', 'tunnel', 'bridge', 'ethernet', null, null, null],
    ]);
    expect(facts.kindOf('../..')).toBeNull();
  });

  test('the one that leads everywhere comes first, a tunnel only where there is nothing else', () => {
    const here = { aaa: [info('10.8.0.2')], b0: [info('10.1.0.2')], c0: [info('10.2.0.2')], zz: [info('172.17.0.1')] };
    const facts = linux(
      { aaa: ['tun_flags=1\n'], b0: ['device'], c0: ['device', 'wireless'], zz: ['bridge'] },
      [route('aaa', 50), route('b0', 600), route('c0', 100)].slice(1),
    );
    expect(hostAddresses('0.0.0.0', 1, here, facts)).toMatchObject([
      { address: '10.2.0.2', kind: 'wifi' },
      { address: '10.1.0.2', kind: 'ethernet' },
    ]);
    const { aaa, zz } = here;
    expect(hostAddresses('0.0.0.0', 1, { aaa, zz }, facts)).toMatchObject([{ address: '10.8.0.2', kind: 'tunnel' }]);
    expect(localNetworks(here, facts).map(({ name }) => name)).toEqual(['b0', 'c0']);
    expect([hasTunnel(here, facts), hasTunnel({ zz }, facts)]).toEqual([true, false]);
  });

  test('on other systems they are known by their names', () => {
    const here = {
      'Wi-Fi': [info('10.0.0.1')],
      Ethernet: [info('10.0.1.1')],
      en0: [info('10.0.2.1', 22)],
      utun3: [info('10.0.3.1')],
      'vEthernet (Default Switch)': [info('172.20.0.1')],
      'NordLynx VPN': [info('10.0.4.1')],
      bridge100: [info('192.168.64.1')],
      eth9: [info('169.254.1.1', 16)],
      lo0: [info('127.0.0.1', 8)],
    };
    expect(localNetworks(here, NO_FACTS)).toEqual([
      { name: 'Wi-Fi', address: '10.0.0.1', prefix: 24 },
      { name: 'Ethernet', address: '10.0.1.1', prefix: 24 },
      { name: 'en0', address: '10.0.2.1', prefix: 22 },
    ]);
    expect(hostAddresses('0.0.0.0', 1, here, NO_FACTS).map(({ kind }) => kind)).toEqual(['wifi', 'ethernet', 'unknown']);
  });
});
