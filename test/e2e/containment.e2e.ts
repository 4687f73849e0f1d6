import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, freePort, test, type Desktop } from './support/desktop.ts';
import { isLong } from '../support/long-profile.ts';
import { FreeDesktop } from './support/started-again.ts';

/** A process of the app dies: it is back, or the app is, with nothing lost; and where it dies again and again the app stops and says so. */

/** What died is back within this time, in ms. */
const RETURN_MS = 3_000;
const SCREENSHOTS = fileURLToPath(new URL('screenshots/', import.meta.url));

test.skip(process.platform !== 'linux', 'it looks for processes in /proc');

test('the window’s process is killed while messages go out, then the one that draws: both are back, every message is there once', async ({
  launch,
}) => {
  const alice = await launch();
  await alice.host({ name: 'The workshop', port: await freePort(), username: 'alice', password: 'alice-pass-1' });
  const texts = Array.from({ length: 25 }, (_, index) => `number ${String(index)} of 25`);
  await alice.sendMany(texts);
  const [renderer = 0] = await pidsOf(alice, 'Tab');
  const crashed = alice.page.waitForEvent('crash');
  process.kill(renderer, 'SIGKILL');
  const killed = performance.now();
  await crashed;
  // A page that crashed is lost to Playwright; the main process still sees what is in it.
  await expect.poll(() => textInWindow(alice), { timeout: RETURN_MS, intervals: [50] }).toMatch(/Connected/);
  expect(performance.now() - killed).toBeLessThan(RETURN_MS);
  for (const text of texts) await expect.poll(async () => occurrences(await textInWindow(alice), text)).toBe(1);

  const [graphics = 0] = await pidsOf(alice, 'GPU');
  process.kill(graphics, 'SIGKILL');
  const ended = performance.now();
  await expect.poll(() => colours(alice), { timeout: RETURN_MS, intervals: [50] }).toBeGreaterThan(3);
  await expect.poll(async () => (await pidsOf(alice, 'GPU')).filter((pid) => pid !== graphics).length).toBe(1);
  expect(performance.now() - ended).toBeLessThan(RETURN_MS);
  expect(await textInWindow(alice)).toContain('number 24 of 25');
});

test('the process that draws dies twice: the app is back without acceleration, says so, and remembers it', async () => {
  const alice = await FreeDesktop.start();
  try {
    const first = await alice.window();
    await expect.poll(() => first.text()).toContain('Join a server');
    let graphics = 0;
    for (let death = 1; death <= 2; death++) {
      const before = graphics;
      await expect.poll(async () => (await alice.processes('gpu-process')).filter((pid) => pid !== before)).toHaveLength(1);
      graphics = (await alice.processes('gpu-process')).find((pid) => pid !== before) ?? 0;
      process.kill(graphics, 'SIGKILL');
    }
    const next = await alice.window(first.pid);
    await expect.poll(() => next.text()).toMatch(/Join a server[^]*the app draws without them/);
    await next.photograph(join(SCREENSHOTS, 'containment-software.png'));
    expect(JSON.parse(await readFile(join(alice.folder, 'recovery.json'), 'utf8'))).toMatchObject({
      softwareIn: expect.any(String),
    });
  } finally {
    await alice.end();
  }
});

