import { mkdtempSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, expect, test, type BrowserContext, type Page, type Route } from '@playwright/test';
import { build } from 'vite';
import type { GuestStorage } from '../../src-renderer/guest/storage/open-storage.ts';
import type { ServerKey } from '../../src-shared/client/records.ts';

/** What the page keeps in a real browser: its database, its tabs, and what a browser does to both. */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The room's page as far as it keeps something, in a tab. */
interface Tab {
  readonly storage: GuestStorage;
  readonly key: ServerKey;
  readonly taken: number[];
}

declare global {
  interface Window {
    tab: Tab;
  }
}

let program = '';
let profile = '';
let browser: BrowserContext;
let rooms = 0;

test.beforeAll(async () => {
  const built = await build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      rolldownOptions: {
        input: join(ROOT, 'src-renderer/guest/storage/open-storage.ts'),
        preserveEntrySignatures: 'strict',
        output: { format: 'es', codeSplitting: false },
      },
    },
  });
  if (!('output' in built)) throw new Error('the build is none');
  program = built.output[0].code;
  profile = mkdtempSync(join(tmpdir(), 'rwci-storage-'));
  browser = await launch();
});

test.afterAll(async () => {
  await browser.close();
  rmSync(profile, { recursive: true, force: true });
});

async function launch(): Promise<BrowserContext> {
  const { launchOptions } = test.info().project.use;
  const context = await chromium.launchPersistentContext(profile, { ...launchOptions });
  await context.route('http://*.test/**', serve);
  return context;
}

async function serve(route: Route): Promise<void> {
  const { pathname } = new URL(route.request().url());
  if (pathname === '/storage.js') await route.fulfill({ contentType: 'text/javascript', body: program });
  else {
    // Somewhere a browser gives a page nothing to keep anything in.
    const headers = pathname === '/blocked' ? { 'content-security-policy': 'sandbox allow-scripts' } : {};
    await route.fulfill({ contentType: 'text/html', headers, body: '<!doctype html><title>room</title>' });
  }
}

/** An address of its own, in clear and not of this computer: what a browser has for secure pages alone is not there. */
function newRoom(): string {
  return `http://room${++rooms}.test`;
}

/** Opens what is kept there, as the page of the room does, in a new tab. */
async function openTab(room: string, path = '/'): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(room + path);
  await open(page);
  return page;
}

async function open(page: Page): Promise<void> {
  await page.evaluate(async (url) => {
    const module = (await import(url)) as { openStorage(): Promise<GuestStorage> };
    const storage = await module.openStorage();
    const { key } = await storage.history.open({ profile: 'page', account: 'ann', address: location.host });
    const taken: number[] = [];
    storage.onTakenOver(() => taken.push(1));
    window.tab = { storage, key, taken };
  }, new URL('/storage.js', page.url()).href);
}

/** Keeps a message in the outbox; resolves with null, or the sentence with which that was refused. */
function keep(page: Page, id: number, text = 'waits'): Promise<string | null> {
  return page.evaluate(
    async ([entryId, words]) => {
      const { key, storage } = window.tab;
      const message = {
        kind: 'message',
        id: entryId,
        at: entryId,
        author: 'ann',
        text: words,
        nonce: `n${String(entryId)}`,
      } as const;
      const entry = { ...message, delivery: 'queued', reason: null, mention: false } as const;
      try {
        await storage.history.write([{ type: 'outbox', server: key, conversation: 'channel:general', entry }]);
        return null;
      } catch (error) {
        return (error as Error).message;
      }
    },
    [id, text] as const,
  );
}

/** The ids of what waits to be sent, as a tab that is opened now finds them. */
async function waiting(room: string): Promise<number[]> {
  const page = await openTab(room);
  const ids = await page.evaluate(async () => {
    const { outbox } = await window.tab.storage.history.open({ profile: 'page', account: 'ann', address: location.host });
    return outbox.map(({ entry }) => entry.id);
  });
  await page.close();
  return ids;
}

const keeps = (page: Page) => page.evaluate(() => window.tab.storage.keeps);
const taken = (page: Page) => page.evaluate(() => window.tab.taken.length);

