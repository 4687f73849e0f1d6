import { describe, expect, it } from 'vitest';
import { answerProblem } from '../../src-renderer/chat/answer-text.ts';
import { formatEnd, startOfDay } from '../../src-renderer/chat/format-time.ts';
import { looksOf, notHere, roleText, seenText } from '../../src-renderer/chat/person-look.ts';
import { knownGuests } from '../../src-renderer/text/live-names.ts';
import { closedBy } from '../../src-renderer/composer/closed.ts';
import type { Account, ChannelDetails, Sanction } from '../../src-shared/chat/accounts.ts';
import { initialChatState, type ChatState } from '../../src-shared/chat/state.ts';
import type { Role } from '../../src-shared/protocol/packets.ts';

const account = (name: string, more: Partial<Account> = {}): Account => {
  return { name, role: 'member', state: 'online', text: '', lastSeen: null, muted: false, ...more };
};
const details = (name: string, mayWrite: ChannelDetails['mayWrite']): ChannelDetails => {
  return { name, topic: '', creator: null, mayWrite };
};

function room(role: Role, ownMute: Sanction | null = null): ChatState {
  return {
    ...initialChatState('me', 'host'),
    ready: true,
    channels: ['general', 'guests', 'news', 'rules'],
    accounts: [account('me', { role }), account('ann', { role: 'moderator' }), account('bob')],
    details: [details('guests', 'members'), details('news', 'moderators'), details('rules', 'owner')],
    ownMute,
  };
}

describe('how somebody is seen', () => {
  const accounts = [account('ann', { state: 'away', text: 'at lunch', role: 'owner' }), account('bob', { lastSeen: 5 })];
  const look = looksOf(['ann', 'new'], accounts, true);

  it('is what they say of it while they are here, and when they were last seen otherwise', () => {
    expect(seenText(look('ann'))).toBe('Away: at lunch');
    expect(look('bob')).toMatchObject({ seen: 'offline', text: '', lastSeen: 5 });
    expect(look('new')).toMatchObject({ seen: 'online', role: 'member' });
    expect(seenText(look('new'))).toBe('');
  });

  it('is not known without a connection', () => {
    expect(looksOf(['ann'], accounts, false)('ann').seen).toBe('offline');
  });

  it('says roles that are more or less than a member', () => {
    expect(roleText(look('ann'))).toBe('Owner');
    expect(roleText(look('bob'))).toBeNull();
  });
});

describe('guests', () => {
  it('are not listed once they have gone, where they only pass by', () => {
    const gus = account('gus', { role: 'guest', passing: true });
    const accounts = [gus, account('gil', { role: 'guest' }), account('ann')];
    expect(notHere(accounts, new Set(['gus']))).toEqual(['gil', 'ann']);
    expect(notHere(accounts, new Set(['ann']))).toEqual(['gil']);
  });

  it('are one set for as long as nobody else is one, whatever they say of themselves', () => {
    const before = [account('gus', { role: 'guest' }), account('ann')];
    const guests = knownGuests(before);
    expect([...guests]).toEqual(['gus']);
    expect(knownGuests([account('gus', { role: 'guest', state: 'away' }), account('ann'), account('bob')])).toBe(guests);
    expect([...knownGuests([account('gus'), account('ann', { role: 'guest' })])]).toEqual(['ann']);
    expect(knownGuests([]).size).toBe(0);
  });
});

describe('where one may not write', () => {
  const closed = (state: ChatState, name: string): string | null => {
    const found = closedBy(state, { kind: 'channel', name }, 1_000);
    return found === null ? null : found.kind === 'muted' ? 'muted' : found.mayWrite;
  };

  it.each<[Role, (string | null)[]]>([
    ['guest', [null, 'members', 'moderators', 'owner']],
    ['member', [null, null, 'moderators', 'owner']],
    ['moderator', [null, null, null, 'owner']],
    ['owner', [null, null, null, null]],
  ])('goes by role: %s', (role, expected) => {
    const state = room(role);
    expect(['general', 'guests', 'news', 'rules'].map((name) => closed(state, name))).toEqual(expected);
  });

  const mute = (until: number | null): Sanction => ({ kind: 'mute', by: 'ann', reason: '', until });

  it('goes by a mute until it ends, and never for those one may ask why', () => {
    expect(closed(room('member', mute(null)), 'general')).toBe('muted');
    expect(closed(room('member', mute(1_001)), 'general')).toBe('muted');
    expect(closed(room('member', mute(1_000)), 'general')).toBeNull();
    const state = room('member', mute(null));
    const direct = (name: string): boolean => closedBy(state, { kind: 'direct', name }, 0) !== null;
    expect([direct('ann'), direct('me'), direct('bob')]).toEqual([false, false, true]);
  });

  it('is not known before the login is over', () => {
    expect(closed({ ...room('guest', mute(null)), ready: false }, 'rules')).toBeNull();
  });
});

describe('the end of something', () => {
  it('has its day where that is not today', () => {
    const now = new Date(2026, 2, 4, 14, 2).getTime();
    expect(formatEnd(now, startOfDay(now))).not.toMatch(/2026/);
    expect(formatEnd(now + 86_400_000, startOfDay(now))).toMatch(/5.*2026|2026.*5/);
  });
});

describe('why something was not done', () => {
  it('is in our words where the code says all, else in the server’s', () => {
    const refused = (code: string) =>
      answerProblem({ ok: false, reason: 'refused', code, message: 'Only owners can give roles.' });
    expect(refused('not_online')).toBe('They are not here now.');
    for (const code of ['not_allowed', 'name_refused', 'constructor', 'silent']) {
      expect(refused(code)).toMatch(code === 'silent' ? /./ : /^Only owners/);
    }
    expect(answerProblem({ ok: false, reason: 'offline' })).toContain('no connection');
    expect(answerProblem({ ok: true, packet: null })).toBeNull();
  });
});
