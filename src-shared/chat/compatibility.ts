import { parseAddress } from '../session/address.ts';
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
export function compatibility(chat: ChatState): CompatibilityLine[] {
  const lines = [encryption(chat.address)];
  if (!chat.ready && chat.server === null) return lines;
  const plus = chat.server !== null;
  lines.push(
    line(
      'receipts',
      offers(chat, 'ack'),
      'It acknowledges messages: each one arrives, and arrives once.',
      'It acknowledges nothing: a channel’s message counts as sent when it comes back, a direct one is never confirmed.',
    ),
    line(
      'history',
      offers(chat, 'history'),
      'It keeps messages: what was said while you were away is fetched.',
      'It keeps no messages: what was said while you were away is missing here.',
    ),
    line(
      'offline-messages',
      plus,
      'Direct messages to people who are offline wait on the server.',
      'Direct messages to people who are offline wait on this computer until they are back.',
    ),
    channels(chat),
    line(
      'people',
      offers(chat, 'presence'),
      'It knows all its members, also those who are offline.',
      'It only tells who is online.',
    ),
    line(
      'moderation',
      offers(chat, 'moderation'),
      'Its host and moderators can remove or mute people.',
      'It has no moderators; blocking somebody hides them for you.',
    ),
  );
  return lines;
}

function line(topic: CompatibilityLine['topic'], does: boolean, yes: string, no: string): CompatibilityLine {
  return { topic, does, text: does ? yes : no };
}

function channels(chat: ChatState): CompatibilityLine {
  if (chat.channels === null) return line('channels', false, '', 'It has one conversation for everybody, and no channels.');
  return line(
    'channels',
    offers(chat, 'channels'),
    'It has channels, and you can create more.',
    'It has channels; others cannot be created from here.',
  );
}

const LOOPBACK = /^wss?:\/\/(localhost|127(?:\.\d+){3}|\[::1\]):/;

function encryption(address: string): CompatibilityLine {
  const parsed = parseAddress(address);
  const url = parsed.ok ? parsed.url : '';
  if (LOOPBACK.test(url)) return line('encryption', true, 'The connection does not leave this computer.', '');
  return line(
    'encryption',
    url.startsWith('wss:'),
    'The connection is encrypted.',
    'The connection is not encrypted: whoever runs the network can read along.',
  );
}
