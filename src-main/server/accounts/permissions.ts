import type { Role } from '../../../src-shared/protocol/index.ts';
import type { Account, MayDo, StoredChannel } from '../storage/records.ts';

/** Who acts: somebody who is logged in, or the person at the server, who has no account. */
export type Actor = { readonly kind: 'account'; readonly account: Account } | { readonly kind: 'console' };

/** What one person can do to another. */
export type Deed = 'kick' | 'ban' | 'unban' | 'mute' | 'unmute' | 'reset' | 'delete';

/** Whether a role is one of those that may do something. */
export function includesRole(mayDo: MayDo, role: Role): boolean {
  switch (mayDo) {
    case 'everybody':
      return true;
    case 'members':
      return role !== 'guest';
    case 'moderators':
      return role === 'owner' || role === 'moderator';
    case 'owner':
      return role === 'owner';
  }
}

/** Those who may do something, as a sentence about it begins: `Only … may write here.` */
export const WHO: { readonly [M in Exclude<MayDo, 'everybody'>]: string } = {
  members: 'members, moderators and owners',
  moderators: 'moderators and owners',
  owner: 'owners',
};

/** Whether somebody may see who is banned and which PIN new accounts need. */
export function moderates({ role }: Account): boolean {
  return includesRole('moderators', role);
}

/** Whether an actor is one of those who look after the room: the person at the server, owners and moderators. */
export function looksAfter(actor: Actor): boolean {
  return actor.kind === 'console' || moderates(actor.account);
}

/** Why somebody may not make a channel, as a sentence; null when they may. Guests never make one. */
export function makingProblem(mayCreate: MayDo, { role }: Account): string | null {
  if (role !== 'guest' && includesRole(mayCreate, role)) return null;
  return `Only ${WHO[mayCreate === 'everybody' ? 'members' : mayCreate]} make channels on this server.`;
}

/**
 * Whether somebody may change or delete a channel, or restore it: who made it, moderators and owners. What only owners may write in
 * moderators leave as it is, and guests leave everything.
 */
export function mayChangeChannel(actor: Actor, channel: Pick<StoredChannel, 'creatorId' | 'mayWrite'>): boolean {
  if (actor.kind === 'console') return true;
  const { id, role } = actor.account;
  if (role === 'owner' || role === 'guest') return role === 'owner';
  return channel.creatorId === id || (role === 'moderator' && channel.mayWrite !== 'owner');
}

/**
 * Why somebody may not do that to another, as a sentence; null when they may (docs/PROTOCOL.md, "moderation"): owners to everybody
 * but owners, from whom they only lift what befell them earlier, moderators to members and guests, and the person at the server to
 * all, except that owners are never banned, muted or deleted. Everybody may set their own password.
 */
export function deedProblem(actor: Actor, deed: Deed, target: Account): string | null {
  const words = WORDS[deed];
  if (actor.kind === 'console') {
    if (target.role !== 'owner' || deed === 'kick' || deed === 'reset' || lifts(deed)) return null;
    return `${target.name} owns this server and cannot ${words.suffer}.`;
  }
  const { account } = actor;
  if (deed === 'reset' && account.id === target.id) return null;
  if (!moderates(account)) return mayNothing(deed);
  if (account.id === target.id) return `You cannot ${words.toYourself}.`;
  if (target.role === 'owner' && !(account.role === 'owner' && lifts(deed)))
    return `${target.name} owns this server and cannot ${words.suffer}.`;
  if (account.role === 'owner' || target.role === 'member' || target.role === 'guest') return null;
  return `${target.name} is a moderator, ${words.byOwners}.`;
}

/** What somebody is told who may do a deed to nobody. */
export function mayNothing(deed: Deed): string {
  return `Only moderators and owners can ${WORDS[deed].toSomebody}.`;
}

function lifts(deed: Deed): boolean {
  return deed === 'unban' || deed === 'unmute';
}

interface Words {
  readonly toSomebody: string;
  readonly toYourself: string;
  readonly suffer: string;
  readonly byOwners: string;
}

const simply = (verb: string, participle: string): Words => ({
  toSomebody: `${verb} somebody`,
  toYourself: `${verb} yourself`,
  suffer: `be ${participle}`,
  byOwners: `whom only an owner can ${verb}`,
});

const WORDS: { readonly [D in Deed]: Words } = {
  kick: simply('kick', 'kicked'),
  ban: simply('ban', 'banned'),
  unban: simply('unban', 'unbanned'),
  mute: simply('mute', 'muted'),
  unmute: simply('unmute', 'unmuted'),
  reset: {
    toSomebody: "set somebody else's password",
    toYourself: 'set your own password',
    suffer: 'be given a password',
    byOwners: 'whose password only an owner can set',
  },
  delete: {
    toSomebody: "delete somebody's account",
    toYourself: 'delete your own account',
    suffer: 'be deleted',
    byOwners: 'whose account only an owner can delete',
  },
};

/**
 * Why somebody may not give another a role, as a sentence; null when they may: owners alone give roles, and none loses that of an
 * owner but by their own hand or at the server. That the last owner stays is for the write to see to.
 */
export function roleProblem(actor: Actor, target: Account, role: Role): string | null {
  if (actor.kind === 'console') return null;
  const { account } = actor;
  if (account.role !== 'owner') return 'Only owners can give roles.';
  if (target.role !== 'owner' || target.id === account.id || role === 'owner') return null;
  return `${target.name} owns this server too.`;
}
