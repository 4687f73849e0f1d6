import assert from 'node:assert/strict';
import { box, button, calls, composer, eventually, focused, painted } from './page.mjs';

const rail = (page) => page.getByRole('navigation', { name: 'Servers' });
const railNames = (page) =>
  rail(page)
    .getByRole('listitem')
    .getByRole('button')
    .evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')));
const inFront = (page) => rail(page).locator('[aria-current="page"]').getAttribute('aria-label');
const channels = (page) => page.getByRole('navigation', { name: 'Channels' });
const direct = (page) => page.getByRole('navigation', { name: 'Direct messages' });
const item = (page, name) => page.getByRole('menuitem', { name, exact: true });
const closed = (page) => eventually('closed', async () => (await page.getByRole('menu').count()) === 0);
const fromServerMenu = async (page, row, server = 'Workshop') => {
  await button(page, `${server}, server menu`).click();
  await item(page, row).click();
};
const place = { server: 'home', conversation: 'channel:general' };

/** Name → the scene it begins with, what is done and expected. */
export const SERVERS = {
  'the rail says what each server has to tell': [
    'servers',
    async (page) => {
      assert.deepEqual(await railNames(page), [
        'Workshop, 4 for you, unread messages',
        'Chess Club, 2 for you, unread messages',
        'Robotics Lab, unread messages',
        'The Noisy Neighbours, muted',
        'Attic, offline',
        'Train, reconnecting',
        'Old Room, login failed',
        '192.168.1.105:8888',
      ]);
      assert.match(await page.title(), /^\(6\) #general - Workshop$/);
    },
  ],
  'one server needs no rail, and another can be added from its menu': [
    'room',
    async (page) => {
      assert.equal(await rail(page).count(), 0);
      await fromServerMenu(page, 'Add a server');
      await box(page, 'Server address').fill('localhost:9');
      await box(page, 'Username').fill('carol');
      await box(page, 'Password').fill('secret');
      await page.keyboard.press('Enter');
      await box(page, 'Message #general').waitFor();
      await eventually('two servers', async () => (await railNames(page)).length === 2);
      assert.equal(await inFront(page), 'localhost:9');
    },
  ],
  'a server is opened by its button and by Ctrl and its number': [
    'servers',
    async (page) => {
      await rail(page)
        .getByRole('button', { name: /^Chess Club/ })
        .click();
      await eventually('in front', async () => (await inFront(page))?.startsWith('Chess Club'));
      assert.match(await page.title(), /#general - Chess Club$/);
      await page.keyboard.press('Control+3');
      await eventually('in front', async () => (await inFront(page))?.startsWith('Robotics Lab'));
      await page.keyboard.press('Control+9');
      await painted(page);
      assert.match((await inFront(page)) ?? '', /^Robotics Lab/);
      await page.keyboard.press('Control+1');
      await eventually('in front', async () => (await inFront(page))?.startsWith('Workshop'));
    },
  ],
  'a draft goes with its server': [
    'servers',
    async (page) => {
      await composer(page).fill('for the workshop');
      await page.keyboard.press('Control+2');
      await eventually('in front', async () => (await inFront(page))?.startsWith('Chess Club'));
      assert.equal(await composer(page).inputValue(), '');
      assert.deepEqual((await calls(page, 'chat/draft')).at(-1), { ...place, text: 'for the workshop' });
      await page.keyboard.press('Control+1');
      await eventually('back', async () => (await composer(page).inputValue()) === 'for the workshop');
    },
  ],
  'servers change places by keyboard, by menu and by dragging': [
    'servers',
    async (page) => {
      const short = async () => (await railNames(page)).map((each) => each.split(',')[0]).slice(0, 4);
      await rail(page)
        .getByRole('button', { name: /^Chess Club/ })
        .focus();
      await page.keyboard.press('Alt+Shift+ArrowUp');
      await eventually('moved', async () => (await short())[0] === 'Chess Club');
      await eventually('keeps the focus', async () => (await focused(page))?.startsWith('Chess Club'));
      await page.keyboard.press('Alt+Shift+ArrowUp');
      await page.keyboard.press('Alt+Shift+ArrowDown');
      await eventually('back', async () => (await short())[1] === 'Chess Club');
      await eventually('keeps the focus', async () => (await focused(page))?.startsWith('Chess Club'));
      // Nothing was opened by it.
      assert.match((await inFront(page)) ?? '', /^Workshop/);
      await page.keyboard.press('Shift+F10');
      await item(page, 'Move down').click();
      await eventually('moved', async () => (await short())[2] === 'Chess Club');
      const button = (name) => rail(page).getByRole('button', { name });
      await button(/^The Noisy/).dragTo(button(/^Workshop/), { targetPosition: { x: 20, y: 4 } });
      await eventually('dragged to the top', async () => (await short())[0] === 'The Noisy Neighbours');
      await button(/^The Noisy/).dragTo(button(/^Chess/), { targetPosition: { x: 20, y: 44 } });
      await eventually('dragged down', async () => (await short())[3] === 'The Noisy Neighbours');
    },
  ],
  'the form for another server is left by Esc, by Back and by opening a server': [
    'servers',
    async (page) => {
      const form = () => box(page, 'Server address');
      await button(page, 'Add a server').click();
      await form().waitFor();
      assert.equal(await form().inputValue(), '');
      await page.keyboard.press('Escape');
      await box(page, 'Message #general').waitFor();
      await button(page, 'Add a server').click();
      await button(page, 'Back').click();
      await box(page, 'Message #general').waitFor();
      await button(page, 'Add a server').click();
      await form().waitFor();
      await page.keyboard.press('Control+2');
      await eventually('in front', async () => (await page.title()).endsWith('Chess Club'));
      await button(page, 'Add a server').click();
      await button(page, 'Host a server on this computer').click();
      await button(page, 'Start hosting').waitFor();
      await page.keyboard.press('Escape');
      await box(page, 'Message #general').waitFor();
    },
  ],
  'a server is muted, disconnected and connected from its menu': [
    'servers',
    async (page) => {
      const chess = rail(page).getByRole('button', { name: /^Chess Club/ });
      await chess.click({ button: 'right' });
      await item(page, 'Mute').click();
      await eventually('muted', async () => (await chess.getAttribute('aria-label')) === 'Chess Club, muted');
      assert.match(await page.title(), /^\(4\) /);
      await chess.click({ button: 'right' });
      await item(page, 'Disconnect').click();
      await eventually('off', async () => (await chess.getAttribute('aria-label')) === 'Chess Club, offline, muted');
      await chess.click({ button: 'right' });
      await item(page, 'Connect').click();
      await chess.click({ button: 'right' });
      await item(page, 'Unmute').click();
      await eventually('on', async () => (await chess.getAttribute('aria-label')) === 'Chess Club, 2 for you, unread messages');
      await chess.click({ button: 'right' });
      await item(page, 'Mark all as read').click();
      await eventually('read', async () => (await chess.getAttribute('aria-label')) === 'Chess Club');
    },
  ],
  'only what was changed of a server is changed': [
    'servers',
    async (page) => {
      await fromServerMenu(page, 'Edit…');
      const dialog = page.getByRole('dialog', { name: 'Edit server' });
      await eventually('the first box has the focus', () =>
        box(page, 'Name in your list').evaluate((each) => each === document.activeElement),
      );
      await page.keyboard.type(' Work ');
      await dialog.getByRole('checkbox', { name: 'Connect when the app starts' }).uncheck();
      assert.equal(await dialog.getByText('Saving signs you in anew.').count(), 0);
      await page.keyboard.press('Enter');
      await eventually('closed', async () => (await dialog.count()) === 0);
      assert.deepEqual(await calls(page, 'server/change'), [{ server: 'home', label: 'Work', autoconnect: false }]);
      await button(page, 'Work, server menu').waitFor();
      await fromServerMenu(page, 'Edit…', 'Work');
      await box(page, 'Server address').fill('no address at all');
      await dialog.getByText('Saving signs you in anew.').waitFor();
      await button(page, 'Save').click();
      await dialog.getByText('An address holds no spaces.').waitFor();
      await eventually('the address has the focus', () =>
        box(page, 'Server address').evaluate((each) => each === document.activeElement),
      );
      await box(page, 'Server address').fill('nowhere');
      await button(page, 'Save').click();
      await dialog.getByRole('alert').getByText('No computer with that name').waitFor();
      await page.keyboard.press('Escape');
      await eventually('closed', async () => (await dialog.count()) === 0);
    },
  ],
  'a server says what can be expected of it': [
    'servers',
    async (page) => {
      await page.keyboard.press('Control+2');
      await fromServerMenu(page, 'Details', 'Chess Club');
      const dialog = page.getByRole('dialog', { name: 'About Chess Club' });
      await dialog.getByText('It keeps messages').waitFor();
      await dialog.getByText('0.1.0', { exact: true }).waitFor();
      assert.equal(await dialog.getByRole('img', { name: 'Yes' }).count(), 6);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+8');
      await fromServerMenu(page, 'Details', '192.168.1.105:8888');
      await page.getByText('A plain RWCI server').waitFor();
      assert.equal(await page.getByRole('dialog').getByRole('img', { name: 'Yes' }).count(), 0);
    },
  ],
  'a removed server leaves the rail, and its neighbour comes to the front': [
    'servers',
    async (page) => {
      await fromServerMenu(page, 'Remove…');
      await button(page, 'Remove').click();
      await eventually('gone', async () => (await railNames(page)).length === 7);
      assert.match((await inFront(page)) ?? '', /^Chess Club/);
      assert.deepEqual(await calls(page, 'server/remove'), [{ server: 'home', forget: false }]);
    },
  ],
  'a conversation’s menu by keyboard: notifications, mute, export': [
    'servers',
    async (page) => {
      const general = channels(page).getByRole('button', { name: 'general', exact: true });
      await general.focus();
      await page.keyboard.press('Shift+F10');
      await eventually('first row', async () => (await focused(page)) === 'Notifications');
      await page.keyboard.press('ArrowRight');
      await eventually('beside it', async () => (await focused(page)) === 'Default');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await closed(page);
      assert.deepEqual(await calls(page, 'chat/choose'), [{ ...place, notify: 'all' }]);
      await eventually('focus is back', async () => (await focused(page)) === 'general');
      await page.keyboard.press('Shift+F10');
      await eventually('first row', async () => (await focused(page)) === 'Notifications');
      await page.keyboard.press('ArrowRight');
      await page.getByRole('menuitemradio', { name: 'All messages', checked: true }).waitFor();
      await page.keyboard.press('ArrowLeft');
      await eventually('back', async () => (await page.getByRole('menu').count()) === 1);
      assert.equal(await focused(page), 'Notifications');
      await page.keyboard.press('ArrowDown');
      await eventually('second row', async () => (await focused(page)) === 'Mute');
      await page.keyboard.press('ArrowRight');
      await eventually('beside it', async () => (await focused(page)) === 'For 1 hour');
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      await closed(page);
      await page.getByTitle('Muted').first().waitFor();
      assert.equal(
        await general.getAttribute('aria-describedby').then((id) => page.locator(`[id="${id}"]`).textContent()),
        'muted',
      );
      await button(page, 'Conversation options').click();
      await item(page, 'Unmute').click();
      await button(page, 'Conversation options').click();
      await item(page, 'Export').click();
      await item(page, 'HTML').click();
      await page.getByText('1,234 messages were saved in /home/alice/general.html.').waitFor();
      assert.deepEqual(await calls(page, 'chat/export'), [{ ...place, format: 'html' }]);
    },
  ],
  'a conversation is marked as read, and cleared after a question': [
    'servers',
    async (page) => {
      const random = channels(page).getByRole('button', { name: /^random/ });
      assert.equal(await random.getAttribute('aria-label'), 'random, 2 unread, 1 mention');
      await random.click({ button: 'right' });
      await item(page, 'Mark as read').click();
      await eventually('read', async () => (await random.getAttribute('aria-label')) === 'random');
      await button(page, 'Conversation options').click();
      await item(page, 'Clear…').click();
      const dialog = page.getByRole('dialog', { name: 'Clear conversation' });
      await eventually('the harmless answer has the focus', async () => (await focused(page)) === 'Cancel');
      await button(page, 'Clear').click();
      await eventually('closed', async () => (await dialog.count()) === 0);
      assert.deepEqual(await calls(page, 'chat/clear'), [place]);
    },
  ],
  'Shift+Esc marks everything as read on every server': [
    'servers',
    async (page) => {
      await page.keyboard.press('Shift+Escape');
      await eventually('read', async () => (await railNames(page)).every((each) => !/for you|unread/.test(each)));
      assert.equal(await page.title(), '#general - Workshop');
      await page.getByText('Everything is marked as read.').waitFor();
    },
  ],
  'who is blocked leaves the list, is marked among the members and can come back': [
    'servers',
    async (page) => {
      const bob = page.getByRole('list', { name: 'Members' }).getByRole('listitem', { name: /^bob/ });
      assert.equal(await direct(page).getByRole('button', { name: /^bob/ }).count(), 1);
      await bob.getByRole('button').click();
      await item(page, 'Block').click();
      await eventually('gone', async () => (await direct(page).getByRole('button', { name: /^bob/ }).count()) === 0);
      assert.equal(await bob.getAttribute('aria-label'), 'bob, blocked');
      await bob.getByRole('button').click();
      assert.equal(await item(page, 'Message').count(), 0);
      await item(page, 'Unblock').click();
      await eventually('back', async () => (await direct(page).getByRole('button', { name: /^bob/ }).count()) === 1);
      const away = page.getByRole('list', { name: 'Blocked people who are not here' });
      await away.getByRole('button').click();
      await item(page, 'Unblock').click();
      await eventually('empty', async () => (await away.count()) === 0);
    },
  ],
  'the quick switcher goes to other servers': [
    'servers',
    async (page) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('robot');
      await page.keyboard.press('Enter');
      await eventually('in front', async () => (await inFront(page))?.startsWith('Robotics Lab'));
      await page.keyboard.press('Control+k');
      await page.keyboard.type('@bob');
      await eventually('both', async () => (await page.getByRole('option').count()) >= 2);
      await page.getByRole('option', { name: /Chess Club/ }).click();
      await box(page, 'Message bob').waitFor();
      assert.match(await page.title(), /bob - Chess Club$/);
    },
  ],
  'do not disturb is seen and ended in the window': [
    'servers-undisturbed',
    async (page) => {
      await button(page, 'Do not disturb is on. Turn it off').click();
      await eventually('off', async () => (await page.getByRole('button', { name: /^Do not disturb/ }).count()) === 0);
      assert.deepEqual(await calls(page, 'settings/change'), [{ doNotDisturbUntil: null }]);
    },
  ],
};
