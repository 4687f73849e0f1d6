/** The bounds of the protocol, each with its unit. Servers and clients of ours share them. */

/** A text frame from a client may hold this many bytes; a longer one closes that connection with 1009. */
export const CLIENT_FRAME_MAX_BYTES = 64 * 1024;

/** What one packet may be made of; a text beyond any of these is dropped before `JSON.parse` sees it. */
export interface PacketBounds {
  /** Length of the text in UTF-16 code units. */
  readonly maxChars: number;
  /** Objects and arrays inside one another. */
  readonly maxDepth: number;
  /** Keys at all depths together. */
  readonly maxKeys: number;
  /** Objects and arrays: an engine takes far longer for a hundred thousand empty ones than for as many texts. */
  readonly maxContainers: number;
}

/** What a client sends is flat and short: no packet of ours has more than five keys and two containers. */
export const CLIENT_PACKET_BOUNDS: PacketBounds = {
  maxChars: CLIENT_FRAME_MAX_BYTES,
  maxDepth: 4,
  maxKeys: 16,
  maxContainers: 8,
};

/** What a server sends can list everybody, and hold a page of messages. */
export const SERVER_PACKET_BOUNDS: PacketBounds = {
  maxChars: 1024 * 1024,
  maxDepth: 4,
  maxKeys: 4096,
  maxContainers: 1024,
};

/** Names in one `user_list` or `channel_list`. */
export const LIST_MAX_NAMES = 20_000;

/** UTF-16 code units in a `nonce`. */
export const NONCE_MAX_CHARS = 64;

/** Messages in one page of history, and members in one `member_list`. */
export const HISTORY_PAGE_MAX = 200;
export const MEMBER_PAGE_MAX = 200;

/** Channels in one `channel_info`. */
export const CHANNEL_PAGE_MAX = 200;

/** Code points in the text of a `presence`, and in the topic of a channel. */
export const PRESENCE_TEXT_MAX_CODE_POINTS = 140;
export const TOPIC_MAX_CODE_POINTS = 250;

/** Code points in the reason of a kick, a ban or a mute. */
export const REASON_MAX_CODE_POINTS = 200;

/** UTF-16 units in the PIN that new accounts need. */
export const PIN_MIN_CHARS = 4;
export const PIN_MAX_CHARS = 32;

/** Bans in one `ban_list`: the newest. */
export const BAN_LIST_MAX = 200;

/** Entries in one page of the audit log. */
export const AUDIT_PAGE_MAX = 100;

/** Code points in the text that whoever comes to a room is told, and in the room's name. */
export const WELCOME_MAX_CODE_POINTS = 500;
export const ROOM_NAME_MAX_CODE_POINTS = 60;

/** Code points in a user's or a channel's name on our server. Foreign servers may send longer ones. */
export const NAME_MAX_CODE_POINTS = 32;

/** Bytes of UTF-8 in a password on our server. */
export const PASSWORD_MAX_BYTES = 256;

/** A connection that has not sent `auth` by then is closed. */
export const LOGIN_TIMEOUT_MS = 10_000;

/** A client sends at most one `typing` in this time. */
export const TYPING_INTERVAL_MS = 3_000;

/** Somebody counts as typing for this long after their last `typing`. */
export const TYPING_EXPIRY_MS = 6_000;

/** The name the server speaks under; nobody can register it. */
export const SERVER_NAME = 'Server';

/** The port an address without one means, and the first that a host tries. */
export const DEFAULT_PORT = 8888;
