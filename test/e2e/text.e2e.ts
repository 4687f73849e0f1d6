import { parseText } from '../../src-renderer/text/parse.ts';
import { HOSTILE_TEXTS } from '../support/hostile-texts.ts';
import { SayingServer } from '../support/saying-server.ts';
import { seenIn } from '../support/text-tree.ts';
import { expect, test, type Desktop } from './support/desktop.ts';

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

const member = (username: string, role = 'member') => ({ username, role, state: 'online', text: '', last_seen: null });

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
          return !/^(https?:\/\/|mailto:|tel:)/.test(element.getAttribute('href') ?? '');
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
  await alice.app.evaluate(({ shell }) => {
    Object.assign(globalThis, { openedOutside: [] });
    Object.defineProperty(shell, 'openExternal', {
      value: (url: string) => {
        (globalThis as unknown as { openedOutside: string[] }).openedOutside.push(url);
        return Promise.resolve();
      },
    });
  });
  await alice.join({ address: `127.0.0.1:${String(server.port)}`, username: 'alice', password: 'alice-pass-1' });
  await expect(alice.connection).toHaveText(/^Connected/);
  const expectNothingStrange = async () => {
    expect(await strange(alice)).toEqual({ elements: [], ran: false, violations: [] });
  };

  await test.step('as the text and the author of a message', async () => {
    for (const part of PARTS) {
      server.say(...part.map((text) => ({ type: 'message', channel: 'general', author: text, message: text })));
      await expect.poll(async () => (await textsOf(alice, '[role=log] article .author')).slice(-part.length)).toEqual(part);
      expect((await textsOf(alice, '[role=log] article.message .text')).slice(-part.length)).toEqual(part.map(shownOf));
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
  expect(await alice.app.evaluate(() => (globalThis as unknown as { openedOutside: string[] }).openedOutside)).toEqual([]);
  await server.stop();
});
