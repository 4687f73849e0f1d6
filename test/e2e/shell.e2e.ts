import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { expectAccessible } from './support/accessible.ts';
import { appArguments, electronPath, expect, test, type Desktop } from './support/desktop.ts';
import { SessionBus } from './support/session-bus.ts';
import { TrayHost } from './support/tray-host.ts';

/** What surrounds the page: one app a folder, its window, its tray, and the doors that stay shut. */

/** What `openInsteadOfBrowser` saw, in the main process. */
interface Recorder {
  openedOutside: string[];
}

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

test('nothing in the page leads it away; only web addresses reach the browser', async ({ launch }) => {
  const alice = await launch();
  const { page, app } = alice;
  await expect(page.getByRole('button', { name: 'Join a server' })).toBeVisible();
  await app.evaluate(({ shell }) => {
    const recorder: Recorder = { openedOutside: [] };
    Object.assign(globalThis, recorder);
    Object.defineProperty(shell, 'openExternal', {
      value: (url: string) => {
        recorder.openedOutside.push(url);
        return Promise.resolve();
      },
    });
  });
  const opened = () => app.evaluate(() => (globalThis as unknown as Recorder).openedOutside);
  const address = page.url();
  await page.evaluate(() => Object.assign(window, { still: 'here' }));

  const ways: Readonly<Record<string, (target: string) => void>> = {
    location: (target) => {
      location.href = target;
    },
    open: (target) => {
      window.open(target);
    },
    link: (target) => {
      const link = document.createElement('a');
      link.href = target;
      document.body.append(link);
      link.click();
      link.remove();
    },
    'link to a new window': (target) => {
      const link = document.createElement('a');
      link.href = target;
      link.target = '_blank';
      document.body.append(link);
      link.click();
      link.remove();
    },
    form: (target) => {
      const form = document.createElement('form');
      form.action = target;
      document.body.append(form);
      form.submit();
      form.remove();
    },
  };
  const refused = [
    'file:///etc/passwd',
    'data:text/html,gone',
    'javascript:document.body.remove()',
    'mailto:somebody@example.com?attach=/etc/passwd',
    'smb://example.com/share',
    'https://user:secret@example.com/',
    'app://other/index.html',
  ];
  for (const [way, go] of Object.entries(ways)) {
    for (const url of refused) await page.evaluate(go, url);
    const good = `https://example.com/by?way=${encodeURIComponent(way)}`;
    await page.evaluate(go, good);
    // A form goes nowhere at all; behind the rest, the good one shows that the refused ones are through.
    if (way !== 'form') await expect.poll(async () => (await opened()).at(-1)).toBe(good);
  }
  expect((await opened()).filter((url) => !url.startsWith('https://example.com/by?way='))).toEqual([]);
  expect(await opened()).toHaveLength(Object.keys(ways).length - 1);

  expect(page.url()).toBe(address);
  expect(await page.evaluate(() => (window as unknown as { still?: string }).still)).toBe('here');
  expect(await windows(app)).toHaveLength(1);

  // The one address that Chromium goes to without asking: the page is back at once.
  await page.evaluate(() => {
    location.href = 'about:blank';
  });
  await page.waitForFunction(() => !('still' in window));
  await expect(page.getByRole('button', { name: 'Join a server' })).toBeVisible();
  expect(page.url()).toBe(address);
});

