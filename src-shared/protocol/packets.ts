import * as v from 'valibot';
import {
  AUDIT_PAGE_MAX,
  BAN_LIST_MAX,
  CHANNEL_PAGE_MAX,
  HISTORY_PAGE_MAX,
  LIST_MAX_NAMES,
  MEMBER_PAGE_MAX,
  NONCE_MAX_CHARS,
} from './limits.ts';

/**
 * Every packet of RFC #001, of the dialect in the wild and of RWCI+, as two tables: what a client may send and what a
 * server may send. A row holds the parser of the packet's fields and the layer it belongs to (docs/PROTOCOL.md).
 * The order of the fields in a parser is the order in which the RFC writes them; parsers keep known fields only.
 */

/** Text that is valid Unicode: a lone surrogate becomes U+FFFD, so that no ill-formed string travels further. */
const text = v.pipe(
  v.string(),
  v.transform((value) => value.toWellFormed()),
);

/** The length is checked before the items, so that a hostile list costs nothing. */
const names = v.pipe(
  v.custom<unknown[]>((value) => Array.isArray(value) && value.length <= LIST_MAX_NAMES),
  v.array(text),
);

/** Absent and null both mean the server's default channel. */
const channelOrDefault = v.exactOptional(v.nullable(text));

/** What somebody may do on a server; whoever hosts it is an owner. */
export const ROLES = ['owner', 'moderator', 'member', 'guest'] as const;
export type Role = (typeof ROLES)[number];

/** What a new account may be. */
export const NEW_ACCOUNT_ROLES = ['member', 'guest'] as const satisfies readonly Role[];

/** Who may do something: everybody, everybody but guests, moderators and owners, or owners alone. */
export const MAY_DO = ['everybody', 'members', 'moderators', 'owner'] as const;

/** Who may make an account: whoever comes, whoever knows the PIN, or nobody. */
export const REGISTRATIONS = ['open', 'pin', 'closed'] as const;
export type RegistrationMode = (typeof REGISTRATIONS)[number];

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

export type Layer = 'rfc' | 'dialect' | 'plus';

interface Row<S extends v.GenericSchema> {
  readonly layer: Layer;
  readonly fields: S;
}

const row = <S extends v.GenericSchema>(layer: Layer, fields: S): Row<S> => ({ layer, fields });

/** A sender's own name for one request: the answer carries it, and a message with it is stored once however often it comes. */
export const requestNonce = v.pipe(text, v.minLength(1), v.maxLength(NONCE_MAX_CHARS));
const nonce = v.exactOptional(requestNonce);

/** Who a server is: ours says 32 hex digits. */
export const IDENTITY_PATTERN = /^[\w-]{1,64}$/;

/** A moment, in milliseconds since the epoch. */
const moment = count;
const momentOrNever = v.nullable(moment);

const role = v.picklist(ROLES);
const presenceState = v.picklist(['online', 'away', 'busy']);
const mayDo = v.picklist(MAY_DO);
const newAccountRole = v.picklist(NEW_ACCOUNT_ROLES);
const registration = v.picklist(REGISTRATIONS);

const base = {
  message: { type: v.literal('message'), message: text, channel: channelOrDefault },
  direct_message: { type: v.literal('direct_message'), recipient: text, message: text },
  channel_create: { type: v.literal('channel_create'), channel: text },
  channel_delete: { type: v.literal('channel_delete'), channel: text },
} as const;

/** What a client sends that knows layers 1 and 2, and how one that knows more says so. */
export const CLIENT_PACKETS = {
  auth: row('rfc', v.object({ type: v.literal('auth'), username: text, password: text })),
  message: row('rfc', v.object(base.message)),
  direct_message: row('rfc', v.object(base.direct_message)),
  // Clients in the wild leave `username` out; ours sends it, as the RFC shows. The server uses the login name either way.
  typing: row('rfc', v.object({ type: v.literal('typing'), username: v.exactOptional(text) })),
  channel_create: row('dialect', v.object(base.channel_create)),
  channel_delete: row('dialect', v.object(base.channel_delete)),
  client_info: row('plus', v.object({ type: v.literal('client_info'), name: text, version: text, capabilities: names })),
} as const;

const user = { username: text, nonce };
const reason = v.exactOptional(text);
const until = v.exactOptional(momentOrNever);

