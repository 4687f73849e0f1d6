import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { encode } from 'uqr';
import { startServer, type ListeningServer, type ListenOptions } from '../../src-main/server/server.ts';
import type { RwciApi } from '../../src-shared/ipc/index.ts';
import { formatInvitation, parseInvitation, type Invitation } from '../../src-shared/invitation/index.ts';
import { fingerprintWords } from '../../src-shared/trust/index.ts';
import { hostileLinks } from '../support/hostile-links.ts';
import { expectAccessible } from './support/accessible.ts';
import { appArguments, electronPath, expect, freePort, test as base, type Desktop } from './support/desktop.ts';

/** Being invited and inviting, in the real app. A second start with a link is what the system does when somebody clicks one. */

/** A second start is over, and the first app in front, by then. */
const SECOND_START_MAX_MS = 2_000;
/** Clicks and presses of Enter, behind what is typed: from an invitation to the first message, from the first screen to hosting. */
const ACTIONS_MAX = 2;
/** Of the hostile links, those that are really given to a second start, and those that are typed. */
const STARTS = 3;
const TYPED = 10;

type StartRoom = (options?: Partial<ListenOptions>) => Promise<ListeningServer>;

const test = base.extend<{ bait: Bait; startRoom: StartRoom }>({
  bait: async ({}, use) => {
    const bait = await Bait.open();
    await use(bait);
    bait.close();
  },
  startRoom: async ({}, use) => {
    const servers: ListeningServer[] = [];
    const folders: string[] = [];
    await use(async (options = {}) => {
      const folder = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'rwci-room-')));
      if (options.dataDir === undefined) folders.push(folder);
      const server = await startServer({ host: '127.0.0.1', port: 0, name: 'Kitchen', ...options, dataDir: folder });
      servers.push(server);
      return server;
    });
    for (const server of servers) await server.stop();
    for (const folder of folders) await rm(folder, { recursive: true });
  },
});

/** A socket that whoever follows a link would connect to, and how often somebody did. */
class Bait {
  connections = 0;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => {
      this.connections++;
      socket.destroy();
    });
  }

  static async open(): Promise<Bait> {
    const server = createServer();
    const bait = new Bait(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return bait;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  close(): void {
    this.#server.close();
  }
}

/** What a person does besides typing, counted. */
class Actions {
  count = 0;

  async click(target: Locator): Promise<void> {
    this.count++;
    await target.click();
  }

  async enter({ page }: Desktop): Promise<void> {
    this.count++;
    await page.locator(':focus').press('Enter');
  }
}

interface SecondStart {
  readonly code: number | null;
  readonly ms: number;
}

/** Starts the app once more with the same folder and this link; resolves when that start has ended. */
function startWith({ folder }: Desktop, link: string): Promise<SecondStart> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(electronPath(), [...appArguments(folder), link], { stdio: 'ignore' });
    child.once('error', reject);
    child.once('exit', (code) => {
      resolve({ code, ms: performance.now() - began });
    });
  });
}

const question = ({ page }: Desktop) => page.getByRole('dialog', { name: 'You are invited' });

function invitationTo(server: ListeningServer, more: Partial<Invitation> = {}): string {
  const { fingerprint, port } = server;
  return formatInvitation({ ...{ host: '127.0.0.1', port, fingerprint, channel: null, pin: null }, ...more });
}

async function fillIn(app: Desktop, username: string): Promise<void> {
  await question(app).getByRole('textbox', { name: 'Username' }).fill(username);
  await question(app).getByRole('textbox', { name: 'Password' }).fill(`${username}-pass-1`);
}

