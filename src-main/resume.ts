import type { Outcome } from '../src-shared/ipc/index.ts';
import type { Hosting } from './hosting.ts';
import type { Servers } from './servers.ts';
import type { SettingsFile } from './settings-file.ts';

/** Takes up what the app did when it was last quit: the list of servers, the room that was hosted, and the logins. */
export async function resumeLast({
  file,
  servers,
  hosting,
}: {
  file: SettingsFile;
  servers: Servers;
  hosting: Hosting;
}): Promise<void> {
  servers.autoconnect();
  const { hosted } = servers;
  if (hosted?.autoconnect !== true) return;
  const { hostName, hostPort } = file.lastUsed;
  const started = await hosting.start({ name: hostName, port: hostPort });
  if (started.ok) await followOwnServer(servers, hosting);
}

/** After the hosted server was started again: the person who hosts is back on it at once, wherever it listens now. */
export async function followOwnServer(servers: Servers, hosting: Hosting): Promise<Outcome> {
  if (servers.hosted === null || hosting.port === null) return { ok: true };
  return servers.follow(servers.hosted.id, ownAddress(hosting.port), hosting.fingerprint);
}

/** How the person who hosts reaches their own server. */
export function ownAddress(port: number): string {
  return `127.0.0.1:${String(port)}`;
}
