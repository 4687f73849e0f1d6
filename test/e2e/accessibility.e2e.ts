import type { Locator, Page } from '@playwright/test';
import { SocketClient } from '../support/server-client.ts';
import { startStrictServer } from '../support/strict-server.ts';
import { expectAccessible } from './support/accessible.ts';
import { expect, freePort, test, type Desktop } from './support/desktop.ts';

/** Everybody can use every state of the window: checked by axe in both themes, and walked through by keyboard alone. */

/** The page notes what its Content-Security-Policy refused, from its first line on. */
async function recordRefusals(desktop: Desktop): Promise<void> {
  await desktop.page.addInitScript(() => {
    const refused: string[] = [];
    Object.assign(window, { refused });
    document.addEventListener('securitypolicyviolation', (event) => {
      refused.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
    });
  });
  await desktop.page.reload();
}

function refusals(page: Page): Promise<string[]> {
  return page.evaluate(() => (window as unknown as { refused: string[] }).refused);
}

test('axe finds nothing in any state of the window, and no policy is violated', async ({ launch }) => {
  test.setTimeout(120_000);
  const port = await freePort();
  const alice = await launch();
  const { page } = alice;
  // What it plants at the end is refused.
  alice.mayViolate = true;
  await recordRefusals(alice);
  const button = (name: string) => page.getByRole('button', { name, exact: true });

  await expect(button('Host a server')).toBeVisible();
  await expectAccessible(alice, 'first run');

  await button('Join a server').click();
  await expectAccessible(alice, 'join');
  await button('Connect').click();
  await expect(page.getByRole('textbox', { name: 'Server address' })).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(alice, 'join, nothing typed');
  await alice.join({ address: `127.0.0.1:${String(port)}`, username: 'alice', password: 'alice-pass-1' });
  await expect(page.getByText('Nobody is listening there.')).toBeVisible();
  await expectAccessible(alice, 'join, nobody there');
  await button('Back').click();

  await button('Host a server').click();
  await expectAccessible(alice, 'host');
  await button('Back').click();
  await alice.host({ name: 'The workshop', port, username: 'alice', password: 'alice-pass-1' });
  await expectAccessible(alice, 'a new room');

  const bob = await SocketClient.connect(port);
  await bob.login('bob');
  bob.send({ type: 'message', message: 'Hello alice' });
  bob.send({ type: 'direct_message', recipient: 'alice', message: 'psst' });
  bob.send({ type: 'typing', username: 'bob' });
  await alice.say('Hello bob');
  await expect(alice.message('alice', 'Hello bob')).toHaveCount(1);
  await expect(alice.direct('bob, 1 unread')).toBeVisible();
  await expectAccessible(alice, 'conversation');

  await alice.direct(/^bob/).click();
  await expect(alice.message('bob', 'psst')).toBeVisible();
  await expectAccessible(alice, 'direct messages');
  await alice.channel(/^general/).click();

  await alice.member('bob').click();
  await expect(page.getByRole('menuitem', { name: 'Kick' })).toBeVisible();
  await expectAccessible(alice, 'menu of a person');
  await page.keyboard.press('Escape');

  for (const [key, name] of [
    ['Control+,', 'Settings'],
    ['Control+k', 'Quick switcher'],
  ] as const) {
    await page.keyboard.press(key);
    await expect(page.getByRole('dialog', { name })).toBeVisible();
    await expectAccessible(alice, name);
    await page.keyboard.press('Escape');
  }
  await button('Create channel').click();
  await expect(page.getByRole('textbox', { name: 'Channel name' })).toBeFocused();
  await expectAccessible(alice, 'Create channel');
  await page.keyboard.press('Escape');

  bob.close();
  await page.keyboard.press('Control+,');
  await page.getByRole('switch', { name: 'Host a server' }).click();
  await page.keyboard.press('Escape');
  await expect(alice.connection).toHaveText(/^Reconnecting/);
  await alice.say('waits');
  await expectAccessible(alice, 'reconnecting');

  await alice.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.setSize(400, 700);
  });
  for (const [opener, inside] of [
    ['Conversations', alice.channel(/^general/)],
    ['People', alice.members],
  ] as const) {
    await expect(inside).toBeHidden();
    await button(opener).click();
    await expect(inside).toBeVisible();
    await expectAccessible(alice, `${opener} in a narrow window`);
    await page.keyboard.press('Escape');
  }

  expect(await refusals(page)).toEqual([]);
  // That it is noted at all:
  await page.evaluate(() => {
    new Image().src = 'https://example.com/tracker.png';
  });
  await expect.poll(() => refusals(page)).toEqual([expect.stringContaining('https://example.com/tracker.png')]);
});

/** Presses Tab until the element has the focus; an element that is not reached in `most` presses cannot be reached. */
async function tabTo(page: Page, target: Locator, most = 10): Promise<void> {
  for (let presses = 0; presses < most; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  await expect(target).toBeFocused({ timeout: 1 });
}

test('the keyboard alone leads from the first run into a room, to a person, to the settings and back', async ({ launch }) => {
  const listening = await startStrictServer();
  const bob = await SocketClient.connect(listening.port);
  bob.send({ type: 'auth', username: 'bob', password: 'password of bob' });
  const alice = await launch();
  const { page } = alice;
  const { keyboard } = page;
  const textbox = (name: string) => page.getByRole('textbox', { name });

  await tabTo(page, page.getByRole('button', { name: 'Join a server' }));
  await keyboard.press('Enter');
  await expect(textbox('Server address')).toBeFocused();
  await keyboard.type(`127.0.0.1:${String(listening.port)}`);
  await tabTo(page, textbox('Username'));
  await keyboard.type('alice');
  await tabTo(page, textbox('Password'));
  await keyboard.type('alice-pass-1');
  await tabTo(page, page.getByRole('button', { name: 'Connect' }));
  await keyboard.press('Enter');
  await expect(alice.connection).toHaveText(/^Connected/);

  await expect(textbox('Message #general')).toBeFocused();
  await keyboard.type('Look, no mouse');
  await keyboard.press('Enter');
  await expect(alice.message('alice', 'Look, no mouse')).toHaveCount(1);

  await keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Find a conversation' })).toBeFocused();
  await keyboard.type('bob');
  await keyboard.press('Enter');
  await expect(textbox('Message bob')).toBeFocused();
  await keyboard.type('Only for you');
  await keyboard.press('Enter');
  await expect
    .poll(() => listening.server.receivedOf('direct_message').map(({ packet }) => packet['message']))
    .toEqual(['Only for you']);

  await keyboard.press('Control+,');
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await expect(settings).toBeVisible();
  await expect.poll(() => settings.evaluate((dialog) => dialog.contains(document.activeElement))).toBe(true);
  await keyboard.press('Escape');
  await expect(settings).toHaveCount(0);
  await expect(textbox('Message bob')).toBeFocused();

  await tabTo(page, page.getByRole('button', { name: 'Settings' }), 30);
  await keyboard.press('Enter');
  await expect(settings).toBeVisible();
  await keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Settings' })).toBeFocused();
  expect(listening.violations).toEqual([]);
  await listening.stop();
});