test('something that nobody caught: the app ends in order, is back with all that was in it, and says so', async ({
  launch,
}) => {
  const port = await freePort();
  const alice = await launch();
  await alice.host({ name: 'The workshop', port, username: 'alice', password: 'alice-pass-1' });
  const bob = await FreeDesktop.start();
  try {
    const first = await bob.window();
    await expect.poll(() => first.text()).toContain('Join a server');
    const login = { address: `127.0.0.1:${String(port)}`, username: 'bob', password: 'bob-pass-1', remember: false };
    expect(await first.evaluate(`rwci.invoke('session/join', ${JSON.stringify(login)})`)).toEqual({ ok: true });
    const send = "rwci.invoke('chat/send', { server: state.active, conversation: 'channel:general', text: 'said before' })";
    await first.evaluate(`rwci.invoke('app/snapshot', {}).then(({ state }) => ${send})`);
    await expect(alice.message('bob', 'said before')).toHaveCount(1);
    await bob.run("setTimeout(() => { throw new Error('nobody catches this'); })");

    const next = await bob.window(first.pid);
    await expect.poll(() => next.text()).toMatch(/said before[^]*Something failed/);
    expect(await bob.log()).toContain('nobody catches this');
    // It told the server that it goes, and did not just fall silent.
    await expect(alice.member('bob')).toHaveCount(0);
  } finally {
    await bob.end();
  }
});

test('everything is reset: all is put aside in a folder, and the app is back as if it were new', async () => {
  const alice = await FreeDesktop.start();
  try {
    const first = await alice.window();
    await expect.poll(() => first.text()).toContain('Join a server');
    await first.evaluate("rwci.invoke('settings/change', { theme: 'dark' })");
    void first.evaluate("rwci.invoke('reset/everything', {})").catch(() => undefined);
    const next = await alice.window(first.pid);
    await expect.poll(() => next.text()).toMatch(/Join a server[^]*Everything was reset/);
    const [aside = ''] = (await readdir(alice.folder)).filter((name) => name.startsWith('reset-'));
    expect((await readdir(join(alice.folder, aside))).sort()).toEqual(expect.arrayContaining(['history', 'settings.json']));
    expect(await readFile(join(alice.folder, aside, 'settings.json'), 'utf8')).toContain('"theme": "dark"');
  } finally {
    await alice.end();
  }
});

test('the window’s page dies again and again, then hangs: the person is asked, and it is there again when they say so', async ({
  launch,
}) => {
  const alice = await launch();
  await expect(alice.page.getByRole('button', { name: 'Join a server' })).toBeVisible();
  await alice.app.evaluate(({ dialog }) => {
    const asked: unknown[] = [];
    Object.assign(globalThis, { asked });
    dialog.showMessageBox = (...arguments_: unknown[]) => {
      asked.push(arguments_.at(-1));
      return Promise.resolve({ response: 0, checkboxChecked: false });
    };
  });
  const crashed = alice.page.waitForEvent('crash');
  for (let death = 1; death <= 4; death++) {
    await expect.poll(() => textInWindow(alice)).toContain('Join a server');
    await alice.app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
    });
    await expect.poll(async () => (await alice.appLog()).split("the window's page died").length - 1).toBe(death);
  }
  await crashed;
  await expect.poll(() => textInWindow(alice)).toContain('Join a server');
  const asked = await alice.app.evaluate(() => (globalThis as unknown as { asked: { message: string }[] }).asked);
  expect(asked).toMatchObject([{ message: 'The window stopped working several times in a minute.' }]);

  await alice.app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    void window?.webContents.executeJavaScript('for (;;);').catch(() => undefined);
    // Chromium says so some time after a key or a click has had no answer.
    window?.emit('unresponsive');
  });
  await expect.poll(async () => (await alice.appLog()).split("the window's page died").length - 1).toBe(5);
  await expect.poll(() => textInWindow(alice)).toContain('Join a server');
  const again = await alice.app.evaluate(() => (globalThis as unknown as { asked: { message: string }[] }).asked.at(-1));
  expect(again).toMatchObject({ message: 'The window does not answer.' });
});

