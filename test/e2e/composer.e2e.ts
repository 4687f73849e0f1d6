import type { Locator } from '@playwright/test';
import { findConversation, type ConversationId } from '../../src-shared/chat/index.ts';
import { SocketClient } from '../support/server-client.ts';
import { expectAccessible } from './support/accessible.ts';
import { expect, testInRoom as base, type Desktop } from './support/desktop.ts';

/** Writing a message, by keyboard, in one app that hosts a room with two others in it. */

const test = base.extend<object, { others: { bob: SocketClient; jörn: SocketClient } }>({
  others: [
    async ({ room }, use) => {
      const visit = async (name: string) => {
        const client = await SocketClient.connect(room.port);
        await client.login(name);
        await expect(room.me.member(name)).toBeVisible();
        return client;
      };
      const [bob, jörn] = [await visit('bob'), await visit('jörn')];
      await use({ bob, jörn });
      bob.close();
      jörn.close();
    },
    { scope: 'worker' },
  ],
});

test.beforeEach(async ({ others: _others, room: { me } }) => {
  await me.page.keyboard.press('Escape');
  await me.channel(/^general/).click();
  await me.composer.fill('');
});

const suggestions = ({ page }: Desktop): Locator => page.getByRole('listbox', { name: 'Suggestions' });
const chosen = (me: Desktop): Locator => suggestions(me).getByRole('option', { selected: true });

/** What the person said in a conversation, oldest first, once all of it is said. */
async function said(me: Desktop, conversation: ConversationId = 'channel:general'): Promise<string[]> {
  const chat = await me.chat();
  const entries = chat === null ? [] : (findConversation(chat, conversation)?.entries ?? []);
  return entries.flatMap((entry) => (entry.kind === 'message' && entry.author === 'alice' ? [entry.text] : []));
}

const lastSaid = async (me: Desktop, conversation?: ConversationId) => (await said(me, conversation)).at(-1);

test('13: Enter sends and Shift+Enter begins a line; the setting swaps them', async ({ room: { me } }) => {
  await me.composer.pressSequentially('first');
  await me.composer.press('Shift+Enter');
  await me.composer.pressSequentially('second');
  await me.composer.press('Enter');
  await expect.poll(() => lastSaid(me)).toBe('first\nsecond');
  await expect(me.composer).toHaveValue('');

  const swap = async () => {
    await me.page.keyboard.press('Control+,');
    await me.page.getByRole('searchbox').or(me.page.getByRole('dialog')).first().waitFor();
    await me.page.getByRole('switch', { name: 'Enter sends' }).press('Space');
    await me.page.keyboard.press('Escape');
    await me.composer.focus();
  };
  await swap();
  await me.composer.pressSequentially('one');
  await me.composer.press('Enter');
  await me.composer.pressSequentially('two');
  await expect(me.composer).toHaveValue('one\ntwo');
  await me.composer.press('Control+Enter');
  await expect.poll(() => lastSaid(me)).toBe('one\ntwo');
  await swap();
});

test('13: the box grows to ten lines and scrolls from there', async ({ room: { me } }) => {
  const height = async (lines: number) => {
    await me.composer.fill(Array.from({ length: lines }, (_, i) => `line ${String(i)}`).join('\n'));
    return me.composer.evaluate((box) => ({ height: box.clientHeight, scrolls: box.scrollHeight > box.clientHeight + 1 }));
  };
  const [one, two, ten, eleven] = [await height(1), await height(2), await height(10), await height(11)];
  const line = two.height - one.height;
  expect(line).toBeGreaterThan(10);
  expect(ten).toEqual({ height: one.height + 9 * line, scrolls: false });
  expect(eleven).toEqual({ height: ten.height, scrolls: true });
});

/** Composes かな with an input method, and ends it with Enter as Chromium reports that. */
async function compose(me: Desktop, field: Locator): Promise<void> {
  await field.focus();
  const session = await me.page.context().newCDPSession(me.page);
  await session.send('Input.imeSetComposition', { text: 'かな', selectionStart: 2, selectionEnd: 2 });
  for (const key of ['ArrowDown', 'Tab', 'Enter', 'Escape']) {
    await session.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key, windowsVirtualKeyCode: 229 });
    await session.send('Input.dispatchKeyEvent', { type: 'keyUp', key, windowsVirtualKeyCode: 229 });
  }
  await session.send('Input.insertText', { text: 'かな' });
  await session.detach();
}

