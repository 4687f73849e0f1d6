import type { DatabaseKind } from '../server/storage/database-kind.ts';

/** "RWCH" in ASCII. */
const APPLICATION_ID = 0x52_57_43_48;

/** How a file of each version becomes one of the next. A step that was released is never changed. */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE servers (
    -- AUTOINCREMENT: what is still to be deleted of one that was forgotten never becomes another's.
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    -- What the server says it is; NULL for one that does not say.
    identity TEXT,
    account TEXT NOT NULL,
    -- NULL: not in the list any more.
    profile TEXT UNIQUE,
    address TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    state TEXT,
    -- No entry has this id or a greater one.
    next_entry INTEGER NOT NULL DEFAULT 1,
    next_rank INTEGER NOT NULL DEFAULT 1,
    UNIQUE (identity, account)
  ) STRICT;
  CREATE INDEX servers_by_address ON servers (address, account);

  CREATE TABLE conversations (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    -- NULL, as the id is: cleared or forgotten, and its entries go slice by slice.
    server INTEGER,
    id TEXT,
    -- Its name as a search compares it.
    fold TEXT,
    -- In which order the conversations of a server were first kept.
    first_kept INTEGER NOT NULL,
    unread INTEGER NOT NULL DEFAULT 0,
    mentions INTEGER NOT NULL DEFAULT 0,
    first_unread INTEGER,
    draft TEXT NOT NULL DEFAULT '',
    choices TEXT NOT NULL DEFAULT '{}',
    UNIQUE (server, id)
  ) STRICT;
  CREATE INDEX conversations_by_name ON conversations (fold);

  CREATE TABLE authors (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    server INTEGER NOT NULL,
    name TEXT NOT NULL,
    fold TEXT NOT NULL,
    UNIQUE (server, name)
  ) STRICT;
  CREATE INDEX authors_by_name ON authors (fold);

  CREATE TABLE entries (
    -- The second it was written in, times 64, and a number within it (entry-keys.ts).
    key INTEGER PRIMARY KEY,
    server INTEGER NOT NULL,
    entry INTEGER NOT NULL,
    conversation INTEGER NOT NULL,
    -- Where it stands: era, anchor, then the order of first writing.
    era INTEGER NOT NULL,
    anchor INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    place INTEGER,
    seq INTEGER,
    -- 0 message, 1 broadcast, 2 join, 3 quit, 4 gap
    kind INTEGER NOT NULL,
    at INTEGER NOT NULL,
    -- Who wrote it, joined or left.
    author INTEGER,
    -- Its text as JSON where SQLite's own text cannot hold it.
    text TEXT,
    -- What few entries have besides; JSON.
    rest TEXT,
    UNIQUE (server, entry)
  ) STRICT;
  CREATE INDEX entries_in_order ON entries (conversation, era, anchor, rank);
  CREATE UNIQUE INDEX entries_by_place ON entries (conversation, era, place) WHERE place IS NOT NULL;

  CREATE TABLE outbox (
    server INTEGER NOT NULL,
    entry INTEGER NOT NULL,
    conversation INTEGER NOT NULL,
    -- The entry as JSON.
    message TEXT NOT NULL,
    PRIMARY KEY (server, entry)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX outbox_by_conversation ON outbox (conversation);

  -- Words as src-shared/search cuts and folds them, with spaces between, and a mark each for the conversation, the author, the server and links.
  CREATE VIRTUAL TABLE words USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '2 3');
  `,
];

/**
 * The app's own history. It is opened before the window shows anything: a larger file is read through only where SQLite found
 * damage in it.
 */
export const HISTORY_DATABASE: DatabaseKind = {
  applicationId: APPLICATION_ID,
  migrations: MIGRATIONS,
  readThroughMaxBytes: 16 * 1024 * 1024,
  owner: 'the app',
};
