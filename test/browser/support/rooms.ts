import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mergeTests, type Browser } from '@playwright/test';
import { startServer, type ListeningServer, type ListenOptions } from '../../../src-main/server/server.ts';
import { expect, test as base, testInRoom as inRoom } from '../../e2e/support/desktop.ts';
import { Guest, SIZES, type Size } from './guest.ts';
import { HOME } from './names.ts';

/** Where `npm run build` puts the page. */
const PAGE_FOLDER = fileURLToPath(new URL('../../../dist/guest/', import.meta.url));

/** How somebody comes. */
export interface Visit {
  readonly size?: Size;
  /** What runs in the page before anything of ours. */
  readonly before?: () => void;
  readonly javaScript?: boolean;
  /** The storage of another guest of the same browser: a second tab. */
  readonly beside?: Guest;
  /** Where the page is, when it is not gone to yet. */
  readonly origin?: string;
}

interface Rooms {
  /** A server without a window and without discovery; it is gone after the test. */
  startRoom: (options?: Partial<ListenOptions>) => Promise<ListeningServer>;
  /** Opens a page in Chromium, with a storage of its own; after the test nothing of it may have gone wrong. */
  visit: (url: string, options?: Visit) => Promise<Guest>;
}

export const test = base.extend<Rooms>({
  startRoom: async ({}, use) => {
    const servers: ListeningServer[] = [];
    const folders: string[] = [];
    await use(async (options = {}) => {
      const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'rwci-room-')));
      if (options.dataDir === undefined) folders.push(dataDir);
      const kept = { host: '127.0.0.1', port: 0, name: 'The workshop', discovery: false, pageFolder: PAGE_FOLDER };
      const server = await startServer({ ...kept, ...options, dataDir });
      servers.push(server);
      return server;
    });
    for (const server of servers) await server.stop();
    for (const folder of folders) await rm(folder, { recursive: true });
  },
  visit: async ({ browser }, use) => {
    const guests: Guest[] = [];
    await use(async (url, options = {}) => {
      const guest = await open(browser, url, options);
      guests.push(guest);
      return guest;
    });
    for (const guest of guests) expect(guest.wrongs).toEqual([]);
    for (const { page } of guests) await page.context().close();
  },
});

/** For files whose tests share a room that a real app hosts. */
export const testInRoom = mergeTests(inRoom, test);

async function open(browser: Browser, url: string, options: Visit): Promise<Guest> {
  const { before, beside, javaScript = true, origin = url, size = 'desk' } = options;
  const looks = { ...SIZES[size], locale: 'en-GB', javaScriptEnabled: javaScript, ignoreHTTPSErrors: true };
  const context = beside?.page.context() ?? (await browser.newContext(looks));
  const page = await context.newPage();
  if (before !== undefined) await page.addInitScript(before);
  const guest = new Guest(page, size, origin);
  await page.goto(url);
  return guest;
}

/** The address of a server's page under the name that makes no secure context of it. */
export function pageOf({ port }: { readonly port: number }, fragment = ''): string {
  return `http://${HOME}:${String(port)}/${fragment}`;
}

export { expect };