test('13: an input method keeps its Enter, in the composer, the search and the quick switcher', async ({ room: { me } }) => {
  const before = await said(me);
  await compose(me, me.composer);
  await expect(me.composer).toHaveValue('かな');
  await expect(me.composer).toBeFocused();
  expect(await said(me)).toEqual(before);
  // The Enter that some deliver right after the end, in the same task.
  const endsWithEnter = (field: Locator) =>
    field.evaluate((box) => {
      box.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: 'かな' }));
      box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    });
  await endsWithEnter(me.composer);
  await expect(me.composer).toHaveValue('かな');
  expect(await said(me)).toEqual(before);
  await me.composer.press('Enter');
  await expect.poll(() => lastSaid(me)).toBe('かな');

  await me.page.keyboard.press('Control+k');
  const switcher = me.page.getByRole('combobox', { name: 'Find a conversation' });
  await compose(me, switcher);
  await expect(switcher).toHaveValue('かな');
  await switcher.fill('');
  await endsWithEnter(switcher);
  await expect(switcher).toBeVisible();
  await me.page.keyboard.press('Escape');
  await expect(switcher).toHaveCount(0);

  await me.page.keyboard.press('Control+Shift+F');
  const search = me.page.getByRole('searchbox', { name: 'Search messages' });
  await compose(me, search);
  await expect(search).toHaveValue(/かな$/);
  await search.fill('');
  await me.page.keyboard.press('Escape');
  await me.page.keyboard.press('Escape');
});

test('14: typing anywhere goes into the composer', async ({ room: { me } }) => {
  await me.page.getByRole('button', { name: 'Conversation options' }).focus();
  await me.page.keyboard.type('hello');
  await expect(me.composer).toHaveValue('hello');
  await expect(me.composer).toBeFocused();
});

test('15: what was being written stays with its conversation', async ({ others: { bob }, room: { me } }) => {
  bob.send({ type: 'direct_message', recipient: 'alice', message: 'psst' });
  await me.composer.pressSequentially('for everybody');
  await me.direct(/^bob/).click();
  await expect(me.composer).toHaveValue('');
  await me.composer.pressSequentially('for Bob');
  await me.channel(/^general/).click();
  await expect(me.composer).toHaveValue('for everybody');
  await me.direct(/^bob/).click();
  await expect(me.composer).toHaveValue('for Bob');
  await me.composer.fill('');
});

test('16: the arrows bring back what was said and lead back to the draft', async ({ room: { me } }) => {
  await me.say('older');
  await me.say('newer');
  // The window hears of it after the main process.
  await expect(me.message('alice', 'newer').last()).toBeVisible();
  await me.composer.press('ArrowUp');
  await expect(me.composer).toHaveValue('newer');
  await me.composer.press('ArrowUp');
  await expect(me.composer).toHaveValue('older');
  await me.composer.press('ArrowDown');
  await me.composer.press('ArrowDown');
  await expect(me.composer).toHaveValue('');

  await me.composer.pressSequentially('a draft');
  await me.composer.press('ArrowUp');
  await expect(me.composer).toHaveValue('a draft');
  await me.composer.press('Control+ArrowUp');
  await expect(me.composer).toHaveValue('newer');
  await me.composer.press('Control+ArrowDown');
  await expect(me.composer).toHaveValue('a draft');
});

test('17: people, channels, emoji and commands are completed', async ({ others: { jörn }, room: { me } }) => {
  jörn.send({ type: 'message', message: 'I spoke last' });
  await expect(me.message('jörn', 'I spoke last').first()).toBeVisible();
  await me.composer.pressSequentially('hello @');
  // Who spoke last comes first.
  await expect(chosen(me)).toHaveText(/jörn/);
  await expect(me.composer).toHaveAttribute('aria-activedescendant', /.+-0$/);
  await me.composer.press('ArrowDown');
  await expect(chosen(me)).toHaveText(/bob/);
  await me.photograph('composer-people');
  await expectAccessible(me, 'suggestions in the composer');
  await me.composer.press('ArrowUp');
  await me.composer.press('Tab');
  await expect(me.composer).toHaveValue('hello @jörn ');
  await me.composer.pressSequentially('and @jorn');
  await me.composer.press('Enter');
  await expect(me.composer).toHaveValue('hello @jörn and @jörn ');
  await me.composer.press('Control+z');
  await expect(me.composer).toHaveValue('hello @jörn and @jorn');

  await me.composer.fill('');
  await me.composer.pressSequentially('#gen');
  await me.composer.press('Tab');
  await expect(me.composer).toHaveValue('#general ');

  await me.composer.fill('');
  await me.composer.pressSequentially(':) :D :tad');
  await expect(chosen(me)).toHaveText(/:tada:/);
  await me.photograph('composer-emoji-suggestions');
  await me.composer.press('Tab');
  await expect(me.composer).toHaveValue(':) :D 🎉 ');

  await me.composer.fill('');
  await me.composer.pressSequentially('/sea');
  await expect(chosen(me)).toHaveText(/\/search WORDS\s*Search messages/);
  await me.composer.press('Tab');
  await expect(me.composer).toHaveValue('/search ');
});

