import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ChatState } from '../../../src-shared/chat/index.ts';
import { activeServer } from '../../../src-shared/ipc/app-state.ts';
import type { RwciApi } from '../../../src-shared/ipc/index.ts';
import { _electron, expect, test as base, type ElectronApplication, type Page } from '@playwright/test';
import { RoomPage, VIOLATION } from './room-page.ts';

const APP_FOLDER = fileURLToPath(new URL('../../..', import.meta.url));
const SCREENSHOTS = fileURLToPath(new URL('../screenshots/', import.meta.url));

/** An app takes no longer to quit, a hosted server included. */
const QUIT_TIMEOUT_MS = 15_000;

export interface LaunchOptions {
  /** The user's data folder; a new temporary one without it. */
  readonly folder?: string;
  /** Switches for Chromium and Electron, besides the folder. */
  readonly switches?: readonly string[];
  /** What stands behind the app among the arguments: a link that the system starts it with. */
  readonly links?: readonly string[];
  /** Environment variables besides the test's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** A packaged app, in place of the one that is built. */
  readonly packaged?: string;
  /** Puts files into the folder before the app starts. */
  readonly prepare?: (folder: string) => Promise<void>;
}

/** One running app, as the person in front of it finds it: by roles and names. */
export class Desktop extends RoomPage {
  readonly app: ElectronApplication;
  readonly folder: string;
  /** Kept, because Playwright forgets it when the app is gone. */
  readonly #process: ChildProcess;
  /** For a test that has the page try what its policy forbids; of any other, `quit` tells what was tried. */
  mayViolate = false;
  /** As Chromium says it. */
  readonly #violations: string[] = [];

  constructor(app: ElectronApplication, page: Page, folder: string) {
    super(page, SCREENSHOTS);
    this.app = app;
    this.folder = folder;
    this.#process = app.process();
    page.on('console', (message) => {
      if (VIOLATION.test(message.text())) this.#violations.push(message.text());
    });
  }

  /** From the first-run screen to the own room. */
  async host(room: { name: string; port: number; username: string; password: string }): Promise<void> {
    await this.page.getByRole('button', { name: 'Host a server' }).click();
    await this.page.getByRole('textbox', { name: 'Server name' }).fill(room.name);
    await this.page.getByLabel('Port').fill(String(room.port));
    await this.page.getByRole('textbox', { name: 'Username' }).fill(room.username);
    await this.page.getByRole('textbox', { name: 'Password' }).fill(room.password);
    await this.page.getByRole('button', { name: 'Start hosting' }).click();
    await expect(this.connection).toHaveText(/^Connected/);
  }

  /** From the first-run screen to the join form, filled and sent. What comes of it is the caller's to expect. */
  async join(login: { address: string; username: string; password: string }): Promise<void> {
    const choice = this.page.getByRole('button', { name: 'Join a server' });
    const address = this.page.getByRole('textbox', { name: 'Server address' });
    const signIn = this.page.getByRole('button', { name: 'Sign in', exact: true });
    await expect(choice.or(address).or(signIn)).toBeVisible();
    for (const way of [choice, signIn]) if (await way.isVisible()) await way.click();
    await address.fill(login.address);
    await this.page.getByRole('textbox', { name: 'Username' }).fill(login.username);
    await this.page.getByRole('textbox', { name: 'Password' }).fill(login.password);
    await this.page.getByRole('button', { name: 'Connect' }).click();
  }

  /** Sends one message after the other without waiting for any. */
  async sendMany(texts: readonly string[]): Promise<void> {
    await this.page.evaluate(async (all) => {
      const { rwci } = window as unknown as { rwci: RwciApi };
      const { state } = await rwci.invoke('app/snapshot', {});
      const server = state.active ?? '';
      const conversation = state.servers.find(({ profile }) => profile.id === server)?.chat.active ?? 'channel:general';
      for (const text of all) await rwci.invoke('chat/send', { server, conversation, text });
    }, texts);
  }

  /** An entry of the menu of the server in front; `name` as it stands there. */
  async serverMenu(name: string | RegExp): Promise<void> {
    await this.page.getByRole('button', { name: /server menu$/ }).click();
    await this.page.getByRole('menuitem', { name }).click();
  }

  /** To the join form for one more server. */
  async addServer(): Promise<void> {
    const add = this.page.getByRole('button', { name: 'Add a server' });
    if (await add.isVisible()) await add.click();
    else await this.serverMenu(/^Add a server/);
  }

  /** Takes the server in front off the list, with all that is kept of it. */
  async removeServer(): Promise<void> {
    await this.serverMenu(/^Remove/);
    await this.page.getByRole('radio', { name: /^Delete/ }).check();
    await this.page
      .getByRole('dialog')
      .getByRole('button', { name: /^Remove/ })
      .click();
  }

  /** Writes the conversation in front to a file, by its menu; `format` as it stands there. */
  async exportConversation(format: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Conversation options' }).click();
    await this.page.getByRole('menuitem', { name: /^Export/ }).click();
    await this.page.getByRole('menuitem', { name: new RegExp(format) }).click();
  }

