import ArrowDown from '@lucide/svelte/icons/arrow-down';
import ArrowUp from '@lucide/svelte/icons/arrow-up';
import Bell from '@lucide/svelte/icons/bell';
import BellOff from '@lucide/svelte/icons/bell-off';
import CheckCheck from '@lucide/svelte/icons/check-check';
import Copy from '@lucide/svelte/icons/copy';
import Info from '@lucide/svelte/icons/info';
import LogIn from '@lucide/svelte/icons/log-in';
import LogOut from '@lucide/svelte/icons/log-out';
import Pencil from '@lucide/svelte/icons/pencil';
import Plug from '@lucide/svelte/icons/plug';
import Plus from '@lucide/svelte/icons/plus';
import SlidersHorizontal from '@lucide/svelte/icons/sliders-horizontal';
import Trash2 from '@lucide/svelte/icons/trash-2';
import Unplug from '@lucide/svelte/icons/unplug';
import Wrench from '@lucide/svelte/icons/wrench';
import { moderates } from '../../src-shared/chat/permissions.ts';
import UserPlus from '@lucide/svelte/icons/user-plus';
import type { ServerId, ServerState } from '../../src-shared/ipc/app-state.ts';
import { words } from '../../src-shared/language/index.ts';
import { keysText } from '../../src-shared/shortcuts/index.ts';
import { movedBy, needsSignIn } from '../chat/rail.ts';
import type { WindowContext } from '../context.ts';
import type { MenuEntry, MenuRow } from '../shared/menu.ts';
import { isMacOs } from '../shortcuts.ts';
import { inviteSource } from '../views/invitation/invite-source.ts';

type Objects = Pick<WindowContext, 'app' | 'navigation' | 'toasts'>;

/** What can be done with a server of the list, from the rail and from the head of the sidebar. */
export function serverMenu(objects: Objects, server: ServerState): MenuEntry[] {
  return objects.app.isPage ? pageMenu(objects, server) : listedMenu(objects, server);
}

/** Of the only room of a page, which has no list. */
function pageMenu(objects: Objects, server: ServerState): MenuEntry[] {
  const { navigation } = objects;
  const { id } = server.profile;
  return [
    allRead(objects, id),
    ...moderating(objects, server),
    ...inviting(objects, server),
    {
      label: words().room.serverMenuRows.details,
      icon: Info,
      onselect: () => navigation.open({ kind: 'server-details', server: id }),
    },
    'line',
    {
      label: words().guest.leave.verb,
      icon: LogOut,
      look: 'danger',
      onselect: () => navigation.open({ kind: 'remove-server', server: id }),
    },
  ];
}

function listedMenu(objects: Objects, server: ServerState): MenuEntry[] {
  const { app, navigation } = objects;
  const { address, id, kind, muted } = server.profile;
  const say = words().room.serverMenuRows;
  return [
    allRead(objects, id),
    {
      label: muted ? say.unmute : say.mute,
      icon: muted ? Bell : BellOff,
      onselect: () => void app.do('server/change', { server: id, muted: !muted }),
    },
    ...moderating(objects, server),
    ...(kind === 'hosted'
      ? [{ label: words().hosting.panel, icon: SlidersHorizontal, onselect: () => navigation.open({ kind: 'host-panel' }) }]
      : []),
    connecting(objects, server),
    { label: say.details, icon: Info, onselect: () => navigation.open({ kind: 'server-details', server: id }) },
    { label: say.edit, icon: Pencil, onselect: () => navigation.open({ kind: 'edit-server', server: id }) },
    ...inviting(objects, server),
    { label: say.copyAddress, icon: Copy, onselect: () => void app.do('clipboard/write', { text: address }) },
    ...moving(app, server),
    'line',
    { label: words().room.addServer, icon: Plus, onselect: () => navigation.go('join') },
    {
      label: say.remove,
      icon: Trash2,
      look: 'danger',
      onselect: () => navigation.open({ kind: 'remove-server', server: id }),
    },
  ];
}

function allRead({ app }: Objects, server: ServerId): MenuRow {
  const onselect = () => void app.do('chat/mark-read', { server, conversation: null });
  return { label: words().room.serverMenuRows.allRead, icon: CheckCheck, onselect };
}

function moderating({ navigation }: Objects, { chat, profile: { id } }: ServerState): MenuRow[] {
  if (!moderates(chat)) return [];
  return [{ label: words().moderation.room.open, icon: Wrench, onselect: () => navigation.open({ kind: 'room', server: id }) }];
}

/** For a server that others can reach, and say where. */
function inviting({ app, navigation }: Objects, server: ServerState): MenuRow[] {
  if (inviteSource(server, app.state).addresses.length === 0) return [];
  const { id } = server.profile;
  const label = words().invitation.invite.menu;
  return [{ label, icon: UserPlus, onselect: () => navigation.open({ kind: 'invite', server: id }) }];
}

function connecting(objects: Objects, server: ServerState): MenuRow {
  const { connection } = server.chat;
  const place = { server: server.profile.id };
  const say = words().room.serverMenuRows;
  if (needsSignIn(connection)) return { label: say.signIn, icon: LogIn, onselect: () => signInAgain(objects, server) };
  return connection.phase === 'offline'
    ? { label: say.connect, icon: Plug, onselect: () => void connect(objects, server) }
    : { label: say.disconnect, icon: Unplug, onselect: () => void objects.app.do('server/disconnect', place) };
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
  const say = words().room.serverMenuRows;
  const keys = (all: string): string => keysText(all, isMacOs(), words().room.keys);
  const move = (step: number): void => void app.do('server/order', { servers: movedBy(order, id, step) });
  const rows: MenuRow[] = [];
  if (at > 0) rows.push({ label: say.up, icon: ArrowUp, keys: keys('Alt+Shift+ArrowUp'), onselect: () => move(-1) });
  if (at < order.length - 1)
    rows.push({ label: say.down, icon: ArrowDown, keys: keys('Alt+Shift+ArrowDown'), onselect: () => move(1) });
  return rows;
}
