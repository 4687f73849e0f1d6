import { join } from 'node:path';
import type { Clock } from './clock.ts';
import { makeDataFolder } from './data-folder.ts';
import { lockDataFolder } from './data-lock.ts';
import { openDatabaseFile } from './database-file.ts';
import { loadSqlite, type Database } from './sqlite.ts';

export type Role = 'owner' | 'moderator' | 'member';

/** Somebody who may log in. The password's hash stays in the storage. */
export interface Account {
  readonly id: number;
  readonly name: string;
  readonly key: string;
  readonly role: Role;
}

export interface NewAccount {
  readonly name: string;
  readonly key: string;
  readonly look: string;
  /** A PHC string. */
  readonly password: string;
}

export interface StoredChannel {
  readonly id: number;
  readonly name: string;
  readonly key: string;
  readonly look: string;
  readonly isDefault: boolean;
  readonly creatorId: number | null;
}

/** A direct message that waits for its recipient's next login. */
export interface KeptMessage {
  readonly id: number;
  readonly author: string;
  readonly message: string;
}

const ACCOUNT = 'SELECT id, name, key, role FROM accounts';

/**
 * What the server remembers: accounts, channels, bans and direct messages not yet delivered. Each call that writes has
 * reached the disk when it returns.
 */
export class Storage {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #unlock: () => void;
  readonly #statements: ReturnType<typeof prepare>;

  private constructor(database: Database, clock: Clock, unlock: () => void) {
    this.#database = database;
    this.#clock = clock;
    this.#unlock = unlock;
    this.#statements = prepare(database);
  }

  /**
   * Opens the storage in a folder, which it makes when it is not there.
   * @throws {StorageProblem} in words, when the folder or its file cannot be used; nothing in it was changed then
   */
  static async open(folder: string, clock: Clock): Promise<Storage> {
    const DatabaseSync = await loadSqlite();
    makeDataFolder(folder);
    const unlock = lockDataFolder(DatabaseSync, folder);
    try {
      return new Storage(openDatabaseFile(DatabaseSync, join(folder, 'server.sqlite')), clock, unlock);
    } catch (error) {
      unlock();
      throw error;
    }
  }

  accountByKey(key: string): Account | null {
    return (this.#statements.accountByKey.get(key) as Account | undefined) ?? null;
  }

  accountByLook(look: string): Account | null {
    return (this.#statements.accountByLook.get(look) as Account | undefined) ?? null;
  }

  passwordOf(account: Account): string {
    return (this.#statements.password.get(account.id) as { password: string }).password;
  }

  setPassword(account: Account, password: string): void {
    this.#statements.setPassword.run(password, account.id);
  }

  hasOwner(): boolean {
    return this.#statements.owner.get() !== undefined;
  }

  /** Throws when the name is taken: ask first, in the same turn. */
  createAccount({ name, key, look, password }: NewAccount, role: Role): Account {
    const { lastInsertRowid } = this.#statements.createAccount.run(name, key, look, password, role, this.#clock.wall());
    return { id: Number(lastInsertRowid), name, key, role };
  }

  /** In the order they were made; the default channel was the first. */
  channels(): StoredChannel[] {
    const rows = this.#statements.channels.all() as (Omit<StoredChannel, 'isDefault'> & { is_default: number })[];
    return rows.map(({ is_default, ...channel }) => ({ ...channel, isDefault: is_default === 1 }));
  }

  /** Throws when the name is taken: ask first, in the same turn. */
  createChannel(channel: Omit<StoredChannel, 'id'>): StoredChannel {
    const { name, key, look, isDefault, creatorId } = channel;
    const { lastInsertRowid } = this.#statements.createChannel.run(
      name,
      key,
      look,
      isDefault ? 1 : 0,
      creatorId,
      this.#clock.wall(),
    );
    return { ...channel, id: Number(lastInsertRowid) };
  }

  deleteChannel(channel: StoredChannel): void {
    this.#statements.deleteChannel.run(channel.id);
  }

  /** Keeps a direct message for later; false when as many or as much wait already as `bounds` allow. */
  keep(
    recipient: Account,
    author: string,
    message: string,
    bounds: { readonly messages: number; readonly bytes: number },
  ): boolean {
    const bytes = Buffer.byteLength(message);
    const kept = this.#statements.keptSize.get(recipient.id) as { messages: number; bytes: number };
    if (kept.messages >= bounds.messages || kept.bytes + bytes > bounds.bytes) return false;
    this.#statements.keep.run(recipient.id, author, message, bytes, this.#clock.wall());
    return true;
  }

  /** The oldest direct messages that wait for an account, at most `limit`, behind the one with the id `after`. */
  kept(recipient: Account, after: number, limit: number): KeptMessage[] {
    return this.#statements.kept.all(recipient.id, after, limit) as KeptMessage[];
  }

  /** Forgets the direct messages that were delivered: those up to an id. */
  forgetKept(recipient: Account, upToId: number): void {
    this.#statements.forgetKept.run(recipient.id, upToId);
  }

  ban(account: Account, reason: string): void {
    this.#statements.ban.run(account.id, reason, this.#clock.wall());
  }

  /** False when there was no ban. */
  unban(account: Account): boolean {
    return Number(this.#statements.unban.run(account.id).changes) > 0;
  }

  /** Why an account is banned, or null when it is not. */
  banReason(account: Account): string | null {
    return (this.#statements.banReason.get(account.id) as { reason: string } | undefined)?.reason ?? null;
  }

  close(): void {
    this.#database.close();
    this.#unlock();
  }
}

function prepare(database: Database) {
  const sql = (text: string) => database.prepare(text);
  return {
    accountByKey: sql(`${ACCOUNT} WHERE key = ?`),
    accountByLook: sql(`${ACCOUNT} WHERE look = ?`),
    password: sql('SELECT password FROM accounts WHERE id = ?'),
    setPassword: sql('UPDATE accounts SET password = ? WHERE id = ?'),
    owner: sql("SELECT 1 FROM accounts WHERE role = 'owner' LIMIT 1"),
    createAccount: sql('INSERT INTO accounts (name, key, look, password, role, created_at) VALUES (?, ?, ?, ?, ?, ?)'),
    channels: sql('SELECT id, name, key, look, is_default, creator_id AS creatorId FROM channels ORDER BY id'),
    createChannel: sql('INSERT INTO channels (name, key, look, is_default, creator_id, created_at) VALUES (?, ?, ?, ?, ?, ?)'),
    deleteChannel: sql('DELETE FROM channels WHERE id = ?'),
    keptSize: sql('SELECT count(*) AS messages, coalesce(sum(bytes), 0) AS bytes FROM kept_messages WHERE recipient_id = ?'),
    keep: sql('INSERT INTO kept_messages (recipient_id, author, message, bytes, created_at) VALUES (?, ?, ?, ?, ?)'),
    kept: sql('SELECT id, author, message FROM kept_messages WHERE recipient_id = ? AND id > ? ORDER BY id LIMIT ?'),
    forgetKept: sql('DELETE FROM kept_messages WHERE recipient_id = ? AND id <= ?'),
    ban: sql('INSERT OR REPLACE INTO bans (account_id, reason, created_at) VALUES (?, ?, ?)'),
    unban: sql('DELETE FROM bans WHERE account_id = ?'),
    banReason: sql('SELECT reason FROM bans WHERE account_id = ?'),
  };
}
