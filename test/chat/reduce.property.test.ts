import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  ACCOUNTS_MAX,
  attentionCount,
  CHANNELS_MAX,
  CONVERSATIONS_MAX,
  DIRECT_MAX,
  ENTRIES_MAX,
  findConversation,
  initialChatState,
  isSeen,
  reduceChat,
  type ChatEvent,
  type ChatState,
  type Entry,
  type MessageEntry,
} from '../../src-shared/chat/index.ts';
import { LIST_MAX_NAMES, MEMBER_PAGE_MAX } from '../../src-shared/protocol/index.ts';
import { anyHistory, ME, packetEvent } from './arbitraries.ts';

const START = initialChatState(ME, 'ws://test');
const NUM_RUNS = 500;

const run = (events: readonly ChatEvent[], from: ChatState = START): ChatState => events.reduce(reduceChat, from);

const entriesOf = (state: ChatState): Entry[] => state.conversations.flatMap((conversation) => conversation.entries);

const isOwn = (entry: Entry): entry is MessageEntry => entry.kind === 'message' && entry.delivery !== null;

const isOutgoing = (entry: Entry): boolean => isOwn(entry) && (entry.delivery === 'queued' || entry.delivery === 'written');

/** Freezes what a reducer must not change. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const each of Object.values(value)) frozen(each);
  }
  return value;
}

describe('whatever happens', () => {
  test.prop([anyHistory], { numRuns: NUM_RUNS })(
    'two replicas of the same events are equal, one of them over JSON',
    (events) => {
      const half = Math.floor(events.length / 2);
      const snapshot = JSON.parse(JSON.stringify(run(events.slice(0, half)))) as ChatState;
      const rest = structuredClone(events.slice(half));
      expect(run(rest, snapshot)).toEqual(run(events));
    },
  );

  test.prop([anyHistory], { numRuns: NUM_RUNS })('a state once given is never changed', (events) => {
    let state = frozen(structuredClone(START));
    for (const event of events) state = frozen(reduceChat(state, frozen(event)));
  });

  test.prop([anyHistory], { numRuns: NUM_RUNS })('no entry id occurs twice, and the next one is larger than all', (events) => {
    const state = run(events);
    const ids = entriesOf(state).map((entry) => entry.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toBeLessThan(state.nextEntryId);
  });

  test.prop([anyHistory], { numRuns: NUM_RUNS })('own messages without an answer come last in their conversation', (events) => {
    for (const { entries } of run(events).conversations) {
      const first = entries.findIndex(isOutgoing);
      if (first !== -1) expect(entries.slice(first).every(isOutgoing)).toBe(true);
    }
  });

  test.prop([anyHistory], { numRuns: NUM_RUNS })('the conversation in front exists, and no conversation twice', (events) => {
    const state = run(events);
    const ids = state.conversations.map((conversation) => conversation.id);
    expect(ids).toContain(state.active);
    expect(new Set(ids).size).toBe(ids.length);
    if (state.channels !== null) expect(new Set(state.channels).size).toBe(state.channels.length);
  });

  test.prop([anyHistory], { numRuns: NUM_RUNS })('a failed message says why, and no other does', (events) => {
    for (const entry of entriesOf(run(events)).filter(isOwn)) expect(entry.reason !== null).toBe(entry.delivery === 'failed');
  });

  test.prop([anyHistory], { numRuns: NUM_RUNS })('members occur once; oneself is never typing', (events) => {
    const state = run(events);
    expect(new Set(state.members).size).toBe(state.members.length);
    expect(new Set(state.typing).size).toBe(state.typing.length);
    expect(state.typing).not.toContain(ME);
  });

  test.prop([anyHistory], { numRuns: NUM_RUNS })(
    'accounts and what is told of channels occur once, the latter of channels',
    (events) => {
      const state = run(events);
      const [accounts, details] = [state.accounts, state.details].map((list) => list.map(({ name }) => name));
      expect(new Set(accounts).size).toBe(accounts?.length);
      expect(new Set(details).size).toBe(details?.length);
      for (const name of details ?? []) expect(state.channels).toContain(name);
    },
  );

  test.prop([anyHistory], { numRuns: NUM_RUNS })('two lines about a gap never follow one another', (events) => {
    for (const { entries } of run(events).conversations) {
      const doubled = entries.some((entry, i) => entry.kind === 'gap' && entries[i + 1]?.kind === 'gap');
      expect(doubled).toBe(false);
    }
  });

  test.prop([anyHistory, packetEvent], { numRuns: NUM_RUNS })(
    'no packet of a server loses an own message that is not delivered',
    (events, event) => {
      const before = run(events);
      const after = entriesOf(reduceChat(before, event));
      for (const entry of entriesOf(before).filter(isOwn)) {
        const now = after.find((each) => each.id === entry.id);
        // A channel's end takes along what was delivered there, also when the answer comes later.
        if (entry.reason === 'channel-gone' && entry.nonce !== undefined && now === undefined) continue;
        if (entry.delivery !== 'delivered' && entry.delivery !== 'unconfirmed') expect(now).toMatchObject({ text: entry.text });
      }
    },
  );

  test.prop([anyHistory, fc.constantFrom('hi', 'one')], { numRuns: NUM_RUNS })(
    'what the person sends stands somewhere, whatever happened before',
    (events, text) => {
      const before = run(events);
      for (const conversation of ['channel:general', 'channel:gone', 'dm:ann', 'dm:stranger'] as const) {
        const after = reduceChat(before, { type: 'message/composed', conversation, text, at: 1 });
        expect(entriesOf(after).filter(isOwn)).toHaveLength(entriesOf(before).filter(isOwn).length + 1);
      }
    },
  );
});

describe('unread', () => {
  test.prop([anyHistory], { numRuns: NUM_RUNS })(
    'counts are whole, never negative, and none for what is being read',
    (events) => {
      const state = run(events);
      for (const conversation of state.conversations) {
        expect(conversation.mentions).toBeGreaterThanOrEqual(0);
        expect(conversation.unread).toBeGreaterThanOrEqual(conversation.mentions);
      }
      const active = findConversation(state, state.active);
      if (active !== undefined && isSeen(state, active)) expect(active).toMatchObject({ unread: 0, mentions: 0 });
    },
  );

  test.prop([anyHistory], { numRuns: NUM_RUNS })(
    'the badge is the sum of unread direct messages and mentions, without what is muted',
    (events) => {
      const state = run(events);
      const loud = state.conversations.filter(({ choices }) => choices.mutedUntil === null && choices.notify !== 'nothing');
      const sum = loud.reduce((total, each) => total + (each.kind === 'direct' ? each.unread : each.mentions), 0);
      expect(attentionCount(state)).toBe(sum);
    },
  );

  test.prop([anyHistory], { numRuns: NUM_RUNS })('the line "new messages" stands above an entry that is there', (events) => {
    for (const { firstUnread, entries } of run(events).conversations) {
      if (firstUnread !== null) expect(entries.map((entry) => entry.id)).toContain(firstUnread);
    }
  });

  test.prop([anyHistory], { numRuns: NUM_RUNS })('where something is unread there is a line', (events) => {
    for (const { unread, firstUnread } of run(events).conversations) if (unread > 0) expect(firstUnread).not.toBeNull();
  });

  test.prop([anyHistory], { numRuns: NUM_RUNS })(
    'opening a conversation reads it when its end is seen, and no other',
    (events) => {
      const before = reduceChat(run(events), { type: 'attention/changed', attentive: true });
      for (const { id } of before.conversations) {
        const opened = run(
          [
            { type: 'past/shown', conversation: id, past: null },
            { type: 'conversation/opened', conversation: id },
          ],
          before,
        );
        const after = reduceChat(opened, { type: 'conversation/seen', conversation: id, atEnd: true });
        for (const conversation of after.conversations) {
          const expected = conversation.id === id ? 0 : findConversation(before, conversation.id)?.unread;
          expect(conversation.unread).toBe(expected);
        }
      }
    },
  );
});

describe('bounds', () => {
  const flood = (count: number, make: (i: number) => ChatEvent, from = START): ChatState =>
    run(
      Array.from({ length: count }, (_, i) => make(i)),
      from,
    );

  test('a conversation keeps the newest lines', () => {
    const state = flood(ENTRIES_MAX + 50, (i) => received({ type: 'message', author: 'ann', message: String(i) }));
    const entries = state.conversations[0]?.entries ?? [];
    expect(entries).toHaveLength(ENTRIES_MAX);
    expect(entries.at(-1)).toMatchObject({ text: String(ENTRIES_MAX + 49) });
  });

  test('a flood pushes no undelivered message out', () => {
    const mine = reduceChat(START, { type: 'message/composed', conversation: 'channel:general', text: 'keep me', at: 0 });
    const state = flood(ENTRIES_MAX + 50, (i) => received({ type: 'message', author: 'ann', message: String(i) }), mine);
    const entries = state.conversations[0]?.entries ?? [];
    expect(entries).toHaveLength(ENTRIES_MAX);
    expect(entries.at(-1)).toMatchObject({ text: 'keep me', delivery: 'queued' });
  });

  test('a server cannot make conversations without end', () => {
    const channels = Array.from({ length: CHANNELS_MAX + 10 }, (_, i) => `c${String(i)}`);
    const floods = [
      received({ type: 'channel_list', channels }),
      ...channels.map((channel) => received({ type: 'message', author: 'ann', message: 'x', channel: `${channel}x` })),
      ...Array.from({ length: DIRECT_MAX + 10 }, (_, i) =>
        received({ type: 'direct_message', author: `u${String(i)}`, message: 'x' }),
      ),
    ];
    expect(run(floods).conversations).toHaveLength(CONVERSATIONS_MAX);
    // Those of one kind leave room for those of the other.
    expect(run(floods.toReversed()).conversations).toHaveLength(CONVERSATIONS_MAX);
  });

  test('a server full of channels that names one more as its default leaves the person where they are', () => {
    const channels = Array.from({ length: CHANNELS_MAX }, (_, i) => `c${String(i)}`);
    const state = run([received({ type: 'channel_list', channels }), received({ type: 'default_channel', channel: 'more' })]);
    expect(findConversation(state, state.active)).toBeDefined();
  });

  test('a server cannot make people join without end', () => {
    const users = Array.from({ length: LIST_MAX_NAMES }, (_, i) => `user ${String(i)}`);
    const full = reduceChat(START, received({ type: 'user_list', users }));
    expect(full.members).toHaveLength(LIST_MAX_NAMES);
    expect(full.members).toContain(ME);
    expect(flood(10, (i) => received({ type: 'join', username: `late ${String(i)}` }), full)).toEqual(full);
  });

  test('a server cannot make up accounts without end, in pages, by presence or by joining', () => {
    const member = { role: 'member', state: 'online', text: '', last_seen: null } as const;
    const pages = Array.from({ length: ACCOUNTS_MAX / MEMBER_PAGE_MAX + 1 }, (_, page) =>
      received({
        type: 'member_list',
        members: Array.from({ length: MEMBER_PAGE_MAX }, (_, i) => ({ username: `u${String(page)} ${String(i)}`, ...member })),
        more: true,
      }),
    );
    const info = { name: '', version: '', capabilities: ['presence'], limits: { message_bytes: 1, name_code_points: 1 } };
    const full = run([received({ type: 'server_info', ...info }), ...pages]);
    expect(full.accounts).toHaveLength(ACCOUNTS_MAX);
    const more = run(
      [received({ type: 'presence', username: 'one', ...member }), received({ type: 'join', username: 'two' })],
      full,
    );
    expect(more.accounts).toHaveLength(ACCOUNTS_MAX);
  });

  test('the line moves down with what a flood pushes out', () => {
    const away = reduceChat(START, { type: 'attention/changed', attentive: false });
    const state = flood(ENTRIES_MAX + 50, (i) => received({ type: 'message', author: 'ann', message: String(i) }), away);
    const [conversation] = state.conversations;
    expect(conversation?.firstUnread).toBe(conversation?.entries[0]?.id);
  });

  test('a server cannot make people type without end', () => {
    expect(flood(1_000, (i) => received({ type: 'typing', username: `u${String(i)}` })).typing.length).toBeLessThanOrEqual(50);
  });

  test('a full list of members costs little', () => {
    const users = Array.from({ length: 20_000 }, (_, i) => `user ${String(i)}`);
    const start = performance.now();
    const state = reduceChat(START, received({ type: 'user_list', users }));
    flood(100, (i) => received({ type: 'join', username: `late ${String(i)}` }), state);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});

function received(packet: Extract<ChatEvent, { type: 'packet/received' }>['packet']): ChatEvent {
  return { type: 'packet/received', packet, at: 0 };
}
