import { SayingServer } from '../support/saying-server.ts';
import { expect, test, type Desktop } from './support/desktop.ts';
import { choose, expectStill, firstInSight, painted, rowsInDom, wheel } from './support/log.ts';

/** The log of messages in the real app: what is read stays, what is new is found, and the keyboard reaches all of it. */

const WORDS = 'the laser cutter is free from two and the new filament is here in the second drawer next to the clamps'.split(
  ' ',
);
const AUTHORS = ['bob', 'Ann', 'Мария', 'Zoë'];

/** Messages of very different height, the same each time. */
function talk(from: number, count: number): object[] {
  return Array.from({ length: count }, (_, index) => {
    const at = from + index;
    const words = Array.from({ length: 1 + ((at * 37) % 60) }, (_word, word) => WORDS[(at + word * 7) % WORDS.length]);
    const message = `${String(at)} ${words.join(' ')}${at % 11 === 0 ? '\nand\nsome\nlines' : ''}`;
    return { type: 'message', author: AUTHORS[Math.floor(at / 3) % AUTHORS.length], message, channel: 'general' };
  });
}

const WELCOME = [
  { type: 'channel_list', channels: ['general', 'random'] },
  { type: 'default_channel', channel: 'general' },
  { type: 'user_list', users: ['alice', ...AUTHORS] },
  {
    type: 'server_info',
    name: 'Workshop',
    version: '1',
    capabilities: [],
    limits: { message_bytes: 65_536, name_code_points: 32 },
  },
];

async function enter(alice: Desktop, server: SayingServer): Promise<void> {
  await alice.join({ address: `127.0.0.1:${String(server.port)}`, username: 'alice', password: 'alice-pass-1' });
  await expect(alice.connection).toHaveText(/^Connected/);
}

const resize = async ({ app, page }: Desktop, width: number, height: number): Promise<void> => {
  await app.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size[0], size[1]), [
    width,
    height,
  ] as const);
  await expect.poll(() => page.evaluate(() => `${innerWidth} ${innerHeight}`)).toBe(`${width} ${height}`);
};

/** As somebody drags an edge of the window: there and back again, in steps that do not wait for each other's layout. */
const drag = ({ app }: Desktop): Promise<void> =>
  app.evaluate(async ({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) return;
    const bounds = window.getBounds();
    for (let step = 0; step < 60; step++) {
      const share = Math.abs(((step / 15) % 2) - 1);
      window.setBounds({ ...bounds, width: Math.round(700 + 700 * share), height: Math.round(500 + 400 * share) });
      await new Promise((resolve) => setTimeout(resolve, 16));
    }
    window.setBounds(bounds);
  });

