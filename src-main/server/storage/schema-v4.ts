/** Guests who leave nothing but what they said: accounts that are forgotten, and names that are kept only as long as their messages. */
export const SCHEMA_V4 = `
-- Made by a browser with a password that only it knows; forgotten when nobody comes back to it.
ALTER TABLE accounts ADD COLUMN is_passing INTEGER NOT NULL DEFAULT 0 CHECK (is_passing IN (0, 1));
CREATE INDEX passing_accounts ON accounts (coalesce(last_seen_at, created_at)) WHERE is_passing = 1;

-- None of its messages has a higher id: when all up to that one were trimmed, nothing needs the name any more.
ALTER TABLE former_accounts ADD COLUMN last_message_id INTEGER NOT NULL DEFAULT 0;
UPDATE former_accounts SET last_message_id = coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'messages'), 0);
CREATE INDEX former_accounts_by_age ON former_accounts (last_message_id);
`;
