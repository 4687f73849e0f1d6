import type { ChatEvent } from '../../../src-shared/chat/events.ts';
import { reduceChat } from '../../../src-shared/chat/reduce.ts';
import { channelId, type ChatState } from '../../../src-shared/chat/state.ts';
import { MEMBER_PAGE_MAX } from '../../../src-shared/protocol/limits.ts';
import type { Role, ServerPacket, ServerPacketOf } from '../../../src-shared/protocol/packets.ts';

/** What can be seen of people and of what was done to oneself, in a room of `alice`. */

const NOW = Date.now();
const HOUR_MS = 3_600_000;

const told = (packet: ServerPacket): ChatEvent => ({ type: 'packet/received', packet, at: NOW });
const after = (state: ChatState, packets: readonly ServerPacket[]): ChatState => packets.map(told).reduce(reduceChat, state);

const SEEN = ['online', 'online', 'away', 'busy'] as const;

const member = (username: string, role: Role, here: boolean): ServerPacketOf<'member_list'>['members'][number] => ({
  ...{ username, role },
  state: here ? (SEEN[username.length % SEEN.length] ?? 'online') : 'offline',
  text: here && username.endsWith('7') ? 'somewhere in the building, come and look for me' : '',
  last_seen: here ? null : NOW - HOUR_MS,
});

/** Five hundred here and five hundred away. */
export function crowd(room: ChatState): ChatState {
  const names = Array.from({ length: 500 }, (_, i) => `person ${'x'.repeat(i % 23)}${i}`);
  const away = Array.from({ length: 500 }, (_, i) => `somebody ${i}`);
  const all = [...names.map((name) => member(name, 'member', true)), ...away.map((name) => member(name, 'guest', false))];
  const pages = Array.from({ length: Math.ceil(all.length / MEMBER_PAGE_MAX) }, (_, page): ServerPacket => {
    return { type: 'member_list', members: all.slice(page * MEMBER_PAGE_MAX, (page + 1) * MEMBER_PAGE_MAX), more: true };
  });
  return after(room, [{ type: 'user_list', users: ['alice', ...names] }, ...pages]);
}

/** The person of the window is a member and muted. */
export function muted(room: ChatState): ChatState {
  return after(room, [
    { type: 'role', username: 'alice', role: 'member', by: 'bob' },
    { type: 'mute', username: 'alice', by: 'bob', reason: 'A short break for everybody, please', until: NOW + HOUR_MS },
  ]);
}

/** In a channel where only others write. */
export function closed(room: ChatState): ChatState {
  const open: ChatEvent = { type: 'conversation/opened', conversation: channelId('laser-cutter') };
  return reduceChat(after(room, [{ type: 'role', username: 'alice', role: 'member', by: 'bob' }]), open);
}

/** The person of the window was banned by a name without spaces, for a long reason. */
export function banned(room: ChatState): ChatState {
  const by = 'averyveryveryverylongnamewithoutspaces';
  const reason =
    'What was said on Tuesday about the laser cutter, the calipers and the third spool of filament, and again on Wednesday';
  const gone = after(room, [{ type: 'ban', username: 'alice', by, reason, until: NOW + 40 * HOUR_MS }]);
  const problem = { kind: 'banned', detail: reason } as const;
  return reduceChat(gone, { type: 'connection/changed', connection: { phase: 'login-failed', problem }, at: NOW });
}

/** Guests among the people: one with a long name, one who says where they are, one who is muted, and some who have gone. */
export function guests(room: ChatState): ChatState {
  const here = ['Ann', 'Zoë Kravitz', 'averyveryveryverylongnamewithoutspaces', 'Мария', 'نور الهدى'];
  const gone = Array.from({ length: 30 }, (_, i) => `Guest ${1000 + i}`);
  const members = [
    ...here.map((name) => ({ ...member(name, 'guest', true), passing: true, muted: name === 'Zoë Kravitz' })),
    ...gone.map((name) => ({ ...member(name, 'guest', false), passing: true })),
  ];
  const wave = { type: 'message', author: 'نور الهدى', message: '/me waves', channel: 'general' } as const;
  return after(room, [{ type: 'member_list', members, more: false }, wave]);
}
