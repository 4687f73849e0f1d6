import type { CDPSession, Locator, Page } from '@playwright/test';
import { expectAccessible } from '../e2e/support/accessible.ts';
import { SocketClient } from '../support/server-client.ts';
import type { Guest } from './support/guest.ts';
import { expect, pageOf, test } from './support/rooms.ts';

/** The page in the hand: by a finger, with a keyboard that takes half of the screen, put away and taken out again. */

/** What a thumb meets, in px. */
const TARGET_PX = 44;
const KEYBOARD_PX = 320;

test('a thumb meets all that is to be pressed, a long press opens the menu, and the way back closes what is open', async ({
  startRoom,
  visit,
}) => {
  const room = await startRoom();
  const guest = await visit(pageOf(room), { size: 'phone' });
  const { page } = guest;
  await guest.enter('Annegret-Maximiliane von Hohen');
  await guest.say('A message with a link https://example.org/a/very/long/path/that/goes/on/and/on/and/on for a narrow screen');
  await expectThumbSized(page, 'the room');

  await page.getByRole('button', { name: 'Conversations' }).tap();
  await expect(page.getByRole('navigation', { name: 'Channels' })).toBeVisible();
  await expectThumbSized(page, 'the conversations');
  await page.goBack();
  await expect(page.getByRole('navigation', { name: 'Channels' })).toBeHidden();

  await page.getByRole('button', { name: 'Search', exact: true }).tap();
  await expect(page.getByRole('searchbox', { name: 'Search messages' })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('searchbox', { name: 'Search messages' })).toBeHidden();

  const message = page.getByRole('article').last();
  await longPress(page, message);
  await expect(page.getByRole('menuitem', { name: 'Copy text' })).toBeVisible();
  await expectThumbSized(page, 'the menu of a message');
  await expectAccessible(guest, 'the menu of a message on a phone');
  await page.goBack();
  await expect(page.getByRole('menu')).toHaveCount(0);

  await page.getByRole('button', { name: 'Conversations' }).tap();
  await page.getByRole('button', { name: 'Settings' }).tap();
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await expect(settings.getByText('Browsers show none of a page that is not encrypted.')).toBeAttached();
  await expectAccessible(guest, 'the settings on a phone');
  await page.goBack();
  await expect(settings).toHaveCount(0);
  await expect(guest.composer).toBeVisible();
});

test('what is sent leaves the keyboard where it is, and whatever room that leaves, the composer is above it', async ({
  startRoom,
  visit,
}) => {
  const room = await startRoom();
  const guest = await visit(pageOf(room), { size: 'phone' });
  const { page } = guest;
  await guest.enter('ann');
  for (let count = 0; count < 8; count += 1) await guest.say(`Line ${String(count)}`);
  await guest.composer.tap();
  await page.keyboard.type('one');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('article').last()).toContainText('one');
  await page.keyboard.type('two');
  await page.getByRole('button', { name: 'Send', exact: true }).tap();
  await expect(page.getByRole('article').last()).toContainText('two');
  await expect(guest.composer).toBeFocused();
  expect(await guest.composer.evaluate((box) => parseFloat(getComputedStyle(box).fontSize))).toBeGreaterThanOrEqual(16);

  // As Chromium makes room for it: the window is lower.
  await page.setViewportSize({ width: 360, height: 740 - KEYBOARD_PX });
  await expectAbove(page, guest, 740 - KEYBOARD_PX);
  await page.setViewportSize({ width: 360, height: 740 });
  // As Safari does: it lies over the page, and only what is in sight is less.
  await page.evaluate((height) => {
    Object.defineProperty(visualViewport, 'height', { value: height, configurable: true });
    visualViewport?.dispatchEvent(new Event('resize'));
  }, 740 - KEYBOARD_PX);
  await expectAbove(page, guest, 740 - KEYBOARD_PX);
});

test('a page that was frozen while its room went away is back in it the moment it goes on', async ({ startRoom, visit }) => {
  const room = await startRoom();
  const guest = await visit(pageOf(room), { size: 'phone' });
  await guest.enter('ann');
  const browser = await guest.page.context().newCDPSession(guest.page);
  await live(browser, 'frozen');
  await room.stop();
  const again = await startRoom({ port: room.port });
  await live(browser, 'active');
  await expect.poll(() => again.people()).toEqual(['ann']);
  await expect(guest.connection).toHaveText(/^Connected/);
});

