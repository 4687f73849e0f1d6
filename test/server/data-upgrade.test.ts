import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { argon2Hasher } from '../../src-main/server/accounts/passwords.ts';
import { loadSqlite } from '../../src-main/server/storage/sqlite.ts';
import { copyOfV1, V1 } from '../support/data-folders.ts';
import { openRoom } from '../support/server-room.ts';

type Row = Readonly<Record<string, string | number | null>>;
type Rows = Readonly<Record<'accounts' | 'channels' | 'kept_messages' | 'bans', readonly Row[]>>;

describe('a data file of version 1', () => {
  test.each(['accounts', 'channels', 'bans'] as const)('keeps every row of its %s', async (table) => {
    const { folder, file } = copyOfV1();
    const room = await openRoom({ dataDir: folder });
    await room.server.stop();

    const DatabaseSync = await loadSqlite();
    const database = new DatabaseSync(file, { readOnly: true });
    const rows = (JSON.parse(readFileSync(join(V1, 'rows.json'), 'utf8')) as Rows)[table];
    const columns = Object.keys(rows[0] ?? {}).join(', ');
    const kept = database.prepare(`SELECT ${columns} FROM ${table} ORDER BY 1`).all();
    expect(kept.map((row) => ({ ...(row as Row) }))).toEqual(rows);
    database.close();
  });

  test('keeps passwords, channels, bans, and the direct messages that wait, in order', async () => {
    const room = await openRoom({ dataDir: copyOfV1().folder, hasher: argon2Hasher });
    const alice = await room.connect();
    expect(await alice.login('Alice', 'the garden gate')).toContain(
      '{"type":"channel_list","channels":["general","random","workshop"]}',
    );
    const mallory = await room.connect();
    mallory.send({ type: 'auth', username: 'mallory', password: 'm' });
    expect((await mallory.ended()).reason).toContain('spam');

    const bob = await room.login('bob');
    for (const message of ['first', 'second: 🌻 ünïcode\nwith a line', 'third']) {
      const kept = (await bob.upTo('direct_message')).at(-1) ?? '';
      expect(JSON.parse(kept)).toMatchObject({ author: 'Alice', message });
    }
    const carol = await room.login('Carol Ünger', 'c');
    expect((await carol.upTo('direct_message')).join()).toContain('for carol');
  });
});
