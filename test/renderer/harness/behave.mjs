// Works the window as a person would, over a fake main process, and says what did not behave.
//   node test/renderer/harness/behave.mjs [NAME…]
import assert from 'node:assert/strict';
import { openHarness } from './harness.mjs';
import { box, button, calls, composer, eventually, focused, log, painted, receive, say, topOf } from './page.mjs';
import { READING } from './reading-behaviours.mjs';
import { SERVERS } from './server-behaviours.mjs';

const wanted = process.argv.slice(2);

/** Name → the scene it begins with, what is done and expected. */
const BEHAVIOURS = {
  'joins by keyboard alone': [
    'first',
    async (page) => {
      await page.keyboard.press('Tab');
      while ((await focused(page)) !== undefined && !(await focused(page))?.startsWith('Join a server'))
        await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await eventually('address focused', async () => (await box(page, 'Server address').count()) === 1);
      await page.keyboard.type('localhost:1234');
      await page.keyboard.press('Tab');
      await page.keyboard.type('carol');
      await page.keyboard.press('Tab');
      await page.keyboard.type('secret');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Enter');
      await page.getByRole('status', { name: 'Connection' }).getByText('Connecting').waitFor();
      await box(page, 'Message #general').waitFor();
      assert.deepEqual(await calls(page, 'session/join'), [
        { address: 'localhost:1234', username: 'carol', password: 'secret', remember: true },
      ]);
    },
  ],
  'the password has one label, one role and dots': [
    'again',
    async (page) => {
      await button(page, 'Join a server').click();
      assert.equal(await page.getByLabel('Password').count(), 1);
      assert.equal(await page.getByRole('textbox', { name: 'Password' }).count(), 1);
      await page.getByLabel('Password').fill('secret');
      assert.equal(await page.getByLabel('Password').getAttribute('type'), 'password');
      await button(page, 'Show what is typed').click();
      assert.equal(await page.getByLabel('Password').getAttribute('type'), 'text');
      assert.equal(await page.getByLabel('Password').inputValue(), 'secret');
    },
  ],
  'a wrong password leads back to its field': [
    'again',
    async (page) => {
      await button(page, 'Join a server').click();
      await box(page, 'Password').fill('wrong');
      await button(page, 'Connect').click();
      await page.getByText(/password .*this name/i).waitFor();
      const field = box(page, 'Password');
      assert.equal(await field.getAttribute('aria-invalid'), 'true');
      const id = await field.getAttribute('aria-describedby');
      assert.match((await page.locator(`[id="${id}"]`).textContent()) ?? '', /password .*this name/i);
      await eventually('the field has the focus', () => field.evaluate((each) => each === document.activeElement));
      await page.getByRole('status', { name: 'Connection' }).getByText('Login failed').waitFor();
      await field.fill('secret');
      assert.equal(await field.getAttribute('aria-invalid'), null);
    },
  ],
  'a mistyped name is asked about, another goes through': [
    'again',
    async (page) => {
      await button(page, 'Join a server').click();
      await box(page, 'Username').fill('alcie');
      await box(page, 'Password').fill('secret');
      await page.keyboard.press('Enter');
      await button(page, 'Create alcie').waitFor();
      assert.equal((await calls(page, 'session/join')).length, 0);
      await eventually('the better answer has the focus', async () => (await focused(page)) === 'Use alice');
      await box(page, 'Username').fill('zebra');
      await button(page, 'Connect').click();
      await box(page, 'Message #general').waitFor();
      assert.equal((await calls(page, 'session/join'))[0].username, 'zebra');
    },
  ],
  'Enter sends, Shift+Enter breaks, white space stays': [
    'room',
    async (page) => {
      await composer(page).fill('  ');
      await composer(page).press('Enter');
      await composer(page).fill('');
      await composer(page).pressSequentially('one');
      await composer(page).press('Shift+Enter');
      await composer(page).pressSequentially('two');
      await composer(page).press('Enter');
      assert.deepEqual(await calls(page, 'chat/send'), [{ server: 'home', conversation: 'channel:general', text: 'one\ntwo' }]);
      assert.equal(await composer(page).inputValue(), '');
      await page.getByRole('article', { name: /^alice, .*one two/ }).waitFor();
      assert.ok((await calls(page, 'chat/typing')).length > 0);
    },
  ],
  'an input method keeps its Enter': [
    'room',
    async (page) => {
      await composer(page).fill('にほん');
      const enter = (init) =>
        composer(page).evaluate((each, options) => {
          each.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...options }));
        }, init);
      await enter({ isComposing: true });
      await enter({ keyCode: 229 });
      await composer(page).evaluate((each) => {
        each.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }));
        each.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
      });
      assert.equal((await calls(page, 'chat/send')).length, 0);
      await painted(page);
      await composer(page).press('Enter');
      assert.equal((await calls(page, 'chat/send')).length, 1);
    },
  ],
  'a draft stays with its conversation': [
    'room',
    async (page) => {
      await composer(page).fill('half a thought');
      await page.getByRole('navigation', { name: 'Channels' }).getByRole('button', { name: 'random' }).click();
      await box(page, 'Message #random').waitFor();
      assert.equal(await composer(page).inputValue(), '');
      await page.getByRole('navigation', { name: 'Channels' }).getByRole('button', { name: 'general' }).click();
      await box(page, 'Message #general').waitFor();
      assert.equal(await composer(page).inputValue(), 'half a thought');
    },
  ],
  'what was sent does not come back into the box while the answer is on its way': [
    'room',
    async (page) => {
      const draft = (text) =>
        page.evaluate(
          (value) =>
            globalThis.bridge.push({
              type: 'chat',
              server: 'home',
              event: { type: 'draft/changed', conversation: 'channel:general', text: value },
            }),
          text,
        );
      await page.evaluate(() => Object.assign(globalThis.bridge.handlers, { 'chat/send': () => undefined }));
      await composer(page).fill('hello');
      await eventually('the draft is saved', async () => (await calls(page, 'chat/draft')).length === 1);
      await composer(page).press('Enter');
      await say(page, 'somebody else is quicker');
      assert.equal(await composer(page).inputValue(), '');
      await draft('');
      await draft('hello');
      assert.equal(await composer(page).inputValue(), '');
      // Typed again, it is a draft again.
      await composer(page).fill('hello');
      await eventually('saved again', async () => (await calls(page, 'chat/draft')).length === 2);
      await composer(page).fill('');
      await draft('from a channel that is gone');
      assert.equal(await composer(page).inputValue(), 'from a channel that is gone');
    },
  ],
  'the composer grows to about ten lines': [
    'room',
    async (page) => {
      const height = async () => (await composer(page).boundingBox())?.height ?? 0;
      const one = await height();
      await composer(page).fill('a\nb\nc');
      const three = await height();
      await composer(page).fill(Array.from({ length: 40 }, (_, i) => `line ${i}`).join('\n'));
      const many = await height();
      assert.ok(three >= one + 36 && many <= one + 9.5 * 20 && many > one + 7 * 20, `${one} ${three} ${many}`);
    },
  ],
  'too much text is counted and not sent': [
    'room',
    async (page) => {
      await composer(page).fill('x'.repeat(7_600));
      await page.getByText('400 characters left').waitFor();
      await composer(page).fill('x'.repeat(8_003));
      await page.getByText('3 characters too many').waitFor();
      await composer(page).press('Enter');
      assert.equal((await calls(page, 'chat/send')).length, 0);
    },
  ],
  'what is read does not move': [
    'room-long',
    async (page) => {
      await log(page).evaluate((each) => (each.scrollTop -= 1_500));
      await painted(page);
      const text = await page.evaluate(() => {
        const top = document.querySelector('[role=log]').getBoundingClientRect().top;
        const rows = [...document.querySelectorAll('[role=log] article')];
        return rows.find((each) => each.getBoundingClientRect().top > top + 100).querySelector('.text').textContent;
      });
      const before = await topOf(page, text);
      const still = async (what) => {
        await painted(page);
        const now = await topOf(page, text);
        assert.ok(Math.abs(now - before) <= 1, `${what}: ${before} → ${now}`);
      };
      for (let i = 0; i < 15; i++) await say(page, `more ${i}`);
      await still('new messages');
      await button(page, 'Jump to present · 15 new').waitFor();
      await composer(page).fill('a\nb\nc\nd');
      await still('the composer grew');
      await composer(page).fill('');
      await page.setViewportSize({ width: 1280, height: 600 });
      await still('a lower window');
      await page.setViewportSize({ width: 1280, height: 800 });
      await still('a higher window');
      await button(page, 'Jump to present · 15 new').click();
      await page.getByText('more 14', { exact: true }).waitFor();
      await eventually('at the end', async () => (await topOf(page, 'more 14')) < 740);
      assert.equal(await page.getByRole('button', { name: /Jump to present/ }).count(), 0);
      await say(page, 'followed');
      await eventually('followed', async () => (await topOf(page, 'followed')) < 740);
    },
  ],
  'a long log stays small in the DOM and reaches its beginning': [
    'room-long',
    async (page) => {
      let most = 0;
      for (let i = 0; i < 60; i++) {
        await log(page).evaluate((each) => (each.scrollTop = 0));
        await painted(page);
        most = Math.max(most, await page.locator('[data-row]').count());
      }
      await page.getByText('line 1', { exact: true }).waitFor();
      assert.ok(most <= 300, `${most} rows`);
      await page.keyboard.press('Escape');
      await page.getByText('line 990', { exact: true }).waitFor();
      await eventually('at the end', async () => (await topOf(page, 'line 990')) < 740);
    },
  ],
  'scrolling up by a page keeps its place while rows come in': [
    'room-long',
    async (page) => {
      await painted(page);
      let seen = 990;
      for (let i = 0; i < 80; i++) {
        await log(page).evaluate((each) => (each.scrollTop -= 300));
        await painted(page);
        const first = await page.evaluate(() => {
          const top = document.querySelector('[role=log]').getBoundingClientRect().top;
          const row = [...document.querySelectorAll('[role=log] article')].find(
            (each) => each.getBoundingClientRect().top >= top,
          );
          return Number(row.querySelector('.text').textContent.replace('line ', ''));
        });
        assert.ok(first <= seen && seen - first < 40, `jumped from ${seen} to ${first}`);
        seen = first;
      }
      assert.ok(seen < 700, `got to ${seen}`);
    },
  ],
  'opens at what is new, Esc settles': [
    'room-new',
    async (page) => {
      await page
        .getByRole('navigation', { name: 'Channels' })
        .getByRole('button', { name: /^random, 60 unread/ })
        .waitFor({ timeout: 500 })
        .catch(() => undefined);
      const line = page.getByRole('separator', { name: 'New messages' });
      if ((await line.count()) === 0) return;
      await page.keyboard.press('Escape');
      await eventually('the line is gone', async () => (await line.count()) === 0);
      assert.deepEqual(await calls(page, 'chat/clear-line'), [{ server: 'home', conversation: 'channel:general' }]);
      assert.equal(await page.getByRole('button', { name: /Jump to present/ }).count(), 0);
    },
  ],
  'a member’s menu by mouse and by keyboard': [
    'room',
    async (page) => {
      const bob = page.getByRole('list', { name: 'Members' }).getByRole('listitem', { name: /^bob/ });
      await bob.click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Ban' }).waitFor();
      await page.keyboard.press('Escape');
      await eventually('closed', async () => (await page.getByRole('menu').count()) === 0);
      await bob.getByRole('button').focus();
      await page.keyboard.press('Enter');
      await page.getByRole('menuitem', { name: 'Message' }).waitFor();
      await eventually('first item', async () => (await focused(page)) === 'Message');
      await page.keyboard.press('ArrowDown');
      await eventually('second item', async () => (await focused(page)) === 'Block');
      await page.keyboard.press('ArrowDown');
      await eventually('third item', async () => (await focused(page)) === 'Kick');
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog', { name: 'Kick bob' });
      await dialog.waitFor();
      await eventually('the reason has the focus', () =>
        dialog.getByRole('textbox', { name: 'Reason' }).evaluate((each) => each === document.activeElement),
      );
      assert.equal((await calls(page, 'room/ask')).length, 0);
      await page.keyboard.type('  be kind ');
      await page.keyboard.press('Enter');
      await eventually('closed', async () => (await dialog.count()) === 0);
      const request = { type: 'kick', username: 'bob', reason: 'be kind' };
      assert.deepEqual(await calls(page, 'room/ask'), [{ server: 'home', request }]);
      await page.getByRole('status', { name: 'Notices' }).getByText('bob was kicked').waitFor();
    },
  ],
  'a direct message from the members': [
    'room',
    async (page) => {
      await page.getByRole('listitem', { name: /^Ann/ }).click();
      await page.getByRole('menuitem', { name: 'Message' }).click();
      await box(page, 'Message Ann').waitFor();
      await eventually('the composer has the focus', async () => (await focused(page)) === 'Message Ann');
      await page.keyboard.type('hi');
      await page.keyboard.press('Enter');
      await page.getByText('Sent, not confirmed').waitFor();
      assert.equal(await page.getByRole('listitem', { name: 'alice (you)' }).getByRole('button').count(), 0);
    },
  ],
  'the quick switcher finds and opens': [
    'room',
    async (page) => {
      await page.keyboard.press('Control+k');
      const dialog = page.getByRole('dialog', { name: 'Quick switcher' });
      await dialog.getByRole('combobox', { name: 'Find a conversation' }).fill('laser');
      await page.keyboard.press('Enter');
      await box(page, 'Message #laser-cutter').waitFor();
      assert.equal(await dialog.count(), 0);
      await eventually('focus', async () => (await focused(page)) === 'Message #laser-cutter');
      await page.keyboard.press('Control+k');
      await page.keyboard.press('Escape');
      await eventually('closed', async () => (await dialog.count()) === 0);
      await eventually('focus is back', async () => (await focused(page)) === 'Message #laser-cutter');
    },
  ],
  'Alt and arrows go round, typing anywhere writes': [
    'room',
    async (page) => {
      await page.keyboard.press('Alt+ArrowDown');
      await box(page, 'Message #random').waitFor();
      await page.keyboard.press('Alt+ArrowUp');
      await box(page, 'Message #general').waitFor();
      await page.keyboard.press('Alt+ArrowUp');
      await page.getByText('it does not take answers').waitFor();
      await page.keyboard.press('Alt+ArrowDown');
      await box(page, 'Message #general').waitFor();
      await log(page).focus();
      await page.keyboard.type('hello');
      assert.equal(await composer(page).inputValue(), 'hello');
    },
  ],
  'Ctrl+Tab goes round, Alt+Shift and arrows to what is unread': [
    'room',
    async (page) => {
      await page.keyboard.press('Control+Tab');
      await box(page, 'Message #random').waitFor();
      await page.keyboard.press('Control+Shift+Tab');
      await box(page, 'Message #general').waitFor();
      await page.keyboard.press('Alt+Shift+ArrowUp');
      await page.getByText('it does not take answers').waitFor();
      await page.keyboard.press('Alt+Shift+ArrowUp');
      await box(page, 'Message averyveryveryverylongnamewithoutspaces').waitFor();
      await page.keyboard.press('Alt+Shift+ArrowUp');
      await box(page, 'Message bob').waitFor();
      await page.keyboard.press('Alt+Shift+ArrowDown');
      await painted(page);
      assert.equal(await box(page, 'Message bob').count(), 1);
    },
  ],
  'a channel is deleted after a question, by mouse and by keyboard': [
    'room',
    async (page) => {
      const channels = page.getByRole('navigation', { name: 'Channels' });
      await channels.getByRole('button', { name: 'general' }).click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Clear…' }).waitFor();
      assert.equal(await page.getByRole('menuitem', { name: 'Delete channel' }).count(), 0);
      await page.keyboard.press('Escape');
      await eventually('closed', async () => (await page.getByRole('menu').count()) === 0);
      await channels.getByRole('button', { name: 'laser-cutter' }).click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Delete channel' }).click();
      const dialog = page.getByRole('dialog', { name: 'Delete channel' });
      await dialog.waitFor();
      await eventually('the harmless answer has the focus', async () => (await focused(page)) === 'Cancel');
      await page.keyboard.press('Escape');
      await eventually('closed', async () => (await dialog.count()) === 0);
      assert.equal((await calls(page, 'channel/delete')).length, 0);
      await channels.getByRole('button', { name: 'laser-cutter' }).focus();
      await page.keyboard.press('Shift+F10');
      await page.getByRole('menuitem', { name: 'Delete channel' }).waitFor();
      await eventually('first item', async () => (await focused(page)) === 'Notifications');
      await page.keyboard.press('End');
      await eventually('last item', async () => (await focused(page)) === 'Delete channel');
      await page.keyboard.press('Enter');
      await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
      await eventually('gone', async () => (await channels.getByRole('button', { name: 'laser-cutter' }).count()) === 0);
      assert.deepEqual(await calls(page, 'channel/delete'), [{ server: 'home', name: 'laser-cutter' }]);
    },
  ],
  'links open outside and say where they lead, one’s name is marked': [
    'room',
    async (page) => {
      await say(page, 'alice: see https://аpple.com/x. or javascript:alert(1)');
      const link = log(page).getByRole('link').last();
      assert.equal(await link.textContent(), 'https://аpple.com/x');
      assert.equal(await link.getAttribute('href'), 'https://xn--pple-43d.com/x');
      assert.equal(await link.getAttribute('title'), 'Opens xn--pple-43d.com in the browser');
      assert.deepEqual([await link.getAttribute('target'), await link.getAttribute('rel')], ['_blank', 'noreferrer']);
      assert.equal(await log(page).locator('mark').last().textContent(), 'alice');
    },
  ],
  'creates a channel': [
    'room',
    async (page) => {
      await button(page, 'Create channel').click();
      const dialog = page.getByRole('dialog', { name: 'Create channel' });
      await dialog.getByRole('textbox', { name: 'Channel name' }).fill('taken');
      await page.getByRole('button', { name: 'Create' }).click();
      await dialog.getByText('There is a channel of that name already.').waitFor();
      await dialog.getByRole('textbox', { name: 'Channel name' }).fill('#plans');
      await page.keyboard.press('Enter');
      await box(page, 'Message #plans').waitFor();
    },
  ],
  'failed messages can be retried and deleted': [
    'troubled',
    async (page) => {
      const failed = page.getByRole('article', { name: /not sent$/ });
      await failed.getByRole('button', { name: 'Retry' }).click();
      await eventually('no longer failed', async () => (await failed.count()) === 0);
      const waiting = page.getByRole('article', { name: /Writing this.*waiting to be sent$/ });
      await waiting.getByRole('button', { name: 'Delete' }).click();
      await eventually('deleted', async () => (await waiting.count()) === 0);
      await button(page, 'Try now').click();
      assert.equal((await calls(page, 'session/retry-now')).length, 1);
      const status = page.getByRole('status', { name: 'Connection' });
      assert.equal(await status.textContent(), 'Reconnecting…');
    },
  ],
  'a failed login leads to the form and back': [
    'login-failed',
    async (page) => {
      await page.getByRole('status', { name: 'Connection' }).getByText('Login failed').waitFor();
      await button(page, 'Sign in again').click();
      await page.getByText(/password .*this name/i).waitFor();
      assert.equal(await box(page, 'Username').inputValue(), 'alice');
      await button(page, 'Back').click();
      await box(page, 'Message #general').waitFor();
    },
  ],
  'settings apply at once': [
    'room',
    async (page) => {
      await page.keyboard.press('Control+,');
      const dialog = page.getByRole('dialog', { name: 'Settings' });
      await dialog.getByRole('radio', { name: 'Dark' }).check();
      await page.locator('html[data-theme="dark"]').waitFor();
      await dialog.getByRole('switch', { name: 'Enter sends' }).click();
      await dialog.getByText('Ctrl+Enter sends').waitFor();
      const host = dialog.getByRole('switch', { name: 'Host a server' });
      assert.equal(await host.isChecked(), true);
      await dialog.getByText('Turning it off disconnects 2 others.').waitFor();
      await host.click();
      await eventually('off', async () => !(await host.isChecked()));
      await host.click();
      await dialog.getByText('Nothing has been hosted').waitFor();
      assert.equal(await host.isChecked(), false);
      await page.keyboard.press('Escape');
      await eventually('closed', async () => (await dialog.count()) === 0);
      await composer(page).fill('x');
      await composer(page).press('Enter');
      assert.equal((await calls(page, 'chat/send')).length, 0);
      await composer(page).press('Control+Enter');
      assert.equal((await calls(page, 'chat/send')).length, 1);
    },
  ],
  'closing asks, Esc cancels': [
    'closing',
    async (page) => {
      const dialog = page.getByRole('dialog', { name: 'Keep running?' });
      await dialog.waitFor();
      await eventually('focus', async () => (await focused(page)) === 'Keep running in the tray');
      await page.keyboard.press('Escape');
      await eventually('closed', async () => (await dialog.count()) === 0);
      assert.deepEqual(await calls(page, 'window/close'), [{ choice: 'cancel', remember: false }]);
    },
  ],
  'text from others stays text': [
    'room',
    async (page) => {
      const hostile = '<img src=x onerror="document.title=1"><script>document.title=2</scr' + 'ipt>';
      await say(page, hostile);
      await receive(page, { type: 'join', username: hostile });
      await receive(page, { type: 'broadcast', message: hostile });
      await receive(page, { type: 'channel_create', channel: hostile });
      await page.getByText(hostile).first().waitFor();
      assert.equal(await page.locator('#app img, #app script').count(), 0);
    },
  ],
  'removing the only server returns to the welcome': [
    'room',
    async (page) => {
      await button(page, 'Settings').click();
      await button(page, 'Remove server').click();
      const dialog = page.getByRole('dialog', { name: 'Remove server' });
      await eventually('the harmless answer has the focus', async () => (await focused(page)) === 'Cancel');
      assert.equal(await dialog.getByRole('radio', { name: 'Keep the messages' }).isChecked(), true);
      await dialog.getByRole('radio', { name: 'Delete the messages' }).check();
      await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
      await button(page, 'Join a server').waitFor();
      assert.deepEqual(await calls(page, 'server/remove'), [{ server: 'home', forget: true }]);
      await page.getByRole('status', { name: 'Connection' }).getByText('Offline').waitFor();
    },
  ],
  ...SERVERS,
  ...READING,
};

const harness = await openHarness();
let failed = 0;
for (const [name, [scene, run]] of Object.entries(BEHAVIOURS)) {
  if (wanted.length > 0 && !wanted.some((each) => name.includes(each))) continue;
  const { page, wrong, close } = await harness.open(scene);
  page.setDefaultTimeout(3_000);
  try {
    await run(page);
  } catch (error) {
    wrong.push(error.message);
  }
  failed += wrong.length === 0 ? 0 : 1;
  console.log(`${wrong.length === 0 ? '✓' : '✗'} ${name}${wrong.map((line) => `\n    ${line}`).join('')}`);
  await close();
}
await harness.close();
process.exitCode = failed === 0 ? 0 : 1;
