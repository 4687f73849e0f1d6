import type { Outcome } from '../src-shared/ipc/index.ts';
import type { HostedRoom } from './hosting/hosted-room.ts';
import type { Hosting } from './hosting/hosting.ts';
import type { Servers } from './servers.ts';

/** Takes up what the app did when it was last quit: the list of servers, the room that was hosted, and the logins. */
export async function resumeLast(servers: Servers, room: HostedRoom): Promise<void> {
  servers.autoconnect();
  if (servers.hosted?.autoconnect === true) await room.resume();
}

/** After the hosted server was started again: the person who hosts is back on it at once, wherever it listens now. */
export async function followOwnServer(
  servers: Pick<Servers, 'hosted' | 'follow'>,
  hosting: Pick<Hosting, 'port' | 'fingerprint'>,
): Promise<Outcome> {
  if (servers.hosted === null || hosting.port === null) return { ok: true };
  return servers.follow(servers.hosted.id, ownAddress(hosting.port), hosting.fingerprint);
}

/** How the person who hosts reaches their own server. */
export function ownAddress(port: number): string {
  return `127.0.0.1:${String(port)}`;
}
