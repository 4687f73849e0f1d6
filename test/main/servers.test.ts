import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { startServer } from '../../src-main/server/server.ts';
import { loadSqlite } from '../../src-main/server/storage/sqlite.ts';
import { until } from '../support/fake-clock.ts';
import { startApp, type TestApp } from './test-app.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function newFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'rwci-servers-'));
  cleanups.push(() => rm(path, { recursive: true }));
  return path;
}

async function serve(dataDir: string, port = 0) {
  const server = await startServer({ host: '127.0.0.1', port, dataDir });
  cleanups.push(() => server.stop());
  return { server, address: `127.0.0.1:${String(server.port)}` };
}

const ann = (address: string) => ({ address, username: 'ann', password: 'secret', remember: true, kind: 'remote' }) as const;

const ready = (app: TestApp) => until(() => app.front()?.chat.ready === true, 'the login is over');

function say(app: TestApp, text: string): void {
  const chat = app.front();
  if (chat === null) throw new Error('no server is in front');
  app.servers.get(chat.profile.id)?.send(chat.chat.active, text);
}

describe('joining', () => {
  test('a first join that fails leaves a problem, and no server in the list', async () => {
    const app = await startApp(await newFolder(), cleanups);
    expect(await app.servers.join(ann('127.0.0.1:1'))).toMatchObject({ ok: false, problem: { kind: 'refused' } });
    expect(app.state()).toMatchObject({ servers: [], active: null, joinProblem: { kind: 'refused' } });
    expect(app.file.servers).toEqual([]);
  });

  test('an address that is none is said, and costs nobody the server they are on', async () => {
    const { address } = await serve(await newFolder());
    const app = await startApp(await newFolder(), cleanups);
    await app.servers.join(ann(address));
    expect(await app.servers.join(ann('not an address'))).toMatchObject({ ok: false, problem: { kind: 'bad-address' } });
    expect(app.front()?.chat).toMatchObject({ me: 'ann', connection: { phase: 'connected' } });
  });

  test('the same server again is the same place in the list', async () => {
    const { address } = await serve(await newFolder());
    const app = await startApp(await newFolder(), cleanups);
    await app.servers.join(ann(address));
    await app.servers.join(ann(`ws://${address}`));
    expect(app.state().servers).toHaveLength(1);
  });

  test('a room that begins behind a hidden window is not read by anybody', async () => {
    const { address } = await serve(await newFolder());
    const app = await startApp(await newFolder(), cleanups, { isAttentive: false });
    await app.servers.join(ann(address));
    expect(app.front()?.chat.attentive).toBe(false);
  });
});

describe('two servers', () => {
  test('have a login each; the one in front is looked at, and a dead one disturbs nobody', async () => {
    const [first, second] = [await serve(await newFolder()), await serve(await newFolder())];
    const app = await startApp(await newFolder(), cleanups);
    await app.servers.join(ann(first.address));
    const one = app.state().active;
    await app.servers.join(ann(second.address));
    expect(app.state().servers.map(({ chat }) => chat.attentive)).toEqual([false, true]);
    await first.server.stop();
    await until(() => app.state().servers[0]?.chat.connection.phase !== 'connected', 'the loss is noticed');
    await ready(app);
    say(app, 'still here');
    await until(() => app.texts().includes('ann: still here (delivered)'), 'the message came back');
    app.servers.front(one ?? '');
    expect(app.state().servers.map(({ chat }) => chat.attentive)).toEqual([true, false]);
  });

  test('keep their order over a restart', async () => {
    const addresses = [await serve(await newFolder()), await serve(await newFolder())].map(({ address }) => address);
    const folder = await newFolder();
    const before = await startApp(folder, cleanups);
    for (const address of addresses) await before.servers.join(ann(address));
    const ids = before.state().servers.map(({ profile }) => profile.id);
    before.servers.order(ids.toReversed());
    before.servers.front(ids[0] ?? '');
    await before.quit();
    const after = await startApp(folder, cleanups);
    expect(after.state().servers.map(({ profile }) => profile.id)).toEqual(ids.toReversed());
    expect(after.state().active).toBe(ids[0]);
  });
});

