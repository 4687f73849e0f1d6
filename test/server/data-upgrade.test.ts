import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { argon2Hasher } from '../../src-main/server/accounts/passwords.ts';
import { createDatabase } from '../../src-main/server/storage/database-migration.ts';
import { SERVER_DATABASE } from '../../src-main/server/storage/database-kind.ts';
import { MIGRATIONS } from '../../src-main/server/storage/schema.ts';
import { loadSqlite } from '../../src-main/server/storage/sqlite.ts';
import { copyOfV1, V1 } from '../support/data-folders.ts';
import { ask } from '../support/plus-client.ts';
import { openRoom, temporaryFolder } from '../support/server-room.ts';

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

/** As a server of version 2 left it: three people of every role there was, channels in an order of their own, one deleted with messages. */
async function folderOfV2(): Promise<string> {
  const folder = temporaryFolder();
  const file = join(folder, 'server.sqlite');
  const DatabaseSync = await loadSqlite();
  createDatabase(DatabaseSync, file, { ...SERVER_DATABASE, migrations: MIGRATIONS.slice(0, 2) });
  const database = new DatabaseSync(file);
  database.exec(`
    INSERT INTO accounts (id, name, key, look, password, role, created_at, delivered_id) VALUES
      (1, 'olga', 'olga', 'olga', 'quick:password of olga', 'owner', 1, 0),
      (2, 'mod', 'mod', 'mod', 'quick:password of mod', 'moderator', 1, 0),
      (3, 'ann', 'ann', 'ann', 'quick:password of ann', 'member', 1, 0);
    INSERT INTO channels (id, name, key, look, is_default, creator_id, created_at, topic, may_write) VALUES
      (1, 'news', 'news', 'news', 0, 2, 1, 'what is new', 'owner'),
      (2, 'general', 'general', 'general', 1, NULL, 1, '', 'everybody'),
      (5, 'garden', 'garden', 'garden', 0, 3, 1, '', 'moderators');
    INSERT INTO conversations (id, kind, channel_id, low_id, high_id, last_seq) VALUES
      (11, 'channel', 1, NULL, NULL, 1), (12, 'channel', 2, NULL, NULL, 1), (13, 'channel', 5, NULL, NULL, 0),
      (14, 'deleted', NULL, NULL, NULL, 2), (15, 'direct', NULL, 2, 3, 1);
    INSERT INTO messages (conversation_id, seq, author_id, recipient_id, message, bytes, sent_at) VALUES
      (11, 1, 1, NULL, 'hello', 5, 1), (12, 1, 3, NULL, 'hi', 2, 2), (14, 1, 3, NULL, 'gone', 4, 3), (14, 2, 3, NULL, 'gone', 4, 4),
      (15, 1, 3, 2, 'for mod', 7, 5);
    INSERT INTO resume_tokens VALUES (x'00', 3, 'a phone', 1, 9999999999999);
    INSERT INTO bans (account_id, reason, created_at, banned_by, ends_at) VALUES (3, 'spam', 1, 'olga', 2);
    INSERT INTO mutes VALUES (3, 'loud', 'olga', 1, NULL);
    INSERT INTO settings VALUES ('may_create_channels', 'moderators');
  `);
  database.close();
  return folder;
}

describe('a data file of version 2', () => {
  test('keeps people, channels, messages and all that hangs on them; a backup of it is there', async () => {
    const dataDir = await folderOfV2();
    const room = await openRoom({ dataDir });
    expect(readdirSync(dataDir).some((name) => name.startsWith('server.sqlite.v2-') && name.endsWith('.backup'))).toBe(true);
    const { admin } = room.server;
    expect(admin.members().members.map(({ name, role, isMuted }) => [name, role, isMuted])).toEqual([
      ['ann', 'member', true],
      ['mod', 'moderator', false],
      ['olga', 'owner', false],
    ]);
    const mod = await room.connect();
    expect(await mod.login('mod')).toContain('{"type":"channel_list","channels":["general","news","garden"]}');
    const info = (await mod.introduce()).find((text) => text.startsWith('{"type":"channel_info"'));
    expect(info).toBe(
      '{"type":"channel_info","channels":[' +
        '{"channel":"general","topic":"","creator":null,"may_write":"everybody","last_seq":1},' +
        '{"channel":"news","topic":"what is new","creator":"mod","may_write":"owner","last_seq":1},' +
        '{"channel":"garden","topic":"","creator":"ann","may_write":"moderators","last_seq":0}],"more":false}',
    );
    const { messages } = await ask(mod, { type: 'history' });
    expect(messages?.map(({ author, message }) => [author, message])).toEqual([
      ['olga', 'hello'],
      ['ann', 'hi'],
      ['ann', 'for mod'],
    ]);
  });

  test('takes what version 3 has besides: guests, an order, and no id of an account twice', async () => {
    const dataDir = await folderOfV2();
    const room = await openRoom({ dataDir });
    const { admin } = room.server;
    expect(await admin.setRole('ann', 'guest')).toMatchObject({ ok: true });
    expect(await admin.room.updateChannel('garden', { position: 1, may_write: 'members' })).toMatchObject({ ok: true });
    expect(await admin.deleteAccount('ann', '')).toMatchObject({ ok: true });
    const next = await room.login('ann', 'of somebody else');
    await next.introduce();
    expect((await ask(next, { type: 'history' })).messages?.map(({ message }) => message)).toEqual(['hello', 'hi']);
    await room.server.stop();
    const DatabaseSync = await loadSqlite();
    const database = new DatabaseSync(join(dataDir, 'server.sqlite'), { readOnly: true });
    expect(database.prepare('SELECT id FROM accounts ORDER BY id').all()).toEqual([{ id: 1 }, { id: 2 }, { id: 4 }]);
    expect(database.prepare('SELECT count(*) AS n FROM resume_tokens').get()).toEqual({ n: 0 });
    expect(database.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
    database.close();
  });
});

describe('a data file of version 3', () => {
  test('has nobody who is passing, and keeps the names of who went for as long as messages of their time', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'server.sqlite');
    const DatabaseSync = await loadSqlite();
    createDatabase(DatabaseSync, file, { ...SERVER_DATABASE, migrations: MIGRATIONS.slice(0, 3) });
    const before = new DatabaseSync(file);
    before.exec(`
      INSERT INTO accounts (id, name, key, look, password, role, created_at) VALUES
        (1, 'olga', 'olga', 'olga', 'quick:password of olga', 'owner', 1),
        (2, 'gus', 'gus', 'gus', 'quick:password of gus', 'guest', 1);
      INSERT INTO former_accounts VALUES (3, 'carol'), (4, 'dave');
      INSERT INTO messages (id, conversation_id, seq, author_id, message, bytes, sent_at) VALUES (7, 1, 1, 3, 'hi', 2, 1);
    `);
    before.close();
    const room = await openRoom({ dataDir: folder });
    expect(readdirSync(folder).some((name) => name.startsWith('server.sqlite.v3-') && name.endsWith('.backup'))).toBe(true);
    const gus = await room.login('gus');
    const members = (await gus.introduce()).at(-1) ?? '';
    expect(members).toContain('"username":"gus","role":"guest"');
    expect(members).not.toContain('passing');
    await room.server.stop();
    const database = new DatabaseSync(file, { readOnly: true });
    const former = database.prepare('SELECT name, last_message_id AS last FROM former_accounts ORDER BY id').all();
    expect(former.map((row) => ({ ...(row as Row) }))).toEqual([
      { name: 'carol', last: 7 },
      { name: 'dave', last: 7 },
    ]);
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    database.close();
  });
});