/** What a client sends once it has sent `client_info`: all of the above, with nonces, and RWCI+. */
export const PLUS_CLIENT_PACKETS = {
  ...CLIENT_PACKETS,
  message: row('rfc', v.object({ ...base.message, nonce })),
  direct_message: row('rfc', v.object({ ...base.direct_message, nonce })),
  channel_create: row('dialect', v.object({ ...base.channel_create, nonce })),
  channel_delete: row('dialect', v.object({ ...base.channel_delete, nonce })),
  history: row(
    'plus',
    v.object({
      type: v.literal('history'),
      /** One channel, or the direct messages with one user, or neither: all that one may read. */
      channel: v.exactOptional(text),
      username: v.exactOptional(text),
      after: v.exactOptional(count),
      before: v.exactOptional(count),
      limit: v.exactOptional(count),
      nonce,
    }),
  ),
  presence: row('plus', v.object({ type: v.literal('presence'), state: presenceState, text: v.exactOptional(text), nonce })),
  channel_update: row(
    'plus',
    v.object({
      type: v.literal('channel_update'),
      channel: text,
      name: v.exactOptional(text),
      topic: v.exactOptional(text),
      may_write: v.exactOptional(mayDo),
      /** The place in the list of channels, from 0, which is the default channel's. */
      position: v.exactOptional(count),
      nonce,
    }),
  ),
  channel_restore: row('plus', v.object({ type: v.literal('channel_restore'), channel: text, nonce })),
  broadcast: row('plus', v.object({ type: v.literal('broadcast'), message: text, nonce })),
  kick: row('plus', v.object({ type: v.literal('kick'), ...user, reason })),
  ban: row('plus', v.object({ type: v.literal('ban'), ...user, reason, until, address: v.exactOptional(v.boolean()) })),
  unban: row('plus', v.object({ type: v.literal('unban'), ...user })),
  mute: row('plus', v.object({ type: v.literal('mute'), ...user, reason, until })),
  unmute: row('plus', v.object({ type: v.literal('unmute'), ...user })),
  role: row('plus', v.object({ type: v.literal('role'), ...user, role })),
  password_reset: row('plus', v.object({ type: v.literal('password_reset'), username: text, password: text, nonce })),
  account_delete: row('plus', v.object({ type: v.literal('account_delete'), ...user, reason })),
  ban_list: row('plus', v.object({ type: v.literal('ban_list'), nonce })),
  audit: row(
    'plus',
    v.object({ type: v.literal('audit'), before: v.exactOptional(count), limit: v.exactOptional(count), nonce }),
  ),
  settings: row(
    'plus',
    v.object({
      type: v.literal('settings'),
      registration: v.exactOptional(registration),
      pin: v.exactOptional(text),
      may_create_channels: v.exactOptional(mayDo),
      new_accounts: v.exactOptional(newAccountRole),
      /** What the room is called. */
      name: v.exactOptional(text),
      welcome: v.exactOptional(text),
      /** Whether the page for guests is served. */
      guests: v.exactOptional(v.boolean()),
      nonce,
    }),
  ),
  resume_revoke: row('plus', v.object({ type: v.literal('resume_revoke'), nonce })),
  /** Asks for a sign of life, for clients that cannot ping as a WebSocket does: a page in a browser. */
  ping: row('plus', v.object({ type: v.literal('ping'), nonce })),
} as const;

/** What messages carry besides for a client that sent `client_info`. */
const stamps = {
  /** Grows by the server's order, over all conversations; never used twice. */
  id: v.exactOptional(count),
  /** The number of the message in its conversation, from 1, without holes. */
  seq: v.exactOptional(count),
  timestamp: v.exactOptional(moment),
  nonce,
};

const stamped = { id: count, seq: count, timestamp: moment };
const passing = v.exactOptional(v.boolean());
const member = v.object({
  username: text,
  role,
  state: v.picklist(['online', 'away', 'busy', 'offline']),
  text,
  last_seen: momentOrNever,
  muted: v.exactOptional(v.boolean()),
  /** A guest who is forgotten when they do not come back for a while. */
  passing,
});
const channelInfo = v.object({ channel: text, topic: text, creator: v.nullable(text), may_write: mayDo });
/** `last_seq` is the number of the newest message, 0 when there never was one. */
const countedChannel = v.object({ ...channelInfo.entries, last_seq: count });
/** Where a channel stands in the list, from 0. */
const position = v.exactOptional(count);
const by = { username: text, by: text, reason: text };

