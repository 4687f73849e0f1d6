import type { Database } from './sqlite.ts';
import type { WriteStatements } from './write-statements.ts';

type Rows = Pick<WriteStatements, 'trim' | 'trimMessages' | 'trimAudit' | 'vacuum'>;

/** Of a channel that nobody can restore any more. */
const FORGOTTEN = `kind = 'deleted' AND NOT EXISTS (SELECT 1 FROM deleted_channels WHERE conversation_id = conversations.id)`;

/** The writes by which the file forgets, a slice at a time. */
export function prepareForgetting(database: Database): Rows {
  const sql = (text: string) => database.prepare(text);
  const trims = {
    'expired-channels': sql(
      'DELETE FROM deleted_channels WHERE id IN (SELECT id FROM deleted_channels WHERE deleted_at < ? LIMIT ?)',
    ),
    'deleted-channels': sql(
      `DELETE FROM messages WHERE id IN (SELECT messages.id FROM conversations JOIN messages ON conversation_id = conversations.id
        WHERE ${FORGOTTEN} AND ? IS NOT NULL LIMIT ?)`,
    ),
    // The newest stays whatever became of its messages: its id is not used again.
    'former-names': sql(
      `DELETE FROM former_accounts WHERE id IN (SELECT id FROM former_accounts
        WHERE last_message_id < ? AND id < (SELECT max(id) FROM former_accounts) LIMIT ?)`,
    ),
    'old-nonces': sql(
      'DELETE FROM nonces WHERE (account_id, nonce) IN (SELECT account_id, nonce FROM nonces WHERE sent_at < ? LIMIT ?)',
    ),
    'old-tokens': sql('DELETE FROM resume_tokens WHERE hash IN (SELECT hash FROM resume_tokens WHERE expires_at < ? LIMIT ?)'),
  };
  const dropEmptied = sql(
    `DELETE FROM conversations WHERE ${FORGOTTEN} AND NOT EXISTS (SELECT 1 FROM messages WHERE conversation_id = conversations.id)`,
  );
  const trimMessages = {
    reach: sql('SELECT max(id) AS id FROM (SELECT id FROM messages WHERE id > ? AND id <= ? ORDER BY id LIMIT ?)'),
    // A direct message above its recipient's mark waits for them.
    delete: sql(
      `DELETE FROM messages WHERE id > ? AND id <= ? AND sent_at < ?
        AND (recipient_id IS NULL OR NOT EXISTS (SELECT 1 FROM accounts WHERE id = recipient_id AND delivered_id < messages.id))`,
    ),
  };
  // Ids are in the order of time but for a clock that was put back; the first that is too young ends it.
  const trimAudit = sql(
    `DELETE FROM audit WHERE id <= (SELECT max(id) FROM audit) - ?
      OR id < coalesce((SELECT id FROM audit WHERE at >= ? ORDER BY id LIMIT 1), 9e18)`,
  );
  const freePages = sql('SELECT freelist_count AS pages FROM pragma_freelist_count');
  const countFree = () => (freePages.get() as { pages: number }).pages;

  return {
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
    trimAudit: ({ keep, before }) => Number(trimAudit.run(keep, before).changes),
    vacuum: ({ pages }) => {
      const free = countFree();
      database.exec(`PRAGMA incremental_vacuum(${pages})`);
      return free - countFree();
    },
  };
}
