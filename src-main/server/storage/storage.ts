import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import { makeDataFolder } from './data-folder.ts';
import { lockDataFolder } from './data-lock.ts';
import { openDatabaseFile, type OpenedDatabase } from './database-file.ts';
import { DATABASE_FILE } from './database-names.ts';
import type { Logger } from '../logger.ts';
import type { HistorySize } from './retention.ts';
import { loadSqlite, type Database } from './sqlite.ts';
import { GroupWriter, type Writer } from './group-writer.ts';
import { Journal, type JournalLimits } from './journal.ts';
import { prepareReads } from './read-statements.ts';
import type {
  Account,
  DeletedChannel,
  Sanction,
  StoredAuditEntry,
  StoredChannel,
  StoredMember,
  StoredMessage,
} from './records.ts';
import { ThreadWriter } from './thread-writer.ts';
import { writerFile } from './writer-file.ts';

export interface StorageOptions {
  readonly limits: JournalLimits;
  readonly clock: Clock;
  readonly log: Logger;
  /** The built program whose thread writes (`ThreadWriter`); without one this thread does. */
  readonly writerThread?: string;
  /** See `Journal`. */
  readonly usefulFrom?: () => number;
  /** May put something of its own around what writes: to time it, or a disk that is slow or out of order. */
  readonly watchWriter?: (writer: Writer, database: Database) => Writer;
}

/** A page of history: what to look for, in ids that are not part of it. */
export interface HistoryRange {
  readonly after: number | null;
  readonly before: number | null;
  readonly limit: number;
}

/**
 * What the server remembers. Reads are answered at once, from what is on the disk; everything that writes goes through the
 * `journal`.
 */
export class Storage {
  readonly journal: Journal;
  /** What a person should know of how the file was opened, or null. */
  readonly notice: string | null;
  readonly #database: Database;
  readonly #unlock: () => void;
  readonly #reads: ReturnType<typeof prepareReads>;

  private constructor({ database, notice }: OpenedDatabase, journal: Journal, unlock: () => void) {
    this.#database = database;
    this.journal = journal;
    this.notice = notice;
    this.#unlock = unlock;
    this.#reads = prepareReads(database);
  }

  /**
   * Opens the storage in a folder, which it makes when it is not there.
   * @throws {StorageProblem} in words, when the folder or its file cannot be used; nothing in it was changed then (database-file.ts)
   */
  static async open(folder: string, options: StorageOptions): Promise<Storage> {
    const { limits, log, clock, writerThread, watchWriter = (writer) => writer } = options;
    const DatabaseSync = await loadSqlite();
    makeDataFolder(folder);
    const unlock = lockDataFolder(DatabaseSync, folder);
    try {
      const file = join(folder, DATABASE_FILE);
      const opened = openDatabaseFile(DatabaseSync, file, { wallMs: clock.wall() });
      const here = () => new GroupWriter(writerFile(DatabaseSync, file));
      const writer = writerThread === undefined ? here() : ThreadWriter.start(writerThread, file, here, { clock, log });
      const database = writer instanceof GroupWriter ? writer.database : opened.database;
      return new Storage(opened, new Journal(watchWriter(writer, database), limits, clock, log, options.usefulFrom), unlock);
    } catch (error) {
      unlock();
      throw error;
    }
  }

