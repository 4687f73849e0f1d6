import type { ServerState } from '../../src-shared/ipc/app-state.ts';
import { initials } from './people.ts';

/** What a server goes by here: as the person calls it, else as it calls itself, else its address. */
export function serverName({ chat, profile }: ServerState): string {
  return profile.label || chat.server?.name || profile.address;
}

/** One to three characters for a server in the rail: of its name, else what tells its address from its neighbours'. */
export function serverInitials(server: ServerState): string {
  const name = serverName(server);
  return name === server.profile.address ? addressInitials(name) : initials(name);
}

/** `192.168.1.105:8888` is 105, `[2001:db8::7334]` is 334, `chat.example` is C. */
function addressInitials(address: string): string {
  const host = address.replace(/^wss?:\/\//i, '').replace(/[/?].*$/, '');
  const lastNumber = /^\d+\.\d+\.\d+\.(\d{1,3})(?::\d+)?$/.exec(host)?.[1] ?? /([\da-f]{1,3})\](?::\d+)?$/i.exec(host)?.[1];
  if (lastNumber !== undefined) return lastNumber;
  return initials(host.replace(/:\d+$/, '').split('.')[0] ?? host);
}
