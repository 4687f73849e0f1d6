import { describe, expect, it } from 'vitest';
import { channelId, directId, emptyConversation } from '../../src-shared/chat/state.ts';
import {
  composerLabel,
  conversationLabel,
  conversationOrder,
  hueOf,
  HUES,
  initials,
  listed,
  neighbour,
  neighbourUnread,
  sortNames,
} from '../../src-renderer/chat/people.ts';

describe('initials', () => {
  it.each([
    ['alice', 'A'],
    ['Ann Lee', 'AL'],
    ['maria de la cruz', 'MC'],
    ['snake_case.name', 'SN'],
    ['🦊 fox', '🦊'],
    ['👩‍🚀', '👩‍🚀'],
    ['éa', 'É'],
    ['田中さん', '田'],
    ['_', '_'],
    ['', '?'],
  ])('of %j are %j', (name, expected) => {
    expect(initials(name)).toBe(expected);
  });
});

describe('a person’s colour', () => {
  it('is the same for the same exact name, and keyed on the case', () => {
    expect(hueOf('alice')).toBe(hueOf('alice'));
    expect([hueOf('alice'), hueOf('Alice'), hueOf('ALICE')].every((hue) => hue >= 0 && hue < HUES)).toBe(true);
  });

  it('uses all the colours evenly', () => {
    const counts = new Array<number>(HUES).fill(0);
    for (let i = 0; i < 6_000; i++) counts[hueOf(`user${i}`)]!++;
    expect(Math.min(...counts)).toBeGreaterThan(350);
  });
});

describe('labels', () => {
  it('tell unread and mentions after the name', () => {
    expect(conversationLabel('general', 0, 0)).toBe('general');
    expect(conversationLabel('general', 3, 1)).toBe('general, 3 unread, 1 mention');
    expect(conversationLabel('general', 12, 2)).toBe('general, 12 unread, 2 mentions');
  });

  it('name the composer by where it writes', () => {
    expect(composerLabel({ kind: 'channel', name: 'general' })).toBe('Message #general');
    expect(composerLabel({ kind: 'direct', name: 'bob' })).toBe('Message bob');
  });
});

describe('the list of conversations', () => {
  const conversations = [
    emptyConversation('channel', 'bob'),
    emptyConversation('direct', 'bob'),
    emptyConversation('direct', 'ann'),
  ];
  it('has none with somebody who is blocked, and every channel', () => {
    expect(listed({ conversations, blocked: ['bob'] }).map((each) => each.id)).toEqual([channelId('bob'), directId('ann')]);
    expect(listed({ conversations, blocked: [] })).toEqual(conversations);
  });
});

describe('order', () => {
  it('sorts names as people do', () => {
    expect(sortNames(['bob', 'Ann', 'zoë', 'Émile', 'user10', 'user9'])).toEqual([
      'Ann',
      'bob',
      'Émile',
      'user9',
      'user10',
      'zoë',
    ]);
  });

  it('has channels before people, and goes round', () => {
    const order = conversationOrder([
      emptyConversation('direct', 'bob'),
      emptyConversation('channel', 'a'),
      emptyConversation('channel', 'b'),
    ]);
    expect(order).toEqual([channelId('a'), channelId('b'), directId('bob')]);
    expect(neighbour(order, directId('bob'), 1)).toBe(channelId('a'));
    expect(neighbour(order, channelId('a'), -1)).toBe(directId('bob'));
    expect(neighbour([channelId('a')], channelId('a'), 1)).toBeNull();
  });

  it('finds the next one with something unread, going round, never the one in front', () => {
    const list = ['a', 'b', 'c', 'd'].map((name) => ({
      ...emptyConversation('channel', name),
      unread: name === 'b' || name === 'd' ? 1 : 0,
    }));
    const from = (name: string, step: 1 | -1) => neighbourUnread(list, channelId(name), step);
    expect(from('a', 1)).toBe(channelId('b'));
    expect(from('b', 1)).toBe(channelId('d'));
    expect(from('d', 1)).toBe(channelId('b'));
    expect(from('a', -1)).toBe(channelId('d'));
    expect(neighbourUnread(list.slice(0, 2), channelId('b'), 1)).toBeNull();
    expect(neighbourUnread([], channelId('b'), 1)).toBeNull();
  });
});
