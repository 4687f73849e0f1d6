import type { StoredChannel } from './records.ts';
import type { Database } from './sqlite.ts';
import type { RecordDeed, WriteStatements } from './write-statements.ts';

type Rows = Pick<WriteStatements, 'createChannel' | 'updateChannel' | 'deleteChannel' | 'restoreChannel'>;

/** The writes about channels. Their order is the one of their positions; the default one is the first. */
export function prepareChannelWrites(database: Database, record: RecordDeed): Rows {
  const sql = (text: string) => database.prepare(text);
  const isTaken = sql('SELECT 1 FROM channels WHERE (key = ? OR look = ? OR name = ?) AND id <> ?');
  const insert = sql(
    `INSERT INTO channels (name, key, look, is_default, creator_id, created_at, position)
      VALUES (?, ?, ?, ?, (SELECT id FROM accounts WHERE id = ?), ?, (SELECT coalesce(max(position), -1) + 1 FROM channels))`,
  );
  const insertConversation = sql("INSERT INTO conversations (kind, channel_id) VALUES ('channel', ?)");
  const update = sql(
    `UPDATE channels SET name = coalesce(?, name), key = coalesce(?, key), look = coalesce(?, look),
      topic = coalesce(?, topic), may_write = coalesce(?, may_write) WHERE id = ?`,
  );
  const ids = sql('SELECT id FROM channels ORDER BY is_default DESC, position, id');
  const setPosition = sql('UPDATE channels SET position = ?1 WHERE id = ?2 AND position <> ?1');
  const keepForRestore = sql(
    `INSERT INTO deleted_channels
      (conversation_id, name, key, look, creator_id, created_at, topic, may_write, position, deleted_at)
      SELECT conversations.id, name, key, look, creator_id, created_at, topic, may_write,
        (SELECT count(*) FROM channels AS other WHERE other.is_default > channels.is_default OR (other.is_default = channels.is_default
          AND (other.position, other.id) < (channels.position, channels.id))), ?
      FROM channels JOIN conversations ON channel_id = channels.id WHERE channels.id = ?`,
  );
  const keepNewest = sql(
    'DELETE FROM deleted_channels WHERE id IN (SELECT id FROM deleted_channels ORDER BY id DESC LIMIT -1 OFFSET ?)',
  );
  const orphan = sql("UPDATE conversations SET kind = 'deleted', channel_id = NULL WHERE channel_id = ?");
  const remove = sql('DELETE FROM channels WHERE id = ?');
  const deleted = sql(
    `SELECT conversation_id AS conversationId, name, key, look, creator_id AS creatorId, topic, may_write AS mayWrite,
      created_at AS createdAt, position FROM deleted_channels WHERE id = ?`,
  );
  const restore = sql(
    `INSERT INTO channels (name, key, look, is_default, creator_id, created_at, topic, may_write)
      VALUES (?, ?, ?, 0, ?, ?, ?, ?)`,
  );
  const adopt = sql("UPDATE conversations SET kind = 'channel', channel_id = ? WHERE id = ?");
  const forget = sql('DELETE FROM deleted_channels WHERE id = ?');

  type Deleted = Omit<StoredChannel, 'id' | 'isDefault'> & { readonly createdAt: number; readonly position: number };

  const order = () => (ids.all() as { id: number }[]).map(({ id }) => id);

  /** Puts a channel to a place behind the default one, and gives all of them places without holes. */
  function move(id: number, position: number): number[] {
    const [first, ...others] = order().filter((each) => each !== id);
    if (first === undefined) return [id];
    const place = Math.min(Math.max(position, 1) - 1, others.length);
    const moved = [first, ...others.slice(0, place), id, ...others.slice(place)];
    for (const [index, each] of moved.entries()) setPosition.run(index, each);
    return moved;
  }

  return {
    createChannel: ({ name, key, look, isDefault, creatorId, at, audit }) => {
      if (isTaken.get(key, look, name, 0) !== undefined) return null;
      const id = Number(insert.run(name, key, look, isDefault ? 1 : 0, creatorId, at).lastInsertRowid);
      const conversationId = Number(insertConversation.run(id).lastInsertRowid);
      record(audit);
      return { id, conversationId, name, key, look, isDefault, creatorId, topic: '', mayWrite: 'everybody' };
    },
    updateChannel: ({ id, change, position, audit }) => {
      const { name = null, key = null, look = null, topic = null, mayWrite = null } = change;
      if (isTaken.get(key, look, name, id) !== undefined) return null;
      update.run(name, key, look, topic, mayWrite, id);
      record(audit);
      return position === null ? order() : move(id, position);
    },
    deleteChannel: ({ channelId, at, keep, audit }) => {
      // Asked twice at once, it goes once.
      if (Number(keepForRestore.run(at, channelId).changes) === 0) return null;
      keepNewest.run(keep);
      orphan.run(channelId);
      remove.run(channelId);
      record(audit);
      return null;
    },
    restoreChannel: ({ id, audit }) => {
      const found = deleted.get(id) as Deleted | undefined;
      if (found === undefined) return null;
      const { conversationId, createdAt, position, ...channel } = found;
      const { name, key, look, creatorId, topic, mayWrite } = channel;
      if (isTaken.get(key, look, name, 0) !== undefined) return null;
      const newId = Number(restore.run(name, key, look, creatorId, createdAt, topic, mayWrite).lastInsertRowid);
      adopt.run(newId, conversationId);
      forget.run(id);
      record(audit);
      return { channel: { ...channel, id: newId, conversationId, isDefault: false }, order: move(newId, position) };
    },
  };
}
