import { fc } from '@fast-check/vitest';
import type {
  BaseClientPacket,
  ClientPacketOf,
  ClientPacketType,
  ServerPacketOf,
  ServerPacketType,
} from '../../src-shared/protocol/index.ts';

/** Any well-formed text, the odd ones included. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '',
    ' ',
    '\0',
    '\uFEFF',
    '__proto__',
    'constructor',
    'toString',
    '\u2028',
    '🦄',
    'a\u0301',
    '"\\',
    '</script>',
  ),
);

const names = fc.array(anyText, { maxLength: 8 });
const channel = { channel: fc.option(anyText, { nil: null }) };
const count = fc.maxSafeNat();

/** `fields` and any subset of `optional`, in the order of the RFC; an optional field is there or is not, never undefined. */
function packet<T>(fields: Record<string, fc.Arbitrary<unknown>>, optional: Record<string, fc.Arbitrary<unknown>> = {}) {
  return fc.record({ ...fields, ...optional }, { requiredKeys: Object.keys(fields), noNullPrototype: true }) as fc.Arbitrary<T>;
}

const is = <T extends string>(type: T) => ({ type: fc.constant(type) });

/** A row a packet type: a new packet without a row here does not compile, and a test says so too. */
export const CLIENT_ARBITRARIES: { readonly [P in BaseClientPacket as P['type']]: fc.Arbitrary<P> } = {
  auth: packet({ ...is('auth'), username: anyText, password: anyText }),
  message: packet({ ...is('message'), message: anyText }, channel),
  direct_message: packet({ ...is('direct_message'), recipient: anyText, message: anyText }),
  typing: packet({ ...is('typing') }, { username: anyText }),
  channel_create: packet({ ...is('channel_create'), channel: anyText }),
  channel_delete: packet({ ...is('channel_delete'), channel: anyText }),
  client_info: packet({ ...is('client_info'), name: anyText, version: anyText, capabilities: names }),
};

const nonce = { nonce: fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }) };
const stamps = { id: count, seq: count, timestamp: count };
const moment = fc.option(count, { nil: null });
const mayDo = fc.constantFrom('everybody', 'members', 'moderators', 'owner');
const role = fc.constantFrom('owner', 'moderator', 'member', 'guest');
const newAccounts = fc.constantFrom('member', 'guest');
const registration = fc.constantFrom('open', 'pin', 'closed');
const user = { username: anyText };
const until = { until: moment };

/** What a client may send after `client_info`. */
export const PLUS_CLIENT_ARBITRARIES: { readonly [T in ClientPacketType]: fc.Arbitrary<ClientPacketOf<T>> } = {
  ...CLIENT_ARBITRARIES,
  message: packet({ ...is('message'), message: anyText }, { ...channel, ...nonce }),
  direct_message: packet({ ...is('direct_message'), recipient: anyText, message: anyText }, nonce),
  channel_create: packet({ ...is('channel_create'), channel: anyText }, nonce),
  channel_delete: packet({ ...is('channel_delete'), channel: anyText }, nonce),
  history: packet(is('history'), { channel: anyText, ...user, after: count, before: count, limit: count, ...nonce }),
  presence: packet({ ...is('presence'), state: fc.constantFrom('online', 'away', 'busy') }, { text: anyText, ...nonce }),
  channel_update: packet(
    { ...is('channel_update'), channel: anyText },
    { name: anyText, topic: anyText, may_write: mayDo, position: count, ...nonce },
  ),
  channel_restore: packet({ ...is('channel_restore'), channel: anyText }, nonce),
  broadcast: packet({ ...is('broadcast'), message: anyText }, nonce),
  kick: packet({ ...is('kick'), ...user }, { reason: anyText, ...nonce }),
  ban: packet({ ...is('ban'), ...user }, { reason: anyText, ...until, address: fc.boolean(), ...nonce }),
  unban: packet({ ...is('unban'), ...user }, nonce),
  mute: packet({ ...is('mute'), ...user }, { reason: anyText, ...until, ...nonce }),
  unmute: packet({ ...is('unmute'), ...user }, nonce),
  role: packet({ ...is('role'), ...user, role }, nonce),
  password_reset: packet({ ...is('password_reset'), ...user, password: anyText }, nonce),
  account_delete: packet({ ...is('account_delete'), ...user }, { reason: anyText, ...nonce }),
  ban_list: packet(is('ban_list'), nonce),
  audit: packet(is('audit'), { before: count, limit: count, ...nonce }),
  settings: packet(is('settings'), {
    registration,
    pin: anyText,
    may_create_channels: mayDo,
    new_accounts: newAccounts,
    name: anyText,
    welcome: anyText,
    ...nonce,
  }),
  resume_revoke: packet(is('resume_revoke'), nonce),
  ping: packet(is('ping'), nonce),
};

