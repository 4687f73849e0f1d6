import type { Role } from '../../../src-shared/protocol/index.ts';
import type { Account, AuditEntry, StoredChannel } from './records.ts';

/** Where a message goes. */
export type Address =
  | { readonly kind: 'channel'; readonly conversationId: number }
  | { readonly kind: 'direct'; readonly recipientId: number }
  | { readonly kind: 'broadcast' };

/** The id of the server where an account's id may stand: it writes, and is no account. */
export const SERVER_ID = 0;

/** What is to be different about a channel: a name with its keys, or none of the three. */
export type ChannelChange = Partial<Pick<StoredChannel, 'name' | 'key' | 'look' | 'topic' | 'mayWrite'>>;

/** What became of a message. A repeat has the id and time of the first. */
export type Appended =
  | { readonly kind: 'stored'; readonly id: number; readonly seq: number; readonly timestamp: number }
  | { readonly kind: 'repeat'; readonly id: number; readonly timestamp: number }
  /** As many or as much wait for the recipient already as `bounds` allow. */
  | { readonly kind: 'full' }
  /** The channel, the author or the recipient was deleted meanwhile. */
  | { readonly kind: 'gone' };

/** For the audit log, on the disk in the same moment as what it is about and only when that happens; null for nothing. */
interface Audited {
  readonly audit: AuditEntry | null;
}

/** How many rows went, and how long that took without its commit. */
export interface Trimmed {
  readonly went: number;
  readonly tookMs: number;
}

/** Everything that is ever written, by name: what it takes and what it gives. Plain data, since a writer may be a thread. */
export interface WriteMap {
  createAccount: [
    {
      readonly name: string;
      readonly key: string;
      readonly look: string;
      readonly password: string;
      readonly role: Role;
      /** See `Account`; it is not when left out. */
      readonly isPassing?: boolean;
      readonly at: number;
    },
    /** Null when the name, or one that looks like it, was taken meanwhile. */
    Account | null,
  ];
  /** The same password as it is hashed by now; false when another took the place of `instead` meanwhile. */
  setPassword: [{ readonly accountId: number; readonly password: string; readonly instead: string }, boolean];
  /** Its tokens go, and it is passing no more. False when there is no such account any more. */
  resetPassword: [{ readonly accountId: number; readonly password: string } & Audited, boolean];
  /**
   * All that is the account's alone goes with it: tokens, bans, mutes, and the direct messages that wait for it. What it wrote stays,
   * under its name. False when there is no such account any more, or an owner's.
   */
  deleteAccount: [{ readonly accountId: number } & Audited, boolean];
  /** Whoever is more than a guest is passing no more. False when that was the last owner, who stays one. */
  setRole: [{ readonly accountId: number; readonly role: Role } & Audited, boolean];
  setLastSeen: [{ readonly accountIds: readonly number[]; readonly at: number }, null];
  /** Direct messages up to an id have reached their recipient. */
  setDelivered: [{ readonly accountId: number; readonly id: number }, null];

  createChannel: [
    {
      readonly name: string;
      readonly key: string;
      readonly look: string;
      readonly isDefault: boolean;
      readonly creatorId: number | null;
      readonly at: number;
    } & Audited,
    /** Null when the name, or one that looks like it, was taken meanwhile. */
    StoredChannel | null,
  ];
  /** `position` is the place in the order of all, or null for the one it has. */
  updateChannel: [
    { readonly id: number; readonly change: ChannelChange; readonly position: number | null } & Audited,
    /** The ids of all channels in their order; null when the name, or one that looks like it, was taken meanwhile. */
    readonly number[] | null,
  ];
  /** It can be restored, unless `keep` were deleted after it; then its messages go, in slices. */
  deleteChannel: [{ readonly channelId: number; readonly at: number; readonly keep: number } & Audited, null];
  /** Null when it cannot be restored any more, or its name, or one that looks like it, was taken meanwhile. */
  restoreChannel: [
    { readonly id: number } & Audited,
    { readonly channel: StoredChannel; readonly order: readonly number[] } | null,
  ];

  /** One row, or none when the account's nonce is known: decided and stored in one transaction. */
  appendMessage: [
    {
      readonly to: Address;
      readonly authorId: number;
      readonly text: string;
      readonly bytes: number;
      readonly at: number;
      readonly nonce: string | null;
      /** What may wait for the recipient of a direct message, when it is to be held to that. */
      readonly bounds: { readonly messages: number; readonly bytes: number } | null;
      readonly audit?: AuditEntry;
    },
    Appended,
  ];

  /** In place of an earlier ban of the account, also for the addresses that were banned with that; its tokens go. */
  ban: [
    {
      readonly accountId: number;
      readonly reason: string;
      readonly by: string;
      readonly at: number;
      readonly until: number | null;
      /** The key of an address that is banned too, or null. */
      readonly addressKey: string | null;
    } & Audited,
    null,
  ];
  /** With the addresses that were banned along with the account; false when there was no ban. */
  unban: [{ readonly accountId: number } & Audited, boolean];
  mute: [
    {
      readonly accountId: number;
      readonly reason: string;
      readonly by: string;
      readonly at: number;
      readonly until: number | null;
    } & Audited,
    null,
  ];
  /** False when there was no mute. */
  unmute: [{ readonly accountId: number } & Audited, boolean];

  setSettings: [{ readonly values: readonly (readonly [name: string, value: string])[] } & Audited, null];
  /** A deed that leaves no other trace. */
  recordDeed: [AuditEntry, null];

  /** The account's oldest tokens beyond `keep` go. */
  createToken: [
    {
      readonly hash: Uint8Array;
      readonly accountId: number;
      readonly device: string;
      readonly at: number;
      readonly expiresAt: number;
      readonly keep: number;
    },
    null,
  ];
  /** How many there were. */
  revokeTokens: [{ readonly accountId: number }, number];

  /** One slice of the oldest of what is to be forgotten. */
  trim: [
    {
      readonly what: 'expired-channels' | 'deleted-channels' | 'former-names' | 'old-nonces' | 'old-tokens';
      /** A moment; of names the id of a message. */
      readonly before: number;
      readonly rows: number;
    },
    Trimmed,
  ];
  /**
   * Of accounts that are passing still and were not seen since a moment, as many as `rows` allow, nonces and accounts together; which
   * names are free now, and how many rows went.
   */
  forgetGuests: [
    { readonly accountIds: readonly number[]; readonly before: number; readonly rows: number },
    Trimmed & { readonly forgotten: readonly number[] },
  ];
  /** The oldest of the audit log beyond the newest `keep`, and those from before a moment; how many went. */
  trimAudit: [{ readonly keep: number; readonly before: number }, number];
  /**
   * Of the next messages behind the id `after` and up to `upTo`, as many as `rows`, those from before a moment, except those that
   * still wait for their recipient; up to which id it looked.
   */
  trimMessages: [
    { readonly after: number; readonly upTo: number; readonly before: number; readonly rows: number },
    Trimmed & { readonly reached: number },
  ];
  /** Gives free pages of the file back to the disk; how many. */
  vacuum: [{ readonly pages: number }, number];
}

export type WriteName = keyof WriteMap;
export type WriteInput<K extends WriteName> = WriteMap[K][0];
export type WriteResult<K extends WriteName> = WriteMap[K][1];

/** One write, as data. */
export type WriteOp = { readonly [K in WriteName]: { readonly name: K; readonly input: WriteInput<K> } }[WriteName];
