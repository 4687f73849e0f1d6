import type { ServerState } from '../../src-shared/ipc/app-state.ts';

/** What a server goes by here: as the person calls it, else as it calls itself, else its address. */
export function serverName({ chat, profile }: ServerState): string {
  return profile.label || chat.server?.name || profile.address;
}
