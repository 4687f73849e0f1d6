import { ROLES, type Role } from '../protocol/packets.ts';
import type { Account, ChannelDetails, MayDo } from './accounts.ts';
import { defaultChannel, offers, type ChatState } from './state.ts';

/**
 * What the person may do on a server, by what it told of roles (docs/PROTOCOL.md, "moderation", "channels"). It decides what is
 * offered; the server decides what is done.
 */

/** What is known of somebody; undefined where the server tells nothing of them. */
export function findAccount({ accounts }: Pick<ChatState, 'accounts'>, name: string): Account | undefined {
  return accounts.find((account) => account.name === name);
}

export function roleOf(state: ChatState, name: string): Role {
  return findAccount(state, name)?.role ?? 'member';
}

/** Whether a role is one of those that may do something. */
export function includesRole(mayDo: MayDo, role: Role): boolean {
  if (mayDo === 'everybody' || role === 'owner') return true;
  return role === 'moderator' ? mayDo !== 'owner' : role === 'member' && mayDo === 'members';
}

/** The person looks after this server, and is there. */
export function moderates(state: ChatState): boolean {
  return offers(state, 'moderation') && state.ready && includesRole('moderators', roleOf(state, state.me));
}

export function owns(state: ChatState): boolean {
  return moderates(state) && roleOf(state, state.me) === 'owner';
}

/** Whether the person may kick, ban or mute somebody. */
export function mayModerate(state: ChatState, name: string): boolean {
  if (!moderates(state) || name === state.me) return false;
  const [own, other] = [roleOf(state, state.me), roleOf(state, name)];
  return other !== 'owner' && (own === 'owner' || other !== 'moderator');
}

/** Roles that the person may give somebody, without the one they have. */
export function rolesToGive(state: ChatState, name: string): readonly Role[] {
  const role = roleOf(state, name);
  if (!owns(state) || (role === 'owner' && name !== state.me)) return [];
  return ROLES.filter((each) => each !== role);
}

export function detailsOf({ details }: Pick<ChatState, 'details'>, channel: string): ChannelDetails | undefined {
  return details.find(({ name }) => name === channel);
}

/** Who may write in a channel, where that is not everybody and the person is none of them; null: they may. */
export function closedTo(state: ChatState, channel: string): Exclude<MayDo, 'everybody'> | null {
  const mayWrite = detailsOf(state, channel)?.mayWrite ?? 'everybody';
  return mayWrite === 'everybody' || includesRole(mayWrite, roleOf(state, state.me)) ? null : mayWrite;
}

/** Whether the server may be asked for another channel. */
export function mayCreateChannels(state: ChatState): boolean {
  if (state.channels === null || state.server === null) return false;
  const role = roleOf(state, state.me);
  return role !== 'guest' && includesRole(state.room?.mayCreateChannels ?? 'everybody', role);
}

/** Whether the person may put the channels into another order. */
export function mayOrderChannels(state: ChatState): boolean {
  return offers(state, 'channels') && moderates(state);
}

/** Whether the person may change a channel's topic, name and who may write there. */
export function mayChangeChannel(state: ChatState, channel: string): boolean {
  if (!offers(state, 'channels') || !state.ready || state.channels?.includes(channel) !== true) return false;
  const role = roleOf(state, state.me);
  const known = detailsOf(state, channel);
  if (role === 'owner' || role === 'guest') return role === 'owner';
  // What only owners may write in, moderators leave as it is; its creator may change it.
  return known?.creator === state.me || (role === 'moderator' && known?.mayWrite !== 'owner');
}

/**
 * Whether the server may be asked to delete this channel. The default one stays; a server that does not speak RWCI+ may drop the
 * connection of whoever sends what it does not know.
 */
export function mayDeleteChannel(state: ChatState, channel: string): boolean {
  if (state.channels === null || state.server === null || !state.ready || channel === defaultChannel(state)) return false;
  // Where it tells nothing of roles, it says itself whether one may.
  return !offers(state, 'presence') || mayChangeChannel(state, channel);
}
