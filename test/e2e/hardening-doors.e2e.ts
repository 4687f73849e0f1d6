import type { Page } from '@playwright/test';
import * as v from 'valibot';
import { COMMANDS } from '../../src-shared/ipc/index.ts';
import { fuzzPayloads } from '../support/fuzz-payloads.ts';
import { expect, testTogether as test, type Desktop } from './support/desktop.ts';

/** The ways out of the page: into the main process, to another page, into another program. Of the real app, which all tests share. */

test('the main process has one door, and it opens to the main frame of the window alone', async ({ me: { app } }) => {
  const seen = await app.evaluate(async ({ app: main, BrowserWindow, ipcMain }, script) => {
    const { mkdtempSync, rmSync, writeFileSync } = process.getBuiltinModule('node:fs');
    const path = process.getBuiltinModule('node:path');
    const folder = mkdtempSync(path.join(main.getPath('temp'), 'rwci-preload-'));
    const preload = path.join(folder, 'preload.js');
    writeFileSync(preload, script);
    const channels = [...(ipcMain as unknown as { _invokeHandlers: Map<string, unknown> })._invokeHandlers.keys()];
    // Electron listens for its own errors.
    const listeners = ipcMain
      .eventNames()
      .filter((name) => name !== 'error')
      .map(String);
    const answers: Record<string, string> = {};
    const ask = async (frame: Electron.WebFrameMain | undefined): Promise<string> =>
      frame === undefined ? 'no frame' : String(await frame.executeJavaScript('door.ask("app/snapshot", {})'));
    const second = new BrowserWindow({
      show: false,
      webPreferences: { preload, sandbox: true, nodeIntegrationInSubFrames: true },
    });
    await second.loadURL('app://rwci/index.html');
    answers['another window with our page'] = await ask(second.webContents.mainFrame);
    await second.loadURL('data:text/html,<iframe srcdoc="<title>x</title>"></iframe>');
    answers['another page'] = await ask(second.webContents.mainFrame);
    answers['a frame in it'] = await ask(second.webContents.mainFrame.frames[0]);
    second.destroy();
    rmSync(folder, { recursive: true });
    return { channels, listeners, answers };
  }, PRELOAD);
  const refused: unknown = expect.stringContaining('refused a call from the window: sender');
  expect(seen).toEqual({
    channels: ['rwci'],
    listeners: [],
    answers: { 'another window with our page': refused, 'another page': refused, 'a frame in it': refused },
  });
});

/** A preload that asks and tells what came of it. */
const PRELOAD = `
const { contextBridge, ipcRenderer } = require('electron');
contextBridge.exposeInMainWorld('door', {
  ask: (command, argument) => ipcRenderer.invoke('rwci', command, argument).then(() => 'taken', (error) => String(error)),
});`;

