import type { Database } from '../server/storage/sqlite.ts';
import { prepareChange } from './prepare.ts';

const OLD_ROW = 'SELECT key, conversation, era, anchor, rank, kind, author, text, place FROM entries';

/** The statements that write entries, conversations and the outbox; the columns are those of schema.ts. */
export function prepareWrites(database: Database) {
  const prepare = (sql: string) => database.prepare(sql);
  const change = (sql: string) => prepareChange(database, sql);
  return {
    numbers: prepare('SELECT next_entry AS nextEntry, next_rank AS nextRank FROM servers WHERE key = ?'),
    setNumbers: change('UPDATE servers SET next_entry = ?, next_rank = ? WHERE key = ?'),
    setState: change('UPDATE servers SET name = ?, state = ? WHERE key = ?'),

    conversation: prepare('SELECT key FROM conversations WHERE server = ? AND id = ?'),
    addConversation: change(
      `INSERT INTO conversations (server, id, fold, first_kept)
       VALUES (?, ?, ?, (SELECT coalesce(max(key), 0) + 1 FROM conversations))`,
    ),
    setConversation: change(
      'UPDATE conversations SET unread = ?, mentions = ?, first_unread = ?, draft = ?, choices = ? WHERE key = ?',
    ),
    rename: change('UPDATE conversations SET id = ?, fold = ? WHERE key = ?'),
    moveOutbox: change('UPDATE outbox SET conversation = ? WHERE conversation = ?'),
    moveDraft: change(
      `UPDATE conversations SET draft = other.draft FROM conversations AS other
       WHERE other.key = ? AND conversations.key = ? AND conversations.draft = ''`,
    ),
    dropConversation: change('DELETE FROM conversations WHERE key = ?'),

    author: prepare('SELECT key FROM authors WHERE server = ? AND name = ?'),
    addAuthor: change('INSERT INTO authors (server, name, fold) VALUES (?, ?, ?)'),

    byEntry: prepare(`${OLD_ROW} WHERE server = ? AND entry = ?`),
    byPlace: prepare(`${OLD_ROW} WHERE conversation = ? AND era = ? AND place = ? AND entry <> ?`),
    newest: prepare('SELECT era, anchor FROM entries WHERE conversation = ? ORDER BY era DESC, anchor DESC, rank DESC LIMIT 1'),
    some: prepare(`${OLD_ROW} WHERE conversation = ? LIMIT ?`),
    insert: change(
      `INSERT INTO entries (key, server, entry, conversation, era, anchor, rank, place, seq, kind, at, author, text, rest)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    update: change('UPDATE entries SET era = ?, anchor = ?, place = ?, seq = ?, at = ?, rest = ? WHERE key = ?'),
    move: change('UPDATE entries SET conversation = ? WHERE key = ?'),
    forgetPlaces: change('UPDATE entries SET place = NULL, seq = NULL WHERE server = ? AND place IS NOT NULL'),
    drop: change('DELETE FROM entries WHERE key = ?'),

    putOutbox: change(
      `INSERT INTO outbox (server, entry, conversation, message) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET conversation = excluded.conversation, message = excluded.message`,
    ),
    dropOutbox: change('DELETE FROM outbox WHERE server = ? AND entry = ?'),
  };
}
