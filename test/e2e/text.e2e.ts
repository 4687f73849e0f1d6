import { actionOf } from '../../src-renderer/text/action.ts';
import { parseText } from '../../src-renderer/text/parse.ts';
import { plainText } from '../../src-shared/text/plain-text.ts';
import { HOSTILE_TEXTS } from '../support/hostile-texts.ts';
import { SocketClient } from '../support/server-client.ts';
import { SayingServer } from '../support/saying-server.ts';
import { seenIn } from '../support/text-tree.ts';
import { expect, freePort, test, type Desktop } from './support/desktop.ts';

/** What other people write: what it means, where it leads, and that it stays text in every place where it is shown. */

/** The texts in parts that the log has in the DOM at its end. */
const PARTS: readonly (readonly string[])[] = HOSTILE_TEXTS.reduce<string[][]>(
  (parts, text) => {
    const last = parts.at(-1) ?? [];
    if (last.length < 12 && [...last, text].join('').length < 2_000) last.push(text);
    else parts.push([text]);
    return parts;
  },
  [[]],
);

/** Of places where one text stands at a time, so many are looked at. */
const SAMPLE = HOSTILE_TEXTS.filter((text, index) => index % 40 === 7 && text.length < 300);

const INFO = {
  type: 'server_info',
  name: 'Workshop',
  version: '1',
  capabilities: ['moderation', 'presence'],
  limits: { message_bytes: 65_536, name_code_points: 32 },
};

/** What the log shows of a message: its text without the signs that had a meaning. */
function shownOf(text: string): string {
  const blocks = parseText(text);
  return blocks === null ? text : seenIn(blocks).text;
}

/** What the page has become, apart from what the app makes itself. */
interface Strange {
  elements: string[];
  ran: boolean;
  violations: string[];
}