test('17: Escape closes the list and it stays closed for that word; a click accepts', async ({ room: { me } }) => {
  await me.composer.pressSequentially('@b');
  await expect(suggestions(me)).toBeVisible();
  await me.composer.press('Escape');
  await me.composer.pressSequentially('o');
  await expect(suggestions(me)).toHaveCount(0);
  await me.composer.pressSequentially(' @b');
  await suggestions(me).getByRole('option', { name: 'bob' }).click();
  await expect(me.composer).toHaveValue('@bo @bob ');
  await expect(me.composer).toBeFocused();
});

test('17: Tab at the beginning of a line completes a name and addresses it, and goes on to the next', async ({
  room: { me, port },
}) => {
  const bernd = await SocketClient.connect(port);
  await bernd.login('bernd');
  await expect(me.member('bernd')).toBeVisible();
  await me.composer.pressSequentially('b');
  await me.composer.press('Tab');
  const first = await me.composer.inputValue();
  await me.composer.press('Tab');
  const second = await me.composer.inputValue();
  expect([first, second].sort()).toEqual(['bernd: ', 'bob: ']);
  await me.composer.press('Tab');
  await expect(me.composer).toHaveValue(first);
  bernd.close();
  // Elsewhere it leads on, as everywhere.
  await me.composer.fill('nobody begins so');
  await me.composer.press('Tab');
  await expect(me.composer).not.toBeFocused();
});

test('18: keys format what is selected, and Ctrl+Z takes it back', async ({ room: { me } }) => {
  const all = ['Control+b', 'Control+i', 'Control+e', 'Control+Shift+x'];
  const made = ['**word**', '_word_', '`word`', '~~word~~'];
  for (const [index, key] of all.entries()) {
    await me.composer.fill('');
    await me.composer.pressSequentially('word');
    await me.composer.press('Control+a');
    await me.composer.press(key);
    await expect(me.composer).toHaveValue(made[index] ?? '');
    await me.composer.press(key);
    await expect(me.composer).toHaveValue('word');
  }
  await me.composer.press('Control+b');
  await me.composer.press('Control+z');
  await expect(me.composer).toHaveValue('word');

  await me.app.evaluate(({ clipboard }) => clipboard.writeText('https://example.org/a_(b)'));
  await me.composer.press('Control+a');
  await me.composer.press('Control+v');
  await expect(me.composer).toHaveValue('[word](https://example.org/a_%28b%29)');
  await me.composer.press('Control+z');
  await expect(me.composer).toHaveValue('word');
});

test('20: an unknown command is not sent but offered as a message; // sends a slash', async ({ room: { me } }) => {
  const before = await said(me);
  await me.say('/usr/bin is full');
  await expect(me.page.getByText('There is no command /usr/bin.').first()).toBeVisible();
  await expect(me.composer).toHaveValue('/usr/bin is full');
  await me.photograph('composer-unknown-command');
  await expectAccessible(me, 'an unknown command');
  expect(await said(me)).toEqual(before);
  await me.page.getByRole('button', { name: 'Send as message' }).click();
  await expect.poll(() => lastSaid(me)).toBe('/usr/bin is full');
  await me.say('//x');
  await expect.poll(() => lastSaid(me)).toBe('/x');
});

