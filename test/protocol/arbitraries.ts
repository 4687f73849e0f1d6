import { fc } from '@fast-check/vitest';
import type { ClientPacketOf, ClientPacketType, ServerPacketOf, ServerPacketType } from '../../src-shared/protocol/index.ts';

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
export const CLIENT_ARBITRARIES: { readonly [T in ClientPacketType]: fc.Arbitrary<ClientPacketOf<T>> } = {
  auth: packet({ ...is('auth'), username: anyText, password: anyText }),
  message: packet({ ...is('message'), message: anyText }, channel),
  direct_message: packet({ ...is('direct_message'), recipient: anyText, message: anyText }),
  typing: packet({ ...is('typing') }, { username: anyText }),
  channel_create: packet({ ...is('channel_create'), channel: anyText }),
  channel_delete: packet({ ...is('channel_delete'), channel: anyText }),
  client_info: packet({ ...is('client_info'), name: anyText, version: anyText, capabilities: names }),
};

export const SERVER_ARBITRARIES: { readonly [T in ServerPacketType]: fc.Arbitrary<ServerPacketOf<T>> } = {
  auth: packet({ ...is('auth'), success: fc.boolean() }, { status: anyText, new_account: fc.boolean() }),
  user_list: packet({ ...is('user_list'), users: names }),
  broadcast: packet({ ...is('broadcast'), message: anyText }),
  message: packet({ ...is('message'), author: anyText, message: anyText }, channel),
  direct_message: packet({ ...is('direct_message'), author: anyText, message: anyText }),
  join: packet({ ...is('join'), username: anyText }),
  quit: packet({ ...is('quit'), username: anyText }),
  typing: packet({ ...is('typing'), username: anyText }),
  channel_list: packet({ ...is('channel_list'), channels: names }),
  default_channel: packet({ ...is('default_channel'), channel: anyText }),
  channel_create: packet({ ...is('channel_create'), channel: anyText }),
  channel_delete: packet({ ...is('channel_delete'), channel: anyText }),
  server_info: packet({
    ...is('server_info'),
    name: anyText,
    version: anyText,
    capabilities: names,
    limits: packet({ message_bytes: count, name_code_points: count }),
  }),
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
