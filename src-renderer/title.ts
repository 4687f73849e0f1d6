import { activeServer, attentionOf, type AppState } from '../src-shared/ipc/app-state.ts';
import { serverName } from './chat/server-name.ts';

/**
 * The window's title: `(3) #general - Room`. The count is that of the badge: what calls for the person on all servers. Empty where the view in front
 * has one of its own.
 */
export function titleOf(state: AppState): string {
  const count = attentionOf(state);
  const server = activeServer(state);
  if (server === null && state.shell.kind === 'page') return '';
  const place = server === null ? 'RWCI Desktop' : serverPlace(server);
  return count > 0 ? `(${count}) ${place}` : place;
}

function serverPlace(server: NonNullable<ReturnType<typeof activeServer>>): string {
  const { active, conversations } = server.chat;
  const shown = conversations.find((each) => each.id === active);
  const name = serverName(server);
  return shown === undefined ? name : `${shown.kind === 'channel' ? '#' : ''}${shown.name} - ${name}`;
}
