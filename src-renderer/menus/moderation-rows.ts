import Ban from '@lucide/svelte/icons/ban';
import KeyRound from '@lucide/svelte/icons/key-round';
import Mic from '@lucide/svelte/icons/mic';
import MicOff from '@lucide/svelte/icons/mic-off';
import Shield from '@lucide/svelte/icons/shield';
import UserMinus from '@lucide/svelte/icons/user-minus';
import UserX from '@lucide/svelte/icons/user-x';
import { findAccount, mayModerate, roleOf, rolesToGive } from '../../src-shared/chat/permissions.ts';
import type { ServerState } from '../../src-shared/ipc/app-state.ts';
import { words } from '../../src-shared/language/index.ts';
import { ROLES } from '../../src-shared/protocol/packets.ts';
import { giveRole, lift, mayPunish } from '../chat/moderating.ts';
import type { WindowContext } from '../context.ts';
import type { MenuEntry } from '../shared/menu.ts';

interface Objects extends Pick<WindowContext, 'app' | 'toasts'> {
  readonly navigation: Pick<WindowContext['navigation'], 'open'>;
}

/** What whoever looks after a server can do with somebody, behind a line; nothing for the others. `hosts`: on this computer. */
export function moderationRows(objects: Objects, server: ServerState, name: string, hosts: boolean): MenuEntry[] {
  const { navigation } = objects;
  const { chat, profile } = server;
  const say = words().moderation.menu;
  const entries: MenuEntry[] = [];
  if (mayPunish(server, name, hosts)) {
    const open = (action: 'kick' | 'ban' | 'mute'): void =>
      navigation.open({ kind: 'moderate', server: profile.id, action, person: name });
    if (chat.members.includes(name)) entries.push({ label: say.kick, icon: UserX, onselect: () => open('kick') });
    entries.push(
      findAccount(chat, name)?.muted === true
        ? { label: say.unmute, icon: Mic, onselect: () => void lift(objects, profile.id, 'unmute', name) }
        : { label: say.mute, icon: MicOff, onselect: () => open('mute') },
      { label: say.ban, icon: Ban, look: 'danger', onselect: () => open('ban') },
    );
  }
  const roles = rolesToGive(chat, name);
  if (roles.length > 0) {
    const own = roleOf(chat, name);
    const rows = ROLES.filter((role) => role === own || roles.includes(role)).map((role) => ({
      label: words().moderation.roles[role],
      checked: role === own,
      onselect: () => void (role === own ? undefined : giveRole(objects, server, name, role)),
    }));
    entries.push({ label: say.role, icon: Shield, rows });
  }
  if (mayModerate(chat, name)) {
    const about = { server: profile.id, person: name };
    entries.push(
      { label: say.password, icon: KeyRound, onselect: () => navigation.open({ kind: 'reset-password', ...about }) },
      {
        label: say.free,
        icon: UserMinus,
        look: 'danger',
        onselect: () => navigation.open({ kind: 'free-name', ...about }),
      },
    );
  }
  return entries.length === 0 ? [] : ['line', ...entries];
}