test('commands do what they say', async ({ others: { bob }, room: { me } }) => {
  await me.say('/me waves');
  await expect.poll(() => lastSaid(me)).toBe('/me waves');
  await me.say('/shrug');
  await expect.poll(() => lastSaid(me)).toBe('¯\\_(ツ)_/¯');

  await me.say('/who');
  await expect(me.page.getByText(/3 people are here: .*alice.*bob.*jörn/).first()).toBeVisible();
  await me.say('/help w');
  await expect(me.page.getByText('/w NAME TEXT: Write to one person.').first()).toBeVisible();
  await me.page.keyboard.press('Escape');
  await me.composer.pressSequentially('/');
  await expect(suggestions(me).getByRole('option')).toHaveCount(17);
  await me.photograph('composer-commands');
  await me.composer.press('Escape');
  await me.composer.fill('');

  await me.say('/w nobody-here hello');
  await expect(me.page.getByText('Nobody called nobody-here is known here.').first()).toBeVisible();
  await expect(me.composer).toHaveValue('/w nobody-here hello');
  await me.say('/w BOB just for you');
  await expect(me.page.getByRole('textbox', { name: 'Message bob' })).toBeVisible();
  await expect.poll(() => lastSaid(me, 'dm:bob')).toBe('just for you');
  bob.send({ type: 'direct_message', recipient: 'alice', message: 'thanks' });
  await expect(me.message('bob', 'thanks')).toBeVisible();
  await me.say('/join #general');
  await expect(me.page.getByRole('textbox', { name: 'Message #general' })).toBeVisible();
  await expect(me.composer).toHaveValue('');
  await me.say('/r you are welcome');
  await expect.poll(() => lastSaid(me, 'dm:bob')).toBe('you are welcome');

  await me.say('/join made-by-command');
  await expect(me.page.getByRole('textbox', { name: 'Message #made-by-command' })).toBeVisible();
  await me.say('/block jörn');
  await expect.poll(async () => (await me.chat())?.blocked).toEqual(['jörn']);
  await me.say('/unblock jorn');
  await expect.poll(async () => (await me.chat())?.blocked).toEqual([]);
  await me.say('/search waves');
  await expect(me.page.getByRole('searchbox', { name: 'Search messages' })).toHaveValue('waves');
  await me.page.keyboard.press('Escape');
  await me.say('/clear');
  await expect(me.page.getByRole('dialog')).toBeVisible();
  await me.page.keyboard.press('Escape');
  await me.say('/topic soup on Fridays');
  await expect(me.page.getByRole('button', { name: 'Topic: soup on Fridays' })).toBeVisible();
  await expect(me.composer).toHaveValue('');
  await me.say('/away at lunch');
  await expect(me.member('alice')).toHaveAccessibleName(/away.*at lunch/i);
  await me.say('/back');
  await expect(me.member('alice')).not.toHaveAccessibleName(/away/i);
});

test('21: near the limit the characters are counted, and a text that is too long goes in parts', async ({ room: { me } }) => {
  await me.composer.fill('x'.repeat(7_990));
  await expect(me.page.getByText('10 characters left')).toBeVisible();
  const lines = Array.from({ length: 1_000 }, (_, i) => `line ${String(i).padStart(4, '0')} of 1000`);
  await me.app.evaluate(({ clipboard }, text) => clipboard.writeText(text), lines.join('\n'));
  await me.composer.fill('');
  await me.composer.press('Control+v');
  await expect(me.composer).toHaveValue(lines.join('\n'));
  await expect(me.page.getByText('9,999 characters too many')).toBeVisible();
  await me.photograph('composer-too-long');
  await expectAccessible(me, 'a text that is too long');
  await me.composer.press('Enter');
  await expect(me.composer).toHaveValue(lines.join('\n'));
  const before = (await said(me)).length;
  await me.page.getByRole('button', { name: 'Send in 3 parts' }).click();
  await expect.poll(async () => (await said(me)).slice(before).join('\n')).toBe(lines.join('\n'));
  expect((await said(me)).slice(before)).toHaveLength(3);
});

test('24: commands and an empty box tell nobody that one is typing', async ({ others: { bob }, room: { me } }) => {
  await bob.settled();
  await me.composer.pressSequentially('/me is thinking');
  await me.composer.fill('');
  const told = (await bob.settled()).filter((packet) => packet.includes('"typing"'));
  expect(told).toEqual([]);
  // Soon after what the tests before have written it is not told once more.
  await expect
    .poll(async () => {
      await me.composer.pressSequentially('o');
      return (await bob.settled()).some((packet) => packet.includes('"typing"'));
    })
    .toBe(true);
});