describe('the next start', () => {
  test('shows the last conversation before there is a server, and what was written then is sent when there is', async () => {
    const data = await newFolder();
    const room = await serve(data);
    const folder = await newFolder();
    const before = await startApp(folder, cleanups);
    await before.servers.join(ann(room.address));
    await ready(before);
    say(before, 'one');
    await until(() => before.texts().includes('ann: one (delivered)'), 'it was delivered');
    await before.quit();
    await room.server.stop();

    const after = await startApp(folder, cleanups);
    expect(after.texts()).toEqual(['ann: one (delivered)']);
    say(after, 'two');
    expect(after.texts()).toEqual(['ann: one (delivered)', 'ann: two (queued)']);
    await after.quit();

    const again = await startApp(folder, cleanups);
    expect(again.texts()).toEqual(['ann: one (delivered)', 'ann: two (queued)']);
    await serve(data, room.server.port);
    again.servers.autoconnect();
    await until(() => again.texts().includes('ann: two (delivered)'), 'it was sent');
    expect(again.texts()).toEqual(['ann: one (delivered)', 'ann: two (delivered)']);
  });

  test('has the draft, the choices and what was unread', async () => {
    const { address } = await serve(await newFolder());
    const folder = await newFolder();
    const before = await startApp(folder, cleanups, { isAttentive: false });
    await before.servers.join(ann(address));
    await ready(before);
    const server = before.state().active ?? '';
    const conversation = before.front()?.chat.active ?? 'channel:general';
    const bob = await startApp(await newFolder(), cleanups);
    await bob.servers.join({ ...ann(address), username: 'bob' });
    await ready(bob);
    say(bob, 'hello ann');
    await until(() => before.texts().length === 1, 'it came');
    before.store.dispatch({ type: 'chat', server, event: { type: 'draft/changed', conversation, text: 'half a thou' } });
    before.store.dispatch({
      type: 'chat',
      server,
      event: { type: 'conversation/chosen', conversation, choices: { notify: 'all' } },
    });
    await before.quit();
    const after = await startApp(folder, cleanups, { isAttentive: false });
    const kept = after.front()?.chat.conversations.find(({ id }) => id === conversation);
    expect(kept).toMatchObject({ draft: 'half a thou', choices: { notify: 'all' }, unread: 1, mentions: 1 });
    expect(kept?.firstUnread).toBe(kept?.entries.findLast(({ kind }) => kind === 'message')?.id);
  });

  test('reads in the server’s history what was said meanwhile', async () => {
    const { address } = await serve(await newFolder());
    const folder = await newFolder();
    const before = await startApp(folder, cleanups);
    await before.servers.join(ann(address));
    await ready(before);
    const bob = await startApp(await newFolder(), cleanups);
    await bob.servers.join({ ...ann(address), username: 'bob' });
    await ready(bob);
    say(bob, 'one');
    await until(() => before.texts().includes('bob: one'), 'it came');
    await before.quit();
    say(bob, 'two');
    await until(() => bob.texts().includes('bob: two (delivered)'), 'it was delivered');
    const after = await startApp(folder, cleanups);
    after.servers.autoconnect();
    await until(() => after.texts().includes('bob: two'), 'it was read');
    expect(after.texts()).toEqual(['bob: one', 'bob: two']);
    expect(after.front()?.chat.conversations[0]?.entries.some(({ kind }) => kind === 'gap')).toBe(false);
  });
});

test('a message is in the outbox on the disk before the window hears of it', async () => {
  const { address } = await serve(await newFolder());
  const folder = await newFolder();
  const DatabaseSync = await loadSqlite();
  const onDisk: number[] = [];
  const app = await startApp(folder, cleanups, {
    // A push goes out after 50 ms at the latest; this disk takes longer.
    disk: (history) => ({
      write: async (ops) => {
        await new Promise((resolve) => setTimeout(resolve, 200));
        await history.write(ops);
      },
    }),
    onPush: ({ events }) => {
      if (!events.some((event) => event.type === 'chat' && event.event.type === 'message/composed')) return;
      const database = new DatabaseSync(join(folder, 'history', 'history.db'), { readOnly: true });
      onDisk.push((database.prepare('SELECT count(*) AS count FROM outbox').get() as { count: number }).count);
      database.close();
    },
  });
  await app.servers.join(ann(address));
  await ready(app);
  const server = app.servers.get(app.state().active ?? '');
  // With nobody to take it, it stays there.
  server?.disconnect();
  for (const count of [1, 2, 3]) {
    server?.send('channel:general', `message ${String(count)}`);
    await until(() => onDisk.length === count, 'the window heard of it');
  }
  expect(onDisk).toEqual([1, 2, 3]);
});

describe('a history that cannot be read', () => {
  const broken = () => Promise.reject(new Error('The disk is damaged.'));

  test('costs older messages and a sentence: one can read what comes, and write', async () => {
    const { address } = await serve(await newFolder());
    const folder = await newFolder();
    const before = await startApp(folder, cleanups);
    await before.servers.join(ann(address));
    await ready(before);
    say(before, 'one');
    await until(() => before.texts().includes('ann: one (delivered)'), 'it was delivered');
    await before.quit();
    const after = await startApp(folder, cleanups, { disk: () => ({ page: broken }) });
    expect(after.notices.join()).toContain('The disk is damaged.');
    after.servers.autoconnect();
    await ready(after);
    say(after, 'two');
    await until(() => after.texts().includes('ann: two (delivered)'), 'it was delivered');
  });

  test('of one server keeps no other away, and takes none off the list', async () => {
    const addresses = [await serve(await newFolder()), await serve(await newFolder())].map(({ address }) => address);
    const folder = await newFolder();
    const before = await startApp(folder, cleanups);
    for (const address of addresses) await before.servers.join(ann(address));
    const ids = before.file.servers.map(({ id }) => id);
    await before.quit();
    const after = await startApp(folder, cleanups, {
      disk: (history) => ({ open: (login) => (login.profile === ids[1] ? broken() : history.open(login)) }),
    });
    expect(after.notices.join()).toContain('The disk is damaged.');
    expect(after.state().servers.map(({ profile }) => profile.id)).toEqual([ids[0]]);
    after.servers.order(ids);
    expect(after.file.servers.map(({ id }) => id)).toEqual(ids);
  });
});

