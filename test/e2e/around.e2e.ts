import { channelId } from '../../src-shared/chat/index.ts';
import type { RwciApi } from '../../src-shared/ipc/index.ts';
import { startServer } from '../../src-main/server/server.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SocketClient } from '../support/server-client.ts';
import { expect, test, type Desktop } from './support/desktop.ts';

/** Getting around the window by keyboard, menu and mouse. One app and one server, with bob on it; each step is what a person expects. */

const CHANNELS = ['general', 'laser', 'plans', 'random'];

const title = ({ page }: Desktop) => page.title();
const focused = ({ page }: Desktop) =>
  page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim() ?? '');
const inside = ({ page }: Desktop, selector: string) =>
  page.evaluate((part) => document.activeElement?.closest(part) !== null, selector);

/** Chooses an item of the native menu, by its id. */
function choose({ app }: Desktop, id: string): Promise<void> {
  return app.evaluate(({ Menu }, name) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById(name);
    if (item === null || item === undefined) throw new Error(`no item ${name}`);
    (item.click as () => void)();
  }, id);
}

function resize({ app }: Desktop, width: number, height: number): Promise<void> {
  return app.evaluate(
    ({ BrowserWindow }, size) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height);
    },
    { width, height },
  );
}

const expectIn = async (desktop: Desktop, name: string) => {
  await expect(desktop.page.getByRole('textbox', { name: `Message ${name}` })).toBeVisible();
};

