import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RwciApi } from '../../src-shared/ipc/index.ts';
import { UpdateFeed, FEED_FILE } from '../support/update-feed.ts';
import { expectAccessible } from './support/accessible.ts';
import { expect, freePort, test as base, type Desktop } from './support/desktop.ts';

/** Made by `npm run package -- --dir --profile=test`. */
const PACKAGED = fileURLToPath(new URL('../../release/test', import.meta.url));
const PROGRAM = 'rwci-desktop';

/** What stands in the place of the app before it is replaced. */
const OLD_IMAGE = 'the old app';

/** The new app: it writes down how it was started. */
const NEW_IMAGE = Buffer.from('#!/bin/sh\nprintf "%s\\n" "$@" > "$(dirname "$0")/started"\n');

const FILE = 'rwci-desktop-9.9.10.AppImage';

interface Fixtures {
  readonly feed: UpdateFeed;
  /** The packaged app as if it ran out of an AppImage, in whose place `image` stands. */
  readonly installed: { readonly me: Desktop; readonly image: string };
}

const test = base.extend<Fixtures>({
  feed: async ({}, use) => {
    const feed = await UpdateFeed.open();
    await use(feed);
    await feed.close();
  },
  installed: async ({ feed, launch }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'rwci-e2e-updates-'));
    const mount = join(folder, 'mount');
    const packaged = await mountPackage(mount, feed);
    const image = join(folder, 'RWCI.AppImage');
    await writeFile(image, OLD_IMAGE, { mode: 0o755 });
    const env = { APPIMAGE: image, APPDIR: mount, XDG_CACHE_HOME: join(folder, 'cache') };
    const me = await launch({ packaged, folder: join(folder, 'data'), env });
    await use({ me, image });
    await me.quit();
    await rm(folder, { recursive: true, force: true });
  },
});

/** The package with resources of its own: a release finds its feed there, and looks for it nowhere else. */
async function mountPackage(mount: string, feed: UpdateFeed): Promise<string> {
  const resources = join(mount, 'resources');
  await mkdir(resources, { recursive: true });
  const link = async (from: string, to: string, but: readonly string[]) => {
    for (const name of await readdir(from)) if (!but.includes(name)) await symlink(join(from, name), join(to, name));
  };
  await link(PACKAGED, mount, ['resources', PROGRAM]);
  await link(join(PACKAGED, 'resources'), resources, ['app-update.yml', 'update-key.pem']);
  // Its place is where it looks for all the rest, so that a link would lead back.
  await copyFile(join(PACKAGED, PROGRAM), join(mount, PROGRAM));
  const config = `provider: generic\nurl: '${feed.url}'\nupdaterCacheDirName: rwci-desktop-updater\n`;
  await writeFile(join(resources, 'app-update.yml'), config);
  await writeFile(join(resources, 'update-key.pem'), feed.publicKey);
  return join(mount, PROGRAM);
}

test.skip(process.platform !== 'linux', 'the test profile is made on Linux');

test.beforeAll(() => {
  if (!existsSync(PACKAGED)) throw new Error('make it first: npm run package -- --dir --profile=test');
});

test('a newer version is looked for when the person asks, told of, downloaded, and installed when they say so', async ({
  feed,
  installed: { me, image },
}) => {
  test.setTimeout(120_000);
  const { page } = me;
  const settings = page.getByRole('dialog', { name: 'Settings' });
  const says = (sentence: string | RegExp) => expect(settings.getByRole('status').filter({ hasText: sentence })).toBeVisible();
  const press = (name: string) => settings.getByRole('button', { name }).click();

  await me.host({ name: 'The workshop', port: await freePort(), username: 'alice', password: 'alice-pass-1' });
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await expect(settings.getByRole('radio', { name: 'Tell me' })).toBeChecked();
  await says('Not looked for since the start.');
  expect(feed.requests).toEqual([]);

  feed.serve(`/${FEED_FILE}`, (response) => response.writeHead(500).end('oops'));
  await press('Check for updates');
  await says('The server for updates has a problem. Try again later.');
  feed.serve(`/${FEED_FILE}`, (response) => response.writeHead(302, { location: 'http://127.0.0.2:9/' }).end());
  await press('Try again');
  await says(/sends elsewhere/);

  const notes = String.raw`"Rooms open faster.\n<img src=x onerror=document.title=1>\e[31m\u202E"`;
  feed.publish({ version: '9.9.9', payload: NEW_IMAGE, notes });
  await press('Try again');
  await says('Version 9.9.9 is available');
  const text = settings.getByRole('region', { name: 'What is new in 9.9.9' });
  await expect(text).toHaveText('Rooms open faster. <img src=x onerror=document.title=1>');
  await expect(text.locator('img')).toHaveCount(0);

  await test.step('while a server is hosted, nothing is downloaded', async () => {
    const download = settings.getByRole('button', { name: 'Download' });
    await expect(download).toBeDisabled();
    await expect(download).toHaveAccessibleDescription(/While you host, nothing is downloaded or installed\./);
    await me.photograph('updates-hosting');
    await settings.getByRole('switch', { name: /Host/ }).click();
    await expect(download).toBeEnabled();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'Settings, a new version is there' })).toBeVisible();
  });

  await test.step('one that is found while the person does something else is told of once', async () => {
    feed.publish({ version: '9.9.10', payload: NEW_IMAGE, notes });
    await page.evaluate(() => (window as unknown as { rwci: RwciApi }).rwci.invoke('updates/check', {}));
    const notice = page.getByRole('status', { name: 'Notices' });
    await expect(notice).toContainText('Version 9.9.10 is available.');
    await notice.getByRole('button', { name: 'Show' }).click();
    await says('Version 9.9.10 is available');
  });

  feed.serve(`/${FILE}`, (response) => response.end(Buffer.alloc(NEW_IMAGE.length, 'x')));
  await press('Download');
  await says('What was downloaded is damaged and was thrown away. Try again.');
  await me.photograph('updates-damaged');
  feed.publish({ version: '9.9.10', payload: NEW_IMAGE, notes });
  await press('Try again');
  await says('Version 9.9.10 is ready. It is installed when you quit.');
  expect(readFileSync(image, 'utf8')).toBe(OLD_IMAGE);
  await expectAccessible(me, 'an update is ready');
  await me.photograph('updates-ready');

  const gone = me.app.waitForEvent('close');
  await press('Restart and install');
  await gone;
  expect(readFileSync(image)).toEqual(NEW_IMAGE);
  const started = join(dirname(image), 'started');
  await expect.poll(() => existsSync(started)).toBe(true);
  await expect.poll(() => readFileSync(started, 'utf8')).toContain(`--user-data-dir=${me.folder}`);
});
