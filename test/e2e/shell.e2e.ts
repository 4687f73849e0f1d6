import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { expectAccessible } from './support/accessible.ts';
import { appArguments, electronPath, expect, test, type Desktop } from './support/desktop.ts';
import { SessionBus } from './support/session-bus.ts';
import { TrayHost } from './support/tray-host.ts';

/** What surrounds the page: one app a folder, its window, its tray, and the doors that stay shut. */

function windows(app: ElectronApplication): Promise<{ visible: boolean; bounds: Electron.Rectangle }[]> {
  return app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => ({ visible: window.isVisible(), bounds: window.getBounds() })),
  );
}

async function expectVisible({ app }: Desktop, visible: boolean): Promise<void> {
  await expect.poll(async () => (await windows(app)).map((window) => window.visible)).toEqual([visible]);
}

function closeWindow({ app }: Desktop): Promise<void> {
  return app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.close();
  });
}

/** Starts the app once more with the same folder; resolves with its exit code. */
function startAgain({ folder }: Desktop, env: Readonly<Record<string, string>> = {}): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(electronPath(), appArguments(folder), { env: { ...process.env, ...env }, stdio: 'ignore' });
    child.once('error', reject);
    child.once('exit', resolve);
  });
}

test('a second start with the same folder shows the first window and exits', async ({ launch }) => {
  const first = await launch();
  await expect(first.page.getByRole('button', { name: 'Join a server' })).toBeVisible();
  await first.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.hide();
  });
  await expectVisible(first, false);
  expect(await startAgain(first)).toBe(0);
  await expectVisible(first, true);
});

test('two folders are two apps side by side', async ({ launch }) => {
  const [one, two] = [await launch(), await launch()];
  await one.page.getByRole('button', { name: 'Settings' }).click();
  await one.page.getByRole('radio', { name: 'Dark' }).check();
  await expect(one.page.locator('html[data-theme=dark]')).toHaveCount(1);
  await expect(two.page.locator('html[data-theme=light]')).toHaveCount(1);
  expect(one.app.process().pid).not.toBe(two.app.process().pid);
});

test('the window comes back where it was, and never out of sight', async ({ launch }) => {
  const before = await launch();
  const place = { x: 140, y: 90, width: 900, height: 640 };
  await before.app.evaluate(({ BrowserWindow }, bounds) => {
    BrowserWindow.getAllWindows()[0]?.setBounds(bounds);
  }, place);
  await expect.poll(() => windows(before.app)).toMatchObject([{ bounds: place }]);
  await before.quit();
  const after = await launch({ folder: before.folder });
  await expect.poll(() => windows(after.app)).toMatchObject([{ bounds: place }]);
  await after.quit();

  const lost = { window: { x: 9_000, y: 7_000, width: 700, height: 600, maximized: false } };
  const found = await launch({
    folder: before.folder,
    prepare: (folder) => writeFile(join(folder, 'settings.json'), JSON.stringify(lost)),
  });
  await expect.poll(() => windows(found.app)).toMatchObject([{ bounds: { width: 700, height: 600 } }]);
  const screen = await found.app.evaluate((electron) => electron.screen.getPrimaryDisplay().workArea);
  const { x, y } = (await windows(found.app))[0]?.bounds ?? { x: NaN, y: NaN };
  expect(x).toBeLessThan(screen.x + screen.width);
  expect(y).toBeLessThan(screen.y + screen.height);
});

test('without a tray, closing the window quits', async ({ launch }) => {
  test.skip(process.platform !== 'linux', 'every other system has a tray');
  const alice = await launch();
  await expect(alice.page.getByRole('button', { name: 'Join a server' })).toBeVisible();
  const child = alice.app.process();
  const gone = alice.app.waitForEvent('close');
  await closeWindow(alice);
  await gone;
  expect(child.exitCode).toBe(0);
});

test('with a tray, closing the window asks once, and then hides it', async ({ launch }) => {
  test.skip(process.platform !== 'linux', 'only on Linux can the test put a tray there and look into it');
  const bus = await SessionBus.start();
  const tray = await TrayHost.start(bus);
  const alice = await launch({ env: bus.env });
  try {
    const { page } = alice;
    const question = page.getByRole('dialog', { name: 'Keep running?' });
    await expect(page.getByRole('button', { name: 'Join a server' })).toBeVisible();
    await expect.poll(() => tray.icons.length).toBe(1);

    await closeWindow(alice);
    await expect(question).toBeVisible();
    await expectAccessible(alice, 'the question on closing');
    await page.keyboard.press('Escape');
    await expect(question).toHaveCount(0);
    await expectVisible(alice, true);

    await closeWindow(alice);
    await question.getByRole('button', { name: 'Keep running in the tray' }).click();
    await expectVisible(alice, false);
    expect(await startAgain(alice, bus.env)).toBe(0);
    await expectVisible(alice, true);
    await expect(question).toHaveCount(0);

    await closeWindow(alice);
    await expectVisible(alice, false);
    await tray.click(tray.icons[0] ?? '');
    await expectVisible(alice, true);
    await expect(question).toHaveCount(0);
  } finally {
    // The app first: it dies badly with its bus.
    await alice.quit();
    tray.stop();
    await bus.stop();
  }
});