test('a person gets around by keyboard, by the native menu and by names', async ({ launch }) => {
  test.setTimeout(120_000);
  const folder = await mkdtemp(join(tmpdir(), 'rwci-around-'));
  const server = await startServer({ host: '127.0.0.1', port: 0, dataDir: folder, name: 'Workshop' });
  const bob = await SocketClient.connect(server.port);
  await bob.login('bob');
  for (const channel of CHANNELS.slice(1)) bob.send({ type: 'channel_create', channel });
  let alice = await launch();
  const login = { address: `127.0.0.1:${String(server.port)}`, username: 'alice', password: 'alice-pass-1' };
  await alice.join(login);
  await expect(alice.connection).toHaveText(/^Connected/);
  for (const name of CHANNELS) await expect(alice.channel(name)).toBeVisible();
  const { keyboard } = alice.page;
  const dialog = (name: string) => alice.page.getByRole('dialog', { name });

  await test.step('the arrows with Alt go through the conversations, with Shift only through unread ones, Ctrl+Tab as well', async () => {
    await keyboard.press('Alt+ArrowDown');
    await expectIn(alice, '#laser');
    await keyboard.press('Alt+ArrowUp');
    await expectIn(alice, '#general');
    bob.send({ type: 'message', message: 'look here', channel: 'plans' });
    await expect(alice.channel('plans, 1 unread')).toBeVisible();
    await keyboard.press('Alt+Shift+ArrowDown');
    await expectIn(alice, '#plans');
    await keyboard.press('Control+Tab');
    await expectIn(alice, '#random');
    await keyboard.press('Control+Shift+Tab');
    await expectIn(alice, '#plans');
    await keyboard.press('Control+2');
    await expectIn(alice, '#laser');
  });

  await test.step('back and forward go through where one was, by key and by the mouse’s own buttons', async () => {
    await keyboard.press('Alt+ArrowLeft');
    await expectIn(alice, '#plans');
    await keyboard.press('Alt+ArrowLeft');
    await expectIn(alice, '#random');
    await keyboard.press('Alt+ArrowRight');
    await expectIn(alice, '#plans');
    await alice.page.evaluate(() => {
      dispatchEvent(new MouseEvent('mouseup', { button: 4, cancelable: true, bubbles: true }));
    });
    await expectIn(alice, '#laser');
  });

  await test.step('the quick switcher begins with where one was, finds by letters in order, and Enter opens', async () => {
    await keyboard.press('Control+k');
    await expect(dialog('Quick switcher')).toBeVisible();
    const box = alice.page.getByRole('combobox', { name: 'Find a conversation' });
    await expect(box).toBeFocused();
    await expect(alice.page.getByRole('option').first()).toContainText('plans');
    await keyboard.type('gnrl');
    await expect(alice.page.getByRole('option')).toHaveCount(1);
    await keyboard.press('Enter');
    await expectIn(alice, '#general');
    await keyboard.press('Control+t');
    await expect(dialog('Quick switcher')).toBeVisible();
    await keyboard.press('Escape');
    await expect(alice.composer).toBeFocused();
  });

  await test.step('Ctrl+N writes to a person, Ctrl+comma opens the settings, Ctrl+slash and F1 the shortcuts', async () => {
    await keyboard.press('Control+n');
    await expect(dialog('New direct message')).toBeVisible();
    await keyboard.type('bo');
    await keyboard.press('Enter');
    await expectIn(alice, 'bob');
    await keyboard.press('Control+,');
    await expect(dialog('Settings')).toBeVisible();
    await keyboard.press('Escape');
    for (const keys of ['Control+/', 'F1']) {
      await keyboard.press(keys);
      await expect(dialog('Keyboard shortcuts').getByText('Quick switcher')).toBeVisible();
      await keyboard.press('Escape');
      await expect(dialog('Keyboard shortcuts')).toHaveCount(0);
    }
    await expect(alice.composer).toBeFocused();
    await alice.channel('general').click();
    await expectIn(alice, '#general');
  });

  await test.step('what is typed anywhere goes to the composer', async () => {
    await alice.page.getByRole('button', { name: 'Conversation options' }).focus();
    await keyboard.type('hello');
    await expect(alice.composer).toHaveValue('hello');
    await alice.composer.fill('');
  });

  await test.step('F6 goes through the parts of the window and shows where it is', async () => {
    await alice.say('something to get to');
    await expect(alice.message('alice', 'something to get to')).toBeVisible();
    const seen = new Set<string>();
    for (let presses = 0; presses < 4; presses++) {
      await keyboard.press('F6');
      expect(await alice.page.locator('[data-region-shown]').count()).toBe(1);
      for (const part of ['#sidebar', '.messages', '.foot', '#members']) if (await inside(alice, part)) seen.add(part);
    }
    expect([...seen].sort()).toEqual(['#members', '#sidebar', '.foot', '.messages']);
    await expect(alice.composer).toBeFocused();
    await keyboard.press('Shift+F6');
    expect(await inside(alice, '.messages')).toBe(true);
    await alice.composer.focus();
    await expect(alice.page.locator('[data-region-shown]')).toHaveCount(0);
  });

  await test.step('a list is one stop of Tab; the arrows go through it', async () => {
    await alice.channel('general').focus();
    await keyboard.press('ArrowDown');
    expect(await focused(alice)).toBe('laser');
    await keyboard.press('End');
    expect(await focused(alice)).toBe('random');
    await keyboard.press('Tab');
    expect(await focused(alice)).toBe('bob');
    await keyboard.press('Shift+Tab');
    expect(await focused(alice)).toBe('random');
    await alice.composer.focus();
  });

  await test.step('Ctrl+Shift+F searches everywhere, Ctrl+F here; Escape closes it and gives the focus back', async () => {
    await keyboard.press('Control+Shift+F');
    const search = alice.page.getByRole('searchbox', { name: 'Search messages' });
    await expect(search).toBeFocused();
    await keyboard.press('Escape');
    await expect(search).toHaveCount(0);
    await expect(alice.composer).toBeFocused();
    await keyboard.press('Control+f');
    await expect(search).toHaveValue(/general/);
    await search.fill('');
    await keyboard.press('Escape');
    await expect(alice.composer).toBeFocused();
  });

  await test.step('Escape closes a menu first, then clears the line of what is new, then leads back to the composer', async () => {
    await alice.channel('laser').click();
    await expectIn(alice, '#laser');
    bob.send({ type: 'message', message: 'news for alice' });
    await expect(alice.channel('general, 1 unread')).toBeVisible();
    await keyboard.press('Control+1');
    await expect(alice.message('bob', 'news for alice')).toBeVisible();
    await expect(alice.log.getByRole('separator', { name: 'New messages' })).toBeVisible();
    const options = alice.page.getByRole('button', { name: 'Conversation options' });
    await options.click();
    await expect(alice.page.getByRole('menu')).toBeVisible();
    await keyboard.press('Escape');
    await expect(alice.page.getByRole('menu')).toHaveCount(0);
    await expect(options).toBeFocused();
    await expect(alice.log.getByRole('separator', { name: 'New messages' })).toBeVisible();
    await keyboard.press('Escape');
    await expect(alice.log.getByRole('separator', { name: 'New messages' })).toHaveCount(0);
    await keyboard.press('Escape');
    await expect(alice.composer).toBeFocused();
  });

  await test.step('the title has the count and the place; Shift+Escape marks all as read', async () => {
    bob.send({ type: 'direct_message', recipient: 'alice', message: 'psst' });
    await expect.poll(() => title(alice)).toBe('(1) #general - Workshop');
    await keyboard.press('Shift+Escape');
    await expect.poll(() => title(alice)).toBe('#general - Workshop');
    await keyboard.press('Shift+PageUp');
    await expect(alice.page.getByText('Nothing is unread here.')).toBeVisible();
  });

  await test.step('a click on a name shows who it is, a double click writes to them, the keyboard has the menu', async () => {
    await alice.member('bob').getByRole('button').click();
    const card = alice.page.getByRole('menu', { name: /^bob, / });
    await expect(card).toBeVisible();
    await alice.photograph('around-card');
    await card.getByRole('menuitem', { name: 'Mention' }).click();
    await expect(alice.composer).toHaveValue('@bob ');
    await alice.composer.fill('');
    await alice.member('bob').getByRole('button').focus();
    await keyboard.press('Shift+F10');
    await expect(alice.page.getByRole('menuitem', { name: 'Message' })).toBeVisible();
    await keyboard.press('Escape');
    await alice.member('bob').getByRole('button').dblclick();
    await expectIn(alice, 'bob');
    await expect(alice.page.getByRole('menu')).toHaveCount(0);
  });

  await test.step('a right click has its menu at the pointer, the keyboard has it below what it is about', async () => {
    const member = alice.member('bob').getByRole('button');
    for (const button of [member, alice.channel('random')]) {
      const menu = alice.page.getByRole('menu');
      const topOf = async (): Promise<number> =>
        Math.round(((await menu.boundingBox())?.y ?? -1) - ((await button.boundingBox())?.y ?? 0));
      const height = Math.round((await button.boundingBox())?.height ?? 0);
      await button.click({ button: 'right', position: { x: 40, y: 9 } });
      await expect.poll(topOf).toBe(9);
      await keyboard.press('Escape');
      await expect(menu).toHaveCount(0);
      await expect(button).toBeFocused();
      await keyboard.press('Shift+F10');
      await expect.poll(topOf).toBe(height + 4);
      await keyboard.press('Escape');
      await expect(menu).toHaveCount(0);
    }
  });

  await test.step('items of the native menu do what their shortcuts do', async () => {
    await choose(alice, 'previous');
    await expectIn(alice, '#random');
    await choose(alice, 'switcher');
    await expect(dialog('Quick switcher')).toBeVisible();
    await choose(alice, 'create-channel');
    await expect(dialog('Create channel')).toBeVisible();
    await keyboard.press('Escape');
    await choose(alice, 'shortcuts');
    await expect(dialog('Keyboard shortcuts')).toBeVisible();
    await alice.photograph('around-shortcuts');
    await keyboard.press('Escape');
    await choose(alice, 'members');
    await expect(alice.members).toBeHidden();
    await choose(alice, 'members');
    await expect(alice.members).toBeVisible();
    const labels = () =>
      alice.app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label.replace('&', '')) ?? []);
    expect((await labels()).slice(-6)).toEqual(['File', 'Edit', 'View', 'Go', 'Window', 'Help']);
    const speak = (language: 'de' | 'system') =>
      alice.page.evaluate(
        (chosen) => (window as unknown as { rwci: RwciApi }).rwci.invoke('settings/change', { language: chosen }),
        language,
      );
    await speak('de');
    await expect.poll(labels).toContain('Datei');
    await expect(alice.page.getByRole('navigation', { name: 'Kanäle' })).toBeVisible();
    await speak('system');
    await expect(alice.page.getByRole('navigation', { name: 'Channels' })).toBeVisible();
  });

  await test.step('panels are resized and folded by keyboard, and stay so over a restart, with the conversation', async () => {
    const handle = alice.page.getByRole('separator', { name: 'Width of the sidebar' });
    await handle.focus();
    const before = Number(await handle.getAttribute('aria-valuenow'));
    await keyboard.press('ArrowRight');
    await keyboard.press('ArrowRight');
    const wider = String(before + 32);
    await expect(handle).toHaveAttribute('aria-valuenow', wider);
    await keyboard.press('Control+Shift+P');
    await expect(alice.members).toBeHidden();
    await alice.channel('plans').click();
    await expectIn(alice, '#plans');
    await keyboard.press('Control+Shift+S');
    await expect(alice.channel('plans')).toBeHidden();
    await expect(alice.composer).toBeFocused();
    const place = await alice.chat();
    expect(place?.active).toBe(channelId('plans'));

    await alice.quit();
    alice = await launch({ folder: alice.folder });
    await expectIn(alice, '#plans');
    await expect(alice.members).toBeHidden();
    await expect(alice.channel('plans')).toBeHidden();
    await alice.page.keyboard.press('Control+Shift+S');
    await expect(alice.page.getByRole('separator', { name: 'Width of the sidebar' })).toHaveAttribute('aria-valuenow', wider);
    await alice.page.keyboard.press('Control+Shift+P');
    await expect(alice.members).toBeAttached();
  });

  await test.step('a small window is one column with drawers and scrolls nowhere to the side; a large one has room', async () => {
    for (const [width, height] of [
      [400, 500],
      [3840, 2160],
    ] as const) {
      await resize(alice, width, height);
      await alice.page.setViewportSize({ width, height }).catch(() => undefined);
      await expect(alice.composer).toBeInViewport();
      const over = await alice.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(over).toBeLessThanOrEqual(0);
      await alice.photograph(`around-${String(width)}`);
    }
    await alice.page.setViewportSize({ width: 400, height: 500 });
    await expect(alice.channel('plans')).toBeHidden();
    await alice.page.getByRole('button', { name: 'Conversations' }).click();
    await expect(alice.channel('plans')).toBeVisible();
    await alice.photograph('around-drawer');
    await alice.page.keyboard.press('Escape');
    await expect(alice.channel('plans')).toBeHidden();
  });

  await test.step('Ctrl+W takes the window out of sight, Ctrl+Q ends the app', async () => {
    await alice.page.keyboard.press('Control+w');
    const inSight = () =>
      alice.app.evaluate(({ BrowserWindow }) => {
        const [window] = BrowserWindow.getAllWindows();
        return window !== undefined && window.isVisible() && !window.isMinimized();
      });
    // A screen without a window manager minimises nothing; the app lives on in any case.
    await inSight();
    const gone = alice.app.waitForEvent('close');
    await alice.page.keyboard.press('Control+q').catch(() => undefined);
    await gone;
  });

  bob.close();
  await server.stop();
  await rm(folder, { recursive: true });
});
