import { SERVER_NAME } from '../../../src-shared/protocol/index.ts';
import type { Database } from './sqlite.ts';

const ACCOUNT = 'SELECT id, name, key, role, is_passing AS isPassing FROM accounts';
const SANCTION = 'ends_at AS until, reason';
const HOLDS = '(ends_at IS NULL OR ends_at > ?)';

/** A message of history, as `StoredMessage` has it. */
const MESSAGE = `SELECT messages.id, seq, sent_at AS timestamp, coalesce(author.name, former_author.name, '${SERVER_NAME}') AS author, message,
  conversations.kind AS kind, channels.name AS channel, coalesce(recipient.name, former_recipient.name) AS recipient
  FROM messages JOIN conversations ON conversations.id = conversation_id
  LEFT JOIN accounts AS author ON author.id = author_id
  LEFT JOIN accounts AS recipient ON recipient.id = recipient_id
  LEFT JOIN former_accounts AS former_author ON former_author.id = author_id
  LEFT JOIN former_accounts AS former_recipient ON former_recipient.id = recipient_id
  LEFT JOIN channels ON channels.id = channel_id`;

/** The reads of a database, prepared once. */
export function prepareReads(database: Database) {
  const sql = (text: string) => database.prepare(text);
  const pages = (where: string) => ({
    forward: sql(`${MESSAGE} WHERE ${where} ORDER BY messages.id LIMIT ?`),
    backward: sql(`${MESSAGE} WHERE ${where} ORDER BY messages.id DESC LIMIT ?`),
  });
  return {
    accountByKey: sql(`${ACCOUNT} WHERE key = ?`),
    accountByLook: sql(`${ACCOUNT} WHERE look = ?`),
    accountName: sql('SELECT name FROM accounts WHERE id = ?'),
    accounts: sql(
      `SELECT id, name, key, role, is_passing AS isPassing, last_seen_at AS lastSeenAt,
        EXISTS (SELECT 1 FROM mutes WHERE account_id = accounts.id AND ${HOLDS}) AS isMuted
        FROM accounts WHERE name > ? ORDER BY name LIMIT ?`,
    ),
    counts: sql('SELECT (SELECT count(*) FROM accounts) AS members, (SELECT count(*) FROM messages) AS messages'),
    oldest: sql('SELECT id, sent_at AS at FROM messages WHERE id > ? ORDER BY id LIMIT 1'),
    pages: sql(
      'SELECT page_count AS pages, page_size AS size, freelist_count AS free FROM pragma_page_count, pragma_page_size, pragma_freelist_count',
    ),
    // As the index of schema-v4.ts has it. Whoever is banned or muted is remembered for as long as that.
    passingAway: sql(
      `SELECT id, key, name FROM accounts WHERE is_passing = 1 AND coalesce(last_seen_at, created_at) < ?1
        AND NOT EXISTS (SELECT 1 FROM bans WHERE account_id = accounts.id AND (ends_at IS NULL OR ends_at > ?2))
        AND NOT EXISTS (SELECT 1 FROM mutes WHERE account_id = accounts.id AND (ends_at IS NULL OR ends_at > ?2))
        ORDER BY coalesce(last_seen_at, created_at) LIMIT ?3`,
    ),
    password: sql('SELECT password FROM accounts WHERE id = ?'),
    owner: sql("SELECT 1 FROM accounts WHERE role = 'owner' LIMIT 1"),
    channels: sql(
      `SELECT channels.id, conversations.id AS conversationId, name, key, look, is_default AS isDefault,
        creator_id AS creatorId, topic, may_write AS mayWrite
        FROM channels JOIN conversations ON channel_id = channels.id ORDER BY is_default DESC, position, channels.id`,
    ),
    channelFacts: sql(
      `SELECT channels.id, accounts.name AS creator, last_seq AS lastSeq
        FROM channels JOIN conversations ON channel_id = channels.id LEFT JOIN accounts ON accounts.id = creator_id`,
    ),
    deletedChannel: sql(
      `SELECT id, conversation_id AS conversationId, name, key, look, creator_id AS creatorId, topic, may_write AS mayWrite,
        deleted_at AS deletedAt FROM deleted_channels WHERE key = ? AND deleted_at >= ? ORDER BY id DESC LIMIT 1`,
    ),
    lastSeqOf: sql('SELECT last_seq AS seq FROM conversations WHERE id = ?'),
    audit: sql('SELECT id, at, by, action, target, detail FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?'),
    nonce: sql('SELECT message_id AS id, sent_at AS timestamp FROM nonces WHERE account_id = ? AND nonce = ?'),
    channelHistory: pages('conversation_id = ? AND messages.id > ? AND messages.id < ?'),
    directHistory: pages(
      'conversation_id = (SELECT id FROM conversations WHERE low_id = ? AND high_id = ?) AND messages.id > ? AND messages.id < ?',
    ),
    history: pages(
      `messages.id > ? AND messages.id < ?
        AND (conversations.kind IN ('channel', 'broadcast') OR conversations.kind = 'direct' AND (low_id = ? OR high_id = ?))`,
    ),
    lastMessageId: sql("SELECT seq AS id FROM sqlite_sequence WHERE name = 'messages'"),
    undelivered: sql(`${MESSAGE} WHERE recipient_id = ? AND messages.id > ? AND messages.id <= ? ORDER BY messages.id LIMIT ?`),
    deliveredId: sql('SELECT delivered_id AS id FROM accounts WHERE id = ?'),
    ban: sql(`SELECT created_at AS at, ${SANCTION}, banned_by AS by FROM bans WHERE account_id = ? AND ${HOLDS}`),
    addressBan: sql(`SELECT created_at AS at, ${SANCTION}, banned_by AS by FROM address_bans WHERE key = ? AND ${HOLDS}
        ORDER BY coalesce(ends_at, 9e18) DESC LIMIT 1`),
    bans: sql(
      `SELECT bans.created_at AS at, ${SANCTION}, banned_by AS by, accounts.name AS username,
        EXISTS (SELECT 1 FROM address_bans WHERE address_bans.account_id = bans.account_id) AS address
        FROM bans JOIN accounts ON accounts.id = account_id WHERE ${HOLDS} ORDER BY bans.created_at DESC LIMIT ?`,
    ),
    mute: sql(`SELECT created_at AS at, ${SANCTION}, muted_by AS by FROM mutes WHERE account_id = ? AND ${HOLDS}`),
    setting: sql('SELECT value FROM settings WHERE name = ?'),
    token: sql(
      'SELECT account_id AS accountId, created_at AS createdAt, expires_at AS expiresAt FROM resume_tokens WHERE hash = ? AND expires_at > ?',
    ),
  };
}
