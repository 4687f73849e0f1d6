import { MESSAGE_MAX_CHARS, type ServerInfo } from '../../src-shared/chat/state.ts';

/** What a message's frame has besides its text, in bytes: its keys, a channel's name and a nonce. */
const FRAME_AROUND_BYTES = 1_024;

/** A UTF-16 unit in JSON has this many bytes at most: `\u0000`. */
const UNIT_MAX_BYTES = 6;

/** How long a message to this server may be, in UTF-16 units: ours takes every one that the composer does, others say what they take. */
export function messageMaxChars(server: Pick<ServerInfo, 'frameMaxBytes'> | null): number {
  if (server === null) return MESSAGE_MAX_CHARS;
  const fits = Math.floor((server.frameMaxBytes - FRAME_AROUND_BYTES) / UNIT_MAX_BYTES);
  return Math.max(1, Math.min(MESSAGE_MAX_CHARS, fits));
}
