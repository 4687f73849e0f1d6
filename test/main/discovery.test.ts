import { isIPv4 } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { initialChatState } from '../../src-shared/chat/index.ts';
import { FOUND_SERVERS_MAX, type FoundServer, type Profile, type ServerState } from '../../src-shared/ipc/index.ts';
import { systemClock } from '../../src-shared/session/index.ts';
import { fingerprintOf, type Security } from '../../src-shared/trust/index.ts';
import { AppStore } from '../../src-shared/client/app-store.ts';
import { CONNECT_TIMEOUT_MS, type Answer, type Question } from '../../src-main/discovery/ask-server.ts';
import { Finder } from '../../src-main/discovery/finder.ts';
import { foundServers, type Finds } from '../../src-main/discovery/found-list.ts';
import { probeNetworks } from '../../src-main/discovery/probe.ts';
import { ServiceBook } from '../../src-main/discovery/service-book.ts';
import { Announcer } from '../../src-main/server/discovery/announcer.ts';
import { SERVICE, serviceRecords } from '../../src-main/server/discovery/service.ts';
import { silentLogger } from '../../src-main/server/logger.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeLan } from '../support/fake-multicast.ts';
import { HOSTILE_PACKETS } from '../support/hostile-records.ts';
import { FakeServerClock } from '../support/server-room.ts';
import { appState, PROFILE } from './app-state.ts';

const key = (seed: number) => fingerprintOf(new Uint8Array(32).fill(seed));
const SOURCE = { from: '10.0.0.2', network: 'lan0' };

function honest(instance = 'honest', host = 'honest.local') {
  const told = serviceRecords({ instance, host, port: 8888, fingerprint: key(1) }, '10.0.0.2');
  return told.map((record) =>
    Array.isArray(record.data) ? { ...record, data: record.data.map((text) => Buffer.from(String(text))) } : record,
  );
}

function known(change: Partial<Profile>, phase: 'connected' | 'offline' = 'offline', members: string[] = []): ServerState {
  const chat = { ...initialChatState('ann', 'host'), connection: { phase }, members };
  return { profile: { ...PROFILE, ...change }, chat };
}

const pinned = (seed: number): Security => ({ kind: 'pinned', fingerprint: key(seed) });

