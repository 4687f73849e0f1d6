import { channelId, defaultChannel, directId, type ConversationId } from '../src-shared/chat/index.ts';
import { mentions } from '../src-shared/chat/mention.ts';
import type { AppEvent, AppState } from '../src-shared/ipc/index.ts';

const PREVIEW_MAX_CHARS = 200;

interface Told {
  readonly conversation: ConversationId;
  readonly title: string;
  readonly body: string;
}

/**
 * What to tell of an event that `state` already holds, or null: a direct message or a mention by somebody else, unless its
 * conversation is in front of the person or they want none.
 */
export function worthTelling({ chat, settings }: AppState, event: AppEvent): Told | null {
  if (chat === null || !settings.notifyDirectMessages) return null;
  if (event.type !== 'chat' || event.event.type !== 'packet/received') return null;
  const { packet } = event.event;
  if ((packet.type !== 'direct_message' && packet.type !== 'message') || packet.author === chat.me) return null;

  const isDirect = packet.type === 'direct_message';
  if (!isDirect && !mentions(packet.message, chat.me)) return null;
  const channel = isDirect ? null : (packet.channel ?? defaultChannel(chat));
  const conversation = channel === null ? directId(packet.author) : channelId(channel);
  if (chat.attentive && chat.active === conversation) return null;
  const title = channel === null ? packet.author : `${packet.author} in #${channel}`;
  return { conversation, title, body: packet.message.slice(0, PREVIEW_MAX_CHARS) };
}

/** For a notification's body on Linux, where the desktop takes it as markup: without this a message could bring links and pictures. */
export function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
