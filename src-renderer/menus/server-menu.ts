import ArrowDown from '@lucide/svelte/icons/arrow-down';
import ArrowUp from '@lucide/svelte/icons/arrow-up';
import Bell from '@lucide/svelte/icons/bell';
import BellOff from '@lucide/svelte/icons/bell-off';
import CheckCheck from '@lucide/svelte/icons/check-check';
import Info from '@lucide/svelte/icons/info';
import LogIn from '@lucide/svelte/icons/log-in';
import Pencil from '@lucide/svelte/icons/pencil';
import Plug from '@lucide/svelte/icons/plug';
import Plus from '@lucide/svelte/icons/plus';
import Trash2 from '@lucide/svelte/icons/trash-2';
import Unplug from '@lucide/svelte/icons/unplug';
import type { ServerState } from '../../src-shared/ipc/app-state.ts';
import { movedBy, needsSignIn } from '../chat/rail.ts';
import type { WindowContext } from '../context.ts';
import type { MenuEntry, MenuRow } from '../shared/menu.ts';

type Objects = Pick<WindowContext, 'app' | 'navigation' | 'toasts'>;

/** What can be done with a server of the list, from the rail and from the head of the sidebar. */
export function serverMenu(objects: Objects, server: ServerState): MenuEntry[] {
  const { app, navigation } = objects;
  const { id, muted } = server.profile;
  return [
    {
      label: 'Mark all as read',
      icon: CheckCheck,
      onselect: () => void app.do('chat/mark-read', { server: id, conversation: null }),
    },
    {
      label: muted ? 'Unmute' : 'Mute',
      icon: muted ? Bell : BellOff,
      onselect: () => void app.do('server/change', { server: id, muted: !muted }),
    },
    connecting(objects, server),
    { label: 'Details', icon: Info, onselect: () => navigation.open({ kind: 'server-details', server: id }) },
    { label: 'Edit…', icon: Pencil, onselect: () => navigation.open({ kind: 'edit-server', server: id }) },
    ...moving(app, server),
    'line',
    { label: 'Add a server', icon: Plus, onselect: () => navigation.go('join') },
    {
      label: 'Remove…',
      icon: Trash2,
      look: 'danger',
      onselect: () => navigation.open({ kind: 'remove-server', server: id }),
    },
  ];
}

function connecting(objects: Objects, server: ServerState): MenuRow {
  const { connection } = server.chat;
  const place = { server: server.profile.id };
  if (needsSignIn(connection)) return { label: 'Sign in…', icon: LogIn, onselect: () => signInAgain(objects, server) };
  return connection.phase === 'offline'
    ? { label: 'Connect', icon: Plug, onselect: () => void connect(objects, server) }
    : { label: 'Disconnect', icon: Unplug, onselect: () => void objects.app.do('server/disconnect', place) };
}

/** Where the password is not kept here, the form asks for it. */
async function connect(objects: Objects, server: ServerState): Promise<void> {
  const outcome = await objects.app.do('server/connect', { server: server.profile.id });
  if (outcome.ok) return;
  objects.toasts.say(outcome.message);
  signInAgain(objects, server);
}

/** The form that signs in; at the own server, which has no address of its own, what is set up of it. */
export function signInAgain({ navigation }: Pick<Objects, 'navigation'>, { profile: { id, kind } }: ServerState): void {
  if (kind === 'hosted') navigation.open({ kind: 'edit-server', server: id });
  else navigation.go('join', id);
}

function moving(app: WindowContext['app'], { profile: { id } }: ServerState): MenuRow[] {
  const order = app.state.servers.map(({ profile }) => profile.id);
  const at = order.indexOf(id);
  const move = (step: number): void => void app.do('server/order', { servers: movedBy(order, id, step) });
  const rows: MenuRow[] = [];
  if (at > 0) rows.push({ label: 'Move up', icon: ArrowUp, keys: 'Alt+Shift+↑', onselect: () => move(-1) });
  if (at < order.length - 1) rows.push({ label: 'Move down', icon: ArrowDown, keys: 'Alt+Shift+↓', onselect: () => move(1) });
  return rows;
}
