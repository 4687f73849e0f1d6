import { describe, expect, it } from 'vitest';
import { compatibility, type CompatibilityLine } from '../../src-shared/chat/compatibility.ts';
import { initialChatState, type ChatState } from '../../src-shared/chat/state.ts';
import { CAPABILITIES } from '../../src-shared/protocol/packets.ts';

const plain: ChatState = { ...initialChatState('me', '192.168.1.5:8888'), ready: true, members: ['me'] };
const dialect: ChatState = { ...plain, channels: ['general'], defaultChannel: 'general' };
const ours: ChatState = {
  ...dialect,
  server: { name: 'Workshop', version: '0.1.0', identity: null, frameMaxBytes: 65_536, capabilities: CAPABILITIES },
};

const does = (chat: ChatState): Partial<Record<CompatibilityLine['topic'], boolean>> =>
  Object.fromEntries(compatibility(chat).map((each) => [each.topic, each.does]));
const textOf = (chat: ChatState, topic: CompatibilityLine['topic']): string | undefined =>
  compatibility(chat).find((each) => each.topic === topic)?.text;

describe('the compatibility card', () => {
  it('says of our server that it does all', () => {
    expect(does(ours)).toEqual({
      receipts: true,
      history: true,
      'offline-messages': true,
      channels: true,
      people: true,
      moderation: true,
    });
  });

  it('says of a server that knows only the RFC what is missing', () => {
    expect(Object.values(does(plain)).every((each) => !each)).toBe(true);
    expect(textOf(plain, 'history')).toMatch(/is missing here/);
    expect(textOf(plain, 'offline-messages')).toMatch(/wait on this computer/);
    expect(textOf(plain, 'channels')).toMatch(/no channels/);
  });

  it('says of a server of the wild that it has channels, which cannot be made from here', () => {
    expect(textOf(dialect, 'channels')).toMatch(/cannot be created/);
    expect(textOf(ours, 'channels')).toMatch(/create more/);
  });

  it('goes by what the server says it can, not by its name', () => {
    const partly = {
      ...ours,
      server: { name: 'S', version: '2', identity: null, frameMaxBytes: 65_536, capabilities: ['ack', 'unheard-of'] },
    };
    expect(does(partly)).toMatchObject({ receipts: true, history: false, people: false, 'offline-messages': true });
  });

  it('says nothing of a server before its first login', () => {
    expect(compatibility(initialChatState('me', 'wss://chat.example'))).toEqual([]);
  });

  it('has a sentence in every line', () => {
    for (const chat of [plain, dialect, ours]) {
      for (const { text } of compatibility(chat)) expect(text).toMatch(/^[A-Z].*\.$/);
    }
  });
});