test('the window is heard no more once it shows another page, and comes back by itself', async ({ me: { app, page } }) => {
  const answer = await app.evaluate(async ({ webContents }) => {
    const contents = webContents.getAllWebContents()[0];
    if (contents === undefined) return 'no window';
    // What brings the page back would be faster than the question.
    const back = contents.listeners('did-navigate') as (() => void)[];
    contents.removeAllListeners('did-navigate');
    await contents.loadURL('data:text/html,<title>elsewhere</title>');
    const said = (await contents.executeJavaScript('rwci.invoke("app/snapshot", {}).then(() => "taken", String)')) as string;
    for (const listener of back) contents.on('did-navigate', listener);
    await contents.loadURL('data:text/html,<title>elsewhere again</title>').catch(() => undefined);
    return said;
  });
  expect(answer).toContain('refused a call from the window: sender');
  await expect(page.getByRole('button', { name: 'Join a server' })).toBeVisible();
  expect(page.url()).toMatch(/^app:\/\/rwci\//);
});

test('the door to the main process takes what the contract says and refuses the rest', async ({ me }) => {
  const { page } = me;
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
  expect(await me.appLog()).toContain('refused a call from the window: command, app/unknown');
});

test('every command refuses more than 200 payloads with a typed error, and nothing has changed', async ({ me: { page } }) => {
  const payloads = fuzzPayloads();
  expect(payloads.length).toBeGreaterThanOrEqual(200);
  const commands = Object.keys(COMMANDS) as (keyof typeof COMMANDS)[];
  // A payload that happens to be right for a command would be carried out. Of one without keys of its own `{}` is what arrives.
  const arrives = (payload: unknown) =>
    typeof payload === 'object' && payload !== null && Object.keys(payload).length === 0 ? {} : payload;
  const fitting = commands.flatMap((command) =>
    payloads.flatMap((payload, index) =>
      !Array.isArray(payload) && v.safeParse(COMMANDS[command], arrives(payload)).success
        ? [`${command} ${String(index)}`]
        : [],
    ),
  );
  expect(fitting.length).toBeLessThan(2 * commands.length);
  const before = await snapshot(page);
  const made = await page.evaluateHandle(fuzzPayloads);
  const wrong = await page.evaluate(
    async ({ all, left, values }) => {
      const { rwci } = window as unknown as { rwci: { invoke: (...all: unknown[]) => Promise<unknown> } };
      const strange: string[] = [];
      for (const command of all) {
        const asked = values.map(async (value, index) => {
          const name = `${command} ${String(index)}`;
          if (left.includes(name)) return;
          // What cannot even be copied is refused at once.
          const ask = async () => rwci.invoke(command, value);
          const answer = await ask().then(
            () => 'taken',
            (error: unknown) => String(error),
          );
          if (!/refused a call from the window: argument|could not be cloned|recursion depth|call stack/i.test(answer))
            strange.push(`${name}: ${answer}`);
        });
        await Promise.all(asked);
      }
      return strange;
    },
    { all: commands, left: fitting, values: made },
  );
  expect(wrong).toEqual([]);
  expect(await snapshot(page)).toEqual(before);
});

/** What left the app, in the main process. */
interface Opened {
  openedOutside: string[];
}

/** Nothing leaves the app from here on; gives what would have. */
async function holdOpening({ app }: Desktop): Promise<() => Promise<string[]>> {
  await app.evaluate(({ shell }) => {
    const opened: Opened = { openedOutside: [] };
    Object.assign(globalThis, opened);
    Object.defineProperty(shell, 'openExternal', {
      configurable: true,
      value: (url: string) => {
        opened.openedOutside.push(url);
        return Promise.resolve();
      },
    });
  });
  return () => app.evaluate(() => (globalThis as unknown as Opened).openedOutside);
}

/** Ways by which a page tries to be another. Each gets an address; `link` and `area` are clicked by a real pointer later. */
const WAYS: Readonly<Record<string, (target: string) => void>> = {
  location: (target) => {
    location.href = target;
  },
  replace: (target) => {
    location.replace(target);
  },
  'window.open': (target) => {
    window.open(target);
  },
  'window.open in itself': (target) => {
    window.open(target, '_self');
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
  'middle click': (target) => {
    const link = document.createElement('a');
    link.href = target;
    document.body.append(link);
    link.dispatchEvent(new MouseEvent('click', { button: 1, ctrlKey: true, bubbles: true, cancelable: true }));
    link.remove();
  },
  form: (target) => {
    const form = document.createElement('form');
    form.action = target;
    form.method = 'post';
    document.body.append(form);
    form.submit();
    form.remove();
  },
  'meta refresh': (target) => {
    const meta = document.createElement('meta');
    meta.httpEquiv = 'refresh';
    meta.content = `0;url=${target}`;
    document.head.append(meta);
    meta.remove();
  },
  download: (target) => {
    const link = document.createElement('a');
    link.href = target;
    link.download = 'x.html';
    document.body.append(link);
    link.click();
    link.remove();
  },
  frame: (target) => {
    const frame = document.createElement('iframe');
    frame.src = target;
    document.body.append(frame);
    frame.remove();
  },
};

test('nothing leads the page away or makes a second window, and without a press nothing leaves the app', async ({ me }) => {
  const { app, page } = me;
  me.mayViolate = true;
  const opened = await holdOpening(me);
  const address = page.url();
  await page.evaluate(() => Object.assign(window, { still: 'here' }));
  const targets = ['https://example.org/away', 'file:///etc/passwd', 'data:text/html,gone', 'app://other/index.html', 'blob:x'];
  for (const [way, go] of Object.entries(WAYS)) {
    for (const target of targets) await page.evaluate(go, target);
    expect(page.url(), way).toBe(address);
  }
  await dropOnPage(page, { mimeType: 'text/uri-list', data: 'https://example.org/dropped' }, []);
  await dropOnPage(page, { mimeType: 'text/html', data: '<a href="https://example.org/">x</a>' }, ['/etc/passwd']);
  // Whatever is on its way has been refused when a question to the main process has been answered.
  await snapshot(page);
  expect(await page.evaluate(() => (window as unknown as { still?: string }).still)).toBe('here');
  expect(page.url()).toBe(address);
  expect(await app.evaluate(({ webContents }) => webContents.getAllWebContents().length)).toBe(1);
  expect(await opened()).toEqual([]);

  // The one address that Chromium goes to without asking anybody: the page is back at once.
  await page.evaluate(() => {
    location.href = 'about:blank';
  });
  await page.waitForFunction(() => !('still' in window));
  await expect(page.getByRole('button', { name: 'Join a server' })).toBeVisible();
  expect(page.url()).toBe(address);
});

test('a screen reader, which presses without a hand, leads outside too', async ({ me }) => {
  const { app, page } = me;
  const opened = await holdOpening(me);
  const listen = (isOn: boolean) =>
    app.evaluate(({ app: electron }, enabled) => {
      electron.setAccessibilitySupportEnabled(enabled);
    }, isOn);
  await listen(true);
  await page.evaluate(WAYS['window.open'] as (target: string) => void, 'https://example.org/heard');
  await expect.poll(opened).toEqual(['https://example.org/heard']);
  await listen(false);
});

test('after a press a link leaves the app by the gate, and an address that hides something does not', async ({ me }) => {
  const { page } = me;
  me.mayViolate = true;
  const opened = await holdOpening(me);
  const refused = [
    ...['file:///etc/passwd', 'javascript:document.body.remove()', 'smb://example.org/share', 'app://other/index.html'],
    ...['https://user:secret@example.org/', 'mailto:somebody@example.org?attach=/etc/passwd', 'data:text/html,gone'],
    `https://example.org/${'x'.repeat(2_100)}`,
  ];
  // A key that does nothing is a press as well.
  await page.keyboard.press('Shift');
  for (const url of [...refused, 'https://example.org/a b', 'http://example.org/', 'mailto:ann@example.org']) {
    await page.evaluate(WAYS['window.open'] as (target: string) => void, url);
  }
  await expect.poll(opened).toEqual(['https://example.org/a%20b', 'http://example.org/', 'mailto:ann@example.org']);
});

/** Lets something fall into the middle of the page, as from another program. */
async function dropOnPage(page: Page, item: { mimeType: string; data: string }, files: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [item], files: [...files], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
  }
  await session.detach();
}

function snapshot(page: Page): Promise<unknown> {
  return page.evaluate(() =>
    (window as unknown as { rwci: { invoke: (...all: unknown[]) => Promise<unknown> } }).rwci.invoke('app/snapshot', {}),
  );
}
