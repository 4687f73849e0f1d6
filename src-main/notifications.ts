import { Notification } from 'electron';
import { directId, channelId, type ConversationId } from '../src-shared/chat/index.ts';
import { mentions } from '../src-shared/chat/mention.ts';
import type { AppEvent, AppState } from '../src-shared/ipc/index.ts';
import type { AppStore } from './app-store.ts';

/** Notifications that can still be clicked; the oldest are let go. */
const KEPT_MAX = 50;
const PREVIEW_MAX_CHARS = 200;

/**
 * Makes a system notification for a direct message or a mention, unless its conversation is in front of the person. A click
 * calls `open` with the conversation.
 */
export function notifyOfMessages(store: AppStore, open: (conversation: ConversationId) => void): void {
  // A notification without a reference is collected and its click lost.
  const kept = new Set<Notification>();
  store.watch((state, event) => {
    const message = worthTelling(state, event);
    if (message === null || !Notification.isSupported()) return;
    const notification = new Notification({ title: message.title, body: message.body });
    const letGo = () => kept.delete(notification);
    notification.on('click', () => {
      letGo();
      open(message.conversation);
    });
    notification.on('close', letGo);
    kept.add(notification);
    for (const oldest of kept) {
      if (kept.size <= KEPT_MAX) break;
      kept.delete(oldest);
    }
    notification.show();
  });
}

interface Told {
  readonly conversation: ConversationId;
  readonly title: string;
  readonly body: string;
}

/** What to tell of an event that `state` already holds, or null. */
export function worthTelling(state: AppState, event: AppEvent): Told | null {
  const { chat, settings } = state;
  if (chat === null || event.type !== 'chat' || event.event.type !== 'packet/received') return null;
  const { packet } = event.event;
  if (packet.type !== 'direct_message' && packet.type !== 'message') return null;
  if (packet.author === chat.me || !settings.notifyDirectMessages) return null;
  const body = packet.message.slice(0, PREVIEW_MAX_CHARS);
  if (packet.type === 'direct_message') {
    return unlessInFront(state, { conversation: directId(packet.author), title: packet.author, body });
  }
  const channel = packet.channel ?? chat.defaultChannel ?? chat.channels?.[0] ?? 'general';
  if (!mentions(packet.message, chat.me)) return null;
  return unlessInFront(state, { conversation: channelId(channel), title: `${packet.author} in #${channel}`, body });
}

function unlessInFront({ chat }: AppState, told: Told): Told | null {
  return chat !== null && chat.attentive && chat.active === told.conversation ? null : told;
}
