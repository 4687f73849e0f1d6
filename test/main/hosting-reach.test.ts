import { createServer, type Server } from 'node:net';
import { createServer as createTls } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { AppStore } from '../../src-shared/client/app-store.ts';
import { findFirewall, type SystemProbe } from '../../src-main/hosting/firewall.ts';
import { ReachWatch } from '../../src-main/hosting/reach-watch.ts';
import { connectToSelf } from '../../src-main/hosting/self-connection.ts';
import { systemProbe } from '../../src-main/hosting/system-probe.ts';
import { makeKeyPair } from '../../src-main/server/network/key-pair.ts';
import { diagnose, type FirewallFinding, type ReachFindings } from '../../src-shared/hosting/index.ts';
import type { HostingState } from '../../src-shared/ipc/index.ts';
import { pageFolder } from '../support/page-folder.ts';
import { openRoom } from '../support/server-room.ts';
import { appState } from './app-state.ts';

const FINE: ReachFindings = {
  platform: 'linux',
  port: 8888,
  tried: '192.168.1.5',
  answer: 'answered',
  firewall: { kind: 'off' },
  visited: false,
};
const on = (program: Extract<FirewallFinding, { kind: 'on' }>['program'], allows: boolean | null = null): FirewallFinding => {
  return { kind: 'on', program, allows, isPublic: false };
};
const bad = (findings: Partial<ReachFindings>) =>
  diagnose({ ...FINE, ...findings }).checks.filter(({ state }) => state !== 'good');

describe('what the findings mean', () => {
  test('a room that answered in the network, and no firewall: others can reach it', () => {
    expect(diagnose(FINE).reachable).toBe('yes');
    expect(bad({})).toEqual([]);
    expect(diagnose({ ...FINE, firewall: { kind: 'unknown' } }).reachable).toBe('yes');
  });

  test('no network: the settings of the network mend it', () => {
    const { checks, reachable } = diagnose({ ...FINE, tried: null, answer: null });
    expect(reachable).toBe('no');
    expect(checks).toEqual([expect.objectContaining({ about: 'network', remedy: { kind: 'pane', pane: 'network' } })]);
  });

  test.each(['refused', 'silent', 'unreachable', 'stranger'] as const)(
    'a room that did not answer (%s) is never green',
    (answer) => {
      expect(diagnose({ ...FINE, answer }).reachable).toBe('no');
      expect(bad({ answer }).map(({ about }) => about)).toContain(answer);
    },
  );

  test.each([
    ['ufw', 'sudo ufw allow 8888/tcp'],
    ['firewalld', 'sudo firewall-cmd --add-port=8888/tcp && sudo firewall-cmd --runtime-to-permanent'],
    ['nftables', 'sudo nft add rule inet filter input tcp dport 8888 accept'],
    ['iptables', 'sudo iptables -I INPUT -p tcp --dport 8888 -j ACCEPT'],
  ] as const)('%s that is on may keep others out: the command that lets them in', (program, command) => {
    expect(diagnose({ ...FINE, firewall: on(program) }).reachable).toBe('maybe');
    expect(bad({ firewall: on(program) })).toEqual([
      { about: 'firewall', state: 'unsure', remedy: { kind: 'command', command }, program },
    ]);
  });

  test('a firewall that lets others in is none to worry about', () => {
    expect(diagnose({ ...FINE, firewall: on('ufw', true) }).reachable).toBe('yes');
  });

  test('Windows: a command for the firewall, and the settings where the network counts as public', () => {
    const firewall = { ...on('windows'), isPublic: true } as FirewallFinding;
    const found = bad({ platform: 'windows', firewall });
    expect(found.map(({ about, remedy }) => [about, remedy?.kind])).toEqual([
      ['firewall', 'command'],
      ['public-network', 'pane'],
    ]);
  });

  test('macOS: where the room could not be reached, the permission for the local network may be missing', () => {
    const found = bad({ platform: 'mac', answer: 'unreachable' });
    expect(found).toContainEqual(
      expect.objectContaining({ about: 'local-network', remedy: { kind: 'pane', pane: 'local-network' } }),
    );
    expect(bad({ platform: 'mac', firewall: on('mac') })[0]?.remedy).toEqual({ kind: 'pane', pane: 'firewall' });
  });

  test('somebody from another computer was here: whatever a firewall may do, it does not keep people out', () => {
    expect(diagnose({ ...FINE, firewall: on('ufw'), visited: true }).reachable).toBe('yes');
  });
});

