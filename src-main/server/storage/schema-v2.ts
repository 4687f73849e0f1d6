/**
 * Messages and all that RWCI+ remembers. A direct message that waited becomes one of the history that has not reached its
 * recipient yet.
 */
export const SCHEMA_V2 = `
ALTER TABLE accounts ADD COLUMN last_seen_at INTEGER;
-- Direct messages up to this id have reached the account.
ALTER TABLE accounts ADD COLUMN delivered_id INTEGER NOT NULL DEFAULT 0;

ALTER TABLE channels ADD COLUMN topic TEXT NOT NULL DEFAULT '';
ALTER TABLE channels ADD COLUMN may_write TEXT NOT NULL DEFAULT 'everybody' CHECK (may_write IN ('everybody', 'moderators', 'owner'));

CREATE TABLE conversations (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('channel', 'direct', 'broadcast', 'deleted')),
  channel_id INTEGER UNIQUE REFERENCES channels (id) ON DELETE SET NULL,
  -- The two accounts of a direct one, the smaller id first; 0 is the server.
  low_id INTEGER,
  high_id INTEGER,
  -- The number of the newest message; it stays when that is trimmed.
  last_seq INTEGER NOT NULL DEFAULT 0,
  UNIQUE (low_id, high_id)
) STRICT;
CREATE UNIQUE INDEX one_broadcast_conversation ON conversations (kind) WHERE kind = 'broadcast';
CREATE INDEX deleted_conversations ON conversations (kind) WHERE kind = 'deleted';

CREATE TABLE messages (
  -- The order of the server, over all conversations. AUTOINCREMENT: an id is not used again when the newest were trimmed.
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation_id INTEGER NOT NULL REFERENCES conversations (id),
  seq INTEGER NOT NULL,
  -- 0 is the server.
  author_id INTEGER NOT NULL,
  recipient_id INTEGER,
  message TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sent_at INTEGER NOT NULL
) STRICT;
CREATE INDEX messages_by_conversation ON messages (conversation_id, id);
CREATE INDEX messages_by_recipient ON messages (recipient_id, id) WHERE recipient_id IS NOT NULL;

CREATE TABLE nonces (
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  nonce TEXT NOT NULL,
  message_id INTEGER NOT NULL,
  sent_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, nonce)
) STRICT, WITHOUT ROWID;
CREATE INDEX nonces_by_age ON nonces (sent_at);

CREATE TABLE resume_tokens (
  hash BLOB PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  device TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX resume_tokens_by_account ON resume_tokens (account_id, created_at);
CREATE INDEX resume_tokens_by_age ON resume_tokens (expires_at);

ALTER TABLE bans ADD COLUMN banned_by TEXT NOT NULL DEFAULT '';
ALTER TABLE bans ADD COLUMN ends_at INTEGER;
CREATE TABLE address_bans (
  key TEXT NOT NULL,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  reason TEXT NOT NULL,
  banned_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  ends_at INTEGER,
  -- Two accounts can be banned with one address; lifting the ban of one leaves the other's.
  PRIMARY KEY (key, account_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX address_bans_by_account ON address_bans (account_id);
CREATE TABLE mutes (
  account_id INTEGER PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
  reason TEXT NOT NULL,
  muted_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  ends_at INTEGER
) STRICT;

CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO conversations (kind, channel_id) SELECT 'channel', id FROM channels ORDER BY id;
INSERT INTO conversations (kind) VALUES ('broadcast');

CREATE TEMP TABLE waiting AS
  SELECT kept.id AS id, coalesce(author.id, 0) AS author_id, kept.recipient_id AS recipient_id,
    min(coalesce(author.id, 0), kept.recipient_id) AS low_id, max(coalesce(author.id, 0), kept.recipient_id) AS high_id,
    kept.message AS message, kept.bytes AS bytes, kept.created_at AS sent_at
  FROM kept_messages AS kept LEFT JOIN accounts AS author ON author.name = kept.author;
INSERT INTO conversations (kind, low_id, high_id, last_seq)
  SELECT 'direct', low_id, high_id, count(*) FROM waiting GROUP BY low_id, high_id ORDER BY min(id);
INSERT INTO messages (conversation_id, seq, author_id, recipient_id, message, bytes, sent_at)
  SELECT conversations.id, row_number() OVER (PARTITION BY conversations.id ORDER BY waiting.id),
    author_id, recipient_id, message, bytes, sent_at
  FROM waiting JOIN conversations USING (low_id, high_id) ORDER BY waiting.id;
DROP TABLE waiting;
DROP TABLE kept_messages;
`;