const member = { ...user, role, state: fc.constantFrom('online', 'away', 'busy', 'offline'), text: anyText, last_seen: moment };
const besides = { muted: fc.boolean(), passing: fc.boolean() };
const channelInfo = { channel: anyText, topic: anyText, creator: fc.option(anyText, { nil: null }), may_write: mayDo };
const by = { ...user, by: anyText, reason: anyText };
const list = (item: fc.Arbitrary<unknown>) => fc.array(item, { maxLength: 5 });

export const SERVER_ARBITRARIES: { readonly [T in ServerPacketType]: fc.Arbitrary<ServerPacketOf<T>> } = {
  auth: packet({ ...is('auth'), success: fc.boolean() }, { status: anyText, new_account: fc.boolean() }),
  user_list: packet({ ...is('user_list'), users: names }),
  broadcast: packet({ ...is('broadcast'), message: anyText }, { ...stamps, ...nonce }),
  message: packet({ ...is('message'), author: anyText, message: anyText }, { ...channel, ...stamps, ...nonce }),
  direct_message: packet({ ...is('direct_message'), author: anyText, message: anyText }, { ...stamps, ...nonce }),
  join: packet({ ...is('join'), username: anyText }, { role, passing: fc.boolean() }),
  quit: packet({ ...is('quit'), username: anyText }),
  typing: packet({ ...is('typing'), username: anyText }),
  channel_list: packet({ ...is('channel_list'), channels: names }),
  default_channel: packet({ ...is('default_channel'), channel: anyText }),
  channel_create: packet(
    { ...is('channel_create'), channel: anyText },
    { topic: channelInfo.topic, creator: channelInfo.creator, may_write: mayDo, position: count, last_seq: count },
  ),
  channel_delete: packet({ ...is('channel_delete'), channel: anyText }, { by: anyText, until: count }),
  server_info: packet(
    {
      ...is('server_info'),
      name: anyText,
      version: anyText,
      capabilities: names,
      limits: packet({ message_bytes: count, name_code_points: count }),
    },
    { identity: fc.option(fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/u)) },
  ),
  ack: packet({ ...is('ack'), nonce: anyText }, { id: count, timestamp: count }),
  error: packet({ ...is('error'), code: anyText, message: anyText }, nonce),
  history: packet(
    {
      ...is('history'),
      messages: list(
        fc.oneof(
          packet({ ...is('message'), author: anyText, message: anyText, channel: anyText, ...stamps }),
          packet({ ...is('direct_message'), author: anyText, recipient: anyText, message: anyText, ...stamps }),
          packet({ ...is('broadcast'), message: anyText, ...stamps }),
        ),
      ),
      reached: moment,
      more: fc.boolean(),
    },
    { channel: anyText, ...user, ...nonce },
  ),
  presence: packet({ ...is('presence'), ...member }, besides),
  member_list: packet({ ...is('member_list'), members: list(packet(member, besides)), more: fc.boolean() }),
  channel_info: packet({
    ...is('channel_info'),
    channels: list(packet({ ...channelInfo, last_seq: count })),
    more: fc.boolean(),
  }),
  channel_update: packet({ ...is('channel_update'), previous: anyText, ...channelInfo }, { position: count }),
  kick: packet({ ...is('kick'), ...by }),
  ban: packet({ ...is('ban'), ...by, ...until }),
  unban: packet({ ...is('unban'), ...user, by: anyText }),
  mute: packet({ ...is('mute'), ...by, ...until }),
  unmute: packet({ ...is('unmute'), ...user, by: anyText }),
  role: packet({ ...is('role'), ...user, role, by: anyText }),
  account_delete: packet({ ...is('account_delete'), ...by }),
  audit: packet(
    {
      ...is('audit'),
      entries: list(packet({ id: count, timestamp: count, by: anyText, action: anyText, target: anyText, detail: anyText })),
      more: fc.boolean(),
    },
    nonce,
  ),
  ban_list: packet({ ...is('ban_list'), bans: list(packet({ ...by, ...until, address: fc.boolean() })) }, nonce),
  settings: packet(
    { ...is('settings'), registration, may_create_channels: mayDo },
    { pin: anyText, new_accounts: newAccounts, name: anyText, welcome: anyText },
  ),
  resume_token: packet({ ...is('resume_token'), token: anyText, expires: count }),
  pong: packet(is('pong'), nonce),
};

/** JSON text of any shape, often close to a packet. */
export const anyFrame: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.json(),
  fc
    .record(
      {
        type: fc.oneof(fc.constantFrom(...Object.keys(SERVER_ARBITRARIES), ...Object.keys(CLIENT_ARBITRARIES)), fc.jsonValue()),
        username: fc.jsonValue(),
        message: fc.jsonValue(),
        users: fc.jsonValue(),
        channel: fc.jsonValue(),
        success: fc.jsonValue(),
        limits: fc.jsonValue(),
        ['__proto__']: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    .map((value) => JSON.stringify(value)),
);
