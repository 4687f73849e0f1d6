import { describe, expect, it } from 'vitest';
import {
  channelId,
  directId,
  emptyConversation,
  initialChatState,
  MUTED_FOR_GOOD,
  type ChatState,
} from '../../src-shared/chat/state.ts';
import { destinations, findDestinations } from '../../src-renderer/chat/find.ts';
import { serverOf } from '../support/fake-bridge.ts';

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
const muted = { ...emptyConversation('channel', 'noise').choices, mutedUntil: MUTED_FOR_GOOD };
const elsewhere: ChatState = {
  ...initialChatState('you', 'elsewhere'),
  members: ['you', 'ann'],
  conversations: [
    emptyConversation('channel', 'general'),
    { ...emptyConversation('channel', 'news'), unread: 1 },
    { ...emptyConversation('channel', 'noise'), unread: 9, choices: muted },
  ],
};
const home = serverOf(chat);
const other = serverOf(elsewhere, { id: 'other', label: 'Elsewhere' });
const names = (query: string): string[] => findDestinations(destinations([home], 'home'), query).map((each) => each.name);
const places = (query: string, servers = [home, other], active = 'home'): string[] =>
  findDestinations(destinations(servers, active), query).map((each) => `${each.server}/${each.name}`);

describe('the quick switcher', () => {
  it('lists what is unread first, then the rest, then people without a conversation; never oneself', () => {
    expect(names('')).toEqual(['random', 'laser-cutter', 'bob', 'general', 'ann', 'zoe']);
  });

  it('has where one was last first, what is unread before it and what is in front behind it', () => {
    const recent = [
      { server: 'home', conversation: directId('bob') },
      { server: 'home', conversation: channelId('gone') },
      { server: 'home', conversation: channelId('random') },
      { server: 'home', conversation: channelId('general') },
    ];
    const all = destinations([home], 'home', recent);
    expect(all.slice(0, 4).map((each) => each.name)).toEqual(['random', 'bob', 'laser-cutter', 'general']);
  });

  it('finds a name without its accents', () => {
    const room = serverOf({ ...chat, members: ['Zoë Kravitz', 'Łukasz', 'Émile'] });
    const found = (query: string) => findDestinations(destinations([room], 'home'), query).map((each) => each.name);
    expect(found('zoe')).toEqual(['Zoë Kravitz']);
    expect(found('emi')).toEqual(['Émile']);
  });

  it('offers a person once', () => {
    const ids = destinations([home], 'home').map((each) => each.conversation);
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

describe('the quick switcher over several servers', () => {
  it('begins with what is unread anywhere, then has the server in front before the others', () => {
    expect(places('')).toEqual([
      'home/random',
      'other/news',
      'home/laser-cutter',
      'home/bob',
      'other/general',
      'other/noise',
      'home/general',
      'home/host',
      'other/Elsewhere',
      'home/ann',
      'home/zoe',
      'other/ann',
    ]);
    expect(places('gen', [home, other], 'other')).toEqual(['home/general', 'other/general']);
  });

  it('finds a server by its name', () => {
    expect(places('else')).toEqual(['other/Elsewhere']);
  });

  it('does not press what is muted on anybody', () => {
    const quiet = serverOf(elsewhere, { id: 'other', muted: true });
    expect(places('', [home, quiet]).slice(0, 2)).toEqual(['home/random', 'home/laser-cutter']);
  });

  it('does not offer who is blocked', () => {
    const without = { ...home, chat: { ...chat, blocked: ['bob', 'ann'] } };
    expect(places('', [without])).toEqual(['home/random', 'home/laser-cutter', 'home/general', 'home/zoe']);
  });
});
