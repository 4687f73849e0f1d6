import { SocketClient } from '../support/server-client.ts';
import { Firefox, type FirefoxPage } from './support/firefox.ts';
import { expect, pageOf, test as inRooms } from './support/rooms.ts';

/** The short way through the room in the other engine, by the roles and names that it works out itself. */

const test = inRooms.extend<{ firefox: Firefox }>({
  firefox: async ({}, use) => {
    const firefox = await Firefox.launch();
    await use(firefox);
    await firefox.close();
  },
});

/** How often a text stands among the messages. */
function said(page: FirefoxPage, text: string): Promise<string> {
  const texts = '[...document.querySelectorAll("[role=log] article")].map((message) => message.innerText)';
  return page.text(`${texts}.filter((text) => text.includes(${JSON.stringify(text)})).length`);
}

/** A word for each thing that went wrong in the page since this was asked for first. */
const WATCH = `(globalThis.wrongs ??= (() => {
  const found = [];
  addEventListener('error', ({ message }) => found.push(message));
  addEventListener('unhandledrejection', ({ reason }) => found.push(String(reason)));
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => found.push(violatedDirective + ' ' + blockedURI));
  return found;
})()).join('; ')`;

test('a guest in Firefox joins, talks both ways, is seen typing and is known again after a reload', async ({
  firefox,
  startRoom,
}) => {
  const room = await startRoom();
  const ann = await SocketClient.connect(room.port);
  await ann.login('ann');
  await ann.introduce();
  const page = await firefox.open(pageOf(room));
  expect(await page.text(WATCH)).toBe('');
  expect(await page.text('isSecureContext')).toBe('false');
  await page.expectOne('heading', 'Join The workshop');
  // The name that is suggested is chosen already, and typed over.
  await expect.poll(() => page.text('document.activeElement.labels?.[0]?.innerText')).toContain('Name');
  await page.type('fox');
  await page.pressEnter();
  await page.expectOne('textbox', 'Message #general');
  expect(room.people().toSorted()).toEqual(['ann', 'fox']);

  await page.click('textbox', 'Message #general');
  await page.type('hello from another engine');
  const typing = await ann.upTo('typing');
  expect(typing.at(-1)).toContain('fox');
  await page.pressEnter();
  expect((await ann.upTo('message')).at(-1)).toContain('hello from another engine');
  await expect.poll(() => said(page, 'hello from another engine')).toBe('1');
  ann.send({ type: 'message', channel: 'general', message: 'welcome, fox' });
  await expect.poll(() => said(page, 'welcome, fox')).toBe('1');

  expect(await page.text(WATCH)).toBe('');
  await page.reload();
  await page.expectOne('textbox', 'Message #general');
  expect(await page.text(WATCH)).toBe('');
  await expect.poll(() => said(page, 'hello from another engine')).toBe('1');
  await expect.poll(() => said(page, 'welcome, fox')).toBe('1');
  await page.click('textbox', 'Message #general');
  await page.type('still fox');
  await page.pressEnter();
  await ann.upTo('message');
  const heard = (await ann.upTo('message')).at(-1) ?? '';
  expect(JSON.parse(heard)).toMatchObject({ author: 'fox', message: 'still fox' });
  ann.close();
});
