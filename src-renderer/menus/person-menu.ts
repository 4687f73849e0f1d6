import AtSign from '@lucide/svelte/icons/at-sign';
import Bell from '@lucide/svelte/icons/bell';
import BellOff from '@lucide/svelte/icons/bell-off';
import Copy from '@lucide/svelte/icons/copy';
import Pencil from '@lucide/svelte/icons/pencil';
import KeyRound from '@lucide/svelte/icons/key-round';
import MessageCircle from '@lucide/svelte/icons/message-circle';
import UserRoundCheck from '@lucide/svelte/icons/user-round-check';
import UserRoundX from '@lucide/svelte/icons/user-round-x';
import { PRESENCE_STATES, type PresenceState } from '../../src-shared/chat/accounts.ts';
import { channelId, defaultChannel, directId, findConversation, MUTED_FOR_GOOD, offers } from '../../src-shared/chat/state.ts';
import type { ServerState } from '../../src-shared/ipc/app-state.ts';
import { words } from '../../src-shared/language/index.ts';
import { SERVER_NAME } from '../../src-shared/protocol/limits.ts';
import { answerProblem } from '../chat/answer-text.ts';
import type { WindowContext } from '../context.ts';
import type { MenuEntry, MenuRow } from '../shared/menu.ts';
import { moderationRows } from './moderation-rows.ts';

type Objects = Pick<WindowContext, 'app' | 'navigation' | 'toasts'>;

/**
 * What can be done with a person of a server; `hosts`: by the one at whose computer it runs. `onmention` puts their name into what is being written;
 * without it nothing is.
 */
export function personMenu(
  objects: Objects,
  server: ServerState,
  name: string,
  hosts: boolean,
  onmention?: (name: string) => void,
): MenuEntry[] {
  const { app, toasts } = objects;
  const say = words().room.person;
  const { blocked, me } = server.chat;
  const isOther = name !== me && name !== SERVER_NAME;
  const entries: MenuEntry[] = [];
  if (name !== me && !blocked.includes(name)) {
    entries.push({ label: say.message, icon: MessageCircle, onselect: () => messagePerson(objects, server, name) });
  }
  if (isOther && onmention !== undefined) {
    entries.push({ label: say.mention, icon: AtSign, onselect: () => onmention(name) });
  }
  const copy = (): void => {
    void app.do('clipboard/write', { text: name });
    toasts.say(say.copied(name));
  };
  entries.push({ label: say.copyName, icon: Copy, onselect: copy });
  if (name === me) {
    entries.push(...statusRows(objects, server), ...passwordRow(objects, server));
    entries.push(...moderationRows(objects, server, name, hosts));
  }
  if (!isOther) return entries;
  entries.push('line', ...muteRows(objects, server, name), blockRow(objects, server, name));
  entries.push(...moderationRows(objects, server, name, hosts));
  return entries;
}

/** How the person wants to be seen, where the server tells others of it. */
function statusRows({ app, navigation, toasts }: Objects, { chat, profile }: ServerState): MenuEntry[] {
  if (!offers(chat, 'presence')) return [];
  const { states, status } = words().moderation;
  const choose = async (state: PresenceState): Promise<void> => {
    const text = state === 'online' ? '' : chat.ownPresence.text;
    const problem = answerProblem(await app.do('presence/choose', { server: profile.id, state, text }));
    if (problem !== null) toasts.say(problem);
  };
  const rows = PRESENCE_STATES.map((state) => ({
    label: states[state],
    checked: chat.ownPresence.state === state,
    onselect: () => void choose(state),
  }));
  const write = (): void => navigation.open({ kind: 'status', server: profile.id });
  return ['line', ...rows, { label: status.change, icon: Pencil, onselect: write }];
}

/** One's own password, on a server that can change it. */
function passwordRow({ app, navigation }: Objects, { chat, profile }: ServerState): MenuEntry[] {
  if (!offers(chat, 'moderation')) return [];
  const open = (): void => navigation.open({ kind: 'own-password', server: profile.id });
  const { shell } = app.state;
  const isGuest = shell.kind === 'page' && shell.account === 'guest';
  const label = isGuest ? words().guest.keepName : words().moderation.menu.ownPassword;
  return ['line', { label, icon: KeyRound, onselect: open }];
}

/** Opens the conversation with somebody. */
export function messagePerson(
  { app, navigation }: Pick<Objects, 'app' | 'navigation'>,
  server: ServerState,
  name: string,
): void {
  navigation.closeDrawer();
  void app.do('chat/open', { server: server.profile.id, conversation: directId(name) });
}

/** Where there is a conversation with them, it can tell of nothing for as long as one likes. */
function muteRows({ app }: Objects, { chat, profile }: ServerState, name: string): MenuRow[] {
  const conversation = findConversation(chat, directId(name));
  if (conversation === undefined || chat.blocked.includes(name)) return [];
  const muted = conversation.choices.mutedUntil !== null;
  const mutedUntil = muted ? null : MUTED_FOR_GOOD;
  return [
    {
      label: muted ? words().room.person.unmute : words().room.person.mute,
      icon: muted ? Bell : BellOff,
      onselect: () => void app.do('chat/choose', { server: profile.id, conversation: conversation.id, mutedUntil }),
    },
  ];
}

/** Hides what a person writes, or ends that, and says so. */
export function blockRow({ app, toasts }: Pick<Objects, 'app' | 'toasts'>, server: ServerState, name: string): MenuRow {
  const { chat } = server;
  const say = words().room.person;
  const blocked = chat.blocked.includes(name);
  const turn = async (): Promise<void> => {
    await app.do('person/block', { server: server.profile.id, username: name, blocked: !blocked });
    // Its conversation has left the list: nobody stays in it.
    if (!blocked && chat.active === directId(name)) {
      void app.do('chat/open', { server: server.profile.id, conversation: channelId(defaultChannel(chat)) });
    }
    toasts.say(blocked ? say.nowUnblocked(name) : say.nowBlocked(name));
  };
  return blocked
    ? { label: say.unblock, icon: UserRoundCheck, onselect: () => void turn() }
    : { label: say.block, icon: UserRoundX, onselect: () => void turn() };
}