async function watch({ page }: Desktop): Promise<{ requests: string[]; dialogs: string[]; errors: string[] }> {
  const seen = { requests: [] as string[], dialogs: [] as string[], errors: [] as string[] };
  page.on('request', (request) => seen.requests.push(request.url()));
  page.on('dialog', (dialog) => {
    seen.dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => seen.errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') seen.errors.push(message.text());
  });
  await page.evaluate(() => {
    const violations: string[] = [];
    Object.assign(window, { violations });
    addEventListener('securitypolicyviolation', (event) => violations.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  return seen;
}

/** Elements that the app makes nowhere, attributes that no element of it has, addresses that no link may have. */
function strange({ page }: Desktop): Promise<Strange> {
  return page.evaluate(() => {
    const OURS = new Set(
      (
        'html head meta title link script body div section main nav header footer article aside h1 h2 h3 p span button ul ol li bdi ' +
        'time mark a strong em s code pre figure figcaption blockquote textarea input label form dialog svg kbd datalist fieldset legend'
      ).split(' '),
    );
    const elements = [...document.querySelectorAll('*')]
      .filter((element) => {
        const name = element.localName;
        if (element.closest('svg.lucide') !== null)
          return element.closest('svg.lucide')?.querySelector('script, a, image, use') !== null;
        // The dots of somebody who is typing.
        if (name === 'i') return element.attributes.length !== 1 || element.childNodes.length > 0;
        if (!OURS.has(name) || name === 'svg') return true;
        if (element.getAttributeNames().some((attribute) => attribute.startsWith('on') || attribute === 'srcdoc')) return true;
        if (element instanceof HTMLAnchorElement)
          return !/^(https?:\/\/|mailto:|tel:|rwci:\/\/)/.test(element.getAttribute('href') ?? '');
        if (element instanceof HTMLScriptElement) return !element.src.startsWith('app://rwci/');
        return false;
      })
      .map((element) => element.outerHTML.slice(0, 200));
    return {
      elements,
      ran: '__ran' in window,
      violations: (window as unknown as { violations: string[] }).violations,
    };
  });
}

/** Texts of all elements of a selector, in order, without what the app adds to a message. */
function textsOf({ page }: Desktop, selector: string): Promise<string[]> {
  return page.evaluate(
    (wanted) =>
      [...document.querySelectorAll(wanted)].map((element) => {
        const copy = element.cloneNode(true) as Element;
        for (const added of copy.querySelectorAll('.place, figcaption button')) added.remove();
        return copy.textContent ?? '';
      }),
    selector,
  );
}

/** What left the app by a link, and what was asked before it did, in the main process. */
interface Recorder {
  opened: string[];
  asked: string[];
}

/** Nothing is opened and nobody is asked from here on; every question is answered with yes. */
async function recordOpening({ app }: Desktop): Promise<void> {
  await app.evaluate(({ dialog, shell }) => {
    const recorder: Recorder = { opened: [], asked: [] };
    Object.assign(globalThis, { recorder });
    Object.defineProperty(shell, 'openExternal', {
      value: (url: string) => {
        recorder.opened.push(url);
        return Promise.resolve();
      },
    });
    Object.defineProperty(dialog, 'showMessageBox', {
      value: (...args: { message?: string }[]) => {
        recorder.asked.push(args.at(-1)?.message ?? '');
        return Promise.resolve({ response: 0, checkboxChecked: false });
      },
    });
  });
}

function recorded({ app }: Desktop): Promise<Recorder> {
  return app.evaluate(() => (globalThis as unknown as { recorder: Recorder }).recorder);
}

const lacking = (wanted: readonly string[], found: readonly string[]): string[] => {
  const there = new Set(found);
  return wanted.filter((text) => !there.has(text));
};

test('360 hostile texts stay text wherever another person can put one', async ({ launch }) => {
  test.setTimeout(120_000);
  const server = await SayingServer.start([
    { type: 'channel_list', channels: ['general'] },
    { type: 'default_channel', channel: 'general' },
    { type: 'user_list', users: ['alice'] },
    INFO,
  ]);
  const alice = await launch();
  const { page } = alice;
  await page.getByRole('button', { name: 'Join a server' }).waitFor();
  const seen = await watch(alice);
  await recordOpening(alice);
  await alice.join({ address: `127.0.0.1:${String(server.port)}`, username: 'alice', password: 'alice-pass-1' });
  await expect(alice.connection).toHaveText(/^Connected/);
  const expectNothingStrange = async () => {
    expect(await strange(alice)).toEqual({ elements: [], ran: false, violations: [] });
  };

  await test.step('as the text and the author of a message', async () => {
    for (const part of PARTS) {
      server.say(...part.map((text) => ({ type: 'message', channel: 'general', author: text, message: text })));
      await expect.poll(async () => (await textsOf(alice, '[role=log] article .author')).slice(-part.length)).toEqual(part);
      expect((await textsOf(alice, '[role=log] article.message .text')).slice(-part.length)).toEqual(
        part.map((text) => shownOf(actionOf(text) ?? text)),
      );
      await expectNothingStrange();
    }
  });

  await test.step('as what the server says to all', async () => {
    for (const part of PARTS) {
      server.say(...part.map((message) => ({ type: 'broadcast', message })));
      await expect
        .poll(async () => (await textsOf(alice, '[role=log] .broadcast .text')).slice(-part.length))
        .toEqual(part.map(shownOf));
      await expectNothingStrange();
    }
  });

  await test.step('as a member', async () => {
    // The list shows two hundred people, and more when asked.
    for (const half of [HOSTILE_TEXTS.slice(0, 180), HOSTILE_TEXTS.slice(180)]) {
      server.say({ type: 'user_list', users: ['alice', ...half] });
      await expect.poll(async () => lacking(half, await textsOf(alice, '[aria-label=Members] bdi'))).toEqual([]);
      await expectNothingStrange();
    }
  });

  await test.step('as somebody who is typing', async () => {
    for (const username of SAMPLE) {
      server.say({ type: 'typing', username });
      await expect.poll(() => textsOf(alice, '[aria-label=Typing] bdi')).toEqual([username]);
      await expectNothingStrange();
      server.say({ type: 'message', channel: 'general', author: username, message: 'done' });
      await expect.poll(() => textsOf(alice, '[aria-label=Typing] bdi')).toEqual([]);
    }
  });

  await test.step('as a channel', async () => {
    server.say({ type: 'channel_list', channels: ['general', ...HOSTILE_TEXTS] });
    await expect.poll(async () => lacking(HOSTILE_TEXTS, await textsOf(alice, 'nav[aria-label=Channels] bdi'))).toEqual([]);
    await expectNothingStrange();
  });

  await test.step('as somebody who writes to one alone', async () => {
    server.say(...HOSTILE_TEXTS.map((text) => ({ type: 'direct_message', author: text, message: text })));
    // Of the server's own there is one conversation, under another heading.
    await expect
      .poll(async () => lacking(HOSTILE_TEXTS, await textsOf(alice, 'nav[aria-label="Direct messages"] bdi')))
      .toEqual([]);
    await expectNothingStrange();
  });

  await test.step('as the head, the box and the title of an open conversation', async () => {
    for (const text of SAMPLE) {
      const at = (await textsOf(alice, 'nav[aria-label=Channels] bdi')).indexOf(text);
      await page.locator('nav[aria-label=Channels] bdi').nth(at).click();
      await expect.poll(() => textsOf(alice, 'main h1')).toEqual([text]);
      await expectNothingStrange();
    }
    await alice.channel('general').first().click();
  });

  await test.step('as the name of the server', async () => {
    for (const name of SAMPLE) {
      server.say({ ...INFO, name });
      await expect.poll(() => textsOf(alice, '#sidebar bdi.name')).toContain(name);
      await expectNothingStrange();
    }
    server.say(INFO);
  });

  await test.step('as an error', async () => {
    for (const message of SAMPLE) server.say({ type: 'error', code: 'failed', message });
    await alice.direct('Server').first().click();
    await expect
      .poll(async () => (await textsOf(alice, '[role=log] article.message .text')).slice(-SAMPLE.length))
      .toEqual(SAMPLE.map(shownOf));
    await expectNothingStrange();
  });

  await test.step('as something that was looked for', async () => {
    await page.keyboard.press('Control+Shift+F');
    await page.getByRole('searchbox', { name: 'Search messages' }).fill('evil');
    await expect.poll(async () => (await textsOf(alice, '[data-result] .text')).length).toBeGreaterThan(20);
    const all = HOSTILE_TEXTS.map(plainText);
    const found = (await textsOf(alice, '[data-result] .text')).map((text) => text.replace(/^… | …$/gu, ''));
    expect(found.filter((text) => !all.some((each) => each.includes(text)))).toEqual([]);
    await expectNothingStrange();
    await page.keyboard.press('Escape');
  });

  await test.step('as the reason of a hang-up', async () => {
    for (const reason of SAMPLE.filter((text) => Buffer.byteLength(text) <= 120).slice(0, 3)) {
      server.hangUp(4000, reason);
      await expect(alice.connection).not.toHaveText(/^Connected/);
      await expectNothingStrange();
      await expect(alice.connection).toHaveText(/^Connected/, { timeout: 20_000 });
    }
  });

  expect(seen.dialogs).toEqual([]);
  expect(seen.requests.filter((url) => !url.startsWith('app://rwci/'))).toEqual([]);
  expect(seen.errors).toEqual([]);
  expect(await alice.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  expect(await recorded(alice)).toEqual({ opened: [], asked: [] });
  await server.stop();
});

test('what people write means what they meant, and leads where it says', async ({ launch }) => {
  const server = await SayingServer.start([
    { type: 'channel_list', channels: ['general', 'random'] },
    { type: 'default_channel', channel: 'general' },
    { type: 'user_list', users: ['alice', 'bob', 'Zoë Kravitz'] },
    INFO,
  ]);
  const alice = await launch();
  const { log, page } = alice;
  await recordOpening(alice);
  await alice.join({ address: `127.0.0.1:${String(server.port)}`, username: 'alice', password: 'alice-pass-1' });
  await expect(alice.connection).toHaveText(/^Connected/);
  const say = (message: string) => {
    server.say({ type: 'message', channel: 'general', author: 'bob', message });
  };
  const last = () => log.locator('article.message').last().locator('.text');

  await test.step('emphasis, quotes, lists and code', async () => {
    say('**bold** and *leaning* and ~~gone~~ and `code`');
    await expect(last().locator('strong')).toHaveText('bold');
    await expect(last().locator('em')).toHaveText('leaning');
    await expect(last().locator('s')).toHaveText('gone');
    await expect(last().locator('code')).toHaveText('code');
    say('> asked\nanswered\n- one\n- two\n\n3) three\n4) four');
    await expect(last().locator('blockquote')).toHaveText('asked');
    await expect(last().locator('ul > li')).toHaveText(['one', 'two']);
    await expect(last().locator('ol > li')).toHaveText(['3)three', '4)four']);
    say('# no heading, | no | table, C:\\path\\file, snake_case_names, 2 * 3 * 4');
    await expect(last()).toHaveText('# no heading, | no | table, C:\\path\\file, snake_case_names, 2 * 3 * 4');
    expect(await last().locator('*').count()).toBe(0);
  });

  await test.step('a block of code gets its colours without a change of its size, and is copied', async () => {
    say('```ts\nconst answer: number = 42; // so far\n```');
    const block = last().locator('pre');
    await expect(block).toHaveText('const answer: number = 42; // so far');
    const before = await block.boundingBox();
    await expect(block.locator('[data-scope=keyword]').first()).toHaveText('const');
    const after = await block.boundingBox();
    expect([after?.width, after?.height]).toEqual([before?.width, before?.height]);
    await last().getByRole('button', { name: 'Copy code' }).click();
    await expect(last().getByRole('button', { name: 'Copied' })).toBeVisible();
    expect(await alice.app.evaluate(({ clipboard }) => clipboard.readText())).toBe('const answer: number = 42; // so far');
  });

  await test.step('links say where they lead, open outside and never lead the window away', async () => {
    say('see [the plan](https://plans.example/week?n=47), https://аpple.com and [call](tel:+491234)');
    await expect(last()).toHaveText('see the plan(plans.example), https://аpple.com(xn--pple-43d.com) and call(+491234)');
    const plan = last().getByRole('link', { name: 'the plan' });
    await expect(plan).toHaveAttribute('title', 'Opens https://plans.example/week?n=47');
    await expect(plan).toHaveAttribute('data-href', 'https://plans.example/week?n=47');
    const address = page.url();
    await plan.click();
    await plan.click({ button: 'middle' });
    await plan.click({ modifiers: ['Control'] });
    await plan.click({ modifiers: ['Shift'] });
    await plan.focus();
    await page.keyboard.press('Enter');
    await plan.dragTo(alice.composer);
    const plans = Array<string>(5).fill('https://plans.example/week?n=47');
    await expect.poll(() => recorded(alice)).toEqual({ opened: plans, asked: [] });
    for (let times = 0; times < 2; times++) await last().getByRole('link', { name: 'call' }).click();
    await expect
      .poll(() => recorded(alice))
      .toEqual({ opened: [...plans, 'tel:+491234', 'tel:+491234'], asked: ['Open tel: links with another program?'] });
    expect(page.url()).toBe(address);
    expect(await alice.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });

  await test.step('short codes become emoji, and a few alone are big', async () => {
    say('done :tada: :no_such_code:');
    await expect(last()).toHaveText('done 🎉 :no_such_code:');
    say('🎉 👍🏽');
    await expect(last()).toHaveText('🎉 👍🏽');
    const size = () => last().evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
    const big = await size();
    say('🎉 ok');
    await expect(last()).toHaveText('🎉 ok');
    expect(big).toBeGreaterThan(2 * (await size()));
  });

  await test.step('right to left stays with what it is in', async () => {
    say('مرحبا بالجميع\nleft again');
    await expect(last()).toHaveCSS('unicode-bidi', 'plaintext');
    await expect(log.locator('article.message').last()).toHaveCSS('direction', 'ltr');
  });

  await test.step('names and channels are live, by keyboard too', async () => {
    say('@alice and @zoë kravitz, look into #random, not #nowhere');
    await expect(last().locator('.own')).toHaveText('@alice');
    await expect(last().getByRole('button', { name: '@zoë kravitz' })).toBeVisible();
    await expect(last().getByRole('link')).toHaveText(['#random']);
    await last().getByRole('link', { name: '#random' }).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('textbox', { name: 'Message #random' })).toBeVisible();
  });
  await server.stop();
});

test('a name is text in the questions about its owner', async ({ launch }) => {
  const alice = await launch();
  const { page } = alice;
  const port = await freePort();
  await page.getByRole('button', { name: 'Join a server' }).waitFor();
  const seen = await watch(alice);
  await alice.host({ name: '<b>Workshop</b>', port, username: 'alice', password: 'alice-pass-1' });
  // What our own server takes for a name.
  const name = '<img src=x onerror=__ran=1>';
  const guest = await SocketClient.connect(port);
  guest.send({ type: 'auth', username: name, password: 'secret-pass-1' });
  await guest.upTo('user_list');
  for (const action of ['Kick', 'Ban']) {
    await page.getByRole('list', { name: 'Members' }).getByRole('button', { name }).click();
    await page.getByRole('menuitem', { name: action, exact: true }).click();
    await expect(page.getByRole('dialog')).toContainText(name);
    expect(await strange(alice)).toEqual({ elements: [], ran: false, violations: [] });
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
  await page.getByRole('list', { name: 'Members' }).getByRole('button', { name }).click();
  await page.getByRole('menuitem', { name: 'Block' }).click();
  await expect(page.getByText(`${name} is blocked`)).toBeVisible();
  expect(await strange(alice)).toEqual({ elements: [], ran: false, violations: [] });
  expect(seen.dialogs).toEqual([]);
  expect(seen.requests.filter((url) => !url.startsWith('app://rwci/'))).toEqual([]);
  guest.close();
});