test('hostile links never connect, and never ask without saying where to, by whichever door they come', async ({
  bait,
  launch,
}) => {
  test.setTimeout(120_000);
  const alice = await launch();
  const { page } = alice;
  await page.getByRole('button', { name: 'Join a server' }).click();
  const { harmless: some, refused } = hostileLinks(bait.port);
  const harmless = [...some];
  // No program can be given an argument with this character; white space at its ends does not reach the app.
  const given = refused.filter((link) => !link.includes('\0'));
  const waiting = given.filter((link) => parseInvitation(link.trim()) === null);
  harmless.push(...given.filter((link) => !waiting.includes(link)).map((link) => link.trim()));
  expect(waiting.length + harmless.length).toBeGreaterThanOrEqual(80);
  const notice = page.getByText('This link is not an invitation to a server.');

  await test.step('handed over by a second start', async () => {
    for (const link of waiting) {
      await handOver(alice, link);
      expect(await asksAbout(alice), link).toBeNull();
    }
    await expect(notice.first()).toBeVisible();
    for (const link of harmless) {
      await handOver(alice, link);
      await expect(question(alice), link).toBeVisible();
      await expect(question(alice), link).toContainText(
        new RegExp(`(?:127\\.0\\.0\\.1|localhost|::ffff:7f00:1\\]):${String(bait.port)}`),
      );
      await expect(question(alice).getByRole('textbox', { name: 'Password' })).toHaveValue('');
      await page.keyboard.press('Escape');
      await expect(question(alice)).toHaveCount(0);
    }
  });

  await test.step('pasted, and typed into the box for an address', async () => {
    const box = page.getByRole('textbox', { name: 'Server address' });
    for (const link of refused.filter((each) => parseInvitation(each.trim()) === null)) {
      await paste(alice, link);
      expect(await asksAbout(alice), link).toBeNull();
    }
    for (const link of waiting.filter((each) => /^rwci:\/\/./i.test(each)).slice(0, TYPED)) {
      await box.fill(link);
      await box.press('Enter');
      expect(await asksAbout(alice), link).toBeNull();
    }
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });

  await test.step('given to a start as the system does it', async () => {
    const links = [...waiting.slice(0, STARTS), ...harmless.slice(0, 1)];
    for (const link of links) expect((await startWith(alice, link)).code, link).toBe(0);
    await expect(question(alice)).toContainText(String(bait.port));
  });
  expect(bait.connections).toBe(0);
  expect((await alice.chat()) === null).toBe(true);
});

/** What Electron does in the first app when a second one was started with this link. */
function handOver({ app }: Desktop, link: string): Promise<void> {
  return app.evaluate((electron, argument) => {
    electron.app.emit('second-instance', {}, ['rwci-desktop', argument], '/', null);
  }, link);
}

/** The invitation that the app asks about. */
async function asksAbout({ page }: Desktop): Promise<unknown> {
  const snapshot = await page.evaluate(() => (window as unknown as { rwci: RwciApi }).rwci.invoke('app/snapshot', {}));
  return snapshot.state.invitation;
}

test('an invitation from a second start is asked about and joins, with two actions to the first message', async ({
  launch,
  startRoom,
}) => {
  const room = await startRoom({ registration: { mode: 'pin', pin: '2468' } });
  await room.admin.setRegistration('pin', '2468');
  const alice = await launch();
  await expect(alice.page.getByRole('button', { name: 'Join a server' })).toBeVisible();
  await alice.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.hide();
  });
  const { code, ms } = await startWith(alice, invitationTo(room, { channel: 'general', pin: '2468' }));
  expect(code).toBe(0);
  expect(ms).toBeLessThan(SECOND_START_MAX_MS);
  const isVisible = () => alice.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());
  await expect.poll(isVisible, { timeout: SECOND_START_MAX_MS }).toBe(true);

  await expect(question(alice)).toContainText(`127.0.0.1:${String(room.port)}`);
  if (room.fingerprint === null) throw new Error('the room speaks no TLS');
  await expect(question(alice)).toContainText(fingerprintWords(room.fingerprint).join(' '));
  await expectAccessible(alice, 'the question about an invitation');

  const actions = new Actions();
  await fillIn(alice, 'alice');
  await actions.enter(alice);
  await expect(alice.connection).toHaveText(/^Connected/);
  await expect(question(alice)).toHaveCount(0);
  await expect(alice.composer).toBeFocused();
  await alice.page.keyboard.type('I was invited');
  await actions.enter(alice);
  await expect(alice.message('alice', 'I was invited')).toHaveCount(1);
  expect(actions.count).toBeLessThanOrEqual(ACTIONS_MAX);
  expect(await securityOf(alice)).toEqual({ kind: 'pinned', fingerprint: room.fingerprint });
});

