import { fc } from '@fast-check/vitest';
import type { ChatEvent } from '../../src-shared/chat/events.ts';
import type { ConnectionState, ConversationId } from '../../src-shared/chat/state.ts';
import type { ServerPacket } from '../../src-shared/protocol/index.ts';
import { SERVER_ARBITRARIES } from '../protocol/arbitraries.ts';

/** Few names, so that random events meet one another. */
export const ME = 'me';
const user = fc.constantFrom(ME, 'ann', 'bob', 'Server');
const channelName = fc.constantFrom('general', 'random', 'news');
const text = fc.constantFrom('hi', 'hello me', 'one', 'two');
const at = fc.integer({ min: 0, max: 1_000 });
const entry = fc.integer({ min: 1, max: 40 });

const nonce = fc.integer({ min: 1, max: 20 }).map((number) => `nonce ${String(number)}`);

const conversation: fc.Arbitrary<ConversationId> = fc.oneof(
  channelName.map((name): ConversationId => `channel:${name}`),
  user.map((name): ConversationId => `dm:${name}`),
);

const channel = fc.option(channelName, { nil: undefined });

/** Packets over the same few names; now and then any packet at all. */
const id = fc.integer({ min: 1, max: 30 });
const stamps = { id, seq: id, timestamp: fc.constant(500) };

/** What a server that numbers messages says of them. */
const stampedPacket: fc.Arbitrary<ServerPacket> = fc.oneof(
  fc.record({ type: fc.constant('message'), author: user, message: text, channel: channelName, ...stamps }),
  fc.record({ type: fc.constant('message'), author: fc.constant(ME), message: text, channel: channelName, ...stamps, nonce }),
  fc.record({ type: fc.constant('direct_message'), author: user, message: text, ...stamps }),
  fc.record({ type: fc.constant('ack'), nonce, id, timestamp: fc.constant(500) }),
  fc.record({ type: fc.constant('error'), code: fc.constant('muted'), message: text, nonce }),
  fc.record({
    type: fc.constant('history'),
    messages: fc.array(
      fc.oneof(
        fc.record({ type: fc.constant('message'), author: user, message: text, channel: channelName, ...stamps }),
        fc.record({ type: fc.constant('direct_message'), author: user, recipient: user, message: text, ...stamps }),
        fc.record({ type: fc.constant('broadcast'), message: text, ...stamps }),
      ),
      { maxLength: 5 },
    ),
    reached: id,
    more: fc.boolean(),
  }),
);

const serverInfo: fc.Arbitrary<ServerPacket> = fc.record({
  type: fc.constant('server_info'),
  name: text,
  version: text,
  capabilities: fc.subarray(['ack', 'history']),
  limits: fc.constant({ message_bytes: 1, name_code_points: 1 }),
});

export const anyPacket: fc.Arbitrary<ServerPacket> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ author: user, message: text, channel }).map(message) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('direct_message'), author: user, message: text }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constantFrom('join', 'quit', 'typing'), username: user }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('user_list'), users: fc.array(user, { maxLength: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('channel_list'), channels: fc.array(channelName, { maxLength: 4 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constantFrom('default_channel', 'channel_create', 'channel_delete'),
      channel: channelName,
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('broadcast'), message: text }) },
  { weight: 6, arbitrary: stampedPacket },
  { weight: 1, arbitrary: serverInfo },
  { weight: 1, arbitrary: fc.oneof(...Object.values<fc.Arbitrary<ServerPacket>>(SERVER_ARBITRARIES)) },
);

function message({ channel: name, ...rest }: { author: string; message: string; channel: string | undefined }): ServerPacket {
  return name === undefined ? { type: 'message', ...rest } : { type: 'message', ...rest, channel: name };
}

const connection: fc.Arbitrary<ConnectionState> = fc.constantFrom<ConnectionState>(
  { phase: 'connected' },
  { phase: 'connecting' },
  { phase: 'offline' },
  { phase: 'reconnecting', retryAt: 5, problem: { kind: 'closed' } },
  { phase: 'login-failed', problem: { kind: 'login-refused' } },
);

export const packetEvent: fc.Arbitrary<ChatEvent> = fc.record({ type: fc.constant('packet/received'), packet: anyPacket, at });

type Events = { readonly [T in ChatEvent['type']]: fc.Arbitrary<Extract<ChatEvent, { type: T }>> };

/** A row an event type: a new one without a row does not compile. */
const EVENTS: Events = {
  'connection/changed': fc.record({ type: fc.constant('connection/changed'), connection, at }),
  'packet/received': packetEvent as Events['packet/received'],
  'login/settled': fc.record({ type: fc.constant('login/settled'), at }),
  'message/composed': fc.oneof(
    fc.record({ type: fc.constant('message/composed'), conversation, text, at }),
    fc.record({ type: fc.constant('message/composed'), conversation, text, nonce, at }),
  ),
  'message/written': fc.record({ type: fc.constant('message/written'), entry }),
  'message/expired': fc.record({ type: fc.constant('message/expired'), entry }),
  'message/retried': fc.record({ type: fc.constant('message/retried'), entry, at }),
  'message/discarded': fc.record({ type: fc.constant('message/discarded'), entry }),
  'history/known': fc.record({
    type: fc.constant('history/known'),
    upTo: fc.integer({ min: 0, max: 30 }),
    how: fc.constantFrom('from-here', 'partly', 'filled', 'other-server'),
  }),
  'typing/expired': fc.record({ type: fc.constant('typing/expired'), name: user }),
  'conversation/opened': fc.record({ type: fc.constant('conversation/opened'), conversation }),
  'line/cleared': fc.record({ type: fc.constant('line/cleared'), conversation }),
  'attention/changed': fc.record({ type: fc.constant('attention/changed'), attentive: fc.boolean() }),
  'draft/changed': fc.record({ type: fc.constant('draft/changed'), conversation, text }),
  'new-account/noticed': fc.record({ type: fc.constant('new-account/noticed') }),
};

export const anyEvent: fc.Arbitrary<ChatEvent> = fc.oneof(
  { weight: 8, arbitrary: packetEvent },
  { weight: 4, arbitrary: fc.oneof(EVENTS['message/composed'], EVENTS['message/written'], EVENTS['message/expired']) },
  { weight: 6, arbitrary: fc.oneof(...Object.values<fc.Arbitrary<ChatEvent>>(EVENTS)) },
);

export const anyHistory: fc.Arbitrary<ChatEvent[]> = fc.array(anyEvent, { maxLength: 60 });
