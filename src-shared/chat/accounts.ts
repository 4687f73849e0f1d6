import { LIST_MAX_NAMES } from '../protocol/limits.ts';
import type { MAY_DO, RegistrationMode, Role } from '../protocol/packets.ts';

/** Accounts known at once; of a server with more the rest is shown as on one that tells nothing of them. */
export const ACCOUNTS_MAX = LIST_MAX_NAMES;

/** How somebody who is here wants to be seen. */
export const PRESENCE_STATES = ['online', 'away', 'busy'] as const;
export type PresenceState = (typeof PRESENCE_STATES)[number];

/** What a server tells of somebody who has an account there (docs/PROTOCOL.md, "presence"); who is here is in `members`. */
export interface Account {
  readonly name: string;
  readonly role: Role;
  readonly state: PresenceState;
  /** What they say of it; empty where they say nothing. */
  readonly text: string;
  /** When they left, in ms since the epoch; null for those who are here, and where it is not known. */
  readonly lastSeen: number | null;
  readonly muted: boolean;
  /** A guest who is forgotten when they do not come back for a while; left out where that is not so. */
  readonly passing?: true;
}

/** How the person wants to be seen, which the server is told at each login. */
export interface OwnPresence {
  readonly state: PresenceState;
  readonly text: string;
}

export const USUAL_PRESENCE: OwnPresence = { state: 'online', text: '' };

/** What somebody who looks after the server did to the person. */
export interface Sanction {
  readonly kind: 'kick' | 'ban' | 'mute';
  /** Empty where only the fact is known. */
  readonly by: string;
  readonly reason: string;
  /** In ms since the epoch, by the server's clock; null: for good, or not known. */
  readonly until: number | null;
}

/** What the dialect does not say of a channel. */
export interface ChannelDetails {
  readonly name: string;
  readonly topic: string;
  /** Null of the default channel. */
  readonly creator: string | null;
  readonly mayWrite: MayDo;
}

/** Deleted channels known at once; the oldest go first. */
export const DELETED_MAX = 20;

/** A channel that was deleted and can be brought back. */
export interface DeletedChannel {
  readonly name: string;
  /** In ms since the epoch, by the server's clock. */
  readonly until: number;
}

/** Who may do something: everybody, everybody but guests, moderators and owners, or owners alone. */
export type MayDo = (typeof MAY_DO)[number];

/** What the owners of a server have set, as it tells it (docs/PROTOCOL.md, "settings"). */
export interface RoomSettings {
  readonly registration: RegistrationMode;
  /** Null where it is none of the person's business. */
  readonly pin: string | null;
  readonly mayCreateChannels: MayDo;
  /** What a new account is. */
  readonly newAccounts: Role;
  /** What whoever comes is told; empty for nothing. */
  readonly welcome: string;
  /** Whether people may join with a browser, by the server's own page; null where it does not say that. */
  readonly guests: boolean | null;
}
