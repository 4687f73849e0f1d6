/** The bounds of the protocol, each with its unit. Servers and clients of ours share them. */

/** A text frame from a client may hold this many bytes; a longer one closes that connection with 1009. */
export const CLIENT_FRAME_MAX_BYTES = 64 * 1024;

/** What `decode` looks at, in UTF-16 code units. A server's `user_list` may be long, so this is wider than a client's frame. */
export const PACKET_MAX_CHARS = 1024 * 1024;

/** Objects and arrays inside one another. The deepest packet of ours needs two. */
export const PACKET_MAX_DEPTH = 4;

/** Keys in one packet, at all depths together. */
export const PACKET_MAX_KEYS = 64;

/** Objects and arrays in one packet: an engine takes far longer for a hundred thousand empty ones than for as many texts. */
export const PACKET_MAX_CONTAINERS = 64;

/** Names in one `user_list` or `channel_list`. */
export const LIST_MAX_NAMES = 20_000;

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