test('nothing moves what one reads, and at most 300 of 3000 messages are in the DOM', async ({ launch }) => {
  test.setTimeout(120_000);
  const server = await SayingServer.start(WELCOME);
  const alice = await launch();
  const { page, log, composer } = alice;
  try {
    await enter(alice, server);
    await resize(alice, 1200, 760);
    server.say(...talk(0, 3_000));
    await expect(alice.message('', '2999 ')).toBeVisible({ timeout: 20_000 });
    expect(await rowsInDom(alice)).toBeLessThanOrEqual(300);

    // Who is at the end stays there.
    await drag(alice);
    await expect(alice.message('', '2999 ')).toBeInViewport();
    server.say(...talk(3_000, 1));
    await expect(alice.message('', '3000 ')).toBeInViewport();

    await wheel(alice, -2_500);
    const nothing = async (): Promise<void> => undefined;
    const jump = page.getByRole('button', { name: /^Jump to present/ });

    // As many as there are in memory: with each new one the oldest goes.
    await expectStill(
      alice,
      'new messages',
      async () => server.say(...talk(3_001, 40)),
      () => expect(jump).toHaveText('Jump to present · 40 new'),
    );
    await expectStill(alice, 'an edge that is dragged', () => drag(alice), nothing);
    await expectStill(alice, 'a narrower window', () => resize(alice, 760, 760), nothing);
    await expectStill(alice, 'a wider window', () => resize(alice, 1300, 760), nothing);
    await expectStill(alice, 'a lower window', () => resize(alice, 1300, 560), nothing);
    await expectStill(alice, 'a higher window', () => resize(alice, 1300, 800), nothing);
    await expectStill(
      alice,
      'larger text',
      () => choose(alice, { textSize: 18 }),
      () => expect(page.locator('article').first()).toHaveCSS('font-size', '18px'),
    );
    await expectStill(alice, 'usual text', () => choose(alice, { textSize: 14 }), nothing);
    await expectStill(
      alice,
      'compact density',
      () => choose(alice, { density: 'compact' }),
      () => expect(page.locator('html')).toHaveAttribute('data-density', 'compact'),
    );
    await expectStill(
      alice,
      'cosy density',
      () => choose(alice, { density: 'cosy' }),
      () => expect(page.locator('html')).toHaveAttribute('data-density', 'cosy'),
    );
    await expectStill(
      alice,
      'another font',
      () => page.evaluate(() => document.documentElement.style.setProperty('--font', 'monospace')),
      nothing,
    );
    // What an image would do that comes late: a message above becomes higher, and less high again.
    for (const height of ['240px', '0px']) {
      await expectStill(
        alice,
        `something of ${height} above`,
        () =>
          log.evaluate((each, size) => {
            const { top } = each.getBoundingClientRect();
            const above = [...each.querySelectorAll('article')].findLast(
              (article) => article.getBoundingClientRect().bottom < top,
            );
            if (above !== undefined) above.style.paddingBottom = size;
          }, height),
        nothing,
      );
    }
    await expectStill(
      alice,
      'a composer of several lines',
      () => composer.fill('one\ntwo\nthree\nfour'),
      () => expect.poll(async () => (await composer.boundingBox())?.height ?? 0).toBeGreaterThan(70),
    );
    await expectStill(alice, 'a composer of one line', () => composer.fill(''), nothing);
    await expectStill(
      alice,
      'a bar above',
      async () => server.hangUp(1001, ''),
      () => expect(alice.connection).toHaveText(/^Reconnecting/),
    );
    await expect(alice.connection).toHaveText(/^Connected/, { timeout: 20_000 });

    // Older ones come in while the top is in sight.
    for (let pages = 0; pages < 3; pages++) {
      await log.evaluate((each) => (each.scrollTop = 0));
      await painted(alice);
      const first = await firstInSight(alice);
      await expectStill(alice, `older messages above, ${String(pages)}`, nothing, () =>
        expect
          .poll(() => log.locator(`[data-row="${first.key}"]`).evaluate((row) => row.previousElementSibling !== null))
          .toBe(true),
      );
    }
  } finally {
    await server.stop();
  }
});