if (isLong) {
  test('Chromium itself says that a page hangs, where no debugger is attached to it', async () => {
    const alice = await FreeDesktop.start();
    try {
      const first = await alice.window();
      await expect.poll(() => first.text()).toContain('Join a server');
      await alice.run(`{
        const { dialog, BrowserWindow } = process.mainModule.require('electron');
        dialog.showMessageBox = () => Promise.resolve({ response: 0 });
        const [{ webContents }] = BrowserWindow.getAllWindows();
        webContents.executeJavaScript('for (;;);').catch(() => undefined);
        const at = { x: 50, y: 50, button: 'left', clickCount: 1 };
        setTimeout(() => { webContents.sendInputEvent({ type: 'mouseDown', ...at }); }, 500);
      }`);
      // A click waits 15 s for an answer.
      await expect.poll(() => alice.log(), { timeout: 45_000 }).toMatch(/does not answer[^]*the window's page died/);
      await expect.poll(() => first.text()).toContain('Join a server');
    } finally {
      await alice.end();
    }
  });

  test('a window that stays black: the menu starts the app without acceleration', async () => {
    const alice = await FreeDesktop.start();
    try {
      const first = await alice.window();
      await expect.poll(() => first.text()).toContain('Join a server');
      const press = `const { dialog, Menu } = process.mainModule.require('electron');
        dialog.showMessageBox = () => Promise.resolve({ response: 0 });
        Menu.getApplicationMenu().getMenuItemById('graphics').click();`;
      await alice.run(press);
      const second = await alice.window(first.pid);
      await expect.poll(() => second.text()).toMatch(/Join a server[^]*draws without graphics acceleration/);
      const noted = async () =>
        JSON.parse(await readFile(join(alice.folder, 'recovery.json'), 'utf8')) as { softwareIn: unknown };
      expect((await noted()).softwareIn).toEqual(expect.any(String));
    } finally {
      await alice.end();
    }
  });
}

test('--safe-mode: the usual look, nothing connects by itself, and what the person set stays set', async ({ launch }) => {
  const port = await freePort();
  const settings = { theme: 'dark', density: 'compact', zoom: 2, language: 'en' };
  const server = { kind: 'remote', address: `127.0.0.1:${String(port)}`, username: 'ann', label: '', password: null };
  const alice = await launch({
    switches: ['--safe-mode'],
    prepare: (folder) =>
      writeFile(
        join(folder, 'settings.json'),
        JSON.stringify({ settings, servers: [{ ...server, id: 'a', autoconnect: true, muted: false, blocked: [] }] }),
      ),
  });
  await expect(alice.page.getByRole('status', { name: 'Notices' })).toContainText('Safe mode');
  await expect(alice.connection).toHaveText(/^Offline/);
  await expect(alice.page.locator('html')).not.toHaveAttribute('data-density', 'compact');
  await alice.page.screenshot({ path: join(SCREENSHOTS, 'containment-safe-mode.png') });
  await alice.page.getByRole('button', { name: 'Settings' }).click();
  await alice.page.getByRole('switch', { name: 'Sound' }).click();
  await alice.quit();
  const kept = JSON.parse(await readFile(join(alice.folder, 'settings.json'), 'utf8')) as { settings: object };
  expect(kept.settings).toMatchObject({ ...settings, sound: false });
});

function pidsOf({ app }: Desktop, type: string): Promise<number[]> {
  return app.evaluate(
    ({ app: main }, wanted) => main.getAppMetrics().flatMap((each) => (each.type === wanted ? [each.pid] : [])),
    type,
  );
}

/** How many colours are in the picture that the window shows; a window that shows nothing has one. */
function colours({ app }: Desktop): Promise<number> {
  return app.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (contents === undefined) return 0;
    const bitmap = (await contents.capturePage()).toBitmap();
    const seen = new Set<number>();
    for (let at = 0; at + 4 <= bitmap.length; at += 4) seen.add(bitmap.readUInt32LE(at));
    return seen.size;
  });
}

function textInWindow({ app }: Desktop): Promise<string> {
  return app.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (contents === undefined || contents.isCrashed()) return 'no page';
    return (await contents.executeJavaScript('document.body.innerText')) as string;
  });
}

function occurrences(text: string, wanted: string): number {
  return text.split(wanted).length - 1;
}
