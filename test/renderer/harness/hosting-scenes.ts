import type { HostPanel, PanelPerson, ReachFindings } from '../../../src-shared/hosting/index.ts';
import type { HostingState } from '../../../src-shared/ipc/app-state.ts';
import { fingerprintOf } from '../../../src-shared/trust/index.ts';
import { serverOf, stateWith, type FakeBridge } from '../../support/fake-bridge.ts';
import { acting, fullRoom, KNOWN, NAMES } from './scenes.ts';

/** The room that `alice` hosts, in every state that its panel can show. */

const NOW = Date.now();
const MINUTE_MS = 60_000;
const KEY = fingerprintOf(Uint8Array.from({ length: 32 }, (_, at) => at * 7));

const REACHED: ReachFindings = {
  ...{ platform: 'linux', port: 8889, tried: '192.168.1.5', answer: 'answered', visited: false },
  firewall: { kind: 'off' },
};
const FIREWALLED: ReachFindings = {
  ...REACHED,
  firewall: { kind: 'on', program: 'firewalld', allows: null, isPublic: false },
};
const BLOCKED: ReachFindings = {
  ...{ ...REACHED, platform: 'windows', answer: 'silent' },
  firewall: { kind: 'on', program: 'windows', allows: false, isPublic: true },
};

type On = Extract<HostingState, { status: 'on' }>;
const ON: On = {
  ...{ status: 'on', name: 'The workshop of the Bartholomäus-Maximilian foundation, Bern', port: 8889, busyPort: null },
  addresses: [
    { address: '192.168.1.5:8889', network: 'wlp0s20f3', kind: 'wifi' },
    { address: '10.20.30.40:8889', network: 'enp3s0', kind: 'ethernet' },
    { address: '[2001:db8:85a3:8d3:1319:8a2e:370:7348]:8889', network: 'wlp0s20f3', kind: 'wifi' },
  ],
  leftOut: [{ address: '10.8.0.2:8889', network: 'tun0' }],
  ...{ fingerprint: KEY, guests: true, reach: REACHED, people: 9, names: NAMES },
};

const person = (username: string, at: number): PanelPerson => ({
  username,
  role: username === 'alice' ? 'owner' : at === 1 ? 'moderator' : 'member',
  isMuted: at === 3,
  address: at === 0 ? null : at % 4 === 3 ? '2001:db8:85a3:8d3:1319:8a2e:370:7348' : `192.168.1.${String(10 + at)}`,
  client: at % 3 === 2 ? null : 'RWCI Desktop 0.6.0',
  since: NOW - at * 7 * MINUTE_MS,
});

const PANEL: HostPanel = {
  people: NAMES.map(person),
  minutes: Array.from({ length: 60 }, (_, at) => ({
    at: NOW - (60 - at) * MINUTE_MS,
    messages: Math.round(20 + 18 * Math.sin(at / 6)),
    people: 1 + (at >> 3),
  })),
  log: Array.from({ length: 120 }, (_, at) => ({
    id: at,
    at: NOW - (120 - at) * MINUTE_MS,
    level: at % 17 === 0 ? 'error' : at % 7 === 0 ? 'warn' : 'info',
    text: `logged in account=${NAMES[at % NAMES.length] ?? ''} address=192.168.1.${String(at)} client="RWCI Desktop 0.6.0"${at % 9 === 0 ? ' because of a rule that takes a whole line to explain' : ''}`,
  })),
  settings: {
    ...{ name: ON.name, welcome: 'Be kind.\nPut the tools back.', registration: 'pin', pin: '246810', forgets: false },
    guests: true,
    limits: { peopleMax: 200, historyDays: 30 },
  },
};

const crowd = (count: number): PanelPerson[] => Array.from({ length: count }, (_, at) => person(`person ${String(at)}`, at));

function hosting(state: HostingState, panel: HostPanel = PANEL): FakeBridge {
  const room = {
    registration: 'pin',
    pin: '246810',
    mayCreateChannels: 'everybody',
    newAccounts: 'member',
    welcome: '',
    guests: true,
  } as const;
  const hosted = serverOf({ ...fullRoom(), room }, { kind: 'hosted', security: { kind: 'pinned', fingerprint: KEY } });
  const bridge = acting(stateWith([hosted], { lastUsed: KNOWN, hosting: state, panel }));
  const backup = {
    file: '/home/alice/The workshop.rwciroom',
    name: ON.name,
    madeAt: NOW - 26 * 60 * MINUTE_MS,
    bytes: 4_200_000,
  };
  return Object.assign(bridge, {
    handlers: Object.assign(bridge.handlers, {
      'hosting/panel': () => undefined,
      'hosting/check': () => undefined,
      'hosting/open-pane': () => undefined,
      'hosting/change': () => ({ ok: true }),
      'hosting/back-up': () => ({ ok: true, saved: backup }),
      'hosting/choose-backup': () => ({ ok: true, found: backup }),
      'hosting/restore': () => ({ ok: false, message: 'The disk is full. Your room is as it was.' }),
    } satisfies FakeBridge['handlers']),
  });
}

const CRASHED = 'The server ended three times within a minute and was not started again. The last reason: code 134 (SIGABRT).';

export const HOSTING_SCENES: Readonly<Record<string, () => FakeBridge>> = {
  'hosting-off': () => hosting({ status: 'off' }, { ...PANEL, people: [], minutes: [], log: [] }),
  'hosting-starting': () => hosting({ status: 'starting' }),
  'hosting-on': () => hosting(ON),
  'hosting-without-guests': () => hosting({ ...ON, guests: false }),
  'hosting-looking': () => hosting({ ...ON, reach: null, busyPort: 8888 }),
  'hosting-maybe': () => hosting({ ...ON, reach: FIREWALLED, busyPort: 8888 }),
  'hosting-unreached': () => hosting({ ...ON, reach: BLOCKED }),
  'hosting-no-network': () => hosting({ ...ON, addresses: [], leftOut: [], reach: { ...REACHED, tried: null, answer: null } }),
  'hosting-alone': () => hosting({ ...ON, people: 0, names: [] }, { ...PANEL, people: [], minutes: [], log: [] }),
  'hosting-crowd': () => hosting({ ...ON, people: 500, names: [] }, { ...PANEL, people: crowd(500) }),
  'hosting-crashed': () => hosting({ status: 'problem', message: CRASHED }),
};