/** What a server sends. */
export const SERVER_PACKETS = {
  // Servers in the wild leave `status` out.
  auth: row(
    'rfc',
    v.object({
      type: v.literal('auth'),
      status: v.exactOptional(text),
      success: v.boolean(),
      new_account: v.exactOptional(v.boolean()),
    }),
  ),
  user_list: row('rfc', v.object({ type: v.literal('user_list'), users: names })),
  broadcast: row('rfc', v.object({ type: v.literal('broadcast'), message: text, ...stamps })),
  message: row(
    'rfc',
    v.object({ type: v.literal('message'), author: text, message: text, channel: channelOrDefault, ...stamps }),
  ),
  direct_message: row('rfc', v.object({ type: v.literal('direct_message'), author: text, message: text, ...stamps })),
  // Of a new account that is not a member's.
  join: row('rfc', v.object({ type: v.literal('join'), username: text, role: v.exactOptional(role), passing })),
  quit: row('rfc', v.object({ type: v.literal('quit'), username: text })),
  typing: row('rfc', v.object({ type: v.literal('typing'), username: text })),
  channel_list: row('dialect', v.object({ type: v.literal('channel_list'), channels: names })),
  default_channel: row('dialect', v.object({ type: v.literal('default_channel'), channel: text })),
  channel_create: row(
    'dialect',
    v.object({
      type: v.literal('channel_create'),
      channel: text,
      topic: v.exactOptional(text),
      creator: v.exactOptional(v.nullable(text)),
      may_write: v.exactOptional(mayDo),
      position,
      /** More than 0 where a deleted channel comes back with its history. */
      last_seq: v.exactOptional(count),
    }),
  ),
  channel_delete: row(
    'dialect',
    v.object({
      type: v.literal('channel_delete'),
      channel: text,
      by: v.exactOptional(text),
      /** Until when it can be restored. */
      until: v.exactOptional(moment),
    }),
  ),
  server_info: row(
    'plus',
    v.object({
      type: v.literal('server_info'),
      name: text,
      version: text,
      capabilities: names,
      limits: v.object({ message_bytes: count, name_code_points: count }),
      // A bad one is none: the rest is worth more than it.
      identity: v.exactOptional(v.fallback(v.nullable(v.pipe(v.string(), v.regex(IDENTITY_PATTERN))), null)),
    }),
  ),
  ack: row(
    'plus',
    v.object({ type: v.literal('ack'), nonce: text, id: v.exactOptional(count), timestamp: v.exactOptional(moment) }),
  ),
  error: row('plus', v.object({ type: v.literal('error'), code: text, message: text, nonce })),
  history: row(
    'plus',
    v.object({
      type: v.literal('history'),
      channel: v.exactOptional(text),
      username: v.exactOptional(text),
      messages: v.pipe(
        v.custom<unknown[]>((value) => Array.isArray(value) && value.length <= HISTORY_PAGE_MAX),
        v.array(
          v.variant('type', [
            v.object({ type: v.literal('message'), author: text, message: text, channel: text, ...stamped }),
            v.object({ type: v.literal('direct_message'), author: text, recipient: text, message: text, ...stamped }),
            v.object({ type: v.literal('broadcast'), message: text, ...stamped }),
          ]),
        ),
      ),
      /** Everything from the asked end up to and with this id is in this page; null when nothing was looked at. */
      reached: v.nullable(count),
      more: v.boolean(),
      nonce,
    }),
  ),
  presence: row('plus', v.object({ type: v.literal('presence'), ...member.entries })),
  member_list: row(
    'plus',
    v.object({
      type: v.literal('member_list'),
      members: v.pipe(
        v.custom<unknown[]>((value) => Array.isArray(value) && value.length <= MEMBER_PAGE_MAX),
        v.array(member),
      ),
      more: v.boolean(),
    }),
  ),
  channel_info: row(
    'plus',
    v.object({
      type: v.literal('channel_info'),
      channels: v.pipe(
        v.custom<unknown[]>((value) => Array.isArray(value) && value.length <= CHANNEL_PAGE_MAX),
        v.array(countedChannel),
      ),
      more: v.boolean(),
    }),
  ),
  channel_update: row(
    'plus',
    v.object({ type: v.literal('channel_update'), previous: text, ...channelInfo.entries, position }),
  ),
  kick: row('plus', v.object({ type: v.literal('kick'), ...by })),
  ban: row('plus', v.object({ type: v.literal('ban'), ...by, until: momentOrNever })),
  unban: row('plus', v.object({ type: v.literal('unban'), username: text, by: text })),
  mute: row('plus', v.object({ type: v.literal('mute'), ...by, until: momentOrNever })),
  unmute: row('plus', v.object({ type: v.literal('unmute'), username: text, by: text })),
  role: row('plus', v.object({ type: v.literal('role'), username: text, role, by: text })),
  account_delete: row('plus', v.object({ type: v.literal('account_delete'), ...by })),
  audit: row(
    'plus',
    v.object({
      type: v.literal('audit'),
      entries: v.pipe(
        v.custom<unknown[]>((value) => Array.isArray(value) && value.length <= AUDIT_PAGE_MAX),
        v.array(v.object({ id: count, timestamp: moment, by: text, action: text, target: text, detail: text })),
      ),
      more: v.boolean(),
      nonce,
    }),
  ),
  ban_list: row(
    'plus',
    v.object({
      type: v.literal('ban_list'),
      bans: v.pipe(
        v.custom<unknown[]>((value) => Array.isArray(value) && value.length <= BAN_LIST_MAX),
        v.array(v.object({ ...by, until: momentOrNever, address: v.boolean() })),
      ),
      nonce,
    }),
  ),
  settings: row(
    'plus',
    v.object({
      type: v.literal('settings'),
      registration,
      /** For the owner and moderators alone. */
      pin: v.exactOptional(text),
      may_create_channels: mayDo,
      new_accounts: v.exactOptional(newAccountRole),
      name: v.exactOptional(text),
      /** What whoever comes is told; empty for nothing. */
      welcome: v.exactOptional(text),
      /** Whether the page for guests is served; servers that have none do not say it. */
      guests: v.exactOptional(v.boolean()),
    }),
  ),
  resume_token: row('plus', v.object({ type: v.literal('resume_token'), token: text, expires: moment })),
  pong: row('plus', v.object({ type: v.literal('pong'), nonce })),
} as const;

