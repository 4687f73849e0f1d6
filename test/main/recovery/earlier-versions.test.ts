import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startServer } from '../../../src-main/server/server.ts';
import { openDatabaseFile } from '../../../src-main/server/storage/database-file.ts';
import { loadSqlite } from '../../../src-main/server/storage/sqlite.ts';
import { SCHEMA_VERSION } from '../../../src-main/server/storage/schema.ts';
import { SettingsFile } from '../../../src-main/settings-file.ts';
import { openSettings } from '../../../src-main/settings-writer.ts';
import { DEFAULT_SETTINGS } from '../../../src-shared/ipc/index.ts';
import { hashesIn } from '../../support/damaged-files.ts';
import { counts, dump, earlierData } from '../../support/earlier-data.ts';
import { GENERAL, historyIn, LOGIN } from '../../support/history.ts';
import { openRoom, temporaryFolder } from '../../support/server-room.ts';

/** What earlier versions left opens here with all that was in it; what a newer one left is not touched. */

const NOW_MS = Date.UTC(2026, 11, 24);
const DAY_MS = 86_400_000;
/** Of the header of a database: SQLite's `user_version`. */
const USER_VERSION_AT = 60;

const SERVERS = {
  1: '../data-v1/server.sqlite',
  2: 'server-v2.sqlite.gz',
  3: 'server-v3.sqlite.gz',
} as const;

const ROWS = {
  1: { accounts: 4, bans: 1, channels: 3, kept_messages: 4 },
  2: {
    ...{ accounts: 3, address_bans: 1, bans: 1, channels: 3, conversations: 7, messages: 53, mutes: 1, nonces: 1 },
    ...{ resume_tokens: 1, settings: 2 },
  },
  3: {
    ...{ accounts: 3, address_bans: 1, audit: 4, bans: 1, channels: 3, conversations: 8, deleted_channels: 1 },
    ...{ former_accounts: 1, messages: 54, mutes: 1, nonces: 1, resume_tokens: 1, settings: 3 },
  },
} as const;

const backupsIn = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.backup'));

/** Opens a file as the server does, and closes it again. */
async function open(file: string, wallMs = NOW_MS): Promise<string | null> {
  const { database, notice } = openDatabaseFile(await loadSqlite(), file, { wallMs });
  database.close();
  return notice;
}

/** A folder with the data of a server of this version of the database. */
function folderOf(version: keyof typeof SERVERS): { readonly folder: string; readonly file: string } {
  const folder = temporaryFolder();
  const file = join(folder, 'server.sqlite');
  writeFileSync(file, earlierData(SERVERS[version]));
  return { folder, file };
}

describe.each([1, 2, 3] as const)('the data of a server of version %i', (version) => {
  test('keeps every row and value, and a backup of it as it was stands beside it', async () => {
    const { folder, file } = folderOf(version);
    const before = await dump(file);
    expect(counts(before)).toEqual(ROWS[version]);
    expect(await open(file)).toBeNull();

    const { kept_messages: waiting, ...same } = before;
    expect(await dump(file, same)).toEqual(same);
    // What waited for somebody is a message of the conversation from version 2 on.
    for (const { author, message, recipient_id, bytes, created_at } of waiting ?? []) {
      const now = await dump(file);
      const by = now['accounts']?.find(({ name }) => name === author)?.['id'] ?? 0;
      const moved = { author_id: by, recipient_id, message, bytes, sent_at: created_at };
      expect(now['messages']).toContainEqual(expect.objectContaining(moved));
    }

    const backups = backupsIn(folder);
    expect(backups).toEqual(
      version === SCHEMA_VERSION ? [] : [`server.sqlite.v${String(version)}-2026-12-24T00-00-00Z.backup`],
    );
    for (const backup of backups) expect(await dump(join(folder, backup))).toEqual(before);
  });
});

// Version 1 is in data-upgrade.test.ts, with the passwords as they were hashed then.
test.each([2, 3] as const)(
  'whoever comes back to a server of version %i is who they were, and gets what waited',
  async (version) => {
    const room = await openRoom({ dataDir: folderOf(version).folder });
    const bob = await room.connect();
    bob.send({ type: 'auth', username: 'bob', password: 'bob-pass-1' });
    for (const message of ['waits', 'waits too']) {
      const packets = await bob.upTo('direct_message');
      expect(JSON.parse(packets.at(-1) ?? '')).toMatchObject({ author: 'Olga Ünger', message });
    }
  },
);

test('an earlier file that is put back again and again leaves two backups, the newest', async () => {
  const { folder, file } = folderOf(1);
  for (const day of [0, 1, 2]) {
    writeFileSync(file, earlierData(SERVERS[1]));
    await open(file, NOW_MS + day * DAY_MS);
  }
  expect(backupsIn(folder).sort()).toEqual([25, 26].map((day) => `server.sqlite.v1-2026-12-${String(day)}T00-00-00Z.backup`));
});

