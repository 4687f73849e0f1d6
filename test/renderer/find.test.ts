import { describe, expect, it } from 'vitest';
import { directId, emptyConversation, initialChatState, type ChatState } from '../../src-shared/chat/state.ts';
import { destinations, findDestinations } from '../../src-renderer/chat/find.ts';

const chat: ChatState = {
  ...initialChatState('me', 'host'),
  members: ['me', 'zoe', 'ann', 'bob'],
  conversations: [
    emptyConversation('channel', 'general'),
    { ...emptyConversation('channel', 'random'), unread: 2 },
    emptyConversation('channel', 'laser-cutter'),
    emptyConversation('direct', 'bob'),
  ],
};
const names = (query: string): string[] => findDestinations(destinations(chat), query).map((each) => each.name);

describe('the quick switcher', () => {
  it('lists what is unread first, then the rest, then people without a conversation; never oneself', () => {
    expect(names('')).toEqual(['random', 'general', 'laser-cutter', 'bob', 'ann', 'zoe']);
  });

  it('offers a person once', () => {
    const ids = destinations(chat).map((each) => each.id);
    expect(ids.filter((id) => id === directId('bob'))).toHaveLength(1);
  });

  it('puts beginnings before insides before scattered letters', () => {
    expect(names('an')).toEqual(['ann', 'random']);
    expect(names('cut')).toEqual(['laser-cutter']);
    expect(names('lctr')).toEqual(['laser-cutter']);
    expect(names('ZOE')).toEqual(['zoe']);
    expect(names('nothing')).toEqual([]);
  });

  it('takes # for channels and @ for people', () => {
    expect(names('#an')).toEqual(['random']);
    expect(names('@an')).toEqual(['ann']);
    expect(names('@')).toEqual(['bob', 'ann', 'zoe']);
  });
});
