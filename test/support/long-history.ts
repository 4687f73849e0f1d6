import { join } from 'node:path';
import { loadSqlite } from '../../src-main/server/storage/sqlite.ts';
import { DATABASE_FILE } from '../../src-main/server/storage/database-names.ts';

/** What `writeHistory` puts at the end of a stopped server's history. */
export interface LongHistory {
  /** Messages in the default channel, by the first account. */
  readonly messages: number;
  /** Characters of each. */
  readonly length: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Writes messages straight into the file of a stopped server. Sending 200 000 would take minutes. */
export async function writeHistory(dataDir: string, { messages, length, at }: LongHistory): Promise<void> {
  const DatabaseSync = await loadSqlite();
  const database = new DatabaseSync(join(dataDir, DATABASE_FILE));
  try {
    database.exec(`
      PRAGMA synchronous = OFF;
      BEGIN;
      WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${String(messages)})
      INSERT INTO messages (conversation_id, seq, author_id, message, bytes, sent_at)
        SELECT conversations.id, last_seq + n, 1, printf('%.*c', ${String(length)}, 'x'), ${String(length)}, ${String(at)}
        FROM numbers JOIN channels ON is_default = 1 JOIN conversations ON channel_id = channels.id;
      UPDATE conversations SET last_seq = last_seq + ${String(messages)}
        WHERE channel_id = (SELECT id FROM channels WHERE is_default = 1);
      COMMIT;`);
  } finally {
    database.close();
  }
}
