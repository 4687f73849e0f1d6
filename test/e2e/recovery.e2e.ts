import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { RwciApi } from '../../src-shared/ipc/index.ts';
import { expect, freePort, test, type Desktop } from './support/desktop.ts';
import { serverPid } from './support/server-pid.ts';

/** What breaks around the app: it says so in a sentence, loses nothing, and goes on. */

/** A hosted server that died is back, with everybody in it, within this time. */
const RETURN_MS = 3_000;
/** The same for somebody who is not told that it is back, in ms. */
const OTHERS_RETURN_MS = 10_000;

test('a damaged settings file is set aside and named, and the app begins with its defaults', async ({ launch }) => {
  const damaged = '{"settings": {"theme": "dark", "ente';
  const alice = await launch({ prepare: (folder) => writeFile(join(folder, 'settings.json'), damaged) });
  const notice = alice.page.getByRole('status', { name: 'Notices' });
  await expect(notice).toContainText('The settings file was damaged.');

  const kept = (await readdir(alice.folder)).filter((name) => name.startsWith('settings.json.'));
  expect(kept).toHaveLength(1);
  await expect(notice).toContainText(join(alice.folder, kept[0] ?? ''));
  expect(await readFile(join(alice.folder, kept[0] ?? ''), 'utf8')).toBe(damaged);

  await alice.page.getByRole('button', { name: 'Settings' }).click();
  const theme = alice.page.getByRole('dialog', { name: 'Settings' }).getByRole('radio', { name: 'System' });
  await expect(theme).toBeChecked();
  await alice.page.keyboard.press('Escape');
  await notice.getByRole('button', { name: 'Dismiss' }).click();
  await expect(notice).toHaveText('');

  await alice.quit();
  const again = await launch({ folder: alice.folder });
  await expect(again.page.getByRole('button', { name: 'Join a server' })).toBeVisible();
  await expect(again.page.getByRole('status', { name: 'Notices' })).toHaveText('');
});

test('a damaged database of the server is set aside, said so, and the room opens', async ({ launch }) => {
  const port = await freePort();
  const garbage = Buffer.from('SQLite format 3\0 and then nothing of the kind '.repeat(200));
  const alice = await launch({
    prepare: async (folder) => {
      await mkdir(join(folder, 'server'));
      await writeFile(join(folder, 'server', 'server.sqlite'), garbage);
    },
  });
  const { page } = alice;
  await page.getByRole('button', { name: 'Host a server' }).click();
  await page.getByLabel('Port').fill(String(port));
  await page.getByRole('textbox', { name: 'Username' }).fill('alice');
  await page.getByRole('textbox', { name: 'Password' }).fill('alice-pass-1');
  await page.getByRole('button', { name: 'Start hosting' }).click();
  await expect(alice.connection).toHaveText(/^Connected/);
  await expect(page.getByRole('status', { name: 'Notices' })).toContainText('was damaged');

  const folder = join(alice.folder, 'server');
  const aside = (await readdir(folder)).filter((name) => name.startsWith('server.sqlite.corrupt-'));
  expect(aside).toHaveLength(1);
  expect(sha256(await readFile(join(folder, aside[0] ?? '')))).toBe(sha256(garbage));
});

test('before a reset it is asked, and the question names what goes', async ({ launch }) => {
  const alice = await launch();
  await alice.host({ name: 'The workshop', port: await freePort(), username: 'alice', password: 'alice-pass-1' });
  await alice.page.getByRole('button', { name: 'Settings' }).click();
  const dialog = alice.page.getByRole('dialog', { name: 'Settings' });
  const question = dialog.getByRole('alert');
  await dialog.getByRole('searchbox').fill('reset');
  await dialog.getByRole('button', { name: 'Reset everything' }).click();
  await expect(question).toContainText('put aside in a folder and not deleted');
  await alice.photograph('reset-everything');
  await expect(question).toBeInViewport({ ratio: 1 });
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await alice.page.keyboard.press('Enter');
  await expect(question).toHaveCount(0);
  await expect(dialog.getByRole('button', { name: 'Reset everything' })).toBeFocused();
  await dialog.getByRole('button', { name: 'Reset The workshop' }).click();
  await expect(question).toContainText('Your room ends for everybody in it.');
  await question.getByRole('button', { name: 'Reset The workshop' }).click();
  await expect(alice.page.getByRole('status', { name: 'Notices' })).toContainText('Your room was reset.');
  await alice.page.keyboard.press('Escape');
  await alice.page.keyboard.press('Escape');
  await expect(alice.page.getByRole('button', { name: 'Host a server' })).toBeVisible();
  const [aside = ''] = (await readdir(alice.folder)).filter((name) => name.startsWith('reset-'));
  expect(await readdir(join(alice.folder, aside, 'server'))).toContain('server.sqlite');
});

