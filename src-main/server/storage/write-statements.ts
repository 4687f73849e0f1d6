import type { Database } from './sqlite.ts';
import type { Account, StoredChannel } from './records.ts';
import { SERVER_ID, type Appended, type WriteInput, type WriteName, type WriteOp, type WriteResult } from './writes.ts';

/** What a write does, one row a write; each runs inside the transaction of its group. */
export type WriteStatements = { readonly [K in WriteName]: (input: WriteInput<K>) => WriteResult<K> };

/** Runs one write; what it throws fails the transaction. */
export function runWrite(statements: WriteStatements, op: WriteOp): unknown {
  // The row of a name takes exactly the input of that name, which the compiler cannot follow through the index.
  return (statements[op.name] as (input: unknown) => unknown)(op.input);
}

/** Prepares the writes of a database; they are believed to be valid: names were checked, lengths were bounded. */
export function prepareWrites(database: Database): WriteStatements {
  const sql = (text: string) => database.prepare(text);
  const isTaken = {
    account: sql('SELECT 1 FROM accounts WHERE key = ? OR look = ? OR name = ?'),
    channel: sql('SELECT 1 FROM channels WHERE (key = ? OR look = ? OR name = ?) AND id <> ?'),
  };
  const insertAccount = sql('INSERT INTO accounts (name, key, look, password, role, created_at) VALUES (?, ?, ?, ?, ?, ?)');
  const updates = {
    password: sql('UPDATE accounts SET password = ? WHERE id = ?'),
    role: sql(
      `UPDATE accounts SET role = ?1 WHERE id = ?2
        AND (?1 = 'owner' OR role <> 'owner' OR EXISTS (SELECT 1 FROM accounts WHERE role = 'owner' AND id <> ?2))`,
    ),
    lastSeen: sql('UPDATE accounts SET last_seen_at = ? WHERE id = ?'),
    delivered: sql('UPDATE accounts SET delivered_id = max(delivered_id, ?) WHERE id = ?'),
    channel: sql(
      `UPDATE channels SET name = coalesce(?, name), key = coalesce(?, key), look = coalesce(?, look),
        topic = coalesce(?, topic), may_write = coalesce(?, may_write) WHERE id = ?`,
    ),
  };
  const insertChannel = sql(
    'INSERT INTO channels (name, key, look, is_default, creator_id, created_at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const insertChannelConversation = sql("INSERT INTO conversations (kind, channel_id) VALUES ('channel', ?)");
  const orphanConversation = sql("UPDATE conversations SET kind = 'deleted', channel_id = NULL WHERE channel_id = ?");
  const deleteChannel = sql('DELETE FROM channels WHERE id = ?');

  const append = prepareAppend(database);

  const ban = sql('INSERT OR REPLACE INTO bans (account_id, reason, banned_by, created_at, ends_at) VALUES (?, ?, ?, ?, ?)');
  const banAddress = sql(
    'INSERT OR REPLACE INTO address_bans (key, account_id, reason, banned_by, created_at, ends_at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const banAddressesAgain = sql(
    'UPDATE address_bans SET reason = ?, banned_by = ?, created_at = ?, ends_at = ? WHERE account_id = ?',
  );
  const unban = sql('DELETE FROM bans WHERE account_id = ?');
  const unbanAddresses = sql('DELETE FROM address_bans WHERE account_id = ?');
  const mute = sql('INSERT OR REPLACE INTO mutes (account_id, reason, muted_by, created_at, ends_at) VALUES (?, ?, ?, ?, ?)');
  const unmute = sql('DELETE FROM mutes WHERE account_id = ?');
  const setSetting = sql('INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)');
  const insertToken = sql(
    'INSERT INTO resume_tokens (hash, account_id, device, created_at, expires_at) VALUES (?, ?, ?, ?, ?)',
  );
  const dropTokens = sql(
    `DELETE FROM resume_tokens WHERE hash IN
      (SELECT hash FROM resume_tokens WHERE account_id = ? ORDER BY created_at DESC LIMIT -1 OFFSET ?)`,
  );
  const revokeTokens = sql('DELETE FROM resume_tokens WHERE account_id = ?');
  const trims = {
    'deleted-channels': sql(
      `DELETE FROM messages WHERE id IN (SELECT messages.id FROM conversations JOIN messages ON conversation_id = conversations.id
        WHERE kind = 'deleted' AND ? IS NOT NULL LIMIT ?)`,
    ),
    'old-nonces': sql(
      'DELETE FROM nonces WHERE (account_id, nonce) IN (SELECT account_id, nonce FROM nonces WHERE sent_at < ? LIMIT ?)',
    ),
    'old-tokens': sql('DELETE FROM resume_tokens WHERE hash IN (SELECT hash FROM resume_tokens WHERE expires_at < ? LIMIT ?)'),
  };
  const dropEmptied = sql(
    "DELETE FROM conversations WHERE kind = 'deleted' AND NOT EXISTS (SELECT 1 FROM messages WHERE conversation_id = conversations.id)",
  );
  const trimMessages = {
    reach: sql('SELECT max(id) AS id FROM (SELECT id FROM messages WHERE id > ? AND id <= ? ORDER BY id LIMIT ?)'),
    // A direct message above its recipient's mark waits for them.
    delete: sql(
      `DELETE FROM messages WHERE id > ? AND id <= ? AND sent_at < ?
        AND (recipient_id IS NULL OR NOT EXISTS (SELECT 1 FROM accounts WHERE id = recipient_id AND delivered_id < messages.id))`,
    ),
  };
  const freePages = sql('SELECT freelist_count AS pages FROM pragma_freelist_count');
  const countFree = () => (freePages.get() as { pages: number }).pages;

  return {
    createAccount: ({ name, key, look, password, role, at }): Account | null => {
      if (isTaken.account.get(key, look, name) !== undefined) return null;
      const { lastInsertRowid } = insertAccount.run(name, key, look, password, role, at);
      return { id: Number(lastInsertRowid), name, key, role };
    },
    setPassword: ({ accountId, password }) => done(updates.password.run(password, accountId)),
    setRole: ({ accountId, role }) => Number(updates.role.run(role, accountId).changes) > 0,
    setLastSeen: ({ accountIds, at }) => {
      for (const accountId of accountIds) updates.lastSeen.run(at, accountId);
      return null;
    },
    setDelivered: ({ accountId, id }) => done(updates.delivered.run(id, accountId)),

    createChannel: ({ name, key, look, isDefault, creatorId, at }): StoredChannel | null => {
      if (isTaken.channel.get(key, look, name, 0) !== undefined) return null;
      const id = Number(insertChannel.run(name, key, look, isDefault ? 1 : 0, creatorId, at).lastInsertRowid);
      const conversationId = Number(insertChannelConversation.run(id).lastInsertRowid);
      return { id, conversationId, name, key, look, isDefault, creatorId, topic: '', mayWrite: 'everybody' };
    },
    updateChannel: ({ id, change: { name = null, key = null, look = null, topic = null, mayWrite = null } }) => {
      if (isTaken.channel.get(key, look, name, id) !== undefined) return false;
      updates.channel.run(name, key, look, topic, mayWrite, id);
      return true;
    },
    deleteChannel: ({ channelId }) => {
      orphanConversation.run(channelId);
      return done(deleteChannel.run(channelId));
    },

    appendMessage: append,

    ban: ({ accountId, reason, by, at, until, addressKey }) => {
      ban.run(accountId, reason, by, at, until);
      revokeTokens.run(accountId);
      banAddressesAgain.run(reason, by, at, until, accountId);
      if (addressKey !== null) banAddress.run(addressKey, accountId, reason, by, at, until);
      return null;
    },
    unban: ({ accountId }) => Number(unban.run(accountId).changes) + Number(unbanAddresses.run(accountId).changes) > 0,
    mute: ({ accountId, reason, by, at, until }) => done(mute.run(accountId, reason, by, at, until)),
    unmute: ({ accountId }) => Number(unmute.run(accountId).changes) > 0,
    setSettings: ({ values }) => {
      for (const [name, value] of values) setSetting.run(name, value);
      return null;
    },

    createToken: ({ hash, accountId, device, at, expiresAt, keep }) => {
      insertToken.run(hash, accountId, device, at, expiresAt);
      return done(dropTokens.run(accountId, keep));
    },
    revokeTokens: ({ accountId }) => Number(revokeTokens.run(accountId).changes),

    trim: ({ what, before, rows }) => {
      const startedAt = performance.now();
      const went = Number(trims[what].run(before, rows).changes);
      if (what === 'deleted-channels' && went < rows) dropEmptied.run();
      return { went, tookMs: performance.now() - startedAt };
    },
    trimMessages: ({ after, upTo, before, rows }) => {
      const startedAt = performance.now();
      const reached = (trimMessages.reach.get(after, upTo, rows) as { id: number | null }).id ?? upTo;
      const went = Number(trimMessages.delete.run(after, reached, before).changes);
      return { went, reached, tookMs: performance.now() - startedAt };
    },
    vacuum: ({ pages }) => {
      const free = countFree();
      database.exec(`PRAGMA incremental_vacuum(${pages})`);
      return free - countFree();
    },
  };
}

function done(_result: unknown): null {
  return null;
}

function prepareAppend(database: Database): (input: WriteInput<'appendMessage'>) => Appended {
  const sql = (text: string) => database.prepare(text);
  const known = sql('SELECT message_id AS id, sent_at AS timestamp FROM nonces WHERE account_id = ? AND nonce = ?');
  const waiting = sql(
    `SELECT count(*) AS messages, coalesce(sum(bytes), 0) AS bytes FROM messages
      WHERE recipient_id = ? AND id > (SELECT delivered_id FROM accounts WHERE id = ?)`,
  );
  const countIn = {
    channel: sql(
      "UPDATE conversations SET last_seq = last_seq + 1 WHERE id = ? AND kind = 'channel' RETURNING id, last_seq AS seq",
    ),
    direct: sql(
      'UPDATE conversations SET last_seq = last_seq + 1 WHERE low_id = ? AND high_id = ? RETURNING id, last_seq AS seq',
    ),
    broadcast: sql("UPDATE conversations SET last_seq = last_seq + 1 WHERE kind = 'broadcast' RETURNING id, last_seq AS seq"),
  };
  const begin = sql("INSERT INTO conversations (kind, low_id, high_id, last_seq) VALUES ('direct', ?, ?, 1)");
  const insert = sql(
    'INSERT INTO messages (conversation_id, seq, author_id, recipient_id, message, bytes, sent_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const remember = sql('INSERT INTO nonces (account_id, nonce, message_id, sent_at) VALUES (?, ?, ?, ?)');

  interface Place {
    readonly id: number;
    readonly seq: number;
  }

  function place({ to, authorId }: WriteInput<'appendMessage'>): Place | null {
    switch (to.kind) {
      case 'channel':
        return (countIn.channel.get(to.conversationId) as Place | undefined) ?? null;
      case 'broadcast':
        return (countIn.broadcast.get() as Place | undefined) ?? null;
      case 'direct': {
        const low = Math.min(authorId, to.recipientId);
        const high = Math.max(authorId, to.recipientId);
        const found = countIn.direct.get(low, high) as Place | undefined;
        return found ?? { id: Number(begin.run(low, high).lastInsertRowid), seq: 1 };
      }
    }
  }

  return (input) => {
    const { to, authorId, text, bytes, at, nonce, bounds } = input;
    if (nonce !== null && authorId !== SERVER_ID) {
      const first = known.get(authorId, nonce) as { id: number; timestamp: number } | undefined;
      if (first !== undefined) return { kind: 'repeat', ...first };
    }
    const recipientId = to.kind === 'direct' ? to.recipientId : null;
    if (recipientId !== null && bounds !== null) {
      const kept = waiting.get(recipientId, recipientId) as { messages: number; bytes: number };
      if (kept.messages >= bounds.messages || kept.bytes + bytes > bounds.bytes) return { kind: 'full' };
    }
    const conversation = place(input);
    if (conversation === null) return { kind: 'gone' };
    const { seq } = conversation;
    const id = Number(insert.run(conversation.id, seq, authorId, recipientId, text, bytes, at).lastInsertRowid);
    if (nonce !== null && authorId !== SERVER_ID) remember.run(authorId, nonce, id, at);
    return { kind: 'stored', id, seq, timestamp: at };
  };
}
