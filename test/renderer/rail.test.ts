import { describe, expect, it } from 'vitest';
import {
  emptyConversation,
  initialChatState,
  MUTED_FOR_GOOD,
  type ChatState,
  type ConnectionState,
} from '../../src-shared/chat/state.ts';
import type { Profile } from '../../src-shared/ipc/app-state.ts';
import { movedBy, movedTo, railLabel, railMarks } from '../../src-renderer/chat/rail.ts';
import { serverInitials, serverName } from '../../src-renderer/chat/server-name.ts';
import { serverOf } from '../support/fake-bridge.ts';

const base: ChatState = { ...initialChatState('me', '192.168.1.5:8888'), connection: { phase: 'connected' } };
const info = (name: string): ChatState['server'] => ({
  name,
  version: '1',
  identity: null,
  frameMaxBytes: 65_536,
  capabilities: [],
});
const withUnread = (unread: number, mentions: number, mutedUntil: number | null = null): ChatState => {
  const general = emptyConversation('channel', 'general');
  return { ...base, conversations: [{ ...general, unread, mentions, choices: { ...general.choices, mutedUntil } }] };
};
const marks = (chat: ChatState, change: Partial<Profile> = {}) => railMarks(serverOf(chat, change));

describe('a server’s name', () => {
  it('is what the person calls it, else what it calls itself, else its address', () => {
    expect(serverName(serverOf({ ...base, server: info('Workshop') }, { label: 'Work' }))).toBe('Work');
    expect(serverName(serverOf({ ...base, server: info('Workshop') }))).toBe('Workshop');
    expect(serverName(serverOf(base))).toBe('192.168.1.5:8888');
  });

  it.each([
    ['192.168.1.105:8888', '105'],
    ['10.0.0.7', '7'],
    ['ws://10.0.0.7:8888/?pin=1', '7'],
    ['wss://chat.example/room', 'C'],
    ['my-attic.local:8888', 'MA'],
    ['[::1]:8888', '1'],
    ['[2001:db8::7334]', '334'],
  ])('is short where only the address %s is known', (address, expected) => {
    expect(serverInitials(serverOf({ ...base, address }))).toBe(expected);
  });

  it('is short as a person’s is where there is one', () => {
    expect(serverInitials(serverOf({ ...base, server: info('Chess Club') }))).toBe('CC');
  });
});

describe('a server’s marks', () => {
  it('count what calls for the person, and tell of the rest by a dot', () => {
    expect(marks(withUnread(5, 2))).toMatchObject({ calls: 2, unread: true });
    expect(marks(withUnread(5, 0))).toMatchObject({ calls: 0, unread: true });
    expect(marks(withUnread(0, 0))).toMatchObject({ calls: 0, unread: false });
  });

  it('tell nothing of what is muted', () => {
    expect(marks(withUnread(5, 2), { muted: true })).toMatchObject({ calls: 0, unread: false, muted: true });
    expect(marks(withUnread(5, 2, MUTED_FOR_GOOD))).toMatchObject({ calls: 0, unread: false, muted: false });
  });

  it.each<[ConnectionState, string]>([
    [{ phase: 'connected' }, 'up'],
    [{ phase: 'connecting' }, 'coming'],
    [{ phase: 'reconnecting', retryAt: null, problem: { kind: 'closed' } }, 'coming'],
    [{ phase: 'offline' }, 'down'],
    [{ phase: 'offline', problem: { kind: 'password-needed' } }, 'failed'],
    [{ phase: 'login-failed', problem: { kind: 'wrong-password' } }, 'failed'],
  ])('of the connection %o say %s', (connection, expected) => {
    expect(marks({ ...base, connection }).connection).toBe(expected);
  });

  it('are said in the button’s name', () => {
    const chat: ChatState = { ...withUnread(5, 2), server: info('Workshop') };
    expect(railLabel(serverOf(chat))).toBe('Workshop, 2 for you, unread messages');
    expect(railLabel(serverOf({ ...chat, connection: { phase: 'offline' } }, { muted: true }))).toBe(
      'Workshop, offline, muted',
    );
    expect(railLabel(serverOf({ ...base, server: info('Workshop') }))).toBe('Workshop');
  });
});

describe('the order of the servers', () => {
  const order = ['a', 'b', 'c', 'd'];
  it.each<[string, number, string]>([
    ['b', -1, 'bacd'],
    ['b', 1, 'acbd'],
    ['a', -1, 'abcd'],
    ['d', 1, 'abcd'],
    ['x', 1, 'abcd'],
  ])('moves %s by %i', (server, step, expected) => {
    expect(movedBy(order, server, step).join('')).toBe(expected);
  });

  it.each<[string, number, string]>([
    ['d', 0, 'dabc'],
    ['a', 4, 'bcda'],
    ['a', 2, 'bacd'],
    ['c', 1, 'acbd'],
    // In front of itself and behind itself is where it is.
    ['b', 1, 'abcd'],
    ['b', 2, 'abcd'],
    ['b', 99, 'acdb'],
  ])('drops %s into gap %i', (server, gap, expected) => {
    expect(movedTo(order, server, gap).join('')).toBe(expected);
  });
});