test('a history of version 1 keeps every row and value, is read, searched, and sends what waited', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'history', 'history.db');
  mkdirSync(join(folder, 'history'));
  writeFileSync(file, earlierData('history-v1.db.gz'));
  const before = await dump(file);
  expect(counts(before)).toEqual({ authors: 2, conversations: 3, entries: 31, outbox: 3, servers: 2 });
  const history = await historyIn(folder);
  expect(history.notice).toBeNull();
  const { key, outbox } = await history.open(LOGIN);
  expect(outbox.map(({ entry }) => entry.text)).toEqual(['waits 100', 'waits 101', 'waits 102']);
  const { entries } = await history.page(key, GENERAL, { newest: true }, 50);
  expect(entries).toHaveLength(24);
  expect(entries.at(-1)).toMatchObject({ author: 'bob', text: 'number 29: 🌻 ünïcode\nwith a line' });
  expect((await history.search([key], 'ünïcode', null, 50)).found).toHaveLength(30);
  await history.close();
  expect(await dump(file, before)).toEqual(before);
});

describe('settings', () => {
  /** Starts on a file of this name, twice. */
  function start(name: string): { readonly first: SettingsFile; readonly again: SettingsFile; readonly folder: string } {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'settings.json'), earlierData(name));
    const first = new SettingsFile(folder, () => undefined);
    first.startWriting(openSettings);
    expect(first.problem).toBeNull();
    // As it was, byte for byte, until the next good start.
    expect(readFileSync(join(folder, 'settings.json.good')).equals(earlierData(name))).toBe(true);
    return { first, again: new SettingsFile(folder, () => undefined), folder };
  }

  test('of the versions that knew one server', () => {
    const { first, again } = start('settings-one-server.json');
    for (const file of [first, again]) {
      expect(file.settings).toEqual({ ...DEFAULT_SETTINGS, theme: 'dark', enterSends: false, notify: false, onClose: 'hide' });
      const known = { address: '192.0.2.7:8888', username: 'Olga Ünger' };
      expect(file.lastUsed).toEqual({ ...known, hostName: 'The workshop', hostPort: 9_999, knownNames: [known] });
      expect(file.servers).toMatchObject([{ ...known, kind: 'remote', autoconnect: true, password: 'djExc2VhbGVk' }]);
      expect(file.active).toBe(file.servers[0]?.id);
      expect(file.window).toEqual({ x: 10, y: 20, width: 900, height: 700, maximized: false });
    }
  });

  test('of the first versions with a list', () => {
    const { first, again } = start('settings-list.json');
    const { settings, servers, ...rest } = JSON.parse(earlierData('settings-list.json').toString()) as {
      settings: object;
      servers: object[];
    };
    for (const file of [first, again]) {
      expect(file.settings).toEqual({ ...DEFAULT_SETTINGS, ...settings });
      expect(file.servers).toEqual(servers.map((server) => ({ ...server, security: { kind: 'unknown' } })));
      expect({ lastUsed: file.lastUsed, active: file.active, window: file.window }).toEqual(rest);
    }
  });
});

test('a folder of a newer version: each part says so, and not a byte of it changes', async () => {
  const folder = temporaryFolder();
  const [server, history] = [join(folder, 'server'), join(folder, 'history')];
  const newer = (name: string) => {
    const bytes = Buffer.from(earlierData(name));
    bytes.writeUInt32BE(99, USER_VERSION_AT);
    return bytes;
  };
  for (const place of [server, history]) mkdirSync(place, { mode: 0o700 });
  writeFileSync(join(server, 'server.sqlite'), newer(SERVERS[3]));
  writeFileSync(join(history, 'history.db'), newer('history-v1.db.gz'));
  writeFileSync(join(folder, 'settings.json'), JSON.stringify({ version: 2, settings: { theme: 'sepia' }, servers: {} }));
  const before = hashesIn(folder);

  await expect(startServer({ host: '127.0.0.1', port: 0, name: 'test', dataDir: server })).rejects.toThrow(
    /server\.sqlite was written by a newer version of this program \(99, this one knows 4\)/u,
  );
  const kept = await historyIn(folder);
  expect(kept.notice).toMatch(/only until the app ends.*newer version/su);
  // It works all the same, without a file.
  expect((await kept.open(LOGIN)).outbox).toEqual([]);
  await kept.close();
  const file = new SettingsFile(folder, () => undefined);
  expect(file.problem).toMatch(/newer version of RWCI Desktop.*forgotten when you quit/su);
  file.startWriting(openSettings);
  file.settings = { ...DEFAULT_SETTINGS, theme: 'dark' };
  expect(file.settings.theme).toBe('dark');

  expect(hashesIn(folder)).toEqual(before);
});
