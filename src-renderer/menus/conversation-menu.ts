import Bell from '@lucide/svelte/icons/bell';
import BellOff from '@lucide/svelte/icons/bell-off';
import CheckCheck from '@lucide/svelte/icons/check-check';
import Download from '@lucide/svelte/icons/download';
import Eraser from '@lucide/svelte/icons/eraser';
import SlidersHorizontal from '@lucide/svelte/icons/sliders-horizontal';
import Trash2 from '@lucide/svelte/icons/trash-2';
import { defaultChannel, MUTED_FOR_GOOD, type ChatState, type Conversation, type Notify } from '../../src-shared/chat/state.ts';
import type { ServerId, ServerState } from '../../src-shared/ipc/app-state.ts';
import type { CommandArgument } from '../../src-shared/ipc/contract.ts';
import { SERVER_NAME } from '../../src-shared/protocol/limits.ts';
import type { WindowContext } from '../context.ts';
import type { MenuEntry, MenuGroup, MenuRow } from '../shared/menu.ts';
import { blockRow } from './person-menu.ts';

type Objects = Pick<WindowContext, 'app' | 'navigation' | 'toasts'>;

const HOUR_MS = 3_600_000;

const NOTIFY: readonly { readonly value: Notify; readonly label: string }[] = [
  { value: 'default', label: 'Default' },
  { value: 'all', label: 'All messages' },
  { value: 'mentions', label: 'Mentions only' },
  { value: 'nothing', label: 'Nothing' },
];

const MUTES: readonly { readonly label: string; readonly forMs: number | null }[] = [
  { label: 'For 1 hour', forMs: HOUR_MS },
  { label: 'For 8 hours', forMs: 8 * HOUR_MS },
  { label: 'Until I turn it on', forMs: null },
];

const FORMATS: readonly { readonly format: CommandArgument<'chat/export'>['format']; readonly label: string }[] = [
  { format: 'text', label: 'Text' },
  { format: 'json', label: 'JSON' },
  { format: 'html', label: 'HTML' },
];

/** What can be done with a conversation, from its row in the list and from its head. `now` in ms since the epoch. */
export function conversationMenu(objects: Objects, server: ServerState, conversation: Conversation, now: number): MenuEntry[] {
  const { app, navigation } = objects;
  const { chat, profile } = server;
  const place = { server: profile.id, conversation: conversation.id };
  const entries: MenuEntry[] = [];
  if (conversation.unread > 0 || conversation.keptUnread) {
    entries.push({ label: 'Mark as read', icon: CheckCheck, onselect: () => void app.do('chat/mark-read', place) });
  }
  entries.push(
    notifications(objects, place, conversation),
    muting(objects, place, conversation, now),
    exporting(objects, place),
  );
  entries.push('line', {
    label: 'Clear…',
    icon: Eraser,
    onselect: () => navigation.open({ kind: 'clear', ...place }),
  });
  if (conversation.kind === 'direct' && conversation.name !== SERVER_NAME) {
    entries.push(blockRow(objects, server, conversation.name));
  }
  if (conversation.kind === 'channel' && mayDelete(chat, conversation.name)) {
    entries.push({
      label: 'Delete channel',
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
  const rows = NOTIFY.map(({ label, value }) => ({
    label,
    checked: choices.notify === value,
    onselect: () => void app.do('chat/choose', { ...place, notify: value }),
  }));
  return { label: 'Notifications', icon: SlidersHorizontal, rows };
}

function muting({ app }: Objects, place: ConversationPlace, { choices }: Conversation, now: number): MenuRow | MenuGroup {
  const mute = (mutedUntil: number | null): void => void app.do('chat/choose', { ...place, mutedUntil });
  if (choices.mutedUntil !== null) return { label: 'Unmute', icon: Bell, onselect: () => mute(null) };
  const rows = MUTES.map(({ forMs, label }) => ({
    label,
    onselect: () => mute(forMs === null ? MUTED_FOR_GOOD : Math.round(now + forMs)),
  }));
  return { label: 'Mute', icon: BellOff, rows };
}

function exporting({ app, toasts }: Objects, place: ConversationPlace): MenuGroup {
  const save = async (format: CommandArgument<'chat/export'>['format']): Promise<void> => {
    const outcome = await app.do('chat/export', { ...place, format });
    if (!outcome.ok) toasts.say(outcome.message);
    else if (outcome.saved !== null) toasts.say(savedText(outcome.saved));
  };
  return {
    label: 'Export',
    icon: Download,
    rows: FORMATS.map(({ format, label }) => ({ label, onselect: () => void save(format) })),
  };
}

/** `1,234 messages were saved in /home/ann/general.html.` */
export function savedText({ file, messages }: { readonly file: string; readonly messages: number }): string {
  return `${messages === 1 ? '1 message was' : `${messages.toLocaleString()} messages were`} saved in ${file}.`;
}

/**
 * Whether the server may be asked to delete this channel. The default one stays; a server that does not speak RWCI+ may drop the
 * connection of whoever sends what it does not know.
 */
function mayDelete(chat: ChatState, name: string): boolean {
  return mayChangeChannels(chat) && chat.ready && name !== defaultChannel(chat);
}

/** Whether the server may be asked for another channel. */
export function mayChangeChannels(chat: ChatState): boolean {
  return chat.channels !== null && chat.server !== null;
}