describe('what servers tell of themselves', () => {
  test(`${String(HOSTILE_PACKETS.length)} hostile packets: every row is plain text and a port in the network, and the honest server is in the list`, () => {
    expect(HOSTILE_PACKETS.length).toBeGreaterThanOrEqual(60);
    for (const packet of HOSTILE_PACKETS) {
      const book = new ServiceBook();
      book.take(packet, { from: '10.0.0.66', network: 'lan0' }, 0);
      book.take({ answers: honest() }, SOURCE, 0);
      const rows = book.sightings(0);
      for (const { name, address, network } of rows) {
        expect(name).not.toMatch(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
        expect([...name].length).toBeLessThanOrEqual(64);
        const [, host = '', port = ''] = /^([\d.]+):(\d{1,5})$/u.exec(address) ?? [];
        expect(isIPv4(host)).toBe(true);
        expect(host).toMatch(/^10\./u);
        expect(Number(port)).toBeLessThan(65_536);
        expect(network).toBe('lan0');
      }
      if (rows.length < FOUND_SERVERS_MAX)
        expect(rows).toContainEqual(expect.objectContaining({ name: 'honest', fingerprint: key(1) }));
    }
  });

  test('all of them together leave at most two hundred rows, and nothing of them stays for long', () => {
    const book = new ServiceBook();
    for (const packet of HOSTILE_PACKETS) book.take(packet, SOURCE, 0);
    for (let at = 0; at < 2_000; at++) book.take({ answers: honest(`room ${String(at)}`) }, SOURCE, 0);
    expect(book.sightings(0).length).toBeLessThanOrEqual(FOUND_SERVERS_MAX);
    expect(book.sightings(120_001)).toEqual([]);
    book.take({ answers: honest() }, SOURCE, 130_000);
    expect(book.sightings(130_000).map(({ name }) => name)).toEqual(['honest']);
  });

  test('what says no more than that it exists is asked for once', () => {
    const book = new ServiceBook();
    const [pointer, ...rest] = honest();
    expect(book.take({ answers: pointer === undefined ? [] : [pointer] }, SOURCE, 0)).toEqual([`honest.${SERVICE}`]);
    expect(book.take({ answers: pointer === undefined ? [] : [pointer] }, SOURCE, 0)).toEqual([]);
    expect(book.sightings(0)).toEqual([]);
    book.take({ additionals: rest }, SOURCE, 0);
    expect(book.sightings(0)).toEqual([{ name: 'honest', address: '10.0.0.2:8888', fingerprint: key(1), network: 'lan0' }]);
  });

  test('a router that passes packets on is not taken for the server', () => {
    const book = new ServiceBook();
    book.take({ answers: honest() }, { from: '10.0.0.254', network: 'lan0' }, 0);
    expect(book.sightings(0)[0]?.address).toBe('10.0.0.2:8888');
  });
});

describe('the list', () => {
  const finds = (change: Partial<Finds>): FoundServer[] =>
    foundServers({ told: [], probed: [], lastKnown: [], servers: [], own: [], ...change });
  const at = (address: string, seed: number | null, name?: string) => ({
    ...{ address, fingerprint: seed === null ? null : key(seed), network: 'lan0', name: name ?? '' },
  });

  test('has one row a server, however often and by whatever way it was found', () => {
    const rows = finds({
      told: [at('10.0.0.2:8888', 1, 'Workshop'), at('10.9.0.2:8888', 1, 'Workshop'), at('10.0.0.3:8888', null, 'Old')],
      probed: [at('10.0.0.2:8888', 1), at('10.0.0.3:8888', null)],
      lastKnown: [{ ...at('10.0.0.2:8888', 1), network: null }],
    });
    expect(rows).toMatchObject([
      { name: 'Old', address: '10.0.0.3:8888', fingerprint: null, by: 'probe' },
      { name: 'Workshop', address: '10.0.0.2:8888', fingerprint: key(1), by: 'last-known' },
    ]);
  });

  test('a server of the list is called as there and comes first; who is online is said where this app is', () => {
    const servers = [
      known({ id: 'a', label: 'Zoo', address: '10.0.0.9:8888', security: pinned(1) }, 'connected', ['ann', 'bob']),
      known({ id: 'b', address: '10.0.0.3', security: { kind: 'clear' } }),
    ];
    const rows = finds({
      servers,
      told: [at('10.0.0.2:8888', 1, 'Anything'), at('10.0.0.3:8888', null, 'Old'), at('10.0.0.4:1', 4, 'A')],
    });
    expect(rows.map(({ name, known: id, people }) => [name, id, people])).toEqual([
      ['Old', 'b', null],
      ['Zoo', 'a', 2],
      ['A', null, null],
    ]);
  });

  test('who says a known name or stands at a known address with another key, or with none, is not known', () => {
    const servers = [known({ label: 'Zoo', address: '10.0.0.2:8888', security: pinned(1) })];
    const rows = finds({ servers, told: [at('10.0.0.2:8888', 2, 'Zoo')], probed: [at('10.0.0.2:8888', null)] });
    expect(rows.map((row) => row.known)).toEqual([null, null]);
  });

  test('the room of this computer is not in it, and two hundred rows are the most', () => {
    const told = Array.from({ length: 400 }, (_, n) =>
      at(`10.0.${String(n % 200)}.${String(n % 250)}:8888`, null, `r${String(n)}`),
    );
    expect(finds({ told, own: ['10.0.0.0:8888'] })).toHaveLength(FOUND_SERVERS_MAX);
    expect(finds({ told: told.slice(0, 1), own: ['10.0.0.0:8888'] })).toEqual([]);
  });
});

describe('asking every address', () => {
  const controller = () => new AbortController();
  const run = async (
    prefix: number,
    signal = controller().signal,
    answer: (q: Question) => Answer = () => ({ kind: 'silent' }),
  ) => {
    const asked: Question[] = [];
    const found: string[] = [];
    let most = 0;
    let now = 0;
    await probeNetworks({
      networks: [{ name: 'lan0', address: '10.1.2.3', prefix }],
      signal,
      pinned: new Set(['10.1.2.9:8888']),
      onFound: ({ address }) => found.push(address),
      onProgress: () => undefined,
      ask: async (question) => {
        asked.push(question);
        most = Math.max(most, ++now);
        await Promise.resolve();
        now--;
        return answer(question);
      },
    });
    return { asked, found, most };
  };

  test('all others of a small network, at five ports, one port of the whole network at once', async () => {
    const { asked, most } = await run(24);
    expect(asked).toHaveLength(253 * 5);
    expect(new Set(asked.map(({ port }) => port))).toEqual(new Set([8888, 8889, 8890, 8891, 8892]));
    expect(asked.some(({ host }) => ['10.1.2.0', '10.1.2.3', '10.1.2.255'].includes(host))).toBe(false);
    // Five ports of silence: five times the patience with one, which is under ten seconds.
    expect(most).toBeGreaterThanOrEqual(253);
    expect(most).toBeLessThanOrEqual(256);
    expect(5 * CONNECT_TIMEOUT_MS).toBeLessThan(10_000);
  });

  test.each([
    [8, 253],
    [16, 253],
    [25, 125],
    [30, 2],
    [31, 1],
    [32, 0],
  ])('of a network of %i bits, %i computers', async (prefix, computers) => {
    expect(new Set((await run(prefix)).asked.map(({ host }) => host)).size).toBe(computers);
  });

  test('a server behind another port is found before the silent rest is asked again', async () => {
    const { asked, found } = await run(24, undefined, ({ host, port }) => {
      if (host !== '10.1.2.200') return { kind: 'silent' };
      return port === 8890 ? { kind: 'server', fingerprint: null } : { kind: 'no-server' };
    });
    expect(found).toEqual(['10.1.2.200:8890']);
    expect(asked.findIndex(({ host, port }) => host === '10.1.2.200' && port === 8890)).toBeLessThan(260);
  });

  test('where a key is known nothing is asked in clear text', async () => {
    const { asked } = await run(24);
    expect(asked.filter(({ plain }) => !plain).map(({ host, port }) => `${host}:${String(port)}`)).toEqual(['10.1.2.9:8888']);
  });

  test('ends when it is told to', async () => {
    const stop = controller();
    const { asked } = await run(24, stop.signal, () => {
      stop.abort();
      return { kind: 'silent' };
    });
    expect(asked.length).toBeLessThanOrEqual(256);
  });
});

describe('looking for servers', () => {
  function looking(servers: readonly ServerState[] = [], answer: Answer = { kind: 'silent' }, real = false) {
    const lan = new FakeLan();
    const clock = new FakeClock();
    const asked: string[] = [];
    const store = new AppStore({ ...appState(), servers }, () => undefined, console.error);
    const finder = new Finder({
      ...{ store, platform: 'linux', tunnel: () => false, clock: real ? systemClock : clock },
      access: lan.access('10.0.0.1'),
      ask: ({ host, port }) => {
        asked.push(`${host}:${String(port)}`);
        return Promise.resolve(answer);
      },
    });
    onTestFinished(() => {
      finder.stop();
    });
    return { lan, clock, asked, store, finder };
  }

  test('nothing is sent and nothing listened to before it is started and after it is stopped', async () => {
    const { lan, clock, asked, store, finder } = looking([known({ address: '10.0.0.7:8888' })]);
    finder.probe(true);
    await clock.advance(60_000);
    expect([lan.sent, lan.listening, asked]).toEqual([[], 0, []]);
    finder.start();
    await clock.advance(10_000);
    expect(lan.sent.length).toBeGreaterThan(2);
    expect(lan.listening).toBe(1);
    finder.stop();
    const sent = lan.sent.length;
    await clock.advance(600_000);
    expect([lan.sent.length, lan.listening, store.state.finding.status]).toEqual([sent, 0, 'off']);
    expect(clock.pending).toBe(0);
  });

  test('a server that is there or comes is in the list, one that says goodbye is not; nobody is connected to', async () => {
    const { lan, clock, asked, store, finder } = looking();
    finder.start();
    const server = new Announcer({
      ...{ room: 'Workshop', host: '0.0.0.0', port: 8888, fingerprint: key(1), log: silentLogger },
      ...{ clock: Object.assign(new FakeServerClock(), { after: clock.after.bind(clock), monotonic: () => clock.now() }) },
      access: lan.access('10.0.0.2'),
    });
    server.start();
    await clock.advance(3_000);
    expect(store.state.finding.servers).toMatchObject([{ name: 'Workshop', address: '10.0.0.2:8888', by: 'mdns' }]);
    await server.stop();
    await clock.advance(200);
    expect(store.state.finding.servers).toEqual([]);
    expect(asked).toEqual([]);
  });

  test('servers of the list are asked where they were, if that is in a local network, and only if nobody is logged in there', async () => {
    const servers = [
      known({ id: 'a', address: '10.0.0.7', security: pinned(1) }),
      known({ id: 'b', address: 'wss://chat.example.org' }),
      known({ id: 'c', address: '8.8.8.8' }),
      known({ id: 'd', address: '10.0.0.8', security: pinned(2) }, 'connected', ['ann']),
      known({ id: 'e', address: '127.0.0.1:8888', kind: 'hosted' }),
      known({ id: 'f', address: 'nonsense://' }),
    ];
    const { clock, asked, store, finder } = looking(servers, { kind: 'server', fingerprint: key(1) });
    finder.start();
    await clock.advance(1_000);
    expect(asked).toEqual(['10.0.0.7:8888']);
    expect(store.state.finding.servers.map((row) => [row.known, row.address, row.people, row.by])).toEqual([
      ['a', '10.0.0.7:8888', null, 'last-known'],
      ['d', '10.0.0.8:8888', 1, 'last-known'],
    ]);
  });

  test('a search of the addresses tells how far it is, can be stopped, and says what may be in the way', async () => {
    const { clock, asked, store, finder } = looking();
    finder.start();
    finder.probe(true);
    expect(store.state.finding.status).toBe('looking');
    await clock.advance(200);
    expect(store.state.finding).toMatchObject({
      status: 'looking',
      probe: { asked: 1_265, total: 1_265, complete: true },
      obstacles: ['isolation', 'firewall'],
    });
    asked.length = 0;
    finder.probe(true);
    finder.probe(false);
    await clock.advance(200);
    expect(asked.length).toBeLessThanOrEqual(256);
    expect(store.state.finding.status).toBe('looking');
    expect(store.state.finding.probe?.complete).toBe(false);
  });

  test.each([
    ['darwin', 1, true, ['local-network-permission', 'vpn', 'isolation', 'firewall']],
    ['linux', 0, false, ['no-network']],
    ['win32', 1, false, ['isolation', 'firewall']],
  ] as const)('what may be in the way on %s with %i networks', async (platform, networks, tunnel, obstacles) => {
    const lan = new FakeLan();
    const clock = new FakeClock();
    const store = new AppStore(appState(), () => undefined, console.error);
    const access = lan.access('10.0.0.1', networks === 0 ? { networks: () => [] } : {});
    const finder = new Finder({
      store,
      clock,
      platform,
      access,
      tunnel: () => tunnel,
      ask: () => Promise.resolve({ kind: 'silent' }),
    });
    finder.start();
    await clock.advance(200);
    expect(store.state.finding.obstacles).toEqual(obstacles);
    finder.stop();
  });

  test('a computer that cannot listen says so', async () => {
    const lan = new FakeLan();
    const clock = new FakeClock();
    const store = new AppStore(appState(), () => undefined, console.error);
    const access = lan.access('10.0.0.1', { open: () => Promise.reject(new Error('EADDRINUSE')) });
    const finder = new Finder({ store, clock, platform: 'linux', access, tunnel: () => false });
    finder.start();
    await clock.advance(200);
    expect(store.state.finding.obstacles).toContain('no-multicast');
    finder.stop();
  });
});
