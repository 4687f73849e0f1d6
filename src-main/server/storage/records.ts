import type { AuditAction, MAY_DO, Role } from '../../../src-shared/protocol/index.ts';

/** Who may do something in a channel or on the server. */
export type MayDo = (typeof MAY_DO)[number];

/** Somebody who may log in. The password's hash stays in the storage. */
export interface Account {
  readonly id: number;
  readonly name: string;
  readonly key: string;
  readonly role: Role;
  /** A guest who gave no password of their own: forgotten when nobody comes back to it. */
  readonly isPassing: boolean;
}

/** An account and what others may know of it. */
export interface StoredMember extends Account {
  /** When it was last online, in ms since the epoch; null when nobody knows. */
  readonly lastSeenAt: number | null;
  readonly isMuted: boolean;
}

export interface StoredChannel {
  readonly id: number;
  readonly conversationId: number;
  readonly name: string;
  readonly key: string;
  readonly look: string;
  readonly isDefault: boolean;
  readonly creatorId: number | null;
  readonly topic: string;
  readonly mayWrite: MayDo;
}

/** A channel that can be restored; its id is another than the one it had. */
export interface DeletedChannel extends Omit<StoredChannel, 'isDefault'> {
  readonly deletedAt: number;
}

/** What the audit log says: who did what, to whom or what. No password and no PIN is ever in it. */
export interface AuditEntry {
  readonly at: number;
  /** The name of an account, or of the server. */
  readonly by: string;
  readonly action: AuditAction;
  readonly target: string;
  readonly detail: string;
}

export interface StoredAuditEntry extends AuditEntry {
  readonly id: number;
}

/** A message as history has it. */
export interface StoredMessage {
  readonly id: number;
  readonly seq: number;
  readonly timestamp: number;
  /** The name of an account, or of the server. */
  readonly author: string;
  readonly message: string;
  readonly kind: 'channel' | 'direct' | 'broadcast';
  /** The channel's name, or null when this is not in a channel. */
  readonly channel: string | null;
  /** Whom a direct message is for. */
  readonly recipient: string | null;
}

/** Why somebody may not come in or write, since when and until when; `until` is null for ever. */
export interface Sanction {
  readonly reason: string;
  readonly by: string;
  readonly at: number;
  readonly until: number | null;
}
