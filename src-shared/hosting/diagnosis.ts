import type { FirewallFinding, ReachFindings } from './reach.ts';

/** What can be done about it: a command to type, or settings of the system to open. */
export type Remedy =
  | { readonly kind: 'command'; readonly command: string }
  | { readonly kind: 'pane'; readonly pane: 'firewall' | 'network' | 'local-network' };

type FirewallProgram = Extract<FirewallFinding, { kind: 'on' }>['program'];

/** One thing that was looked at. The window has the words. */
export interface Check {
  readonly about:
    | 'network'
    | 'answers'
    | 'refused'
    | 'silent'
    | 'unreachable'
    | 'stranger'
    | 'firewall'
    | 'firewall-lets-in'
    | 'no-firewall'
    | 'unknown-firewall'
    | 'public-network'
    | 'visited'
    | 'local-network';
  readonly state: 'good' | 'bad' | 'unsure';
  readonly remedy: Remedy | null;
  /** The firewall that it is about, if it is about one. */
  readonly program: FirewallProgram | null;
}

export interface Diagnosis {
  /** `yes`: the room answered at its address in the network, and nothing known keeps others out; `maybe`: a firewall may. */
  readonly reachable: 'yes' | 'maybe' | 'no';
  readonly checks: readonly Check[];
}

/** Pure. What the findings mean for somebody who wants to be found, and what mends it. */
export function diagnose(findings: ReachFindings): Diagnosis {
  const { answer, tried, visited } = findings;
  if (tried === null) return { reachable: 'no', checks: [check('network', 'bad', { kind: 'pane', pane: 'network' })] };
  const checks = [check('network', 'good'), answered(findings)];
  if (visited) checks.push(check('visited', 'good'));
  const isLocal = answer === 'answered';
  if (!visited) checks.push(...firewallChecks(findings));
  if (!isLocal && findings.platform === 'mac') {
    checks.push(check('local-network', 'unsure', { kind: 'pane', pane: 'local-network' }));
  }
  if (visited) return { reachable: 'yes', checks };
  if (!isLocal) return { reachable: 'no', checks };
  return { reachable: checks.some(({ about, state }) => isFirewall(about) && state !== 'good') ? 'maybe' : 'yes', checks };
}

function isFirewall(about: Check['about']): boolean {
  return about === 'firewall' || about === 'public-network';
}

function answered({ answer }: ReachFindings): Check {
  if (answer === 'answered') return check('answers', 'good');
  return check(answer ?? 'silent', 'bad');
}

function firewallChecks({ firewall, platform, port }: ReachFindings): Check[] {
  if (firewall.kind !== 'on') {
    return [firewall.kind === 'off' ? check('no-firewall', 'good') : check('unknown-firewall', 'unsure')];
  }
  const { allows, isPublic, program } = firewall;
  if (allows === true) return [check('firewall-lets-in', 'good', null, program)];
  const checks = [check('firewall', allows === false ? 'bad' : 'unsure', remedyOf(firewall, port), program)];
  if (platform === 'windows' && isPublic) checks.push(check('public-network', 'bad', { kind: 'pane', pane: 'network' }));
  return checks;
}

function remedyOf({ program }: Extract<FirewallFinding, { kind: 'on' }>, port: number): Remedy {
  switch (program) {
    case 'ufw':
      return { kind: 'command', command: `sudo ufw allow ${String(port)}/tcp` };
    case 'firewalld':
      return {
        kind: 'command',
        command: `sudo firewall-cmd --add-port=${String(port)}/tcp && sudo firewall-cmd --runtime-to-permanent`,
      };
    case 'nftables':
      return { kind: 'command', command: `sudo nft add rule inet filter input tcp dport ${String(port)} accept` };
    case 'iptables':
      return { kind: 'command', command: `sudo iptables -I INPUT -p tcp --dport ${String(port)} -j ACCEPT` };
    case 'windows':
      return {
        kind: 'command',
        command: `netsh advfirewall firewall add rule name="RWCI Desktop" dir=in action=allow protocol=TCP localport=${String(port)}`,
      };
    case 'mac':
      return { kind: 'pane', pane: 'firewall' };
  }
}

function check(
  about: Check['about'],
  state: Check['state'],
  remedy: Remedy | null = null,
  program: FirewallProgram | null = null,
): Check {
  return { about, state, remedy, program };
}
