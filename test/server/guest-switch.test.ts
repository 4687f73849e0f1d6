import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCommand } from '../../src-main/server/console/admin-commands.ts';
import type { ListenOptions } from '../../src-main/server/server.ts';
import { loadSqlite } from '../../src-main/server/storage/sqlite.ts';
import { pageFolder } from '../support/page-folder.ts';
import { ask, introduce } from '../support/plus-client.ts';
import { SocketClient } from '../support/server-client.ts';
import { openRoom, temporaryFolder, type SocketRoom } from '../support/server-room.ts';

const room = (options: Partial<ListenOptions> = {}) => openRoom({ pageFolder: pageFolder(), ...options });

const statusOf = async ({ server }: SocketRoom, path = '/') => (await fetch(`http://127.0.0.1:${server.port}${path}`)).status;

/** Somebody who came by the page and is logged in. */
async function guest({ server }: SocketRoom, name: string): Promise<SocketClient> {
  const client = await SocketClient.connect(server.port, { origin: `http://127.0.0.1:${server.port}` });
  await client.login(name);
  return client;
}

/** The newest `settings` among what came. */
const settingsIn = (texts: readonly string[]) =>
  texts.map((text) => JSON.parse(text) as { type: string; guests?: boolean }).findLast(({ type }) => type === 'settings');

describe('whether guests may join with a browser', () => {
  test('is on at first, and turned off it sends those away who did, in words; everybody else stays', async () => {
    const opened = await room();
    expect(opened.server.guestPage).toBe('http');
    const alice = await introduce(await opened.login('alice'));
    const bob = await guest(opened, 'bob');
    const silent = await SocketClient.connect(opened.server.port, { origin: `http://127.0.0.1:${opened.server.port}` });
    await alice.settled();

    await opened.server.admin.room.setGuests(false);
    const away = { code: 4013, reason: 'the host no longer lets guests join with a browser' };
    expect(await bob.ended()).toEqual(away);
    expect(await silent.ended()).toEqual(away);
    expect(settingsIn(await alice.settled())?.guests).toBe(false);
    expect(opened.server.people()).toEqual(['alice']);
    expect(opened.server.guestPage).toBeNull();
    expect(await statusOf(opened)).toBe(426);
    await expect(guest(opened, 'bob')).rejects.toThrow('403');

    await opened.server.admin.room.setGuests(true);
    expect(await statusOf(opened)).toBe(200);
    await guest(opened, 'bob');
  });

  test('is said to clients that know RWCI+, set by owners, and in the audit log', async () => {
    const opened = await room({ firstAccountIsOwner: true });
    const alice = await opened.login('alice');
    alice.send({ type: 'client_info', name: 'test', version: '1', capabilities: [] });
    expect(settingsIn(await alice.settled())?.guests).toBe(true);
    const bob = await introduce(await opened.login('bob'));
    expect(await ask(bob, { type: 'settings', guests: false })).toMatchObject({ type: 'error', code: 'not_allowed' });
    expect(await ask(alice, { type: 'settings', guests: false })).toMatchObject({ type: 'ack' });
    expect(settingsIn(await bob.settled())?.guests).toBe(false);
    expect(opened.server.admin.room.audit(1)).toMatchObject([{ action: 'settings', by: 'alice', detail: 'guests: off' }]);
    expect(await ask(alice, { type: 'settings', guests: 'no' })).toMatchObject({ type: 'error', code: 'bad_packet' });
  });

  test('is kept; a start may say otherwise; and what is misspelt in the file closes rather than opens', async () => {
    const dataDir = temporaryFolder();
    const begin = async (options: Partial<ListenOptions>) => {
      const opened = await room({ dataDir, ...options });
      const is = opened.server.guestPage;
      await opened.server.stop();
      return is;
    };
    expect(await begin({ guests: false })).toBeNull();
    expect(await begin({})).toBeNull();
    expect(await begin({ guests: true, requireEncryption: true })).toBe('https');
    expect(await begin({})).toBe('http');
    const DatabaseSync = await loadSqlite();
    const database = new DatabaseSync(join(dataDir, 'server.sqlite'));
    database.exec("UPDATE settings SET value = 'yess' WHERE name = 'guests'");
    database.close();
    expect(await begin({})).toBeNull();
  });

  test('is not said and of no use where there is no page', async () => {
    const opened = await openRoom({ pageFolder: temporaryFolder(), guests: true, firstAccountIsOwner: true });
    expect(opened.server.guestPage).toBeNull();
    expect(await statusOf(opened)).toBe(426);
    const alice = await opened.login('alice');
    alice.send({ type: 'client_info', name: 'test', version: '1', capabilities: [] });
    const settings = settingsIn(await alice.settled());
    expect(settings).toBeDefined();
    expect(settings).not.toHaveProperty('guests');
  });

  test('is a command of the terminal', async () => {
    const { server } = await room();
    const type = async (line: string) => (await runCommand(line, server.admin)).text;
    expect(await type('guests')).toBe('Guests may join with a browser.');
    expect(await type('guests off')).toBe('Guests need the app now.');
    expect(await type('guests')).toBe('Guests need the app.');
    expect(await type('guests maybe')).toBe('Usage: guests [on|off]');
    expect(await type('guests on')).toBe('Guests may join with a browser.');
    expect(server.guestPage).toBe('http');
  });
});
