import type { ServerPacketOf } from '../protocol/packets.ts';
import { ACCOUNTS_MAX, type Account, type Sanction } from './accounts.ts';
import { findAccount } from './permissions.ts';
import { offers, type ChatState } from './state.ts';

/** Who has an account on the server, what they are there and how they want to be seen (docs/PROTOCOL.md, "presence", "moderation"). */

type Told = ServerPacketOf<'member_list'>['members'][number];

/** A page of all accounts: what it tells replaces what was known of them. */
export function hearMembers(state: ChatState, { members }: ServerPacketOf<'member_list'>): ChatState {
  const accounts = new Map(state.accounts.map((account) => [account.name, account]));
  for (const member of members) {
    if (accounts.has(member.username) || accounts.size < ACCOUNTS_MAX) accounts.set(member.username, accountOf(member));
  }
  const next = { ...state, accounts: [...accounts.values()] };
  const own = members.findLast(({ username }) => username === state.me);
  return own === undefined ? next : withOwnMute(next, own.muted === true);
}

/** How somebody wants to be seen from now on. */
export function hearPresence(state: ChatState, packet: ServerPacketOf<'presence'>): ChatState {
  const account = accountOf(packet);
  const at = state.accounts.findIndex(({ name }) => name === account.name);
  if (at === -1 && state.accounts.length >= ACCOUNTS_MAX) return state;
  const accounts = at === -1 ? [...state.accounts, account] : state.accounts.with(at, account);
  const next = { ...state, accounts };
  return account.name === state.me ? withOwnMute(next, account.muted) : next;
}

/** Somebody has come. Who is not known yet has made an account, and is a member where nothing else is said. */
export function arrive(state: ChatState, { passing, role = 'member', username: name }: ServerPacketOf<'join'>): ChatState {
  if (!offers(state, 'presence')) return state;
  const known = findAccount(state, name);
  if (known !== undefined) return changeAccount(state, name, { state: 'online', text: '', lastSeen: null });
  if (state.accounts.length >= ACCOUNTS_MAX) return state;
  const account: Account = { name, role, state: 'online', text: '', lastSeen: null, muted: false, ...ifPassing(passing) };
  return { ...state, accounts: [...state.accounts, account] };
}

/** Somebody has gone; `at` in ms since the epoch. */
export function depart(state: ChatState, name: string, at: number): ChatState {
  return changeAccount(state, name, { state: 'online', text: '', lastSeen: at });
}

export function changeRole(state: ChatState, { role, username }: ServerPacketOf<'role'>): ChatState {
  const at = state.accounts.findIndex(({ name }) => name === username);
  const account = state.accounts[at];
  if (account === undefined) return state;
  // Somebody who was given another role is not a guest who only passes by.
  const { passing: _, ...rest } = account;
  return { ...state, accounts: state.accounts.with(at, { ...(role === 'guest' ? account : rest), role }) };
}

export function mute(state: ChatState, { by, reason, until, username }: ServerPacketOf<'mute'>): ChatState {
  const next = changeAccount(state, username, { muted: true });
  return username === state.me ? { ...next, ownMute: { kind: 'mute', by, reason, until } } : next;
}

export function unmute(state: ChatState, { username }: ServerPacketOf<'unmute'>): ChatState {
  const next = changeAccount(state, username, { muted: false });
  return username === state.me ? { ...next, ownMute: null } : next;
}

/** Of others it is seen by their `quit`. */
export function remove(state: ChatState, packet: ServerPacketOf<'kick'> | ServerPacketOf<'ban'>): ChatState {
  if (packet.username !== state.me) return state;
  const until = packet.type === 'ban' ? packet.until : null;
  return { ...state, removal: { kind: packet.type, by: packet.by, reason: packet.reason, until } };
}

/** The account is no more; whoever takes the name next is somebody else. */
export function forget(state: ChatState, username: string): ChatState {
  return { ...state, accounts: state.accounts.filter(({ name }) => name !== username) };
}

function accountOf({ last_seen: lastSeen, muted, passing, role, state, text, username }: Told): Account {
  const seen = state === 'offline' ? 'online' : state;
  return { name: username, role, state: seen, text, lastSeen, muted: muted === true, ...ifPassing(passing) };
}

function ifPassing(passing: boolean | undefined): Pick<Account, 'passing'> {
  return passing === true ? { passing } : {};
}

function changeAccount(state: ChatState, name: string, change: Partial<Account>): ChatState {
  const at = state.accounts.findIndex((account) => account.name === name);
  const account = state.accounts[at];
  return account === undefined ? state : { ...state, accounts: state.accounts.with(at, { ...account, ...change }) };
}

/** The list says that somebody is muted, and not why: what is known of that stays. */
function withOwnMute(state: ChatState, muted: boolean): ChatState {
  if (muted === (state.ownMute !== null)) return state;
  const unknown: Sanction = { kind: 'mute', by: '', reason: '', until: null };
  return { ...state, ownMute: muted ? unknown : null };
}