test('what waits to be sent survives that the tab crashes and that the browser is killed', async () => {
  const room = newRoom();
  const page = await openTab(room);
  expect(await page.evaluate(() => [isSecureContext, 'locks' in navigator])).toEqual([false, false]);
  expect([await keeps(page), await keep(page, 1)]).toEqual([true, null]);
  await page.goto('chrome://crash').catch(() => undefined);
  expect(await waiting(room)).toEqual([1]);

  const other = await openTab(room);
  expect(await keep(other, 2)).toBeNull();
  const pid = Number(readlinkSync(join(profile, 'SingletonLock')).split('-').at(-1));
  const closed = new Promise((resolve) => browser.once('close', resolve));
  process.kill(pid, 'SIGKILL');
  await closed;
  browser = await launch();
  expect(await waiting(room)).toEqual([1, 2]);
});

test('of two tabs the one opened last has the room', async () => {
  const room = newRoom();
  const first = await openTab(room);
  expect(await keep(first, 1)).toBeNull();
  const second = await openTab(room);
  await expect.poll(() => taken(first)).toBe(1);
  expect(await keep(first, 2)).toContain('in another tab');
  expect([await keep(second, 3), await taken(second)]).toEqual([null, 0]);
  expect(await waiting(room)).toEqual([1, 3]);
  await expect.poll(() => taken(second)).toBe(1);
});

test('a tab that heard of no other finds its claim gone when it writes, and writes nothing', async () => {
  const room = newRoom();
  const first = await openTab(room);
  await first.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const request = indexedDB.open('rwci', 1);
        request.onsuccess = () => {
          const transaction = request.result.transaction('rows', 'readwrite');
          transaction.objectStore('rows').put({ row: 0, claim: Date.now() + 1 });
          transaction.oncomplete = () => {
            request.result.close();
            resolve();
          };
        };
      }),
  );
  expect(await keep(first, 1)).toContain('in another tab');
  expect([await taken(first), await waiting(room)]).toEqual([1, []]);
});

test('a database that the browser deleted while it was open is made again with all that is known', async () => {
  const room = newRoom();
  const page = await openTab(room);
  expect(await keep(page, 1)).toBeNull();
  const session = await browser.newCDPSession(page);
  await session.send('Storage.clearDataForOrigin', { origin: room, storageTypes: 'indexeddb' });
  expect(await keep(page, 2)).toBeNull();
  expect(await waiting(room)).toEqual([1, 2]);
});

test('where there is no room a write is refused in words, and kept with the next one that there is room for', async () => {
  const room = newRoom();
  const page = await browser.newPage();
  await page.goto(room);
  const session = await browser.newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin: room, quotaSize: 50_000 });
  await open(page);
  // Browsers compress what they keep.
  const noise = Array.from({ length: 20_000 }, (_, index) => ((index * 2_654_435_761) % 2 ** 32).toString(36)).join('');
  expect(await keep(page, 1, noise)).toBe('The disk is full: the history cannot be kept until there is room.');
  await session.send('Storage.overrideQuotaForOrigin', { origin: room });
  expect(await keep(page, 2)).toBeNull();
  expect(await waiting(room)).toEqual([1, 2]);
});

test('a database of a newer version is left alone: the page does without, and one that has it open refuses in words', async () => {
  const room = newRoom();
  const before = await openTab(room);
  expect(await keep(before, 1)).toBeNull();
  await before.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const request = indexedDB.open('rwci', 2);
        request.onsuccess = () => {
          request.result.close();
          resolve();
        };
      }),
  );
  expect(await keep(before, 2)).toBe('The history cannot be used.');
  const page = await openTab(room);
  expect([await keeps(page), await keep(page, 3)]).toEqual([false, null]);
});

test('without any storage the page works from memory and says so', async () => {
  const page = await openTab(newRoom(), '/blocked');
  expect([await keeps(page), await keep(page, 1)]).toEqual([false, null]);
  const facts = await page.evaluate(async () => {
    const { history, login } = window.tab.storage;
    login.keep({ username: 'ann', blocked: [], secret: { kind: 'guest', password: 'p' } });
    return [history.notice, login.read()?.username];
  });
  expect(facts).toEqual(['This browser keeps nothing: messages are remembered only until the page is closed.', 'ann']);
});