test('app:// serves the files of the page and nothing else', async ({ launch }) => {
  const { app } = await launch();
  const statuses = (urls: readonly string[], method = 'GET') =>
    app.evaluate(
      async ({ net }, asked) => {
        const answers: Record<string, number | string> = {};
        for (const url of asked.urls) {
          answers[url] = await net.fetch(url, { method: asked.method }).then(
            (response) => response.status,
            (error: unknown) => String(error),
          );
        }
        return answers;
      },
      { urls, method },
    );
  expect(await statuses(['app://rwci/index.html', 'app://rwci/index.html?a#b'])).toEqual({
    'app://rwci/index.html': 200,
    'app://rwci/index.html?a#b': 200,
  });
  const refused = [
    'app://rwci/',
    'app://rwci/assets/',
    'app://rwci/../../package.json',
    'app://rwci/..%2f..%2fpackage.json',
    'app://rwci/%2e%2e/%2e%2e/package.json',
    'app://rwci/..\\..\\package.json',
    'app://rwci/assets/..%5c..%5c..%5cpackage.json',
    'app://rwci/../main/main.cjs',
    'app://rwci//etc/passwd',
    'app://rwci/%2fetc%2fpasswd',
    'app://rwci/file:///etc/passwd',
    'app://rwci/index.html/',
    'app://rwci/index.html%00.png',
    'app://rwci/INDEX.HTML',
    'app://rwci/index.html.map',
    'app://rwci/__proto__',
    'app://rwci.example.com/index.html',
    'app://other/index.html',
  ];
  expect(await statuses(refused)).toEqual(Object.fromEntries(refused.map((url) => [url, 404])));
  expect(await statuses(['app://rwci/index.html'], 'POST')).toEqual({ 'app://rwci/index.html': 404 });
});

test('the door to the main process takes what the contract says and refuses the rest', async ({ launch }) => {
  const alice = await launch();
  const { page } = alice;
  await expect(page.getByRole('button', { name: 'Join a server' })).toBeVisible();
  const refused: readonly (readonly [command: unknown, argument: unknown])[] = [
    ['app/unknown', {}],
    ['constructor', {}],
    ['__proto__', {}],
    [['app/snapshot'], {}],
    [{}, {}],
    [null, null],
    ['app/snapshot', undefined],
    ['app/snapshot', { extra: 1 }],
    ['settings/change', { theme: 'purple' }],
    ['settings/change', { theme: 'dark', extra: 1 }],
    ['settings/change', { theme: undefined }],
    ['settings/change', []],
    ['chat/send', { conversation: 'file:///', text: 'x' }],
    ['chat/send', { conversation: 'channel:general', text: 'x'.repeat(1_000_000) }],
    ['hosting/start', { name: 'x', port: 70_000, username: 'x', password: 'x', remember: false }],
    ['hosting/moderate', { action: 'delete', username: 'x', reason: '' }],
    ['clipboard/write', { text: 7 }],
  ];
  const before = await snapshot(page);
  for (const [command, argument] of refused) {
    const answer = await page.evaluate(
      ([asked, given]) =>
        (window as unknown as { rwci: { invoke: (...all: unknown[]) => Promise<unknown> } }).rwci.invoke(asked, given).then(
          () => 'taken',
          (error: unknown) => String(error),
        ),
      [command, argument] as const,
    );
    expect(answer, JSON.stringify([command, argument])?.slice(0, 80)).toContain('refused a call from the window');
  }
  expect(await snapshot(page)).toEqual(before);
  expect(await alice.appLog()).toContain('refused a call from the window: command, app/unknown');
});

test('the page has a sandbox, two functions, and nothing of Node', async ({ launch }) => {
  const { app, page } = await launch();
  await expect(page.getByRole('button', { name: 'Join a server' })).toBeVisible();
  const reachable = await page.evaluate(() => {
    const names = ['require', 'process', 'module', 'exports', 'Buffer', 'global', '__dirname', 'electron', 'ipcRenderer'];
    return names.filter((name) => name in window);
  });
  expect(reachable).toEqual([]);
  expect(await page.evaluate(() => Object.keys((window as unknown as { rwci: object }).rwci).sort())).toEqual([
    'invoke',
    'subscribe',
  ]);
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Electron.WebPreferences;
    };
    return contents.getLastWebPreferences();
  });
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
    webSecurity: true,
  });
  expect(preferences.nodeIntegrationInWorker ?? false).toBe(false);
  expect(preferences.nodeIntegrationInSubFrames ?? false).toBe(false);
  expect(preferences.allowRunningInsecureContent ?? false).toBe(false);
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

function snapshot(page: Page): Promise<unknown> {
  return page.evaluate(() =>
    (window as unknown as { rwci: { invoke: (...all: unknown[]) => Promise<unknown> } }).rwci.invoke('app/snapshot', {}),
  );
}
