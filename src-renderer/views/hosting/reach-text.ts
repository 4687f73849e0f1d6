import type { Check, Remedy } from '../../../src-shared/hosting/index.ts';
import { words } from '../../../src-shared/language/index.ts';

/** What was found out about one thing, as a sentence. `address`: the one that was tried, empty where there was none. */
export function checkText({ about, program, state }: Check, address: string): string {
  const say = words().hosting.reach.about;
  if (about === 'firewall' && state === 'bad') return say['firewall-shut'](programName(program));
  const said = say[about];
  if (typeof said === 'string') return said;
  return said(about === 'firewall' || about === 'firewall-lets-in' ? programName(program) : address);
}

/** On Linux nobody opens a pane by a button: there are too many desktops. */
export function isOffered(remedy: Remedy, platform: string): boolean {
  return remedy.kind === 'command' || platform === 'mac' || platform === 'windows';
}

function programName(program: Check['program']): string {
  const { macFirewall, windowsFirewall } = words().hosting.reach;
  if (program === 'windows') return windowsFirewall;
  return program === 'mac' ? macFirewall : (program ?? '');
}
