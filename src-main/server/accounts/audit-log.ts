import { AUDIT_PAGE_MAX, type AuditAction } from '../../../src-shared/protocol/index.ts';
import type { Clock } from '../clock.ts';
import type { ServerLimits } from '../limits.ts';
import type { AuditEntry, StoredAuditEntry } from '../storage/records.ts';
import type { Storage } from '../storage/storage.ts';
import { nameOf } from './judge.ts';
import type { Actor } from './permissions.ts';

/** Entries of the audit log, the newest first, and whether there are older ones. */
export interface AuditPage {
  readonly entries: readonly StoredAuditEntry[];
  readonly more: boolean;
}

/**
 * Who did what in looking after the room (docs/PROTOCOL.md, "audit"). An entry is written in the same transaction as what it is about;
 * `Retention` forgets the oldest.
 */
export class AuditLog {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #limits: Pick<ServerLimits, 'auditDetailMaxChars'>;

  constructor(storage: Storage, clock: Clock, limits: Pick<ServerLimits, 'auditDetailMaxChars'>) {
    this.#storage = storage;
    this.#clock = clock;
    this.#limits = limits;
  }

  /** What is to be written of something that is being done; `detail` is in words, without passwords and PINs, and is cut when long. */
  entry(by: Actor, action: AuditAction, target: string, detail = ''): AuditEntry {
    const short = detail.slice(0, this.#limits.auditDetailMaxChars).toWellFormed();
    return { at: this.#clock.wall(), by: nameOf(by), action, target, detail: short };
  }

  /** What is older than an entry, or the newest; at most `AUDIT_PAGE_MAX`. */
  page(before = Number.MAX_SAFE_INTEGER, limit = AUDIT_PAGE_MAX): AuditPage {
    const wanted = Math.max(1, Math.min(limit, AUDIT_PAGE_MAX));
    const found = this.#storage.audit(before, wanted + 1);
    return { entries: found.slice(0, wanted), more: found.length > wanted };
  }
}
