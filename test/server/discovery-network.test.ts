import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import type { FindingState, FoundServer } from '../../src-shared/ipc/index.ts';
import { isFingerprint } from '../../src-shared/trust/index.ts';
import { bundle } from '../support/bundle.ts';
import { until } from '../support/fake-clock.ts';
import { Computer, whyNoNamespaces, type Program } from '../support/network-namespaces.ts';
import { buildServer } from '../support/server-process.ts';
import { temporaryFolder } from '../support/server-room.ts';

/** Two computers in one network: the real server on one, the app's search on the other. */

const SERVER = join(fileURLToPath(new URL('../..', import.meta.url)), 'dist/server/cli.cjs');
const ROOM = 'Workshop: Dr. Müller';

const reason = whyNoNamespaces();
if (reason !== null) console.log(`skipped, because this computer cannot be two: ${reason}`);

interface Line {
  readonly age: number;
  readonly finding: FindingState;
}

let finder = '';
let noise = '';

async function network(): Promise<readonly [Computer, Computer]> {
  const host = new Computer('10.77.0.1');
  const guest = new Computer('10.77.0.2');
  await host.connect(guest);
  return [host, guest];
}

async function serve(host: Computer, ...argv: string[]): Promise<Program> {
  const server = host.node(SERVER, '--data', temporaryFolder(), '--name', ROOM, ...argv);
  await until(
    () => server.out.includes('Join with'),
    () => `the server listens: ${server.err}`,
    10_000,
  );
  return server;
}

function last(search: Program): FindingState | undefined {
  return search.lines<Line>().at(-1)?.finding;
}

function found(search: Program): readonly FoundServer[] {
  return last(search)?.servers ?? [];
}

/** How old the search was when it knew of a server, in ms. */
async function ageOfFirstFind(search: Program, deadlineMs: number): Promise<number> {
  await until(
    () => found(search).length > 0,
    () => `a server is found: ${search.out}\n${search.err}`,
    deadlineMs,
  );
  return search.lines<Line>().find(({ finding }) => finding.servers.length > 0)?.age ?? Infinity;
}

beforeAll(async () => {
  if (reason !== null) return;
  await buildServer();
  noise = await bundle('noise-program', 'test/support/noise-program.ts');
  finder = await bundle('finder-program', 'test/support/finder-program.ts');
}, 120_000);

describe.skipIf(reason !== null)('two computers in one network', () => {
  test('the second finds the first within 3 s, by what that tells of itself: its name, port and key', async () => {
    const [host, guest] = await network();
    const server = await serve(host);
    const search = guest.node(finder);
    const age = await ageOfFirstFind(search, 8_000);
    await until(() => found(search)[0]?.fingerprint !== null, 'its key is known');
    console.log(`found by multicast DNS after ${age.toFixed(0)} ms`);
    expect(age).toBeLessThan(3_000);
    expect(found(search)).toEqual([
      {
        name: ROOM,
        address: '10.77.0.1:8888',
        fingerprint: expect.toSatisfy(isFingerprint),
        network: 'lan0',
        known: null,
        people: null,
        by: 'mdns',
      },
    ]);
    server.stop();
    await until(() => found(search).length === 0, 'a server that stops says goodbye');
  });

  test('a server that starts later is found within 3 s', async () => {
    const [host, guest] = await network();
    const search = guest.node(finder);
    await until(() => last(search)?.status === 'looking', 'the search begins');
    await serve(host, '--port', '9000');
    const began = performance.now();
    await ageOfFirstFind(search, 3_000);
    console.log(`found ${(performance.now() - began).toFixed(0)} ms after it listened`);
    expect(found(search)[0]?.address).toBe('10.77.0.1:9000');
  });

  test.each([
    ['encrypted', []],
    ['in clear text alone', ['--no-tls']],
  ])('where multicast is blocked, asking every address finds it within 10 s: %s', async (_name, options) => {
    const [host, guest] = await network();
    for (const end of [host, guest]) end.run('iptables', '-A', 'OUTPUT', '-d', '224.0.0.0/4', '-j', 'DROP');
    await serve(host, '--port', '8890', ...options);
    const search = guest.node(finder, 'probe');
    const age = await ageOfFirstFind(search, 15_000);
    console.log(`found by asking every address after ${age.toFixed(0)} ms`);
    expect(age).toBeLessThan(10_000);
    const [server] = found(search);
    expect(server).toMatchObject({ address: '10.77.0.1:8890', by: 'probe', name: '' });
    expect(server?.fingerprint === null).toBe(options.length > 0);
    await until(() => last(search)?.probe?.complete === true, 'all addresses were asked', 20_000);
    console.log(
      `all ${String(last(search)?.probe?.total)} were asked after ${String(search.lines<Line>().at(-1)?.age.toFixed(0))} ms`,
    );
  });

  test('a server that is not to be found tells nobody', async () => {
    const [host, guest] = await network();
    await serve(host, '--no-discovery');
    await serve(host, '--host', '127.0.0.1', '--port', '9001');
    const search = guest.node(finder);
    const other = await serve(guest, '--port', '9002');
    await until(() => found(search).length > 0, 'the search works');
    other.stop();
    await until(() => found(search).length === 0, 'and finds nothing else', 6_000);
  });

  test('whatever else is in the network, neither the search nor the server stumbles', async () => {
    const [host, guest] = await network();
    const seed = Math.floor(Math.random() * 2 ** 31);
    console.log(`seed of the strange packets: ${String(seed)}`);
    const server = await serve(host);
    const search = guest.node(finder);
    await until(() => last(search)?.status === 'looking', 'the search begins');
    const [hostNoise, guestNoise] = [host, guest].map((end) => end.node(noise, String(seed), end.address));
    await until(() => [hostNoise, guestNoise].every((each) => each?.out.includes('done')), 'all was sent', 15_000);
    const late = await serve(host, '--port', '9003');
    await until(
      () => found(search).some(({ address }) => address === '10.77.0.1:9003'),
      () => `the honest server is found: ${search.out} ${search.err}`,
    );
    expect(search.err).toBe('');
    expect([server.ended, late.ended, search.ended]).toEqual([false, false, false]);
  });

  test('two rooms of the same name are two', async () => {
    const [host, guest] = await network();
    const search = guest.node(finder);
    await serve(host);
    await serve(host, '--port', '9000');
    await until(
      () => found(search).length === 2,
      () => `both are found: ${search.out}`,
    );
    expect(found(search).map((each) => each.name)).toEqual([ROOM, `${ROOM} (2)`]);
  });

  test('a tunnel and a network between programs never come first, whatever they are called', async () => {
    const [host] = await network();
    host.ip('tuntap', 'add', 'dev', 'aaa0', 'mode', 'tun');
    host.ip('addr', 'add', '10.1.0.1/24', 'dev', 'aaa0');
    host.ip('link', 'add', 'aab0', 'type', 'bridge');
    host.ip('addr', 'add', '10.2.0.1/24', 'dev', 'aab0');
    for (const name of ['aaa0', 'aab0']) host.ip('link', 'set', name, 'up');
    host.ip('route', 'add', 'default', 'dev', 'aaa0');
    const server = await serve(host, '--no-tls');
    expect(server.out.match(/Join with: .*/gu)).toEqual(['Join with: ws://10.77.0.1:8888']);
  });
});