test('the hosted server is killed: it is back by itself, and so is everybody in the room', async ({ launch }) => {
  const port = await freePort();
  const alice = await launch();
  await alice.host({ name: 'The workshop', port, username: 'alice', password: 'alice-pass-1' });
  const bob = await launch();
  await bob.join({ address: `127.0.0.1:${String(port)}`, username: 'bob', password: 'bob-pass-1' });
  await expect(alice.member('bob')).toBeVisible();

  const pid = await serverPid(alice.app);
  const lost = Promise.all([alice, bob].map(({ page }) => disconnected(page)));
  process.kill(pid, 'SIGKILL');
  const killed = performance.now();
  await lost;
  await expect(alice.connection).toHaveText(/^Connected/, { timeout: RETURN_MS });
  expect(performance.now() - killed).toBeLessThan(RETURN_MS);
  // Others wait a random while before each attempt, so that a room does not come back in one instant.
  await expect(bob.connection).toHaveText(/^Connected/, { timeout: OTHERS_RETURN_MS });
  for (const name of ['alice', 'bob']) for (const each of [alice, bob]) await expect(each.member(name)).toBeVisible();
  expect(await serverPid(alice.app)).not.toBe(pid);

  await alice.say('Are you still there?');
  await expect(bob.message('alice', 'Are you still there?')).toHaveCount(1);
  await bob.say('I am');
  await expect(alice.message('bob', 'I am')).toHaveCount(1);
});

test('a hosted server that keeps dying stays off, with a sentence, until the person turns it on', async ({ launch }) => {
  const alice = await launch();
  await alice.host({ name: 'The workshop', port: await freePort(), username: 'alice', password: 'alice-pass-1' });
  await alice.page.getByRole('button', { name: 'Settings' }).click();
  const hosting = alice.page.getByRole('switch', { name: 'Host a server' });
  const alert = alice.page.getByRole('alert');
  let pid = 0;
  for (let death = 1; death <= 3; death++) {
    await expect.poll(() => serverPid(alice.app)).not.toBe(pid);
    await expect.poll(() => hostingStatus(alice.page)).toBe('on');
    pid = await serverPid(alice.app);
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => isRunning(pid)).toBe(false);
  }
  await expect(alert).toContainText('The server stopped working several times');
  await expect(hosting).not.toBeChecked();
  await hosting.click();
  await expect(hosting).toBeChecked();
  await alice.page.keyboard.press('Escape');
  await expect(alice.connection).toHaveText(/^Connected/);
});

test('the port is busy: the server takes the next free one and says so', async ({ launch }) => {
  const port = await freePort();
  const other = await occupy(port);
  try {
    const alice = await launch();
    await alice.host({ name: 'The workshop', port, username: 'alice', password: 'alice-pass-1' });
    await alice.page.getByRole('button', { name: 'Settings' }).click();
    const said = alice.page.getByText(
      new RegExp(`^Port ${String(port)} was taken by another program, so the server listens on `),
    );
    await expect(said).toBeVisible();
    const taken = Number(/(\d+)\.$/.exec(await said.innerText())?.[1]);
    expect(taken).toBeGreaterThan(port);
    await alice.page.keyboard.press('Escape');

    const bob = await launch();
    await bob.join({ address: `127.0.0.1:${String(taken)}`, username: 'bob', password: 'bob-pass-1' });
    await expect(bob.connection).toHaveText(/^Connected/);
    await expect(alice.member('bob')).toBeVisible();
  } finally {
    other.close();
  }
});

test('the window’s process dies: the window is back, in the same room', async ({ launch }) => {
  const port = await freePort();
  const alice = await launch();
  await alice.host({ name: 'The workshop', port, username: 'alice', password: 'alice-pass-1' });
  await alice.say('Said before');
  await expect(alice.message('alice', 'Said before')).toHaveCount(1);

  const crashed = alice.page.waitForEvent('crash');
  await alice.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
  });
  await crashed;
  // A page that crashed is lost to Playwright; the main process still sees what is in it.
  await expect.poll(() => textInWindow(alice), { timeout: 5_000 }).toMatch(/Connected[^]*Said before/);
  const windows = await alice.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
  expect(windows).toBe(1);
});

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** As the main process knows it: the window hears of it a moment later. */
async function hostingStatus(page: Page): Promise<string> {
  const { state } = await page.evaluate(() => (window as unknown as { rwci: RwciApi }).rwci.invoke('app/snapshot', {}));
  return state.hosting.status;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Resolves when the window says that the connection is gone, however short that lasts. */
async function disconnected(page: Page): Promise<void> {
  await page.waitForFunction(
    () => !document.querySelector('[role=status][aria-label=Connection]')?.textContent.startsWith('Connected'),
    undefined,
    { polling: 10 },
  );
}

function textInWindow({ app }: Desktop): Promise<string> {
  return app.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (contents === undefined || contents.isCrashed()) return 'no page';
    return (await contents.executeJavaScript('document.body.innerText')) as string;
  });
}

/** Another program that listens there. */
function occupy(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', reject);
    server.listen(port, '0.0.0.0', () => {
      resolve(server);
    });
  });
}
