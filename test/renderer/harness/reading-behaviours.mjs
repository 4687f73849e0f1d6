import assert from 'node:assert/strict';
import { box, button, calls, composer, eventually, focused, log, painted, say, topOf } from './page.mjs';

const channel = (page, name) => page.getByRole('navigation', { name: 'Channels' }).getByRole('button', { name });
const place = { server: 'home', conversation: 'channel:general' };
const jump = (page) => page.getByRole('button', { name: /^Jump to present/ });

/** The first message that begins in sight: its id, and where it and its text stand in px. */
const firstInSight = (page) =>
  page.evaluate(() => {
    const top = document.querySelector('[role=log]').getBoundingClientRect().top;
    const rows = [...document.querySelectorAll('[role=log] article')];
    const first = rows.find((each) => each.getBoundingClientRect().top >= top);
    const key = first.closest('[data-row]').dataset.row;
    return { key, top: first.getBoundingClientRect().top, text: first.querySelector('.text').getBoundingClientRect().top };
  });

const placeOf = (page, key) =>
  page.evaluate((wanted) => {
    const row = document.querySelector(`[data-row="${wanted}"] article`);
    return { top: row.getBoundingClientRect().top, text: row.querySelector('.text').getBoundingClientRect().top };
  }, key);

const same = (before, now, what) => {
  assert.ok(Math.abs(now.top - before.top) <= 1, `${what}: the message moved from ${before.top} to ${now.top}`);
  assert.ok(Math.abs(now.text - before.text) <= 1, `${what}: its text moved from ${before.text} to ${now.text}`);
};

/** From the composer by Shift+Tab into the log, over what stands between. */
const tabBackToLog = async (page) => {
  for (let i = 0; i < 8; i++) {
    await page.keyboard.press('Shift+Tab');
    if (await page.evaluate(() => document.activeElement.matches('[role=log] article'))) return;
  }
  assert.fail('the log is not reached');
};

/** Scrolls to the top of what is in the DOM. */
const toTop = (page) => log(page).evaluate((each) => (each.scrollTop = 0));
const answered = (page) => page.waitForFunction(() => document.body.textContent.includes('Loading') === false);

