import { describe, expect, it } from 'vitest';
import { channelId, directId, emptyConversation, initialChatState, type ChatState } from '../../src-shared/chat/state.ts';
import { UNDISTURBED_FOR_GOOD } from '../../src-shared/ipc/app-state.ts';
import { undisturbedText } from '../../src-renderer/chat/undisturbed.ts';
import { titleOf } from '../../src-renderer/title.ts';
import { emptyAppState, serverOf, stateWith } from '../support/fake-bridge.ts';

const chat = (mentions: number, change: Partial<ChatState> = {}): ChatState => ({
  ...initialChatState('me', 'host'),
  server: { name: 'Room', version: '1', identity: null, frameMaxBytes: 65_536, capabilities: [] },
  conversations: [
    { ...emptyConversation('channel', 'general'), unread: mentions, mentions },
    emptyConversation('direct', 'bob'),
  ],
  active: channelId('general'),
  ...change,
});

describe('the window’s title', () => {
  it('is the app’s name where there is no server', () => {
    expect(titleOf(emptyAppState())).toBe('RWCI Desktop');
  });

  it('names the conversation and the server', () => {
    expect(titleOf(stateWith([serverOf(chat(0))]))).toBe('#general - Room');
    expect(titleOf(stateWith([serverOf(chat(0, { active: directId('bob') }))]))).toBe('bob - Room');
    expect(titleOf(stateWith([serverOf(chat(0, { conversations: [] }), { label: 'Mine' })]))).toBe('Mine');
  });

  it('counts what calls for the person on all servers that are not muted', () => {
    const servers = [serverOf(chat(1)), serverOf(chat(2), { id: 'other' }), serverOf(chat(4), { id: 'quiet', muted: true })];
    expect(titleOf(stateWith(servers))).toBe('(3) #general - Room');
  });
});

describe('do not disturb', () => {
  it('says until when, and how it ends', () => {
    expect(undisturbedText(null)).toBeNull();
    expect(undisturbedText(UNDISTURBED_FOR_GOOD)).toBe('Do not disturb is on. Turn it off');
    expect(undisturbedText(new Date(2026, 0, 1, 14, 30).getTime())).toMatch(/^Do not disturb until .*30.*\. Turn it off$/);
  });
});
