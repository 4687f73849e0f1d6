import { sumBytes, weigh } from '../../scripts/lib/page-weight.mjs';
import { formatPageLink } from '../../src-shared/invitation/page-link.ts';
import { HOME } from './support/names.ts';
import type { Guest, Size } from './support/guest.ts';
import { expect, pageOf, test } from './support/rooms.ts';

/** How the page comes: few bytes, once, by few presses, in clear and in TLS. */

/** What the first screen may weigh, compressed, all in all. */
const FIRST_SCREEN_MAX_BYTES = 200_000;
/** From the address of the QR code to the first message. */
const ACTIONS_MAX = 3;

test('from the address of the QR code to the first message there are at most three actions', async ({ startRoom, visit }) => {
  const room = await startRoom();
  await room.admin.setRegistration('pin', '2468');
  const address = formatPageLink({ host: HOME, port: room.port, channel: 'general', pin: '2468' }, 'http');
  for (const size of ['desk', 'phone'] as const satisfies readonly Size[]) {
    const guest = await visit(address, { size });
    const actions = guest.isPhone ? await byFinger(guest) : await byKeyboard(guest);
    await expect(guest.message(guest.isPhone ? 'thumb' : 'keys', 'I was invited')).toHaveCount(1);
    expect(actions, size).toBeLessThanOrEqual(ACTIONS_MAX);
  }
});

/** The name that stands there is marked, so that what is typed takes its place. */
async function byKeyboard({ composer, name, page }: Guest): Promise<number> {
  await expect(name).toBeFocused();
  await page.keyboard.type('keys');
  await page.keyboard.press('Enter');
  await expect(composer).toBeFocused();
  await page.keyboard.type('I was invited');
  await page.keyboard.press('Enter');
  return 2;
}

/** The first tap opens the keyboard, which no page may do unasked; from there on it stays. */
async function byFinger(guest: Guest): Promise<number> {
  const { composer, name, page } = guest;
  await name.tap();
  await page.keyboard.type('thumb');
  await page.keyboard.press('Enter');
  await expect(composer).toBeFocused();
  await page.keyboard.type('I was invited');
  await guest.send();
  return 3;
}

test('the first screen weighs less than 200 KB, and its files come once', async ({ startRoom, visit }) => {
  const room = await startRoom();
  const asked: string[] = [];
  const first = await visit('about:blank', { origin: pageOf(room) });
  first.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await first.page.goto(pageOf(room));
  await first.enter('bob');
  await first.say('hello');
  await expect(first.message('bob', 'hello')).toHaveCount(1);
  expect(asked).toContain('/');
  for (const encoding of ['gzip', 'br'] as const) {
    const weighed = await weigh(room.port, [...new Set(asked)], encoding);
    expect(sumBytes(weighed), JSON.stringify(weighed)).toBeLessThanOrEqual(FIRST_SCREEN_MAX_BYTES);
  }

  const second = await visit('about:blank', { origin: pageOf(room), beside: first });
  await first.page.close();
  const debug = await second.page.context().newCDPSession(second.page);
  const fetched: string[] = [];
  debug.on('Network.responseReceived', ({ response }) => {
    if (response.fromDiskCache !== true) fetched.push(new URL(response.url).pathname);
  });
  await debug.send('Network.enable');
  await second.page.goto(pageOf(room));
  await second.expectInside();
  // Browsers ask for it unasked; there is none.
  expect(fetched.filter((path) => path !== '/favicon.ico')).toEqual(['/']);
});

test('over TLS the page comes by itself where the host asks for it, and does not warn of the network', async ({
  startRoom,
  visit,
}) => {
  const room = await startRoom({ requireEncryption: true });
  const guest = await visit(pageOf(room));
  expect(guest.page.url()).toBe(pageOf(room).replace('http:', 'https:'));
  await expect(guest.name).toBeVisible();
  await expect(guest.page.getByText(/not encrypted/i)).toHaveCount(0);
  await guest.enter('bob');
  await guest.say('hello');
  await expect(guest.message('bob', 'hello')).toHaveCount(1);
});
