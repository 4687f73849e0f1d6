import * as v from 'valibot';
import { LIST_MAX_NAMES } from './limits.ts';

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

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

export type Layer = 'rfc' | 'dialect' | 'plus';

interface Row<S extends v.GenericSchema> {
  readonly layer: Layer;
  readonly fields: S;
}

const row = <S extends v.GenericSchema>(layer: Layer, fields: S): Row<S> => ({ layer, fields });

/** What a client sends. */
export const CLIENT_PACKETS = {
  auth: row('rfc', v.object({ type: v.literal('auth'), username: text, password: text })),
  message: row('rfc', v.object({ type: v.literal('message'), message: text, channel: channelOrDefault })),
  direct_message: row('rfc', v.object({ type: v.literal('direct_message'), recipient: text, message: text })),
  // Clients in the wild leave `username` out; ours sends it, as the RFC shows. The server uses the login name either way.
  typing: row('rfc', v.object({ type: v.literal('typing'), username: v.exactOptional(text) })),
  channel_create: row('dialect', v.object({ type: v.literal('channel_create'), channel: text })),
  channel_delete: row('dialect', v.object({ type: v.literal('channel_delete'), channel: text })),
  client_info: row('plus', v.object({ type: v.literal('client_info'), name: text, version: text, capabilities: names })),
} as const;

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
  broadcast: row('rfc', v.object({ type: v.literal('broadcast'), message: text })),
  message: row('rfc', v.object({ type: v.literal('message'), author: text, message: text, channel: channelOrDefault })),
  direct_message: row('rfc', v.object({ type: v.literal('direct_message'), author: text, message: text })),
  join: row('rfc', v.object({ type: v.literal('join'), username: text })),
  quit: row('rfc', v.object({ type: v.literal('quit'), username: text })),
  typing: row('rfc', v.object({ type: v.literal('typing'), username: text })),
  channel_list: row('dialect', v.object({ type: v.literal('channel_list'), channels: names })),
  default_channel: row('dialect', v.object({ type: v.literal('default_channel'), channel: text })),
  channel_create: row('dialect', v.object({ type: v.literal('channel_create'), channel: text })),
  channel_delete: row('dialect', v.object({ type: v.literal('channel_delete'), channel: text })),
  server_info: row(
    'plus',
    v.object({
      type: v.literal('server_info'),
      name: text,
      version: text,
      capabilities: names,
      limits: v.object({ message_bytes: count, name_code_points: count }),
    }),
  ),
} as const;

type Table = Readonly<Record<string, Row<v.GenericSchema>>>;
export type PacketOf<T extends Table> = { [K in keyof T]: v.InferOutput<T[K]['fields']> }[keyof T];

/** A packet from a client, parsed. */
export type ClientPacket = PacketOf<typeof CLIENT_PACKETS>;
/** A packet from a server, parsed. */
export type ServerPacket = PacketOf<typeof SERVER_PACKETS>;

export type ClientPacketType = ClientPacket['type'];
export type ServerPacketType = ServerPacket['type'];
export type ClientPacketOf<T extends ClientPacketType> = Extract<ClientPacket, { type: T }>;
export type ServerPacketOf<T extends ServerPacketType> = Extract<ServerPacket, { type: T }>;

/** The status texts of RFC #001, "Server Responses", exactly as written there. */
export const AuthStatus = {
  ok: 'Logged in ok',
  registered: 'Registered and logged in ok',
  failed: 'Login failed',
} as const;
