/**
 * What looking after a room needs: guests, the order of channels, channels that can be restored, accounts that are gone and the audit
 * log. A column is replaced where its check is: SQLite changes no check in place.
 */
export const SCHEMA_V3 = `
ALTER TABLE accounts ADD COLUMN role_of_four TEXT NOT NULL DEFAULT 'guest'
  CHECK (role_of_four IN ('owner', 'moderator', 'member', 'guest'));
UPDATE accounts SET role_of_four = role;
ALTER TABLE accounts DROP COLUMN role;
ALTER TABLE accounts RENAME COLUMN role_of_four TO role;

-- Whose messages are still here. An id that is in here is never used again: who gets it would have what is not theirs.
CREATE TABLE former_accounts (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL
) STRICT;

ALTER TABLE channels ADD COLUMN may_write_of_four TEXT NOT NULL DEFAULT 'everybody'
  CHECK (may_write_of_four IN ('everybody', 'members', 'moderators', 'owner'));
UPDATE channels SET may_write_of_four = may_write;
ALTER TABLE channels DROP COLUMN may_write;
ALTER TABLE channels RENAME COLUMN may_write_of_four TO may_write;

ALTER TABLE channels ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
UPDATE channels SET position =
  (SELECT count(*) FROM channels AS other WHERE other.is_default > channels.is_default
    OR (other.is_default = channels.is_default AND other.id < channels.id));

-- Few, for as long as they can be restored; without its row here, a deleted conversation is trimmed.
CREATE TABLE deleted_channels (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation_id INTEGER NOT NULL UNIQUE REFERENCES conversations (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  key TEXT NOT NULL,
  look TEXT NOT NULL,
  creator_id INTEGER REFERENCES accounts (id) ON DELETE SET NULL,
  created_at INTEGER NOT NULL,
  topic TEXT NOT NULL,
  may_write TEXT NOT NULL,
  position INTEGER NOT NULL,
  deleted_at INTEGER NOT NULL
) STRICT;

CREATE TABLE audit (
  -- AUTOINCREMENT: an id is not used again when the newest were trimmed.
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  -- Names, since accounts may go.
  by TEXT NOT NULL,
  action TEXT NOT NULL,
  target TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;
`;
