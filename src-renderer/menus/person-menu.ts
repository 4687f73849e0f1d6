import Ban from '@lucide/svelte/icons/ban';
import MessageCircle from '@lucide/svelte/icons/message-circle';
import UserRoundCheck from '@lucide/svelte/icons/user-round-check';
import UserRoundX from '@lucide/svelte/icons/user-round-x';
import UserX from '@lucide/svelte/icons/user-x';
import { channelId, defaultChannel, directId } from '../../src-shared/chat/state.ts';
import type { ServerState } from '../../src-shared/ipc/app-state.ts';
import { SERVER_NAME } from '../../src-shared/protocol/limits.ts';
import type { WindowContext } from '../context.ts';
import type { MenuEntry, MenuRow } from '../shared/menu.ts';

type Objects = Pick<WindowContext, 'app' | 'navigation' | 'toasts'>;

/** What can be done with a person of a server; `moderator`: by whoever hosts it. */
export function personMenu(objects: Objects, server: ServerState, name: string, moderator: boolean): MenuEntry[] {
  const { app, navigation } = objects;
  const entries: MenuEntry[] = [];
  if (!server.chat.blocked.includes(name)) {
    entries.push({
      label: 'Message',
      icon: MessageCircle,
      onselect: () => {
        navigation.closeDrawer();
        void app.do('chat/open', { server: server.profile.id, conversation: directId(name) });
      },
    });
  }
  if (name === SERVER_NAME) return entries;
  entries.push(blockRow(objects, server, name));
  if (!moderator) return entries;
  const moderate = (action: 'kick' | 'ban'): void => navigation.open({ kind: 'moderate', action, person: name });
  entries.push(
    'line',
    { label: 'Kick', icon: UserX, onselect: () => moderate('kick') },
    { label: 'Ban', icon: Ban, look: 'danger', onselect: () => moderate('ban') },
  );
  return entries;
}

/** Hides what a person writes, or ends that, and says so. */
export function blockRow({ app, toasts }: Pick<Objects, 'app' | 'toasts'>, server: ServerState, name: string): MenuRow {
  const { chat } = server;
  const blocked = chat.blocked.includes(name);
  const turn = async (): Promise<void> => {
    await app.do('person/block', { server: server.profile.id, username: name, blocked: !blocked });
    // Its conversation has left the list: nobody stays in it.
    if (!blocked && chat.active === directId(name)) {
      void app.do('chat/open', { server: server.profile.id, conversation: channelId(defaultChannel(chat)) });
    }
    toasts.say(blocked ? `${name} is no longer blocked.` : `${name} is blocked: what they write is hidden. They are not told.`);
  };
  return blocked
    ? { label: 'Unblock', icon: UserRoundCheck, onselect: () => void turn() }
    : { label: 'Block', icon: UserRoundX, onselect: () => void turn() };
}
