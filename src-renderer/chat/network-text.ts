import type { HostAddress } from '../../src-shared/ipc/app-state.ts';
import { words } from '../../src-shared/language/index.ts';

/** What a network of this computer is called: `Wi-Fi (wlan0)`, and as the system calls it where nothing more is known. */
export function networkText({ kind, network }: HostAddress): string {
  if (kind === undefined) return network;
  const name = words().finding.networks[kind];
  return name.toLowerCase() === network.toLowerCase() ? network : `${name} (${network})`;
}