  /** The chat state of the server in front that the main process holds, as the window would get it anew. */
  async chat(): Promise<ChatState | null> {
    const snapshot = await this.page.evaluate(() => (window as unknown as { rwci: RwciApi }).rwci.invoke('app/snapshot', {}));
    return activeServer(snapshot.state)?.chat ?? null;
  }

  /** As if the power had gone. */
  async kill(): Promise<void> {
    const gone = this.app.waitForEvent('close');
    this.#process.kill('SIGKILL');
    await gone;
  }

  /** Quits as a person would, within `QUIT_TIMEOUT_MS`. An app that was killed is gone already. */
  async quit(): Promise<void> {
    const child = this.#process;
    if (child.exitCode !== null || child.signalCode !== null) return;
    let overdue = false;
    const deadline = setTimeout(() => {
      overdue = true;
      child.kill('SIGKILL');
    }, QUIT_TIMEOUT_MS);
    await this.app.close().catch(() => undefined);
    clearTimeout(deadline);
    const log = await this.appLog().catch(() => '');
    if (overdue) throw new Error(`the app did not quit in time; its log:\n${log}`);
    if (/uncaught exception|unhandled rejection|the server writes without a thread/.test(log))
      throw new Error(`something went wrong unseen:\n${log}`);
    if (this.#violations.length > 0 && !this.mayViolate)
      throw new Error(`the page tried what its policy forbids:\n${this.#violations.join('\n')}`);
  }

  appLog(): Promise<string> {
    return readFile(join(this.folder, 'logs', 'main.log'), 'utf8');
  }
}

/** Starts an Electron with these arguments; with its sandbox, which Playwright takes from it unless it is told not to. */
export function startElectron(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  executablePath = electronPath(),
): Promise<ElectronApplication> {
  return _electron.launch({
    executablePath,
    chromiumSandbox: withoutSandbox().length === 0,
    args: [...args],
    env: { ...process.env, ...env } as Record<string, string>,
  });
}

/** Starts an app, which the caller has to end, with its folder where none was given. */
async function startDesktop(options: LaunchOptions): Promise<Desktop> {
  const { env = {}, folder, links = [], packaged, prepare, switches = [] } = options;
  const data = folder ?? (await mkdtemp(join(tmpdir(), 'rwci-e2e-')));
  await prepare?.(data);
  const start = packaged === undefined ? appArguments(data, switches) : [`--user-data-dir=${data}`, ...switches];
  const app = await startElectron([...start, ...links], env, packaged);
  return new Desktop(app, await app.firstWindow(), data);
}

/** A room that `me` hosts, in an app that all tests of a file share; after a test that failed the next one gets a new app. */
export interface SharedRoom {
  readonly me: Desktop;
  readonly port: number;
}

export interface Fixtures {
  /** Starts an app; all are ended and their folders removed after the test. */
  launch: (options?: LaunchOptions) => Promise<Desktop>;
}

export const test = base.extend<Fixtures>({
  launch: async ({}, use, info) => {
    const running: Desktop[] = [];
    const folders: string[] = [];
    await use(async (options = {}) => {
      const desktop = await startDesktop(options);
      if (options.folder === undefined) folders.push(desktop.folder);
      running.push(desktop);
      return desktop;
    });
    if (info.status !== info.expectedStatus) {
      for (const desktop of running) {
        await info.attach('main.log', { body: await desktop.appLog().catch(() => 'no log'), contentType: 'text/plain' });
      }
    }
    await Promise.all(running.map((desktop) => desktop.quit()));
    await Promise.all(folders.map((each) => rm(each, { recursive: true, force: true })));
  },
});

/** For files whose tests share one app that shows the first-run screen. */
export const testTogether = base.extend<object, { me: Desktop }>({
  me: [
    async ({}, use) => {
      const me = await startDesktop({});
      await expect(me.page.getByRole('button', { name: 'Join a server' })).toBeVisible();
      await use(me);
      await me.quit();
      await rm(me.folder, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
});

/** For files whose tests share one app, in a room that it hosts. */
export const testInRoom = base.extend<object, { room: SharedRoom }>({
  room: [
    async ({}, use) => {
      const port = await freePort();
      const me = await startDesktop({});
      await me.host({ name: 'The workshop', port, username: 'alice', password: 'alice-pass-1' });
      await use({ me, port });
      await me.quit();
      await rm(me.folder, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
});

export { expect };

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => {
        resolve(port);
      });
    });
  });
}

/** What the app is started with, here or by a second start beside it. */
export function appArguments(folder: string, switches: readonly string[] = []): string[] {
  return [...withoutSandbox(), `--user-data-dir=${folder}`, ...switches, APP_FOLDER];
}

export function electronPath(): string {
  const path = process.env['RWCI_ELECTRON'];
  if (path === undefined || path === '') throw new Error('RWCI_ELECTRON does not name an Electron executable');
  return path;
}

/** Chromium has no sandbox for root, nor where the system lets nobody make one; scripts/lib/unprivileged.mjs says when. */
function withoutSandbox(): readonly string[] {
  return process.getuid?.() === 0 || process.env['RWCI_NO_SANDBOX'] !== undefined ? ['--no-sandbox'] : [];
}
