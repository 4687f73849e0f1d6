import { Notification } from 'electron';
import type { ConversationId } from '../src-shared/chat/index.ts';
import type { AppStore } from './app-store.ts';
import { escapeMarkup, worthTelling } from './worth-telling.ts';

/** Notifications that can still be clicked; the oldest are let go. */
const KEPT_MAX = 50;
/** Notifications within `BURST_MS`; of more the unread marks tell, as after a night of kept messages. */
const BURST_MAX = 5;
const BURST_MS = 10_000;

/**
 * Makes a system notification for a direct message or a mention, unless its conversation is in front of the person. A click
 * calls `open` with the conversation.
 */
export function notifyOfMessages(store: AppStore, open: (conversation: ConversationId) => void): void {
  // A notification without a reference is collected and its click lost.
  const kept = new Set<Notification>();
  let shown: number[] = [];
  store.watch((state, event) => {
    const message = worthTelling(state, event);
    if (message === null || !Notification.isSupported()) return;
    const now = performance.now();
    shown = shown.filter((at) => now - at < BURST_MS);
    if (shown.length >= BURST_MAX) return;
    shown.push(now);

    const body = process.platform === 'linux' ? escapeMarkup(message.body) : message.body;
    const notification = new Notification({ title: message.title, body });
    const letGo = () => kept.delete(notification);
    notification.on('click', () => {
      letGo();
      open(message.conversation);
    });
    notification.on('close', letGo);
    notification.on('failed', letGo);
    kept.add(notification);
    for (const oldest of kept) {
      if (kept.size <= KEPT_MAX) break;
      kept.delete(oldest);
    }
    notification.show();
  });
}