test('emoji are picked by keyboard, in one’s skin tone, and those used last come first', async ({ room: { me } }) => {
  const { page } = me;
  await me.composer.pressSequentially('look: ');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Emoji', exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  const search = page.getByRole('combobox', { name: 'Search emoji' });
  await expect(search).toBeFocused();
  await expect(page.getByRole('gridcell', { name: 'grinning face', exact: true })).toBeVisible();
  await me.photograph('emoji-picker');
  await expectAccessible(me, 'the emoji picker');
  // A few rows of 1 900 emoji.
  expect(await page.getByRole('gridcell').count()).toBeLessThan(200);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('gridcell', { selected: true })).toBeVisible();
  await page.keyboard.type('thumbs up');
  await expect(page.getByRole('gridcell').first()).toHaveText('👍');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('gridcell').first()).toHaveText('👍🏽');
  await me.photograph('emoji-picker-search');
  await search.focus();
  await page.keyboard.press('Shift+Enter');
  await expect(search).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(me.composer).toHaveValue('look: 👍🏽👍🏽');
  await expect(me.composer).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('gridcell').first()).toHaveText('👍🏽');
  await page.keyboard.press('Escape');
  await expect(search).toHaveCount(0);
  await expect(me.composer).toBeFocused();
});

test('spelling is checked where the person wants it, with suggestions in the menu and words of one’s own, and nothing is downloaded', async ({
  room: { me },
}) => {
  await me.app.evaluate(({ Menu, session }) => {
    const seen: { labels: string[]; menu: Electron.Menu | null; downloads: number } = { labels: [], menu: null, downloads: 0 };
    Object.assign(globalThis, { seen });
    session.defaultSession.on('spellcheck-dictionary-download-begin', () => {
      seen.downloads++;
    });
    Menu.prototype.popup = function (this: Electron.Menu) {
      seen.labels = this.items.map(({ label, role, type }) =>
        type === 'separator' ? '-' : label === '' ? String(role) : label,
      );
      seen.menu = this;
    };
  });
  const seen = () =>
    me.app.evaluate(() => {
      const { labels, downloads } = (globalThis as unknown as { seen: { labels: string[]; downloads: number } }).seen;
      return { labels, downloads };
    });
  const click = (label: string) =>
    me.app.evaluate((_, wanted) => {
      const { menu } = (globalThis as unknown as { seen: { menu: Electron.Menu } }).seen;
      menu.items.find((item) => item.label === wanted)?.click();
    }, label);
  /** What the menu on the first word has. */
  const menu = async () => {
    await me.app.evaluate(() => {
      (globalThis as unknown as { seen: { labels: string[] } }).seen.labels = [];
    });
    await me.composer.click({ button: 'right', position: { x: 30, y: 20 } });
    await expect.poll(async () => (await seen()).labels.length).toBeGreaterThan(0);
    return (await seen()).labels;
  };

  await me.composer.pressSequentially('helo there ');
  expect(await menu()).toEqual(['Undo', 'Redo', '-', 'Cut', 'Copy', 'Paste', 'Paste as plain text', '-', 'Select all']);

  await me.page.keyboard.press('Control+,');
  await me.page.getByRole('switch', { name: 'Check spelling' }).press('Space');
  await me.page.keyboard.press('Escape');
  await me.composer.fill('');
  await me.composer.pressSequentially('helo there ');
  await expect.poll(menu).toContain('hello');
  await click('hello');
  await expect(me.composer).toHaveValue('hello there ');

  await me.composer.fill('');
  await me.composer.pressSequentially('blorptastic there ');
  await expect.poll(menu).toContain('Add to dictionary');
  await click('Add to dictionary');
  await expect(me.composer).toHaveValue('blorptastic there ');
  await me.composer.fill('');
  await me.composer.pressSequentially('blorptastic helo ');
  await expect.poll(async () => (await menu())[0]).toBe('Undo');
  expect((await seen()).downloads).toBe(0);
  expect(await me.app.evaluate(({ session }) => session.defaultSession.getSpellCheckerLanguages())).toEqual([]);
});

test('35: writing goes on without a connection', async ({ room: { me } }) => {
  await me.serverMenu(/^(Disconnect|Sign out|Log out)/);
  await expect(me.page.getByText('Not connected: what you write will be sent when connected.')).toBeVisible();
  await me.say('written offline');
  await expect(me.message('alice', 'written offline')).toHaveCount(1);
  await me.photograph('composer-offline');
});
