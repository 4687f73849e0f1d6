import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer, type ListeningServer } from '../../src-main/server/server.ts';
import { expect, test as base, type Desktop } from './support/desktop.ts';

interface Room {
  readonly server: ListeningServer;
  readonly address: string;
}

const test = base.extend<{ room: (name: string) => Promise<Room> }>({
  room: async ({}, use) => {
    const rooms: { server: ListeningServer; folder: string }[] = [];
    await use(async (name) => {
      const folder = await mkdtemp(join(tmpdir(), 'rwci-room-'));
      const server = await startServer({ host: '127.0.0.1', port: 0, dataDir: folder, name, limits: 'off' });
      rooms.push({ server, folder });
      return { server, address: `127.0.0.1:${String(server.port)}` };
    });
    for (const { folder, server } of rooms) {
      await server.stop();
      await rm(folder, { recursive: true });
    }
  },
});

const rail = (app: Desktop) => app.page.getByRole('navigation', { name: 'Servers' });

async function joinAs(app: Desktop, username: string, { address }: Room): Promise<void> {
  await app.join({ address, username, password: `${username}-pass-1` });
  await expect(app.connection).toHaveText(/^Connected/);
}

test('two servers, one of them dead: the other goes on, and each has what is its own', async ({ launch, room }) => {
  const [kitchen, workshop] = [await room('Kitchen'), await room('Workshop')];
  const alice = await launch();
  await joinAs(alice, 'alice', kitchen);
  await alice.say('said in the kitchen');
  await expect(alice.message('alice', 'said in the kitchen')).toHaveCount(1);
  await alice.addServer();
  await joinAs(alice, 'alice', workshop);
  await expect(rail(alice).getByRole('button', { name: /^Kitchen/ })).toBeVisible();
  await expect(alice.message('alice', 'said in the kitchen')).toHaveCount(0);

  await kitchen.server.stop();
  await alice.say('said in the workshop');
  await expect(alice.message('alice', 'said in the workshop')).toHaveCount(1);
  await expect(alice.connection).toHaveText(/^Connected/);
  await rail(alice)
    .getByRole('button', { name: /^Kitchen/ })
    .click();
  await expect(alice.connection).toHaveText(/^Reconnecting/);
  await expect(alice.message('alice', 'said in the kitchen')).toHaveCount(1);
  await alice.photograph('two-servers');
});

test('unread, drafts and messages survive a restart, and what was said meanwhile is there after it', async ({
  launch,
  room,
}) => {
  const kitchen = await room('Kitchen');
  const alice = await launch();
  await joinAs(alice, 'alice', kitchen);
  const bob = await launch();
  await joinAs(bob, 'bob', kitchen);
  await bob.openDirect('alice');
  await bob.say('are you there?');
  await expect(alice.direct(/^bob, 1 unread/)).toBeVisible();
  await alice.composer.fill('half a thought');
  await expect.poll(async () => (await alice.chat())?.conversations[0]?.draft).toBe('half a thought');
  await alice.quit();
  await bob.say('and this while you were away');
  await expect(bob.message('bob', 'and this while you were away')).toHaveCount(1);

  const again = await launch({ folder: alice.folder });
  await expect(again.direct(/^bob, 1 unread/)).toBeVisible();
  await expect(again.composer).toHaveValue('half a thought');
  await joinAs(again, 'alice', kitchen);
  await expect(again.direct(/^bob, 2 unread/)).toBeVisible();
  await again.direct(/^bob/).click();
  await expect(again.message('bob', 'are you there?')).toHaveCount(1);
  await expect(again.message('bob', 'and this while you were away')).toHaveCount(1);
  await expect(again.direct(/^bob$/)).toBeVisible();
});

test('a search finds what was said, in any script; a click shows it among its neighbours, and one gets back', async ({
  launch,
  room,
}) => {
  const kitchen = await room('Kitchen');
  const alice = await launch();
  await joinAs(alice, 'alice', kitchen);
  await alice.say('The Äpfel are in the cellar, see https://example.org/apples');
  await alice.say('明天的会议室在二楼');
  await expect(alice.message('alice', '明天的会议室在二楼')).toHaveCount(1);
  const chat = await alice.chat();
  const bob = await launch();
  await joinAs(bob, 'bob', kitchen);
  await bob.sendMany(Array.from({ length: 150 }, (_, index) => `line ${String(index)} of a long talk`));
  await expect(alice.message('bob', 'line 149 of a long talk')).toHaveCount(1, { timeout: 30_000 });
  expect(chat?.active).toBe('channel:general');

  await alice.page.keyboard.press('Control+Shift+F');
  const box = alice.page.getByRole('searchbox', { name: 'Search messages' });
  const results = alice.page.getByRole('list', { name: 'Search results' });
  await box.fill('apfel');
  await expect(results.getByRole('listitem')).toHaveCount(1);
  await expect(results.locator('mark')).toHaveText(['Äpfel']);
  await box.fill('from:alice has:link');
  await expect(results.getByRole('listitem')).toHaveCount(1);
  await box.fill('会议');
  await expect(results.getByRole('listitem')).toHaveCount(1);
  await alice.photograph('search');
  await results.getByRole('button').first().click();
  await expect(alice.message('alice', '明天的会议室在二楼')).toBeInViewport();
  await alice.photograph('search-jump');
  await alice.page
    .getByRole('button', { name: /Jump to present/ })
    .first()
    .click();
  await expect(alice.message('bob', 'line 149 of a long talk')).toBeInViewport();
});

test('a conversation is exported to a file that can be read', async ({ launch, room }) => {
  const kitchen = await room('Kitchen');
  const alice = await launch();
  await joinAs(alice, 'alice', kitchen);
  await alice.say('<b>one</b> & two');
  await expect(alice.message('alice', '<b>one</b> & two')).toHaveCount(1);
  for (const [item, extension, expected] of [
    ['Text', 'txt', '<b>one</b> & two'],
    ['JSON', 'json', '<b>one</b> & two'],
    ['HTML', 'html', '&lt;b&gt;one&lt;/b&gt; &amp; two'],
  ] as const) {
    const file = join(alice.folder, `export.${extension}`);
    await alice.app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, file);
    await alice.exportConversation(item);
    await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toContain(expected);
  }
});
