import Bell from '@lucide/svelte/icons/bell';
import BellOff from '@lucide/svelte/icons/bell-off';
import CheckCheck from '@lucide/svelte/icons/check-check';
import Copy from '@lucide/svelte/icons/copy';
import Download from '@lucide/svelte/icons/download';
import Eraser from '@lucide/svelte/icons/eraser';
import Pencil from '@lucide/svelte/icons/pencil';
import SlidersHorizontal from '@lucide/svelte/icons/sliders-horizontal';
import Trash2 from '@lucide/svelte/icons/trash-2';
import { mayChangeChannel, mayDeleteChannel } from '../../src-shared/chat/permissions.ts';
import { MUTED_FOR_GOOD, type Conversation, type Notify } from '../../src-shared/chat/state.ts';
import type { ServerId, ServerState } from '../../src-shared/ipc/app-state.ts';
import type { CommandArgument } from '../../src-shared/ipc/contract.ts';
import { words } from '../../src-shared/language/index.ts';
import { SERVER_NAME } from '../../src-shared/protocol/limits.ts';
import type { WindowContext } from '../context.ts';
import type { MenuEntry, MenuGroup, MenuRow } from '../shared/menu.ts';
import { blockRow } from './person-menu.ts';

type Objects = Pick<WindowContext, 'app' | 'navigation' | 'toasts'>;

const HOUR_MS = 3_600_000;

const NOTIFY: readonly Notify[] = ['default', 'all', 'mentions', 'nothing'];

const MUTES = [
  { name: 'hour', forMs: HOUR_MS },
  { name: 'hours', forMs: 8 * HOUR_MS },
  { name: 'good', forMs: null },
] as const;

const FORMATS: readonly CommandArgument<'chat/export'>['format'][] = ['text', 'json', 'html'];

/** What can be done with a conversation, from its row in the list and from its head. `now` in ms since the epoch. */
export function conversationMenu(objects: Objects, server: ServerState, conversation: Conversation, now: number): MenuEntry[] {
  const { app, navigation } = objects;
  const { chat, profile } = server;
  const place = { server: profile.id, conversation: conversation.id };
  const say = words().room.conversationMenu;
  const entries: MenuEntry[] = [];
  if (conversation.unread > 0 || conversation.keptUnread) {
    entries.push({ label: say.markRead, icon: CheckCheck, onselect: () => void app.do('chat/mark-read', place) });
  }
  entries.push(
    notifications(objects, place, conversation),
    muting(objects, place, conversation, now),
    ...(app.isPage ? [] : [exporting(objects, place)]),
  );
  const copyName = (): void => void app.do('clipboard/write', { text: conversation.name });
  entries.push({ label: say.copyName, icon: Copy, onselect: copyName }, 'line', {
    label: say.clear,
    icon: Eraser,
    onselect: () => navigation.open({ kind: 'clear', ...place }),
  });
  if (conversation.kind === 'direct' && conversation.name !== SERVER_NAME) {
    entries.push(blockRow(objects, server, conversation.name));
  }
  if (conversation.kind === 'channel' && mayChangeChannel(chat, conversation.name)) {
    entries.push({
      label: words().moderation.channel.edit,
      icon: Pencil,
      onselect: () => navigation.open({ kind: 'edit-channel', server: profile.id, channel: conversation.name }),
    });
  }
  if (conversation.kind === 'channel' && mayDeleteChannel(chat, conversation.name)) {
    entries.push({
      label: say.deleteChannel,
      icon: Trash2,
      look: 'danger',
      onselect: () => navigation.open({ kind: 'delete-channel', server: profile.id, channel: conversation.name }),
    });
  }
  return entries;
}

interface ConversationPlace {
  readonly server: ServerId;
  readonly conversation: Conversation['id'];
}

function notifications({ app }: Objects, place: ConversationPlace, { choices }: Conversation): MenuGroup {
  const say = words().room.conversationMenu;
  const rows = NOTIFY.map((value) => ({
    label: say.notify[value],
    checked: choices.notify === value,
    onselect: () => void app.do('chat/choose', { ...place, notify: value }),
  }));
  return { label: say.notifications, icon: SlidersHorizontal, rows };
}

function muting({ app }: Objects, place: ConversationPlace, { choices }: Conversation, now: number): MenuRow | MenuGroup {
  const mute = (mutedUntil: number | null): void => void app.do('chat/choose', { ...place, mutedUntil });
  const say = words().room.conversationMenu;
  if (choices.mutedUntil !== null) return { label: say.unmute, icon: Bell, onselect: () => mute(null) };
  const rows = MUTES.map(({ forMs, name }) => ({
    label: say.muteFor[name],
    onselect: () => mute(forMs === null ? MUTED_FOR_GOOD : Math.round(now + forMs)),
  }));
  return { label: say.mute, icon: BellOff, rows };
}

function exporting({ app, toasts }: Objects, place: ConversationPlace): MenuGroup {
  const say = words().room.conversationMenu;
  const save = async (format: CommandArgument<'chat/export'>['format']): Promise<void> => {
    const outcome = await app.do('chat/export', { ...place, format });
    if (!outcome.ok) toasts.say(outcome.message);
    else if (outcome.saved !== null) toasts.say(savedText(outcome.saved));
  };
  return {
    label: say.export,
    icon: Download,
    rows: FORMATS.map((format) => ({ label: say.formats[format], onselect: () => void save(format) })),
  };
}

/** `1,234 messages were saved in /home/ann/general.html.` */
export function savedText({ file, messages }: { readonly file: string; readonly messages: number }): string {
  return words().room.conversationMenu.saved(messages, file);
}
