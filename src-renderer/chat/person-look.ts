import type { Account, PresenceState } from '../../src-shared/chat/accounts.ts';
import type { ChatState } from '../../src-shared/chat/state.ts';
import type { Role } from '../../src-shared/protocol/packets.ts';
import { words } from '../../src-shared/language/index.ts';

/** How somebody is seen by the others. */
export type Seen = PresenceState | 'offline';

/** What can be seen of somebody on a server; on one that tells less, only whether they are here. */
export interface PersonLook {
  readonly seen: Seen;
  /** What they say of it; empty where they say nothing or are not here. */
  readonly text: string;
  readonly role: Role;
  readonly muted: boolean;
  /** In ms since the epoch; null where it is not known. */
  readonly lastSeen: number | null;
}

/** Looks up people by name: made once for as long as neither list changes. */
export function looksOf(
  members: ChatState['members'],
  accounts: ChatState['accounts'],
  connected: boolean,
): (name: string) => PersonLook {
  const here = new Set(connected ? members : []);
  const known = new Map(accounts.map((account) => [account.name, account]));
  return (name) => lookOf(known.get(name), here.has(name));
}

function lookOf(account: Account | undefined, isHere: boolean): PersonLook {
  const { lastSeen = null, muted = false, role = 'member', state = 'online', text = '' } = account ?? {};
  return { seen: isHere ? state : 'offline', text: isHere ? text : '', role, muted, lastSeen };
}

/** `Away: at lunch`; empty for somebody who is simply here. */
export function seenText({ seen, text }: Pick<PersonLook, 'seen' | 'text'>): string {
  const { states, status } = words().moderation;
  return seen === 'online' ? text : status.text(states[seen], text);
}

/** `Owner`; null for those who look after nothing and may what everybody may. */
export function roleText({ role }: Pick<PersonLook, 'role'>): string | null {
  return role === 'member' ? null : words().moderation.roles[role];
}

/** Who has an account and is not here. Guests who only pass by are not waited for: a class of them a day would fill the list. */
export function notHere(accounts: readonly Account[], here: ReadonlySet<string>): string[] {
  return accounts.filter(({ name, passing }) => passing !== true && !here.has(name)).map(({ name }) => name);
}
