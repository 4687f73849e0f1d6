import { words } from '../language/index.ts';
import { offers, type ChatState } from './state.ts';

/** One thing that a server does or does not do, as a sentence for the person. */
export interface CompatibilityLine {
  readonly topic: 'receipts' | 'history' | 'channels' | 'people' | 'moderation' | 'offline-messages';
  /** The better of the two. */
  readonly does: boolean;
  readonly text: string;
}

/**
 * What can be expected of a server, as its login sequence told it (docs/PROTOCOL.md, "Layer 3"); nothing
 * before a first login.
 */
export function compatibility(chat: ChatState): CompatibilityLine[] {
  const say = words().dialogs.compatibility;
  if (!chat.ready && chat.server === null) return [];
  const plus = chat.server !== null;
  return [
    line('receipts', offers(chat, 'ack'), say.receipts, say.noReceipts),
    line('history', offers(chat, 'history'), say.history, say.noHistory),
    line('offline-messages', plus, say.offlineMessages, say.noOfflineMessages),
    channels(chat),
    line('people', offers(chat, 'presence'), say.people, say.noPeople),
    line('moderation', offers(chat, 'moderation'), say.moderation, say.noModeration),
  ];
}

function line(topic: CompatibilityLine['topic'], does: boolean, yes: string, no: string): CompatibilityLine {
  return { topic, does, text: does ? yes : no };
}

function channels(chat: ChatState): CompatibilityLine {
  const say = words().dialogs.compatibility;
  if (chat.channels === null) return line('channels', false, '', say.noChannels);
  return line('channels', offers(chat, 'channels'), say.channels, say.fixedChannels);
}