test('what is new is found, gathered and led to; who scrolls up is left alone', async ({ launch }) => {
  const server = await SayingServer.start(WELCOME);
  const alice = await launch();
  const { page, log } = alice;
  const jump = page.getByRole('button', { name: /^Jump to present/ });
  try {
    await enter(alice, server);
    await resize(alice, 1200, 760);

    await test.step('messages of one person stand under one name', async () => {
      for (const [author, message] of [
        ['bob', 'first'],
        ['bob', 'second'],
        ['Ann', 'third'],
        ['bob', 'fourth'],
      ] as const) {
        server.say({ type: 'message', author, message, channel: 'general' });
      }
      await expect(alice.message('bob', 'fourth')).toBeVisible();
      const names = log.locator('article .author:visible');
      await expect(names).toHaveText(['bob', 'Ann', 'bob']);
      await expect(log.getByRole('separator', { name: 'Today' })).toBeVisible();
      const time = alice.message('Ann', 'third').locator('time');
      await expect(time).toHaveAttribute('title', new RegExp(`${String(new Date().getFullYear())}.*:\\d\\d:\\d\\d`));
    });

    await test.step('comings and goings are told in few words, and who it was when asked', async () => {
      for (const username of ['Carl', 'Dora', 'Emil']) server.say({ type: 'join', username });
      const line = log.getByRole('button', { name: '3 people joined' });
      await expect(line).toHaveAttribute('title', 'Carl, Dora, and Emil');
      await line.click();
      await expect(line).toHaveAttribute('aria-expanded', 'true');
      await expect(log.getByText('Dora', { exact: true })).toBeVisible();
    });

    await test.step('new messages are followed at the end, and counted for who reads further up', async () => {
      server.say(...talk(0, 200));
      await expect(alice.message('', '199 ')).toBeInViewport();
      await wheel(alice, -1_500);
      await expect(jump).toHaveText('Jump to present');
      server.say(...talk(200, 3));
      await expect(jump).toHaveText('Jump to present · 3 new');
      await expect(jump).not.toHaveClass(/urged/);
      await alice.composer.pressSequentially('so');
      await expect(jump).toHaveClass(/urged/);
      await alice.composer.press('Enter');
      await expect(jump).toHaveCount(0);
      await expect(alice.message('alice', 'so')).toBeInViewport();
    });

    await test.step('a conversation with much that is new opens at the line, with the way to the end', async () => {
      await alice.channel(/^random/).click();
      await expect(page.getByRole('textbox', { name: 'Message #random' })).toBeVisible();
      server.say(...talk(1_000, 80));
      await alice.channel(/^general, 80 unread/).click();
      const line = log.getByRole('separator', { name: 'New messages' });
      await expect(line).toBeInViewport();
      await expect(line).toHaveText(/^New since \d/);
      await expect(alice.message('', '1000 ')).toBeInViewport();
      await jump.click();
      await expect(alice.message('', '1079 ')).toBeInViewport();
      // It does not go while one looks at it, but when one sends it away.
      const firstUnread = async () => (await alice.chat())?.conversations.find(({ name }) => name === 'general')?.firstUnread;
      expect(await firstUnread()).not.toBeNull();
      await alice.composer.press('Escape');
      await expect.poll(firstUnread).toBeNull();
      await expect(line).toHaveCount(0);
    });

    await test.step('a screen reader hears what others write, once, and not what one writes', async () => {
      const heard = page.locator('[aria-live=polite]');
      server.say({ type: 'message', author: 'bob', message: 'listen', channel: 'general' });
      await expect(heard.getByText(/^bob, listen, \d/)).toHaveCount(1);
      await alice.say('my own words');
      await expect(alice.message('alice', 'my own words')).toBeVisible();
      await expect(heard.getByText(/my own words/)).toHaveCount(0);
      await wheel(alice, -3_000);
      await expect(heard.getByText(/^bob, /)).toHaveCount(1);
      await expect(log).toHaveAttribute('aria-live', 'off');
    });
  } finally {
    await server.stop();
  }
});

