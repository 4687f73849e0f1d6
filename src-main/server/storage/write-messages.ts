import type { Database } from './sqlite.ts';
import { SERVER_ID, type Appended, type WriteInput } from './writes.ts';
import type { RecordDeed } from './write-statements.ts';

/** The write of a message: stored once however often it comes with its nonce, and never by or for somebody who is gone. */
export function prepareAppend(database: Database, record: RecordDeed): (input: WriteInput<'appendMessage'>) => Appended {
  const sql = (text: string) => database.prepare(text);
  const account = sql('SELECT 1 FROM accounts WHERE id = ?');
  const known = sql('SELECT message_id AS id, sent_at AS timestamp FROM nonces WHERE account_id = ? AND nonce = ?');
  const waiting = sql(
    `SELECT count(*) AS messages, coalesce(sum(bytes), 0) AS bytes FROM messages
      WHERE recipient_id = ? AND id > (SELECT delivered_id FROM accounts WHERE id = ?)`,
  );
  const countIn = {
    channel: sql(
      "UPDATE conversations SET last_seq = last_seq + 1 WHERE id = ? AND kind = 'channel' RETURNING id, last_seq AS seq",
    ),
    direct: sql(
      'UPDATE conversations SET last_seq = last_seq + 1 WHERE low_id = ? AND high_id = ? RETURNING id, last_seq AS seq',
    ),
    broadcast: sql("UPDATE conversations SET last_seq = last_seq + 1 WHERE kind = 'broadcast' RETURNING id, last_seq AS seq"),
  };
  const begin = sql("INSERT INTO conversations (kind, low_id, high_id, last_seq) VALUES ('direct', ?, ?, 1)");
  const insert = sql(
    'INSERT INTO messages (conversation_id, seq, author_id, recipient_id, message, bytes, sent_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const remember = sql('INSERT INTO nonces (account_id, nonce, message_id, sent_at) VALUES (?, ?, ?, ?)');

  interface Place {
    readonly id: number;
    readonly seq: number;
  }

  function place({ to, authorId }: WriteInput<'appendMessage'>): Place | null {
    switch (to.kind) {
      case 'channel':
        return (countIn.channel.get(to.conversationId) as Place | undefined) ?? null;
      case 'broadcast':
        return (countIn.broadcast.get() as Place | undefined) ?? null;
      case 'direct': {
        const low = Math.min(authorId, to.recipientId);
        const high = Math.max(authorId, to.recipientId);
        const found = countIn.direct.get(low, high) as Place | undefined;
        return found ?? { id: Number(begin.run(low, high).lastInsertRowid), seq: 1 };
      }
    }
  }

  return (input) => {
    const { to, authorId, text, bytes, at, nonce, bounds, audit = null } = input;
    if (authorId !== SERVER_ID && account.get(authorId) === undefined) return { kind: 'gone' };
    if (nonce !== null && authorId !== SERVER_ID) {
      const first = known.get(authorId, nonce) as { id: number; timestamp: number } | undefined;
      if (first !== undefined) return { kind: 'repeat', ...first };
    }
    const recipientId = to.kind === 'direct' ? to.recipientId : null;
    if (recipientId !== null && account.get(recipientId) === undefined) return { kind: 'gone' };
    if (recipientId !== null && bounds !== null) {
      const kept = waiting.get(recipientId, recipientId) as { messages: number; bytes: number };
      if (kept.messages >= bounds.messages || kept.bytes + bytes > bounds.bytes) return { kind: 'full' };
    }
    const conversation = place(input);
    if (conversation === null) return { kind: 'gone' };
    const { seq } = conversation;
    const id = Number(insert.run(conversation.id, seq, authorId, recipientId, text, bytes, at).lastInsertRowid);
    if (nonce !== null && authorId !== SERVER_ID) remember.run(authorId, nonce, id, at);
    record(audit);
    return { kind: 'stored', id, seq, timestamp: at };
  };
}
