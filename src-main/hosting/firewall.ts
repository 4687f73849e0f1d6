import type { FirewallFinding } from '../../src-shared/hosting/index.ts';

/** How this computer is asked about its firewall; null where there is no answer. */
export interface SystemProbe {
  /** What a program prints, whatever its exit code; null where it is missing or takes too long. */
  run(program: string, args: readonly string[]): Promise<string | null>;
  /** The text of a file; null where it cannot be read. */
  read(path: string): Promise<string | null>;
}

const NONE: FirewallFinding = { kind: 'off' };
const UNKNOWN: FirewallFinding = { kind: 'unknown' };

/** Looks for a firewall that is on, as far as that can be seen without more rights. Asks nobody for a password. */
export function findFirewall(platform: NodeJS.Platform, probe: SystemProbe): Promise<FirewallFinding> {
  switch (platform) {
    case 'linux':
      return onLinux(probe);
    case 'win32':
      return onWindows(probe);
    case 'darwin':
      return onMac(probe);
    default:
      return Promise.resolve(UNKNOWN);
  }
}

async function onLinux(probe: SystemProbe): Promise<FirewallFinding> {
  const ufw = await probe.read('/etc/ufw/ufw.conf');
  if (ufw !== null && /^\s*ENABLED\s*=\s*yes\s*$/imu.test(ufw)) return on('ufw');
  const services = ['firewalld', 'nftables', 'iptables'] as const;
  const said = await probe.run('systemctl', ['is-active', ...services]);
  if (said === null) return ufw === null ? UNKNOWN : NONE;
  const states = said.trim().split(/\s+/u);
  if (states.length !== services.length) return UNKNOWN;
  const active = services.find((_, index) => states[index] === 'active');
  return active === undefined ? NONE : on(active);
}

/** In numbers and names that Windows does not translate. */
const WINDOWS_QUESTION = [
  '$p = (Get-NetConnectionProfile).NetworkCategory -join ","',
  '$f = (Get-NetFirewallProfile | Where-Object { $_.Enabled -eq "True" }).Name -join ","',
  '"networks=$p;firewalls=$f"',
].join('; ');

async function onWindows(probe: SystemProbe): Promise<FirewallFinding> {
  const said = await probe.run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', WINDOWS_QUESTION]);
  const [, networks = '', firewalls = ''] = /networks=([^;]*);firewalls=(.*)/u.exec(said ?? '') ?? [];
  if (said === null || (networks === '' && firewalls === '')) return UNKNOWN;
  if (firewalls.trim() === '') return NONE;
  return { ...on('windows'), isPublic: /\bPublic\b/u.test(networks) };
}

async function onMac(probe: SystemProbe): Promise<FirewallFinding> {
  const said = await probe.run('/usr/libexec/ApplicationFirewall/socketfilterfw', ['--getglobalstate']);
  const state = /State = (\d)/u.exec(said ?? '')?.[1];
  if (state === undefined) return UNKNOWN;
  return state === '0' ? NONE : on('mac');
}

function on(program: Extract<FirewallFinding, { kind: 'on' }>['program']): Extract<FirewallFinding, { kind: 'on' }> {
  return { kind: 'on', program, allows: null, isPublic: false };
}