describe('the firewall of this computer', () => {
  const probe = (said: string | null, files: Readonly<Record<string, string>> = {}): SystemProbe => ({
    run: () => Promise.resolve(said),
    read: (path) => Promise.resolve(files[path] ?? null),
  });
  const ufw = (enabled: string) => ({ '/etc/ufw/ufw.conf': `# comment\nENABLED=${enabled}\nLOGLEVEL=low\n` });

  test.each<[string, NodeJS.Platform, SystemProbe, FirewallFinding]>([
    ['ufw is on', 'linux', probe(null, ufw('yes')), on('ufw')],
    ['ufw is off', 'linux', probe('inactive\ninactive\ninactive\n', ufw('no')), { kind: 'off' }],
    ['firewalld runs', 'linux', probe('active\ninactive\ninactive\n'), on('firewalld')],
    ['nftables runs', 'linux', probe('inactive\nactive\nunknown\n'), on('nftables')],
    ['nobody can be asked', 'linux', probe(null), { kind: 'unknown' }],
    ['something else answers', 'linux', probe('what?'), { kind: 'unknown' }],
    [
      'Windows, in a public network',
      'win32',
      probe('networks=Public,Private;firewalls=Domain,Private,Public\r\n'),
      { ...on('windows'), isPublic: true } as FirewallFinding,
    ],
    ['Windows, turned off', 'win32', probe('networks=Private;firewalls=\r\n'), { kind: 'off' }],
    ['Windows without an answer', 'win32', probe(null), { kind: 'unknown' }],
    ['macOS, on', 'darwin', probe('Firewall is enabled. (State = 1)\n'), on('mac')],
    ['macOS, off', 'darwin', probe('Firewall is disabled. (State = 0)\n'), { kind: 'off' }],
    ['another system', 'freebsd', probe('x'), { kind: 'unknown' }],
  ])('%s', async (_case, platform, asked, expected) => {
    expect(await findFirewall(platform, asked)).toEqual(expected);
  });

  test('a program that is missing says nothing; one that ends with an error is heard', async () => {
    expect(await systemProbe.run('/no/such/program', [])).toBeNull();
    expect(await systemProbe.run(process.execPath, ['-e', 'console.log("heard"); process.exit(3)'])).toBe('heard\n');
    expect(await systemProbe.read('/no/such/file')).toBeNull();
  });
});

describe('a connection to oneself', () => {
  const listening = async (server: Server): Promise<number> => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    return (server.address() as { port: number }).port;
  };

  test('finds the own server, with TLS and without', async () => {
    const encrypted = await openRoom();
    expect(encrypted.server.fingerprint).not.toBeNull();
    expect(await connectToSelf('127.0.0.1', encrypted.server.port, encrypted.server.fingerprint)).toBe('answered');
    const plain = await openRoom({ tls: false, pageFolder: pageFolder() });
    expect(await connectToSelf('127.0.0.1', plain.server.port, null)).toBe('answered');
  });

  test('knows another program at the same place: by its key, or because it does not speak like ours', async () => {
    const { fingerprint } = (await openRoom()).server;
    const pair = await makeKeyPair();
    const other = await listening(createTls({ key: pair.key, cert: pair.certificate }));
    expect(await connectToSelf('127.0.0.1', other, fingerprint)).toBe('stranger');
    const rude = await listening(createServer((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n')));
    expect(await connectToSelf('127.0.0.1', rude, null)).toBe('stranger');
  });

  test('leaves no line in the log of the server', async () => {
    const lines: string[] = [];
    const say = (text: string) => void lines.push(text);
    const { server } = await openRoom({ log: { info: say, warn: say, error: say } });
    for (let time = 0; time < 5; time++) {
      expect(await connectToSelf('127.0.0.1', server.port, server.fingerprint)).toBe('answered');
    }
    await server.stop();
    expect(lines.filter((line) => line.includes('handshake'))).toEqual([]);
  });

  test('says when nothing listens', async () => {
    const { server } = await openRoom();
    await server.stop();
    expect(await connectToSelf('127.0.0.1', server.port, server.fingerprint)).toBe('refused');
  });
});

describe('the watch', () => {
  const HOSTING: Extract<HostingState, { status: 'on' }> = {
    status: 'on',
    name: 'room',
    port: 8888,
    busyPort: null,
    addresses: [{ address: '192.168.1.5:8888', network: 'eth0' }],
    fingerprint: null,
    guests: true,
    reach: null,
    people: 0,
    names: [],
  };
  const watchOf = (hosting: HostingState, connect: (host: string) => Promise<'answered' | 'refused'>) => {
    const store = new AppStore({ ...appState(), hosting }, () => undefined, console.error);
    const parts = { store, platform: 'linux', connect, isVisited: () => false } as const;
    const watch = new ReachWatch({ ...parts, findFirewall: () => Promise.resolve({ kind: 'off' }) });
    const reach = () => (store.state.hosting.status === 'on' ? store.state.hosting.reach : undefined);
    return { store, watch, reach };
  };

  test('tries the first address that is not only of this computer', async () => {
    const tried: string[] = [];
    const addresses = [
      { address: '127.0.0.1:8888', network: 'lo' },
      { address: '[fd00::1]:8888', network: 'eth0' },
    ];
    const { reach, watch } = watchOf({ ...HOSTING, addresses }, (host) => {
      tried.push(host);
      return Promise.resolve('answered');
    });
    await watch.check();
    expect(tried).toEqual(['fd00::1']);
    expect(reach()).toMatchObject({ tried: 'fd00::1', answer: 'answered', port: 8888 });
  });

  test('without a network nothing is tried', async () => {
    const addresses = [{ address: '127.0.0.1:8888', network: 'lo' }];
    const { reach, watch } = watchOf({ ...HOSTING, addresses }, () => Promise.reject(new Error('nobody asked')));
    await watch.check();
    expect(reach()).toMatchObject({ tried: null, answer: null });
  });

  test('what an earlier look finds out later does not count, nor anything once hosting is off', async () => {
    const answers: ((answer: 'answered' | 'refused') => void)[] = [];
    const { reach, store, watch } = watchOf(HOSTING, () => new Promise((resolve) => answers.push(resolve)));
    const first = watch.check();
    const second = watch.check();
    answers[1]?.('answered');
    await second;
    answers[0]?.('refused');
    await first;
    expect(reach()?.answer).toBe('answered');
    const third = watch.check();
    store.dispatch({ type: 'hosting/changed', hosting: { status: 'off' } });
    answers[2]?.('refused');
    await third;
    expect(store.state.hosting).toEqual({ status: 'off' });
  });
});
