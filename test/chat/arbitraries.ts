import { fc } from '@fast-check/vitest';
import type { ChatEvent } from '../../src-shared/chat/events.ts';
import type { ConnectionState, ConversationId, Entry } from '../../src-shared/chat/state.ts';
import type { ServerPacket, ServerPacketOf } from '../../src-shared/protocol/index.ts';
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

const member = {
  username: user,
  role: fc.constantFrom('owner', 'moderator', 'member', 'guest'),
  state: fc.constantFrom('online', 'away', 'busy', 'offline'),
  text,
  last_seen: fc.option(at, { nil: null }),
};
const muted = fc.boolean();
const mayWrite = fc.constantFrom('everybody', 'members', 'moderators', 'owner');
const about = { topic: text, creator: fc.option(user, { nil: null }), may_write: mayWrite };
const sanction = { username: user, by: user, reason: text };
const until = fc.option(at, { nil: null });
const position = fc.nat(4);

/** What a server tells of people, of roles and of channels besides the dialect. */
const roomPacket: fc.Arbitrary<ServerPacket> = fc.oneof(
  fc.record({
    type: fc.constant('member_list'),
    members: fc.array(fc.record({ ...member, muted }), { maxLength: 4 }),
    more: fc.boolean(),
  }),
  fc.record({ type: fc.constant('presence'), ...member }),
  fc.record({ type: fc.constant('role'), username: user, role: member.role, by: user }),
  fc.record({ type: fc.constantFrom('mute', 'ban'), ...sanction, until }),
  fc.record({ type: fc.constant('kick'), ...sanction }),
  fc.record({ type: fc.constantFrom('unmute', 'unban'), username: user, by: user }),
  fc.record({ type: fc.constant('channel_update'), previous: channelName, channel: channelName, ...about, position }),
  fc.record({ type: fc.constant('channel_create'), channel: channelName, ...about, position }),
  fc.record({ type: fc.constant('account_delete'), ...sanction }),
  fc.record({
    type: fc.constant('channel_info'),
    channels: fc.array(fc.record({ channel: channelName, ...about, last_seq: id }), { maxLength: 4 }),
    more: fc.boolean(),
  }),
  fc.record({ type: fc.constant('settings'), registration: fc.constantFrom('open', 'closed'), may_create_channels: mayWrite }),
);

const serverInfo: fc.Arbitrary<ServerPacket> = fc.record({
  type: fc.constant('server_info'),
  name: text,
  version: text,
  capabilities: fc.subarray(['ack', 'channels', 'history', 'moderation', 'presence']),
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
  { weight: 4, arbitrary: roomPacket },
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

/** Out of a local history: the numbers are of no other conversation, and from before those that a state gives. */
const oldEntries = (of: ConversationId): fc.Arbitrary<Entry[]> =>
  fc.uniqueArray(
    fc.record({
      kind: fc.constant('message' as const),
      id: fc
        .integer({ min: 1, max: 9 })
        .map((number) => -Number.parseInt(Buffer.from(of).toString('hex').slice(0, 11), 16) * 10 - number),
      at,
      author: user,
      text,
      delivery: fc.constant(null),
      reason: fc.constant(null),
      mention: fc.constant(false),
    }),
    { maxLength: 3, selector: ({ id: number }) => number },
  );

/** A few messages of one channel from before the rest. */
const olderPage: fc.Arbitrary<ServerPacketOf<'history'>> = fc
  .uniqueArray(fc.integer({ min: 1, max: 15 }), { maxLength: 4 })
  .chain((ids) =>
    fc.record({
      type: fc.constant('history' as const),
      messages: fc.tuple(
        ...ids
          .toSorted((a, b) => a - b)
          .map((number) =>
            fc.record({
              type: fc.constant('message' as const),
              author: user,
              message: text,
              channel: channelName,
              id: fc.constant(number),
              seq: fc.constant(number),
              timestamp: fc.constant(500),
            }),
          ),
      ),
      reached: fc.option(fc.integer({ min: 0, max: 15 }), { nil: null }),
      more: fc.boolean(),
    }),
  );

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
  'message/handed': fc.record({ type: fc.constant('message/handed'), entry }),
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
  'conversation/seen': fc.record({ type: fc.constant('conversation/seen'), conversation, atEnd: fc.boolean() }),
  'conversation/marked-unread': fc.record({ type: fc.constant('conversation/marked-unread'), conversation, entry }),
  'conversation/marked-read': fc.record({
    type: fc.constant('conversation/marked-read'),
    conversation: fc.option(conversation, { nil: null }),
  }),
  'conversation/chosen': fc.record({
    type: fc.constant('conversation/chosen'),
    conversation,
    choices: fc.record({
      notify: fc.constantFrom('default', 'all', 'mentions', 'nothing'),
      mutedUntil: fc.option(at, { nil: null }),
      clearedUpTo: fc.constant(0),
    }),
  }),
  'conversation/cleared': fc.record({ type: fc.constant('conversation/cleared'), conversation }),
  'page/loaded': conversation.chain((id) =>
    fc.record({
      type: fc.constant('page/loaded'),
      conversation: fc.constant(id),
      entries: oldEntries(id),
      hasOlder: fc.boolean(),
    }),
  ),
  'older/received': fc.record({
    type: fc.constant('older/received'),
    conversation,
    page: fc.option(olderPage, { nil: null }),
    at,
  }),
  'past/shown': fc.record({
    type: fc.constant('past/shown'),
    conversation,
    past: fc.option(
      fc.record({
        entries: oldEntries('channel:general'),
        hasOlder: fc.boolean(),
        hasNewer: fc.boolean(),
        focus: fc.option(entry, { nil: null }),
      }),
      { nil: null },
    ),
  }),
  'keywords/changed': fc.record({ type: fc.constant('keywords/changed'), keywords: fc.array(user, { maxLength: 2 }) }),
  'blocked/changed': fc.record({ type: fc.constant('blocked/changed'), blocked: fc.array(user, { maxLength: 2 }) }),
  'line/cleared': fc.record({ type: fc.constant('line/cleared'), conversation }),
  'attention/changed': fc.record({ type: fc.constant('attention/changed'), attentive: fc.boolean() }),
  'draft/changed': fc.record({ type: fc.constant('draft/changed'), conversation, text }),
  'new-account/noticed': fc.record({ type: fc.constant('new-account/noticed') }),
  'presence/chosen': fc.record({
    type: fc.constant('presence/chosen'),
    presence: fc.record({ state: fc.constantFrom('online', 'away', 'busy'), text }),
  }),
};

export const anyEvent: fc.Arbitrary<ChatEvent> = fc.oneof(
  { weight: 8, arbitrary: packetEvent },
  { weight: 4, arbitrary: fc.oneof(EVENTS['message/composed'], EVENTS['message/written'], EVENTS['message/expired']) },
  { weight: 6, arbitrary: fc.oneof(...Object.values<fc.Arbitrary<ChatEvent>>(EVENTS)) },
);

export const anyHistory: fc.Arbitrary<ChatEvent[]> = fc.array(anyEvent, { maxLength: 60 });
