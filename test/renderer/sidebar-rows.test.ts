import { describe, expect, it } from 'vitest';
import { reduceChat } from '../../src-shared/chat/reduce.ts';
import { channelId, directId, emptyConversation, initialChatState, type ChatState } from '../../src-shared/chat/state.ts';
import { conversationRows } from '../../src-renderer/chat/conversation-rows.ts';
import { KnownNames } from '../../src-renderer/chat/look-alikes.ts';
import { presenceOf } from '../../src-renderer/chat/presence.ts';

const chat: ChatState = {
  ...initialChatState('me', 'host'),
  connection: { phase: 'connected' },
  members: ['me', 'bob'],
  conversations: [
    emptyConversation('channel', 'general'),
    emptyConversation('channel', 'news'),
    emptyConversation('direct', 'bob'),
  ],
};
const said = (state: ChatState, channel: string): ChatState =>
  reduceChat(state, {
    type: 'packet/received',
    packet: { type: 'message', author: 'bob', message: 'hello', channel },
    at: 1_000,
  });

describe('the rows of the sidebar', () => {
  it('stay the same objects when something is said in the conversation in front', () => {
    const rows = conversationRows(chat, []);
    expect(conversationRows(said(chat, 'general'), rows)).toBe(rows);
  });

  it('change where something is unread, and only there', () => {
    const rows = conversationRows(chat, []);
    const after = conversationRows(said(chat, 'news'), rows);
    expect(after.map((row, index) => row === rows[index])).toEqual([true, false, true]);
    expect(after[1]).toMatchObject({ id: channelId('news'), unread: 1, calls: 0 });
  });

  it('say what calls, what is muted and what has a draft', () => {
    const muted = { ...chat.conversations[1]!.choices, mutedUntil: 5 };
    const rows = conversationRows(
      {
        blocked: ['eve'],
        conversations: [
          { ...chat.conversations[1]!, unread: 2, mentions: 1, choices: muted },
          { ...chat.conversations[2]!, unread: 3, draft: ' half' },
          emptyConversation('direct', 'eve'),
        ],
      },
      [],
    );
    expect(rows).toMatchObject([
      { unread: 2, calls: 0, muted: true, drafted: false },
      { id: directId('bob'), calls: 3, drafted: true },
    ]);
    expect(rows).toHaveLength(2);
  });
});

describe('a name that looks like one that is known', () => {
  const known = new KnownNames(['paul', 'Ann']);

  it.each([
    ['paul', null],
    // With a Cyrillic а.
    ['pаul', 'paul'],
    ['PAUL', 'paul'],
    ['ann', 'Ann'],
    ['Anna', null],
    ['pau1', 'paul'],
  ])('%s: %s', (name, expected) => {
    expect(known.lookedLike(name)).toBe(expected);
  });
});

describe('where somebody is', () => {
  const joined = (state: ChatState, type: 'join' | 'quit', username: string, at: number): ChatState =>
    reduceChat(state, { type: 'packet/received', packet: { type, username }, at });

  it('is told with since when, where that was seen', () => {
    expect(presenceOf(chat, 'bob')).toEqual({ state: 'here', since: null });
    const carl = joined(chat, 'join', 'carl', 70_000);
    expect(presenceOf(carl, 'carl')).toEqual({ state: 'here', since: 70_000 });
    expect(presenceOf(joined(carl, 'quit', 'carl', 90_000), 'carl')).toEqual({ state: 'away', since: 90_000 });
    expect(presenceOf({ ...chat, connection: { phase: 'offline' } }, 'bob')).toEqual({ state: 'unknown' });
  });
});
