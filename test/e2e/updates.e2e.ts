import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { _electron } from '@playwright/test';
import type { RwciApi } from '../../src-shared/ipc/index.ts';
import { UpdateFeed, FEED_FILE } from '../support/update-feed.ts';
import { appArguments, Desktop, electronPath, expect, freePort, test as base } from './support/desktop.ts';

/** What stands in the place of the app before it is replaced. */
const OLD_IMAGE = 'the old app';

/** The new app: it writes down how it was started. */
const NEW_IMAGE = Buffer.from('#!/bin/sh\nprintf "%s\\n" "$@" > "$(dirname "$0")/started"\n');

const FILE = 'rwci-desktop-9.9.10.AppImage';

interface Fixtures {
  readonly feed: UpdateFeed;
  /** The app as if it ran out of an AppImage, in whose place `image` stands. */
  readonly installed: { readonly me: Desktop; readonly image: string };
}

const test = base.extend<Fixtures>({
  feed: async ({}, use) => {
    const feed = await UpdateFeed.open();
    await use(feed);
    await feed.close();
  },
  installed: async ({ feed }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'rwci-e2e-updates-'));
    const mount = join(folder, 'mount');
    const program = await mountRuntime(mount, feed);
    const image = join(folder, 'RWCI.AppImage');
    await writeFile(image, OLD_IMAGE, { mode: 0o755 });
    const data = join(folder, 'data');
    const app = await _electron.launch({
      executablePath: program,
      args: appArguments(data).filter(
        (argument) => !existsSync(join(mount, 'resources', 'app.asar')) || argument.startsWith('-'),
      ),
      env: { ...process.env, APPIMAGE: image, APPDIR: mount, XDG_CACHE_HOME: join(folder, 'cache') },
      chromiumSandbox: process.getuid?.() !== 0,
    });
    const me = new Desktop(app, await app.firstWindow(), data);
    await use({ me, image });
    await me.quit();
    await rm(folder, { recursive: true, force: true });
  },
});

/** The Electron of the tests with resources of its own: a release finds its feed there, and looks for nothing else. */
async function mountRuntime(mount: string, feed: UpdateFeed): Promise<string> {
  const program = electronPath();
  const from = dirname(program);
  const resources = join(from, 'resources');
  await mkdir(join(mount, 'resources'), { recursive: true });
  const links = async (source: string, target: string, but: readonly string[]) => {
    for (const name of await readdir(source)) if (!but.includes(name)) await symlink(join(source, name), join(target, name));
  };
  await links(from, mount, ['resources', 'electron', 'rwci-desktop']);
  await links(resources, join(mount, 'resources'), ['app-update.yml', 'update-key.pem']);
  const copy = join(mount, program.slice(from.length + 1));
  await copyFile(program, copy);
  const config = `provider: generic\nurl: '${feed.url}'\nupdaterCacheDirName: rwci-desktop-updater\n`;
  await writeFile(join(mount, 'resources', 'app-update.yml'), config);
  await writeFile(join(mount, 'resources', 'update-key.pem'), feed.publicKey);
  return copy;
}

test('a newer version is looked for when the person asks, told of, downloaded, and installed when they say so', async ({
  feed,
  installed: { me, image },
}) => {
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
  await me.photograph('updates-ready');

  const gone = me.app.waitForEvent('close');
  await press('Restart and install');
  await gone;
  expect(readFileSync(image)).toEqual(NEW_IMAGE);
  const started = join(dirname(image), 'started');
  await expect.poll(() => existsSync(started)).toBe(true);
  await expect.poll(() => readFileSync(started, 'utf8')).toContain(`--user-data-dir=${me.folder}`);
});