  accountByKey(key: string): Account | null {
    return accountOf(this.#reads.accountByKey.get(key));
  }

  accountByLook(look: string): Account | null {
    return accountOf(this.#reads.accountByLook.get(look));
  }

  /** As it is hashed; empty, which no hash is, when the account was deleted meanwhile. */
  passwordOf(account: Account): string {
    return (this.#reads.password.get(account.id) as { password: string } | undefined)?.password ?? '';
  }

  hasOwner(): boolean {
    return this.#reads.owner.get() !== undefined;
  }

  /** How many accounts and messages there are. */
  counts(): { readonly members: number; readonly messages: number } {
    return { ...(this.#reads.counts.get() as { members: number; messages: number }) };
  }

  /** How much history there is behind an id, and how large the file is. */
  historySize(after: number): HistorySize {
    const { pages, size, free } = this.#reads.pages.get() as unknown as { pages: number; size: number; free: number };
    const oldest = (this.#reads.oldest.get(after) as { id: number; at: number } | undefined) ?? null;
    return { oldest, newestId: this.lastMessageId(), bytes: (pages - free) * size, freePages: free };
  }

  /** Accounts in the order of names, behind the name `after`. */
  accounts(now: number, after: string, limit: number): StoredMember[] {
    const rows = this.#reads.accounts.all(now, after, limit) as unknown as (Omit<StoredMember, 'isMuted' | 'isPassing'> & {
      isMuted: number;
      isPassing: number;
    })[];
    return rows.map((member) => ({ ...member, isMuted: member.isMuted === 1, isPassing: member.isPassing === 1 }));
  }

  /** Passing accounts that were not seen since a moment, those away longest first; not those that are banned or muted `now`. */
  passingAway(before: number, now: number, limit: number): Pick<Account, 'id' | 'key' | 'name'>[] {
    return this.#reads.passingAway.all(before, now, limit) as Pick<Account, 'id' | 'key' | 'name'>[];
  }

  /** In their order; the default channel is the first. */
  channels(): StoredChannel[] {
    const rows = this.#reads.channels.all() as unknown as (Omit<StoredChannel, 'isDefault'> & { isDefault: number })[];
    return rows.map((channel) => ({ ...channel, isDefault: channel.isDefault === 1 }));
  }

  /** By the id of a channel: the name of its creator, and the number of its newest message. */
  channelFacts(): Map<number, { readonly creator: string | null; readonly lastSeq: number }> {
    const rows = this.#reads.channelFacts.all() as unknown as { id: number; creator: string | null; lastSeq: number }[];
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** The channel of a key that was deleted last, at a moment or since; null when there is none. */
  deletedChannel(key: string, since: number): DeletedChannel | null {
    return (this.#reads.deletedChannel.get(key, since) as DeletedChannel | undefined) ?? null;
  }

  /** The number of the newest message of a conversation. */
  lastSeqOf(conversationId: number): number {
    return (this.#reads.lastSeqOf.get(conversationId) as { seq: number } | undefined)?.seq ?? 0;
  }

  /** The newest entries of the audit log older than an id, the newest first. */
  audit(before: number, limit: number): StoredAuditEntry[] {
    const rows = this.#reads.audit.all(before, limit) as unknown[];
    return rows as StoredAuditEntry[];
  }

  accountName(id: number): string | null {
    return (this.#reads.accountName.get(id) as { name: string } | undefined)?.name ?? null;
  }

  /** The messages of a channel, in order. */
  channelHistory(channel: StoredChannel, range: HistoryRange): StoredMessage[] {
    return this.#page(range, (direction, after, before, limit) =>
      this.#reads.channelHistory[direction].all(channel.conversationId, after, before, limit),
    );
  }

  /** The direct messages between two accounts, in order; the id 0 is the server. */
  directHistory(oneId: number, otherId: number, range: HistoryRange): StoredMessage[] {
    const low = Math.min(oneId, otherId);
    const high = Math.max(oneId, otherId);
    return this.#page(range, (direction, after, before, limit) =>
      this.#reads.directHistory[direction].all(low, high, after, before, limit),
    );
  }

  /** All that an account may read: channels, broadcasts, and the direct messages it wrote or got. */
  history(account: Account, range: HistoryRange): StoredMessage[] {
    return this.#page(range, (direction, after, before, limit) =>
      this.#reads.history[direction].all(after, before, account.id, account.id, limit),
    );
  }

  /** The newest id that a message has, 0 when there never was one. */
  lastMessageId(): number {
    return (this.#reads.lastMessageId.get() as { id: number | null } | undefined)?.id ?? 0;
  }

  /** The message that an account sent with a nonce; null when there is none. */
  messageOf(account: Account, nonce: string): { readonly id: number; readonly timestamp: number } | null {
    return (this.#reads.nonce.get(account.id, nonce) as { id: number; timestamp: number } | undefined) ?? null;
  }

  /** The oldest direct messages behind an id and up to one that have not reached an account, at most `limit`. */
  undelivered(
    recipient: Account,
    { after, upTo, limit }: { readonly after: number; readonly upTo: number; readonly limit: number },
  ): StoredMessage[] {
    const rows = this.#reads.undelivered.all(recipient.id, after, upTo, limit) as unknown[];
    return rows as StoredMessage[];
  }

  /** Direct messages up to this id have reached an account. */
  deliveredId(account: Account): number {
    return (this.#reads.deliveredId.get(account.id) as { id: number }).id;
  }

  /** Null when an account is not banned. */
  banOf(account: Account, now: number): Sanction | null {
    return (this.#reads.ban.get(account.id, now) as Sanction | undefined) ?? null;
  }

  /** Null when an address (the key of an `Origin`) is not banned. */
  addressBanOf(key: string, now: number): Sanction | null {
    return (this.#reads.addressBan.get(key, now) as Sanction | undefined) ?? null;
  }

  /** The newest bans, with the names of the banned. */
  bans(now: number, limit: number): (Sanction & { readonly username: string; readonly address: boolean })[] {
    const rows = this.#reads.bans.all(now, limit) as unknown as (Sanction & { username: string; address: number })[];
    return rows.map((ban) => ({ ...ban, address: ban.address === 1 }));
  }

  /** Null when an account is not muted. */
  muteOf(account: Account, now: number): Sanction | null {
    return (this.#reads.mute.get(account.id, now) as Sanction | undefined) ?? null;
  }

  setting(name: string): string | null {
    return (this.#reads.setting.get(name) as { value: string } | undefined)?.value ?? null;
  }

  /** Whose token has this hash and until when it holds; null when there is none, or none any more. */
  token(
    hash: Uint8Array,
    now: number,
  ): { readonly accountId: number; readonly createdAt: number; readonly expiresAt: number } | null {
    return (
      (this.#reads.token.get(hash, now) as { accountId: number; createdAt: number; expiresAt: number } | undefined) ?? null
    );
  }

  /** Ends when everything is written. */
  async close(): Promise<void> {
    await this.journal.close();
    this.#database.close();
    this.#unlock();
  }

  /** From the old end when `after` alone is given, else from the new one; always in ascending order. */
  #page(
    { after, before, limit }: HistoryRange,
    read: (direction: 'forward' | 'backward', after: number, before: number, limit: number) => unknown[],
  ): StoredMessage[] {
    const isForward = after !== null;
    const rows = read(
      isForward ? 'forward' : 'backward',
      after ?? 0,
      before ?? Number.MAX_SAFE_INTEGER,
      limit,
    ) as StoredMessage[];
    return isForward ? rows : rows.reverse();
  }
}

function accountOf(row: unknown): Account | null {
  if (row === undefined) return null;
  const account = row as Omit<Account, 'isPassing'> & { readonly isPassing: number };
  return { ...account, isPassing: account.isPassing === 1 };
}