test('a direct message that the server has no receipt of comes again after a restart, and counts once', async () => {
  const { address } = await serve(await newFolder());
  const folder = await newFolder();
  let app = await startApp(folder, cleanups, { isAttentive: false });
  await app.servers.join(ann(address));
  await ready(app);
  const bob = await startApp(await newFolder(), cleanups);
  await bob.servers.join({ ...ann(address), username: 'bob' });
  await ready(bob);
  const bobServer = bob.servers.get(bob.state().active ?? '');
  for (let restart = 1; restart <= 3; restart++) {
    const text = `message ${String(restart)}`;
    bobServer?.send('dm:ann', text);
    await until(() => app.texts('dm:bob').includes(`bob: ${text}`), 'it came');
    // At once: the server's question whether it arrived has no answer yet.
    await app.quit();
    app = await startApp(folder, cleanups, { isAttentive: false });
    app.servers.autoconnect();
    await until(() => app.front()?.chat.known.isWhole === true && app.front()?.chat.ready === true, 'the history was read');
    const conversation = app.front()?.chat.conversations.find(({ id }) => id === 'dm:bob');
    expect(conversation?.unread).toBe(restart);
  }
});

describe('a server that is another one', () => {
  test('at the same address has a history of its own, and gets nothing that was meant for the first', async () => {
    const first = await serve(await newFolder());
    const folder = await newFolder();
    const app = await startApp(folder, cleanups);
    await app.servers.join(ann(first.address));
    await ready(app);
    say(app, 'for the first');
    await until(() => app.texts().includes('ann: for the first (delivered)'), 'it was delivered');
    const port = first.server.port;
    await first.server.stop();
    await until(() => app.front()?.chat.ready === false, 'the loss is noticed');
    say(app, 'still for the first');
    await serve(await newFolder(), port);
    await until(() => app.texts().length === 0 && app.front()?.chat.ready === true, 'it has a history of its own');
    expect(app.texts()).toEqual([]);
  });

  test('at another address but with the same data goes on with its history', async () => {
    const data = await newFolder();
    const first = await serve(data);
    const app = await startApp(await newFolder(), cleanups);
    await app.servers.join(ann(first.address));
    await ready(app);
    say(app, 'one');
    await until(() => app.texts().includes('ann: one (delivered)'), 'it was delivered');
    await app.servers.remove(app.state().active ?? '', false);
    expect(app.state().servers).toEqual([]);
    await first.server.stop();
    const moved = await serve(data);
    await app.servers.join(ann(moved.address));
    await until(() => app.texts().includes('ann: one (delivered)'), 'its history is there');
  });
});

test('the own server comes back on another port: the room goes on, and what was written meanwhile is sent', async () => {
  const data = await newFolder();
  const before = await serve(data);
  const app = await startApp(await newFolder(), cleanups);
  await app.servers.join({ ...ann(before.address), kind: 'hosted' });
  await ready(app);
  await before.server.stop();
  await until(() => app.front()?.chat.connection.phase !== 'connected', 'the loss is noticed');
  say(app, 'still here');
  const after = await serve(data);
  await app.servers.follow(app.servers.hosted?.id ?? '', after.address, null);
  await until(() => app.texts().includes('ann: still here (delivered)'), 'it was sent');
  expect(app.texts()).toEqual(['ann: still here (delivered)']);
  expect(app.front()?.chat.address).toBe(after.address);
});

test('a removed server is forgotten where that was asked for, password and messages', async () => {
  const { address } = await serve(await newFolder());
  const folder = await newFolder();
  const app = await startApp(folder, cleanups);
  await app.servers.join(ann(address));
  await ready(app);
  say(app, 'one');
  await until(() => app.texts().includes('ann: one (delivered)'), 'it was delivered');
  const id = app.state().active ?? '';
  await app.servers.remove(id, true);
  expect(app.file.servers).toEqual([]);
  expect(await app.servers.connect(id)).toMatchObject({ ok: false });
  await app.servers.join({ ...ann(address), username: 'bob' });
  expect((await app.history.search([1, 2, 3], 'one', null, 10)).found).toEqual([]);
});
