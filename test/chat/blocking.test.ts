import { describe, expect, it } from 'vitest';
import type { ChatEvent } from '../../src-shared/chat/events.ts';
import { reduceChat } from '../../src-shared/chat/reduce.ts';
import {
  attentionCount,
  channelId,
  directId,
  findConversation,
  initialChatState,
  type ChatState,
} from '../../src-shared/chat/state.ts';
import type { ServerPacket } from '../../src-shared/protocol/packets.ts';

const packet = (value: ServerPacket): ChatEvent => ({ type: 'packet/received', packet: value, at: 1 });
const blocked = (...names: string[]): ChatEvent => ({ type: 'blocked/changed', blocked: names });
const after = (...events: ChatEvent[]): ChatState => events.reduce(reduceChat, initialChatState('me', 'host'));

const HELLO = packet({ type: 'direct_message', author: 'bob', message: 'hello' });
const LOGIN = [
  packet({ type: 'auth', status: 'Logged in ok', success: true }),
  packet({ type: 'user_list', users: ['me', 'bob', 'ann'] }),
  { type: 'login/settled', at: 1 } as const,
];

describe('blocking somebody', () => {
  it('takes what is unread of them off the badge, with the conversation that leaves the list', () => {
    const before = after(...LOGIN, HELLO);
    expect(attentionCount(before)).toBe(1);
    const now = reduceChat(before, blocked('bob'));
    expect(attentionCount(now)).toBe(0);
    expect(findConversation(now, directId('bob'))).toMatchObject({
      unread: 0,
      mentions: 0,
      firstUnread: null,
      keptUnread: false,
    });
  });

  it('keeps what others wrote as it was', () => {
    const before = after(...LOGIN, HELLO, packet({ type: 'direct_message', author: 'ann', message: 'hi' }));
    const now = reduceChat(before, blocked('bob'));
    expect(findConversation(now, directId('ann'))).toBe(findConversation(before, directId('ann')));
    expect(findConversation(now, channelId('general'))).toBe(findConversation(before, channelId('general')));
  });

  it('hides that they are typing, now and later', () => {
    const typing = (username: string): ChatEvent => packet({ type: 'typing', username });
    const now = after(...LOGIN, typing('bob'), typing('ann'), blocked('bob'));
    expect(now.typing).toEqual(['ann']);
    expect(reduceChat(now, typing('bob')).typing).toEqual(['ann']);
    expect(reduceChat(reduceChat(now, blocked()), typing('bob')).typing).toEqual(['ann', 'bob']);
  });

  it('counts nothing they write from then on', () => {
    const now = after(...LOGIN, blocked('bob'), HELLO);
    expect(attentionCount(now)).toBe(0);
    expect(findConversation(now, directId('bob'))?.entries).toHaveLength(1);
  });
});
