import { SCHEMA_V2 } from './schema-v2.ts';
import { SCHEMA_V3 } from './schema-v3.ts';
import { SCHEMA_V4 } from './schema-v4.ts';

/** Marks a SQLite file as ours: "RWCI" in ASCII. */
export const APPLICATION_ID = 0x52_57_43_49;

/**
 * How a file of each version becomes one of the next; the number of steps is the version that this program writes. A step
 * that was released is never changed.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE accounts (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    key TEXT NOT NULL UNIQUE,
    look TEXT NOT NULL UNIQUE,
    password TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('owner', 'moderator', 'member')),
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE channels (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    key TEXT NOT NULL UNIQUE,
    look TEXT NOT NULL UNIQUE,
    is_default INTEGER NOT NULL CHECK (is_default IN (0, 1)),
    creator_id INTEGER REFERENCES accounts (id) ON DELETE SET NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX one_default_channel ON channels (is_default) WHERE is_default = 1;
  CREATE TABLE kept_messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    recipient_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    author TEXT NOT NULL,
    message TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX kept_messages_by_recipient ON kept_messages (recipient_id, id);
  CREATE TABLE bans (
    account_id INTEGER PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    reason TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
  `,
  SCHEMA_V2,
  SCHEMA_V3,
  SCHEMA_V4,
];

/** The version this program reads and writes (SQLite's `user_version`). */
export const SCHEMA_VERSION = MIGRATIONS.length;
