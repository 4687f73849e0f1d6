import type { Account } from './records.ts';
import type { Database } from './sqlite.ts';
import type { RecordDeed, WriteStatements } from './write-statements.ts';

type Rows = Pick<
  WriteStatements,
  | 'createAccount'
  | 'setPassword'
  | 'resetPassword'
  | 'deleteAccount'
  | 'forgetGuests'
  | 'setRole'
  | 'setLastSeen'
  | 'setDelivered'
  | 'ban'
  | 'unban'
  | 'mute'
  | 'unmute'
  | 'createToken'
  | 'revokeTokens'
>;

/** The writes about accounts, what befell them and their devices. One that was deleted meanwhile is left out of all of them. */
export function prepareAccountWrites(database: Database, record: RecordDeed): Rows {
  const sql = (text: string) => database.prepare(text);
  const isTaken = sql('SELECT 1 FROM accounts WHERE key = ? OR look = ? OR name = ?');
  const insert = sql(
    `INSERT INTO accounts (id, name, key, look, password, role, created_at, is_passing) VALUES (
      1 + max(coalesce((SELECT max(id) FROM accounts), 0), coalesce((SELECT max(id) FROM former_accounts), 0)), ?, ?, ?, ?, ?, ?, ?)`,
  );
  const remember = sql(
    `INSERT INTO former_accounts (id, name, last_message_id)
      SELECT id, name, coalesce((SELECT max(id) FROM messages), 0) FROM accounts WHERE id = ? AND role <> 'owner'`,
  );
  const dropWaiting = sql(
    'DELETE FROM messages WHERE recipient_id = ?1 AND id > (SELECT delivered_id FROM accounts WHERE id = ?1)',
  );
  const remove = sql('DELETE FROM accounts WHERE id = ?');
  const isAway = sql('SELECT 1 FROM accounts WHERE id = ? AND is_passing = 1 AND coalesce(last_seen_at, created_at) < ?');
  const dropNonces = sql(
    'DELETE FROM nonces WHERE account_id = ?1 AND nonce IN (SELECT nonce FROM nonces WHERE account_id = ?1 LIMIT ?2)',
  );
  const update = {
    password: sql('UPDATE accounts SET password = ?, is_passing = 0 WHERE id = ?'),
    samePassword: sql('UPDATE accounts SET password = ? WHERE id = ? AND password = ?'),
    role: sql(
      `UPDATE accounts SET role = ?1, is_passing = is_passing AND ?1 = 'guest' WHERE id = ?2
        AND (?1 = 'owner' OR role <> 'owner' OR EXISTS (SELECT 1 FROM accounts WHERE role = 'owner' AND id <> ?2))`,
    ),
    lastSeen: sql('UPDATE accounts SET last_seen_at = ? WHERE id = ?'),
    delivered: sql('UPDATE accounts SET delivered_id = max(delivered_id, ?) WHERE id = ?'),
  };
  const ban = sql(
    `INSERT OR REPLACE INTO bans (account_id, reason, banned_by, created_at, ends_at)
      SELECT id, ?2, ?3, ?4, ?5 FROM accounts WHERE id = ?1`,
  );
  const banAddress = sql(
    `INSERT OR REPLACE INTO address_bans (key, account_id, reason, banned_by, created_at, ends_at)
      SELECT ?6, id, ?2, ?3, ?4, ?5 FROM accounts WHERE id = ?1`,
  );
  const banAddressesAgain = sql(
    'UPDATE address_bans SET reason = ?2, banned_by = ?3, created_at = ?4, ends_at = ?5 WHERE account_id = ?1',
  );
  const unban = sql('DELETE FROM bans WHERE account_id = ?');
  const unbanAddresses = sql('DELETE FROM address_bans WHERE account_id = ?');
  const mute = sql(
    `INSERT OR REPLACE INTO mutes (account_id, reason, muted_by, created_at, ends_at)
      SELECT id, ?2, ?3, ?4, ?5 FROM accounts WHERE id = ?1`,
  );
  const unmute = sql('DELETE FROM mutes WHERE account_id = ?');
  const insertToken = sql(
    `INSERT INTO resume_tokens (account_id, hash, device, created_at, expires_at)
      SELECT id, ?2, ?3, ?4, ?5 FROM accounts WHERE id = ?1`,
  );
  const dropTokens = sql(
    `DELETE FROM resume_tokens WHERE hash IN
      (SELECT hash FROM resume_tokens WHERE account_id = ? ORDER BY created_at DESC LIMIT -1 OFFSET ?)`,
  );
  const revokeTokens = sql('DELETE FROM resume_tokens WHERE account_id = ?');
  const changed = ({ changes }: { changes: number | bigint }) => Number(changes) > 0;
  const drop = (accountId: number): boolean => {
    if (!changed(remember.run(accountId))) return false;
    dropWaiting.run(accountId);
    // Its bans, mutes, nonces and tokens go with it by the rules of the tables.
    remove.run(accountId);
    return true;
  };

  return {
    createAccount: ({ name, key, look, password, role, isPassing = false, at }): Account | null => {
      if (isTaken.get(key, look, name) !== undefined) return null;
      const { lastInsertRowid } = insert.run(name, key, look, password, role, at, Number(isPassing));
      return { id: Number(lastInsertRowid), name, key, role, isPassing };
    },
    setPassword: ({ accountId, password, instead }) => changed(update.samePassword.run(password, accountId, instead)),
    resetPassword: ({ accountId, password, audit }) => {
      if (!changed(update.password.run(password, accountId))) return false;
      revokeTokens.run(accountId);
      record(audit);
      return true;
    },
    deleteAccount: ({ accountId, audit }) => {
      if (!drop(accountId)) return false;
      record(audit);
      return true;
    },
    forgetGuests: ({ accountIds, before, rows }) => {
      const startedAt = performance.now();
      const forgotten: number[] = [];
      let went = 0;
      for (const accountId of accountIds) {
        if (went >= rows) break;
        if (isAway.get(accountId, before) === undefined) continue;
        // There can be many of them, which would go with the account all at once.
        went += Number(dropNonces.run(accountId, rows - went).changes);
        if (went >= rows || !drop(accountId)) continue;
        forgotten.push(accountId);
        went++;
      }
      return { went, forgotten, tookMs: performance.now() - startedAt };
    },
    setRole: ({ accountId, role, audit }) => {
      if (!changed(update.role.run(role, accountId))) return false;
      record(audit);
      return true;
    },
    setLastSeen: ({ accountIds, at }) => {
      for (const accountId of accountIds) update.lastSeen.run(at, accountId);
      return null;
    },
    setDelivered: ({ accountId, id }) => {
      update.delivered.run(id, accountId);
      return null;
    },

    ban: ({ accountId, reason, by, at, until, addressKey, audit }) => {
      ban.run(accountId, reason, by, at, until);
      revokeTokens.run(accountId);
      banAddressesAgain.run(accountId, reason, by, at, until);
      if (addressKey !== null) banAddress.run(accountId, reason, by, at, until, addressKey);
      record(audit);
      return null;
    },
    unban: ({ accountId, audit }) => {
      const went = [unban.run(accountId), unbanAddresses.run(accountId)].some(changed);
      if (went) record(audit);
      return went;
    },
    mute: ({ accountId, reason, by, at, until, audit }) => {
      mute.run(accountId, reason, by, at, until);
      record(audit);
      return null;
    },
    unmute: ({ accountId, audit }) => {
      const went = changed(unmute.run(accountId));
      if (went) record(audit);
      return went;
    },

    createToken: ({ hash, accountId, device, at, expiresAt, keep }) => {
      insertToken.run(accountId, hash, device, at, expiresAt);
      dropTokens.run(accountId, keep);
      return null;
    },
    revokeTokens: ({ accountId }) => Number(revokeTokens.run(accountId).changes),
  };
}