type Table = Readonly<Record<string, Row<v.GenericSchema>>>;
export type PacketOf<T extends Table> = { [K in keyof T]: v.InferOutput<T[K]['fields']> }[keyof T];

/** A packet from a client that has not sent `client_info`, parsed. */
export type BaseClientPacket = PacketOf<typeof CLIENT_PACKETS>;
/** A packet from a client, parsed. */
export type ClientPacket = PacketOf<typeof PLUS_CLIENT_PACKETS>;
/** A packet from a server, parsed. */
export type ServerPacket = PacketOf<typeof SERVER_PACKETS>;

export type ClientPacketType = ClientPacket['type'];
export type ServerPacketType = ServerPacket['type'];
export type ClientPacketOf<T extends ClientPacketType> = Extract<ClientPacket, { type: T }>;
export type ServerPacketOf<T extends ServerPacketType> = Extract<ServerPacket, { type: T }>;

/** What our server offers in `server_info` (docs/PROTOCOL.md, "Layer 3"). */
export const CAPABILITIES = ['ack', 'channels', 'history', 'moderation', 'ping', 'presence', 'resume'] as const;

/** What an entry of the audit log is about, in `action`. */
export const AUDIT_ACTIONS = [
  'kick',
  'ban',
  'unban',
  'mute',
  'unmute',
  'role',
  'logout',
  'password_reset',
  'account_delete',
  'broadcast',
  'channel_create',
  'channel_update',
  'channel_delete',
  'channel_restore',
  'settings',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** Why a request was refused, in `error`. */
export type ErrorCode =
  | 'bad_packet'
  | 'too_fast'
  | 'busy'
  | 'storage_full'
  | 'storage_failed'
  | 'failed'
  | 'unknown_user'
  | 'unknown_channel'
  | 'mailbox_full'
  | 'name_refused'
  | 'not_allowed'
  | 'not_banned'
  | 'not_muted'
  | 'not_online'
  | 'muted';

/** The status texts of RFC #001, "Server Responses", exactly as written there. */
export const AuthStatus = {
  ok: 'Logged in ok',
  registered: 'Registered and logged in ok',
  failed: 'Login failed',
} as const;
