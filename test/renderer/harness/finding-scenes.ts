import { FINDING_OFF, type FindingState, type FoundServer } from '../../../src-shared/ipc/finding.ts';
import { fingerprintOf, type Fingerprint } from '../../../src-shared/trust/index.ts';
import { emptyAppState, type FakeBridge } from '../../support/fake-bridge.ts';
import { HOSTILE_TEXTS } from '../../support/hostile-texts.ts';
import { acting, KNOWN } from './scenes.ts';

/** Servers in the network, at the form to join one. */

const key = (seed: number): Fingerprint =>
  fingerprintOf(Uint8Array.from({ length: 32 }, (_, at) => (seed * 31 + at * 7) % 256));

function found(name: string, at: number, change: Partial<FoundServer> = {}): FoundServer {
  const address = `192.168.1.${String(at)}:8888`;
  return { name, address, fingerprint: key(at), network: 'wlan0', known: null, people: null, by: 'mdns', ...change };
}

const SOME = [
  found('Workshop', 12, { known: 'workshop', people: 4 }),
  found('', 31, { by: 'probe' }),
  found('Attic', 20),
  found('Old server', 44, { fingerprint: null, network: 'eth0' }),
];

const MANY = HOSTILE_TEXTS.slice(0, 60)
  .map((name, at) => found(name, at + 2))
  .concat(Array.from({ length: 140 }, (_, at) => found(`Room ${String(at)}`, at + 62)));

const finding = (change: Partial<FindingState>) => (): FakeBridge =>
  acting(
    emptyAppState({
      lastUsed: KNOWN,
      joinProblem: { kind: 'refused', detail: 'ECONNREFUSED' },
      finding: { ...FINDING_OFF, status: 'looking', ...change },
    }),
  );

const PROBED = { asked: 1270, total: 1270, complete: true };

export const FINDING_SCENES: Readonly<Record<string, () => FakeBridge>> = {
  'finding-none': finding({}),
  'finding-some': finding({ servers: SOME, probe: PROBED }),
  'finding-many': finding({ servers: MANY }),
  'finding-probing': finding({
    status: 'probing',
    servers: SOME.slice(1, 2),
    probe: { asked: 400, total: 1270, complete: false },
  }),
  'finding-nothing': finding({
    probe: PROBED,
    obstacles: ['local-network-permission', 'vpn', 'no-multicast', 'isolation', 'firewall'],
  }),
};