test('a newer invitation takes the place of one that waits, with nothing of what was typed for it; an open dialog stays', async ({
  launch,
}) => {
  const alice = await launch();
  await alice.page.getByRole('button', { name: 'Settings' }).click();
  const settings = alice.page.getByRole('dialog', { name: 'Settings' });
  await expect(settings).toBeVisible();
  await startWith(alice, 'rwci://first.example/');
  await expect(question(alice)).toContainText('first.example:8888');
  await fillIn(alice, 'alice');
  await startWith(alice, 'rwci://second.example/');
  await expect(question(alice)).toContainText('second.example:8888');
  await expect(question(alice).getByRole('textbox', { name: 'Password' })).toHaveValue('');
  await expect(question(alice).getByRole('textbox', { name: 'Username' })).toBeFocused();
  await question(alice).getByRole('button', { name: 'Cancel' }).click();
  await expect(question(alice)).toHaveCount(0);
  await expect(settings).toBeVisible();
});

test('a join that fails says why and keeps what was typed', async ({ launch }) => {
  const alice = await launch();
  await expect(alice.page.getByRole('button', { name: 'Join a server' })).toBeVisible();
  await startWith(alice, `rwci://127.0.0.1:${String(await freePort())}/`);
  await fillIn(alice, 'alice');
  await alice.page.locator(':focus').press('Enter');
  await expect(question(alice).getByRole('alert')).toContainText('Nobody is listening there.');
  await expect(question(alice).getByRole('textbox', { name: 'Password' })).toHaveValue('alice-pass-1');
  await alice.page.keyboard.press('Escape');
  await expect(alice.page.getByRole('button', { name: 'Host a server' })).toBeVisible();
});

test('an invitation that the app is started with waits in its first window; one that is pasted, too', async ({ launch }) => {
  const alice = await launch({ links: ['rwci://pi.local/#general'] });
  await expect(question(alice)).toContainText('pi.local:8888');
  await alice.page.keyboard.press('Escape');
  await alice.page.getByRole('button', { name: 'Join a server' }).click();
  await alice.page.getByRole('textbox', { name: 'Server address' }).fill('rwci://typed.local/');
  await alice.page.locator(':focus').press('Enter');
  await expect(question(alice)).toContainText('typed.local:8888');
  await alice.page.keyboard.press('Escape');
  await paste(alice, '  rwci://pasted.local/\n');
  await expect(question(alice)).toContainText('pasted.local:8888');
  await alice.page.keyboard.press('Escape');
  await paste(alice, 'rwci://pasted.local/chat');
  await expect(alice.page.getByText('This link is not an invitation to a server.')).toBeVisible();
});

test('one who is on the server already gets there with one click, also where it has moved, and from a message', async ({
  launch,
  startRoom,
}) => {
  const folder = await mkdtemp(join(tmpdir(), 'rwci-room-'));
  const before = await startRoom({ dataDir: folder });
  const alice = await launch();
  await startWith(alice, invitationTo(before));
  await fillIn(alice, 'alice');
  await alice.page.locator(':focus').press('Enter');
  await expect(alice.connection).toHaveText(/^Connected/);

  await alice.say(`come to ${invitationTo(before, { channel: 'general' })}.`);
  await alice.log.getByRole('link', { name: /^rwci:/ }).click();
  await expect(question(alice)).toContainText('You are on this server already');
  await expectAccessible(alice, 'an invitation to where one is');
  await alice.page.locator(':focus').press('Enter');
  await expect(question(alice)).toHaveCount(0);

  await before.stop();
  const after = await startRoom({ dataDir: folder, port: await freePort() });
  expect(after.fingerprint).toBe(before.fingerprint);
  await startWith(alice, invitationTo(after));
  await expect(question(alice)).toContainText('another address');
  await alice.page.locator(':focus').press('Enter');
  await expect(alice.connection).toHaveText(/^Connected/);
  await alice.say('found it again');
  await expect(alice.message('alice', 'found it again')).toHaveCount(1);
  expect(await securityOf(alice)).toEqual({ kind: 'pinned', fingerprint: after.fingerprint });
  await after.stop();
  await rm(folder, { recursive: true });
});

