import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DATABASE_FILE } from '../../src-main/server/storage/database-names.ts';
import { loadSqlite } from '../../src-main/server/storage/sqlite.ts';
import type { Row, ServerHistory } from './checker-log.ts';

/** All messages in the file that a server has left, which forgot none. */
export async function serverHistory(dataDir: string): Promise<ServerHistory> {
  const folder = mkdtempSync(join(tmpdir(), 'rwci-test-'));
  try {
    for (const suffix of ['', '-wal']) {
      const file = join(dataDir, DATABASE_FILE + suffix);
      if (existsSync(file)) copyFileSync(file, join(folder, DATABASE_FILE + suffix));
    }
    const database = new (await loadSqlite())(join(folder, DATABASE_FILE));
    try {
      const found = Object.values(database.prepare('PRAGMA integrity_check').get() as Record<string, string>)[0];
      if (found !== 'ok') throw new Error(`the server left a damaged file: ${String(found)}`);
      const rows: unknown = database
        .prepare(
          `SELECT messages.id, seq, author.name AS author, channels.name AS channel, recipient.name AS recipient, message AS text, nonce
            FROM messages JOIN accounts AS author ON author.id = author_id
            JOIN conversations ON conversations.id = conversation_id LEFT JOIN channels ON channels.id = channel_id
            LEFT JOIN accounts AS recipient ON recipient.id = recipient_id
            LEFT JOIN nonces ON message_id = messages.id ORDER BY messages.id`,
        )
        .all();
      return { rows: rows as Row[], trimmedUpTo: 0 };
    } finally {
      database.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}