test('the keyboard goes through the messages and does with each what the mouse can', async ({ launch }) => {
  const server = await SayingServer.start(WELCOME);
  const alice = await launch();
  const { page, log } = alice;
  const { keyboard } = page;
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
  const clipboard = () => alice.app.evaluate(({ clipboard: board }) => board.readText());
  const inLog = () => page.evaluate(() => document.activeElement?.matches('[role=log] article') ?? false);
  const intoLog = async (): Promise<void> => {
    await alice.composer.focus();
    for (let presses = 0; presses < 8 && !(await inLog()); presses++) await keyboard.press('Shift+Tab');
  };
  try {
    await enter(alice, server);
    await resize(alice, 1200, 760);
    server.say(...talk(0, 300).map((packet, at) => ({ ...packet, message: `message ${String(at)} ends` })));
    await expect(alice.message('', 'message 299 ends')).toBeVisible();
    const stands = (at: number) => expect.poll(focused).toContain(`: message ${String(at)} ends`);

    await test.step('the log is one stop of Tab; arrows, pages and ends go over the messages', async () => {
      await intoLog();
      await stands(299);
      await keyboard.press('ArrowUp');
      await keyboard.press('ArrowUp');
      await stands(297);
      await keyboard.press('ArrowDown');
      await stands(298);
      await keyboard.press('PageUp');
      await expect.poll(async () => Number(/message (\d+)/.exec(await focused())?.[1])).toBeLessThan(292);
      await keyboard.press('Home');
      await stands(0);
      await expect(alice.message('', 'message 0 ends')).toBeInViewport();
      for (let at = 1; at <= 30; at++) await keyboard.press('ArrowDown');
      await stands(30);
      await expect(alice.message('', 'message 30 ends')).toBeInViewport({ ratio: 1 });
      await keyboard.press('Control+ArrowDown');
      await stands(299);
      expect(await rowsInDom(alice)).toBeLessThanOrEqual(300);
    });

    await test.step('C copies, R quotes into the composer', async () => {
      await keyboard.press('ArrowUp');
      await keyboard.press('c');
      await expect.poll(clipboard).toBe('message 298 ends');
      await keyboard.press('r');
      await expect(alice.composer).toBeFocused();
      await expect(alice.composer).toHaveValue('> message 298 ends\n');
      await alice.composer.fill('');
    });

    await test.step('Enter opens the menu of the message, and the focus comes back; U marks as unread; Esc leads to the composer', async () => {
      await intoLog();
      await stands(298);
      await keyboard.press('Enter');
      await expect(page.getByRole('menu', { name: 'Message actions' })).toBeVisible();
      await keyboard.press('Escape');
      await stands(298);
      await keyboard.press('Shift+F10');
      await expect(page.getByRole('menuitem', { name: 'Copy text' })).toBeFocused();
      await keyboard.press('Escape');
      await stands(298);
      await keyboard.press('u');
      await expect(log.getByRole('separator', { name: 'New messages' })).toHaveCount(1);
      await keyboard.press('Escape');
      await expect(alice.composer).toBeFocused();
    });

    await test.step('who has only clicked on a message and types is writing', async () => {
      await alice.message('', 'message 297 ends').click();
      await keyboard.type('cure');
      await expect(alice.composer).toHaveValue('cure');
      await alice.composer.fill('');
    });

    await test.step('the mouse has the same: actions under the pointer, and a menu by the right button', async () => {
      const row = alice.message('', 'message 296 ends');
      await row.hover();
      await row.getByRole('button', { name: 'Copy text' }).click();
      await expect.poll(clipboard).toBe('message 296 ends');
      await expect(log.getByRole('button', { name: 'Message actions' })).toHaveCount(1);
      await row.locator('.content').click({ button: 'right' });
      const menu = page.getByRole('menu', { name: 'Message actions' });
      await expect(menu.getByRole('menuitem')).toHaveText([/Copy text/, /Quote/, /Mention /, /Show profile/, /Mark as unread/]);
      await menu.getByRole('menuitem', { name: 'Quote' }).click();
      await expect(alice.composer).toHaveValue('> message 296 ends\n');
      await alice.composer.fill('');

      server.say({ type: 'message', author: 'Ann', message: 'look at https://example.org/plan', channel: 'general' });
      await alice.message('Ann', 'look at').getByRole('link').click({ button: 'right' });
      await menu.getByRole('menuitem', { name: 'Copy link' }).click();
      await expect.poll(clipboard).toBe('https://example.org/plan');

      await alice
        .message('Ann', 'look at')
        .locator('.content')
        .dblclick({ position: { x: 10, y: 8 } });
      await alice
        .message('Ann', 'look at')
        .locator('.content')
        .click({ button: 'right', position: { x: 10, y: 8 } });
      await menu.getByRole('menuitem', { name: 'Copy selection' }).click();
      await expect.poll(clipboard).toMatch(/^(look|at)$/);
    });
  } finally {
    await server.stop();
  }
});