test('from the first screen to hosting there are two actions; the QR code is of the link, and the link lets others in', async ({
  launch,
}) => {
  const [alice, bob] = [await launch(), await launch()];
  const actions = new Actions();
  await actions.click(alice.page.getByRole('button', { name: 'Host a server' }));
  await alice.page.getByRole('textbox', { name: 'Username' }).fill('alice');
  await alice.page.getByRole('textbox', { name: 'Password' }).fill('alice-pass-1');
  await actions.enter(alice);
  await expect(alice.connection).toHaveText(/^Connected/);
  expect(actions.count).toBeLessThanOrEqual(ACTIONS_MAX);

  const card = alice.page.getByRole('region', { name: 'Invite' });
  const alone = alice.page.getByText('This computer is on no network');
  await expect(card).toBeVisible();
  test.skip((await alone.count()) > 0, 'this computer is on no network, so nobody could be invited');
  await card.getByRole('button', { name: 'Invite', exact: true }).click();
  const dialog = alice.page.getByRole('dialog', { name: /^Invite to/ });

  await test.step('whoever has only a browser is led to the page of the room', async () => {
    const page = (await dialog.getByText(/^http:.*#general$/).textContent()) ?? '';
    expect(await drawnModules(dialog)).toEqual(encode(page, { ecc: 'M', border: 4 }).data);
    await expect(dialog).toContainText('type a name, and you are in');
    await expect(dialog).toContainText('others on the network can read along');
    await expectAccessible(alice, 'the dialog that invites with a browser');
    const answer = await fetch(page);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    await dialog.getByRole('button', { name: 'Copy text' }).click();
    const text = await alice.app.evaluate(({ clipboard }) => clipboard.readText());
    const { host } = new URL(page);
    expect(text.split('\n').slice(0, 2)).toEqual([`In a browser: http://${host}`, `In RWCI Desktop: ${host}`]);
  });

  // By the keyboard: the one choice that decides what the code is of.
  await dialog.getByRole('radio', { name: 'Just a browser' }).focus();
  await alice.page.keyboard.press('ArrowRight');
  await expect(dialog.getByRole('radio', { name: 'The app' })).toBeFocused();
  const link = (await dialog.getByText(/^rwci:/).textContent()) ?? '';
  expect(await drawnModules(dialog)).toEqual(encode(link, { ecc: 'M', border: 4 }).data);
  await expectAccessible(alice, 'the dialog that invites');
  await dialog.getByRole('button', { name: 'Copy link' }).click();
  expect(await alice.app.evaluate(({ clipboard }) => clipboard.readText())).toBe(link);
  await alice.page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);

  await startWith(bob, link);
  await fillIn(bob, 'bob');
  await bob.page.locator(':focus').press('Enter');
  await expect(bob.connection).toHaveText(/^Connected/);
  await bob.say('hello');
  await expect(alice.message('bob', 'hello')).toHaveCount(1);
});

/** The squares that are dark in the drawn QR code, a row each; every piece of its outline is a row's. */
async function drawnModules(dialog: Locator): Promise<boolean[][]> {
  const svg = dialog.getByRole('img', { name: /^QR code/ });
  const size = Number((await svg.getAttribute('viewBox'))?.split(' ')[2]);
  const path = (await svg.locator('path').getAttribute('d')) ?? '';
  const rows = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  const pieces = [...path.matchAll(/M(\d+) (\d+)h(\d+)v1h-(\d+)z/g)];
  expect(pieces.map(([piece]) => piece).join('')).toBe(path);
  for (const [, x, y, length] of pieces) rows[Number(y)]?.fill(true, Number(x), Number(x) + Number(length));
  return rows;
}

async function securityOf({ page }: Desktop): Promise<unknown> {
  const snapshot = await page.evaluate(() => (window as unknown as { rwci: RwciApi }).rwci.invoke('app/snapshot', {}));
  return snapshot.state.servers[0]?.profile.security;
}

function paste({ page }: Desktop, text: string): Promise<void> {
  return page.evaluate((data) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', data);
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}