/** Name → the scene it begins with, what is done and expected: reading, paging, searching. */
export const READING = {
  'older messages come in above without moving what is read': [
    'history',
    async (page) => {
      let asked = 0;
      for (let i = 0; i < 8; i++) {
        await toTop(page);
        await painted(page);
        const before = await firstInSight(page);
        await eventually('asked', async () => (await calls(page, 'chat/more')).length > asked);
        asked = (await calls(page, 'chat/more')).length;
        await answered(page);
        await painted(page);
        same(before, await placeOf(page, before.key), `page ${i}`);
      }
      assert.deepEqual(new Set((await calls(page, 'chat/more')).map(({ direction }) => direction)), new Set(['older']));
      assert.ok((await page.locator('[data-row]').count()) <= 300);
    },
  ],
  'a slow scroll to the beginning asks for each page once and ends where the conversation begins': [
    'history',
    async (page) => {
      for (let i = 0; i < 400; i++) {
        await log(page).evaluate((each) => (each.scrollTop -= 700));
        await painted(page);
        if ((await page.getByText('This is where #general begins').count()) > 0) break;
      }
      await page.getByText('This is where #general begins').waitFor();
      const pages = await calls(page, 'chat/more');
      // 1 000 entries fit into the conversation: 940 more, by hundreds.
      assert.ok(pages.length <= 16, `${pages.length} questions`);
    },
  ],
  'a conversation that does not fill the window asks by itself, and stays at its end': [
    'history-few',
    async (page) => {
      await eventually('asked', async () => (await calls(page, 'chat/more')).length > 0);
      await answered(page);
      await page.getByText('(1498)').waitFor();
      assert.equal(await jump(page).count(), 0);
      assert.deepEqual(await calls(page, 'chat/seen'), [{ ...place, atEnd: true }]);
    },
  ],
  'an answer that brings nothing is not asked for in circles, but by hand': [
    'history-stuck',
    async (page) => {
      await painted(page);
      await say(page, 'one');
      await say(page, 'two');
      await painted(page);
      assert.equal((await calls(page, 'chat/more')).length, 1);
      await button(page, 'Load older messages').click();
      assert.equal((await calls(page, 'chat/more')).length, 2);
    },
  ],
  'what is seen is reported when it changes, and when the conversation is opened': [
    'history',
    async (page) => {
      const seen = async () => (await calls(page, 'chat/seen')).map(({ conversation, atEnd }) => [conversation, atEnd]);
      await painted(page);
      assert.deepEqual(await seen(), [['channel:general', true]]);
      await say(page, 'followed');
      await painted(page);
      await page.setViewportSize({ width: 1280, height: 500 });
      await painted(page);
      await page.setViewportSize({ width: 900, height: 800 });
      await painted(page);
      assert.equal((await seen()).length, 1);
      await log(page).evaluate((each) => (each.scrollTop -= 900));
      await eventually('left', async () => (await seen()).length === 2);
      await say(page, 'not seen');
      await button(page, 'Jump to present · 1 new').click();
      await eventually('back', async () => (await seen()).length === 3);
      assert.deepEqual((await seen()).slice(1), [
        ['channel:general', false],
        ['channel:general', true],
      ]);
      await page.setViewportSize({ width: 1280, height: 800 });
      await channel(page, /^random/).click();
      await box(page, 'Message #random').waitFor();
      await eventually('opened', async () => (await seen()).some(([id, atEnd]) => id === 'channel:random' && atEnd));
      await channel(page, /^general/).click();
      await box(page, 'Message #general').waitFor();
      await eventually('opened again', async () => (await seen()).at(-1)?.[0] === 'channel:general');
      const before = (await seen()).length;
      // Also where it is open already, as a click on a notification does.
      await channel(page, /^general/).click();
      await eventually('and again', async () => (await seen()).length === before + 1);
      assert.deepEqual((await seen()).at(-1), ['channel:general', true]);
    },
  ],
  'the past shows what was looked for in the middle, pages both ways and leads back': [
    'past',
    async (page) => {
      const row = page.locator('[data-row="entry 351"]');
      await row.waitFor();
      await painted(page);
      const middle = async () => {
        const [outer, inner] = [await log(page).boundingBox(), await row.boundingBox()];
        return Math.abs(outer.y + outer.height / 2 - (inner.y + inner.height / 2));
      };
      assert.ok((await middle()) < 4, `${await middle()} px off the middle`);
      assert.ok(await row.evaluate((each) => each.classList.contains('lit')));
      await page.getByText(/^Showing .*\(351\)/).waitFor({ state: 'attached' });
      assert.deepEqual(
        (await calls(page, 'chat/seen')).map(({ atEnd }) => atEnd),
        [false],
      );
      await page.getByText('You are reading older messages').waitFor();
      // Away from it in both directions, each page once, nothing moves.
      for (const direction of ['older', 'newer']) {
        const before = (await calls(page, 'chat/more')).length;
        await log(page).evaluate((each, to) => (each.scrollTop = to === 'older' ? 30 : each.scrollHeight), direction);
        await painted(page);
        const first = await firstInSight(page);
        await eventually(direction, async () => (await calls(page, 'chat/more')).length > before);
        await answered(page);
        await painted(page);
        same(first, await placeOf(page, first.key), direction);
      }
      assert.equal(await log(page).getAttribute('aria-live'), 'off');
      await button(page, 'Jump to present').click();
      assert.deepEqual(await calls(page, 'chat/to-present'), [place]);
      await page.getByText('message 1500', { exact: true }).waitFor();
      await eventually('at the end', async () => (await topOf(page, 'message 1500')) < 740);
      await eventually('seen', async () => (await calls(page, 'chat/seen')).at(-1).atEnd);
      assert.equal(await jump(page).count(), 0);
    },
  ],
  'who scrolls down out of the past reaches the present without a jump': [
    'past',
    async (page) => {
      await page.locator('[data-row="entry 351"]').waitFor();
      await painted(page);
      const past = () => page.getByText('You are reading older messages').count();
      let last = 0;
      for (let i = 0; i < 600 && (await past()) > 0; i++) {
        await log(page).evaluate((each) => (each.scrollTop += 600));
        await painted(page);
        const id = Number((await firstInSight(page)).key.replace('entry ', ''));
        assert.ok(id >= last && id - last < (last === 0 ? 400 : 60), `from ${last} to ${id}`);
        last = id;
      }
      assert.equal(await past(), 0);
      await button(page, 'Jump to present').click();
      await page.getByText('message 1500', { exact: true }).waitFor();
    },
  ],
  'writing in the past leads to the present': [
    'past',
    async (page) => {
      await painted(page);
      await composer(page).fill('I am back');
      await composer(page).press('Enter');
      await page.getByRole('article', { name: /I am back/ }).waitFor();
      await eventually('in sight', async () => (await topOf(page, 'I am back')) < 740);
      assert.equal(await page.getByText('You are reading older messages').count(), 0);
    },
  ],
  'hidden messages are shown when asked for, until one leaves': [
    'blocked',
    async (page) => {
      const shows = page.getByRole('button', { name: 'Show', exact: true });
      const hidden = page.getByText('6 hidden messages');
      const count = await hidden.count();
      assert.ok(count > 0 && (await shows.count()) === count);
      assert.equal(await page.getByRole('article', { name: /^Ann/ }).count(), 0);
      await shows.first().click();
      assert.equal(await hidden.count(), count - 1);
      assert.equal(await page.getByRole('article', { name: /^(Ann|Zoë)/ }).count(), 6);
      assert.equal(await focused(page), 'Messages');
      await channel(page, /^random/).click();
      await box(page, 'Message #random').waitFor();
      await channel(page, /^general/).click();
      await box(page, 'Message #general').waitFor();
      assert.equal(await hidden.count(), count);
    },
  ],
  'what is missing is told with its number': [
    'holes',
    async (page) => {
      await page.getByText('1,477 messages are not available', { exact: true }).waitFor();
      await page.getByText('3 messages are not available', { exact: true }).waitFor();
      await page.getByText('1 message is not available', { exact: true }).waitFor();
      await page.getByText(/^Offline .*: 5 messages are not available$/).waitFor();
      assert.equal(await page.getByText(/^Offline .*: messages from this time may be missing$/).count(), 1);
    },
  ],
  'a message is marked as unread from its menu, by mouse and by keyboard': [
    'history',
    async (page) => {
      const row = page.locator('[data-row="entry 1497"]');
      await row.hover();
      await row.getByRole('button', { name: 'Message actions' }).click();
      await page.getByRole('menuitem', { name: 'Mark as unread' }).click();
      await page.getByRole('separator', { name: 'New messages' }).waitFor();
      assert.deepEqual(await calls(page, 'chat/mark-unread'), [{ ...place, entry: 1_497 }]);
      await composer(page).focus();
      await page.keyboard.press('Escape');
      await eventually('the line is gone', async () => (await calls(page, 'chat/clear-line')).length === 1);
      // One stop of Tab for all messages, then the arrows.
      await tabBackToLog(page);
      assert.match(await focused(page), /\(1497\)$/);
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Enter');
      await page.getByRole('menuitem', { name: 'Copy text' }).waitFor();
      await eventually('first item', async () => (await focused(page)).startsWith('Copy text'));
      while (!(await focused(page)).startsWith('Mark as unread')) await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await eventually('marked', async () => (await calls(page, 'chat/mark-unread')).length === 2);
      assert.deepEqual((await calls(page, 'chat/mark-unread'))[1], { ...place, entry: 1_496 });
      await eventually('the focus is back', async () => (await focused(page)).includes('(1496)'));
    },
  ],
  'searches everywhere by keyboard alone, opens what was found and returns': [
    'history',
    async (page) => {
      await composer(page).focus();
      await page.keyboard.press('Control+Shift+F');
      const field = page.getByRole('searchbox', { name: 'Search messages' });
      await eventually('the box has the focus', () => field.evaluate((each) => each === document.activeElement));
      assert.equal(await page.getByRole('list', { name: 'Members' }).count(), 0);
      await page.keyboard.type('calipers');
      // Enter does not wait for the pause.
      await page.keyboard.press('Enter');
      const results = page.getByRole('list', { name: 'Search results' }).getByRole('button');
      await results.first().waitFor();
      await eventually('the first result has the focus', () =>
        results.first().evaluate((each) => each === document.activeElement),
      );
      assert.equal(await results.first().locator('mark').first().textContent(), 'calipers');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('ArrowUp');
      assert.equal(await field.evaluate((each) => each === document.activeElement), true);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('End');
      // Results come in as one goes down.
      await eventually('more', async () => (await calls(page, 'history/search')).length > 1);
      const name = await page.evaluate(() => document.activeElement.getAttribute('aria-label'));
      await page.keyboard.press('Enter');
      await page.getByText('You are reading older messages').waitFor();
      const number = /\((\d+)\)$/.exec(name)[1];
      await page.locator(`[data-row="entry ${number}"].lit`).waitFor();
      assert.deepEqual(await calls(page, 'chat/show-entry'), [{ ...place, entry: Number(number) }]);
      // The panel stays, and the place in it.
      assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-current')), 'true');
      await page.keyboard.press('Escape');
      await eventually('closed', async () => (await field.count()) === 0);
      await eventually('the focus is back', async () => (await focused(page)) === 'Message #general');
      await page.getByRole('list', { name: 'Members' }).waitFor();
    },
  ],
  'Ctrl+F looks in this conversation, an empty search explains itself': [
    'history',
    async (page) => {
      await page.keyboard.press('Control+f');
      const field = page.getByRole('searchbox', { name: 'Search messages' });
      await eventually('in this conversation', async () => (await field.inputValue()) === 'in:#general ');
      await painted(page);
      assert.equal((await calls(page, 'history/search')).length, 0);
      await page.getByRole('button', { name: /^has:link/ }).click();
      assert.equal(await field.inputValue(), 'in:#general has:link ');
      await eventually('asked', async () => (await calls(page, 'history/search')).length === 1);
      await field.fill('fail');
      await page.getByText('the disk does not answer').waitFor();
      await button(page, 'Try again').click();
      await eventually('asked again', async () => (await calls(page, 'history/search')).length === 3);
      await field.fill('zebra');
      await page.getByText('Nothing found', { exact: true }).waitFor();
      // Back where the pause between letters is not over.
      await field.fill('laser');
      await field.fill('');
      await page.getByText('side by side').waitFor();
      await button(page, 'Close search').click();
      await button(page, 'Search').click();
      await eventually('open', async () => (await field.count()) === 1);
      await button(page, 'People').click();
      await page.getByRole('list', { name: 'Members' }).waitFor();
    },
  ],
  'in a narrow window the search lies over the conversation until something is opened': [
    'history',
    async (page) => {
      await page.setViewportSize({ width: 400, height: 700 });
      await page.keyboard.press('Control+Shift+F');
      await page.getByRole('searchbox', { name: 'Search messages' }).fill('calipers');
      const results = page.getByRole('list', { name: 'Search results' }).getByRole('button');
      await results.last().click();
      await page.getByText('You are reading older messages').waitFor();
      assert.equal(await page.getByRole('searchbox').count(), 0);
      await page.keyboard.press('Control+Shift+F');
      // What was found is still there.
      await results.first().waitFor();
    },
  ],
  'a search does not bring up what blocked people said': [
    'blocked',
    async (page) => {
      await page.keyboard.press('Control+Shift+F');
      await page.getByRole('searchbox', { name: 'Search messages' }).fill('filament');
      const results = page.getByRole('list', { name: 'Search results' }).getByRole('button');
      await results.first().waitFor();
      const names = await results.evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')));
      assert.ok(names.length > 5 && names.every((name) => !/^(Ann|Zoë)/.test(name)), names.join());
    },
  ],
  'do not disturb, keywords and the test of notifications': [
    'history',
    async (page) => {
      await page.keyboard.press('Control+,');
      const dialog = page.getByRole('dialog', { name: 'Settings' });
      await dialog.getByRole('button', { name: 'Notifications' }).click();
      await eventually('there', async () => (await focused(page)) === 'Notifications');
      const group = dialog.getByRole('group', { name: 'Do not disturb' });
      await group.getByRole('button', { name: '1 hour' }).click();
      await group.getByText(/^On until .*\d/).waitFor();
      const [{ doNotDisturbUntil }] = await calls(page, 'settings/change');
      assert.ok(Math.abs(doNotDisturbUntil - Date.now() - 3_600_000) < 10_000);
      await group.getByRole('button', { name: 'Turn off' }).click();
      await group.getByText('Off. Notifications come.').waitFor();
      const field = dialog.getByRole('textbox', { name: 'Keywords' });
      await field.fill('laser');
      await field.press('Enter');
      await field.fill('Laser');
      await field.press('Enter');
      await dialog.getByText('is there already').waitFor();
      await field.fill('printer');
      await dialog.getByRole('button', { name: 'Add' }).click();
      await dialog.getByRole('button', { name: 'Remove laser' }).click();
      assert.deepEqual((await calls(page, 'settings/change')).at(-1), { keywords: ['printer'] });
      await dialog.getByRole('button', { name: 'Send a test notification' }).click();
      const steps = dialog.getByRole('list', { name: 'Result of the test' }).getByRole('listitem');
      await steps.first().waitFor();
      assert.equal(await steps.count(), 5);
      assert.match(await steps.last().textContent(), /Clicked: not ok.*not clicked within/);
    },
  ],
  'what deletes messages is asked about, what does not is done at once': [
    'history',
    async (page) => {
      await page.keyboard.press('Control+,');
      const dialog = page.getByRole('dialog', { name: 'Settings' });
      await dialog.getByRole('radio', { name: 'Keep nothing' }).check();
      await dialog.getByText('Nothing brings it back').waitFor();
      assert.equal((await calls(page, 'settings/change')).length, 0);
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      assert.equal(await dialog.getByRole('radio', { name: 'Keep everything' }).isChecked(), true);
      await dialog.getByRole('radio', { name: 'Keep it for a while' }).check();
      await dialog.getByRole('spinbutton', { name: 'Days' }).fill('30');
      await dialog.getByRole('button', { name: 'Keep only 30 days' }).click();
      await dialog.getByRole('spinbutton', { name: 'Days' }).fill('60');
      await dialog.getByRole('spinbutton', { name: 'Days' }).press('Enter');
      await eventually('longer at once', async () => (await calls(page, 'settings/change')).length === 2);
      await dialog.getByRole('radio', { name: 'Keep everything' }).check();
      assert.deepEqual(await calls(page, 'settings/change'), [{ keepDays: 30 }, { keepDays: 60 }, { keepDays: null }]);
    },
  ],
};
