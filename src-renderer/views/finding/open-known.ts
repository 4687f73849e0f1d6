import type { ServerState } from '../../../src-shared/ipc/app-state.ts';
import { portOf } from '../../../src-shared/session/address.ts';
import type { App } from '../../app.svelte.ts';

/** Shows a server of the list that was found at `address`, and logs in there. It goes along to another address only by its key. */
export async function openKnown(app: App, { profile, chat }: ServerState, address: string): Promise<void> {
  const server = profile.id;
  await app.do('server/open', { server });
  const { phase } = chat.connection;
  if (phase === 'connected') return;
  if (profile.security.kind === 'pinned' && portOf(profile.address) !== address)
    await app.do('server/change', { server, address });
  else await app.do('server/connect', { server });
}
