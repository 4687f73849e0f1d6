import type { Role } from '../../../src-shared/protocol/index.ts';
import type { Account, MayDo } from '../storage/records.ts';

/** Who acts: somebody who is logged in, or the person at the server, who has no account. */
export type Actor = { readonly kind: 'account'; readonly account: Account } | { readonly kind: 'console' };

/** What one person can do to another. */
export type Deed = 'kick' | 'ban' | 'unban' | 'mute' | 'unmute';

/** Whether a role is one of those that may do something. */
export function includesRole(mayDo: MayDo, role: Role): boolean {
  return mayDo === 'everybody' || role === 'owner' || (mayDo === 'moderators' && role === 'moderator');
}

/** Whether somebody may see who is banned and which PIN new accounts need. */
export function moderates({ role }: Account): boolean {
  return includesRole('moderators', role);
}

/**
 * Why somebody may not do that to another, as a sentence; null when they may (docs/PROTOCOL.md, "moderation"): owners to everybody
 * but owners, from whom they only lift what befell them earlier, moderators to members, and the person at the server to all, except
 * that owners are never banned or muted.
 */
export function deedProblem(actor: Actor, deed: Deed, target: Account): string | null {
  if (actor.kind === 'console') {
    if (target.role !== 'owner' || deed === 'kick' || lifts(deed)) return null;
    return `${target.name} owns this server and cannot be ${PARTICIPLES[deed]}.`;
  }
  const { account } = actor;
  if (!moderates(account)) return `Only moderators and owners can ${deed} somebody.`;
  if (account.id === target.id) return `You cannot ${deed} yourself.`;
  if (target.role === 'owner' && !(account.role === 'owner' && lifts(deed)))
    return `${target.name} owns this server and cannot be ${PARTICIPLES[deed]}.`;
  if (account.role === 'owner' || target.role === 'member') return null;
  return `${target.name} is a moderator, whom only an owner can ${deed}.`;
}

function lifts(deed: Deed): boolean {
  return deed === 'unban' || deed === 'unmute';
}

const PARTICIPLES: { readonly [D in Deed]: string } = {
  kick: 'kicked',
  ban: 'banned',
  unban: 'unbanned',
  mute: 'muted',
  unmute: 'unmuted',
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