test('the page can be put on the home screen, and its tab and a notification tell what calls for the person', async ({
  startRoom,
  visit,
}) => {
  const room = await startRoom();
  // The only address in clear whose pages may make notifications.
  const url = `http://127.0.0.1:${String(room.port)}/`;
  const guest = await visit(url, { size: 'phone', before: recordNotifications });
  const { page } = guest;
  await expect(page).toHaveTitle('Join The workshop');
  await guest.enter('ann');

  const manifest = (await (await page.request.get(await urlOf(page, 'manifest'))).json()) as Manifest;
  expect(manifest).toMatchObject({ start_url: '/', scope: '/', display: 'standalone' });
  const sizes = await Promise.all(
    manifest.icons.map(async ({ src }) => widthOf(await (await page.request.get(new URL(src, url).href)).body())),
  );
  expect(sizes).toEqual(manifest.icons.map((icon) => parseInt(icon.sizes, 10)));
  expect(widthOf(await (await page.request.get(await urlOf(page, 'apple-touch-icon'))).body())).toBe(180);

  await guest.show('Conversations');
  await page.getByRole('button', { name: 'Settings' }).tap();
  await page.getByRole('button', { name: 'Allow notifications' }).tap();
  await expect(page.getByText('This browser shows them while the page is open.')).toBeAttached();
  await page.goBack();

  const plain = await urlOf(page, 'icon');
  const bob = await SocketClient.connect(room.port);
  await bob.login('bob');
  bob.send({ type: 'direct_message', recipient: 'ann', message: 'are you coming?' });
  await expect(page).toHaveTitle(/^\(1\) #general/);
  expect(await urlOf(page, 'icon')).not.toBe(plain);
  await expect
    .poll(() => page.evaluate(() => window.told.map(({ body, title }) => `${title}: ${body}`)))
    .toEqual(['bob: are you coming?']);
  await page.evaluate(() => window.told[0]?.dispatchEvent(new Event('click')));
  await expect(page.getByRole('textbox', { name: 'Message bob' })).toBeVisible();
  await expect(page).toHaveTitle(/^bob - /);
  expect(await urlOf(page, 'icon')).toBe(plain);
  bob.close();
});

interface Manifest {
  readonly icons: readonly { readonly src: string; readonly sizes: string }[];
}

declare global {
  interface Window {
    told: (EventTarget & { readonly title: string; readonly body: string })[];
  }
}

/** In the place of the browser's own: a browser without a window shows none, and asks nobody. */
function recordNotifications(): void {
  window.told = [];
  let permission: NotificationPermission = 'default';
  class Recorded extends EventTarget {
    readonly title: string;
    readonly body: string;
    constructor(title: string, options: NotificationOptions = {}) {
      super();
      this.title = title;
      this.body = options.body ?? '';
      if (permission === 'granted') window.told.push(this);
    }
    static get permission(): NotificationPermission {
      return permission;
    }
    static requestPermission(): Promise<NotificationPermission> {
      permission = 'granted';
      return Promise.resolve(permission);
    }
    close(): void {
      this.dispatchEvent(new Event('close'));
    }
  }
  Object.defineProperty(window, 'Notification', { value: Recorded });
}

function urlOf(page: Page, rel: string): Promise<string> {
  return page.locator(`link[rel="${rel}"]`).evaluate((link: HTMLLinkElement) => link.href);
}

/** As a PNG's header says it. */
function widthOf(png: Buffer): number {
  return png.readUInt32BE(16);
}

function live(browser: CDPSession, state: 'active' | 'frozen'): Promise<unknown> {
  return browser.send('Page.setWebLifecycleState', { state });
}

async function longPress(page: Page, target: Locator): Promise<void> {
  const { x, y, width, height } = (await target.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const finger = await page.context().newCDPSession(page);
  await finger.send('Input.dispatchTouchEvent', {
    type: 'touchStart',
    touchPoints: [{ x: x + width / 2, y: y + height / 2 }],
  });
  await expect(page.getByRole('menu')).toBeVisible();
  await finger.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await finger.detach();
}

/** The composer ends above `px`, and the newest message is above the composer. */
async function expectAbove(page: Page, guest: Guest, px: number): Promise<void> {
  await expect
    .poll(async () => {
      const [box, last] = [await guest.composer.boundingBox(), await page.getByRole('article').last().boundingBox()];
      if (box === null || last === null) return 'not there';
      return { composer: box.y + box.height <= px, message: last.y > 0 && last.y + last.height <= box.y };
    })
    .toEqual({ composer: true, message: true });
}

/** All buttons, rows and menu items in sight are large enough, and none reaches out of the screen. */
async function expectThumbSized(page: Page, where: string): Promise<void> {
  const wrong = (): Promise<string[]> =>
    page.evaluate((least) => {
      const seen = [...document.querySelectorAll<HTMLElement>('button, textarea, [role="menuitem"]')].filter((each) =>
        each.checkVisibility({ visibilityProperty: true, opacityProperty: true }),
      );
      return seen.flatMap((each) => {
        const { height, left, right, width } = each.getBoundingClientRect();
        const isRight = width === 0 || (width >= least && height >= least && left >= 0 && right <= innerWidth);
        return isRight ? [] : [`${each.ariaLabel ?? each.innerText} ${String(width)} x ${String(height)} at ${String(left)}`];
      });
    }, TARGET_PX);
  // A drawer moves in.
  await expect.poll(wrong, where).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), `${where} scrolls sideways`).toBe(false);
}
