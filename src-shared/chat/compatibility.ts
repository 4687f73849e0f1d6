import { words } from '../language/index.ts';
import { isLoopback, parseAddress } from '../session/address.ts';
import { wayTo } from '../session/way.ts';
import type { Security } from '../trust/index.ts';
import { offers, type ChatState } from './state.ts';

/** One thing that a server does or does not do, as a sentence for the person. */
export interface CompatibilityLine {
  readonly topic: 'encryption' | 'receipts' | 'history' | 'channels' | 'people' | 'moderation' | 'offline-messages';
  /** The better of the two. */
  readonly does: boolean;
  readonly text: string;
}

/**
 * What can be expected of a server, as its login sequence told it (docs/PROTOCOL.md, "Layer 3"). Before a first login only the
 * encryption is known.
 */
export function compatibility(chat: ChatState, security: Security): CompatibilityLine[] {
  const say = words().dialogs.compatibility;
  const lines = [encryption(chat.address, security)];
  if (!chat.ready && chat.server === null) return lines;
  const plus = chat.server !== null;
  lines.push(
    line('receipts', offers(chat, 'ack'), say.receipts, say.noReceipts),
    line('history', offers(chat, 'history'), say.history, say.noHistory),
    line('offline-messages', plus, say.offlineMessages, say.noOfflineMessages),
    channels(chat),
    line('people', offers(chat, 'presence'), say.people, say.noPeople),
    line('moderation', offers(chat, 'moderation'), say.moderation, say.noModeration),
  );
  return lines;
}

function line(topic: CompatibilityLine['topic'], does: boolean, yes: string, no: string): CompatibilityLine {
  return { topic, does, text: does ? yes : no };
}

function channels(chat: ChatState): CompatibilityLine {
  const say = words().dialogs.compatibility;
  if (chat.channels === null) return line('channels', false, '', say.noChannels);
  return line('channels', offers(chat, 'channels'), say.channels, say.fixedChannels);
}

function encryption(address: string, security: Security): CompatibilityLine {
  const say = words().dialogs.compatibility;
  const parsed = parseAddress(address);
  const isEncrypted = parsed.ok && wayTo(parsed.url, security).check.kind !== 'none';
  if (!isEncrypted && isLoopback(address)) return line('encryption', true, say.local, '');
  return line('encryption', isEncrypted, say.encrypted, say.notEncrypted);
}
