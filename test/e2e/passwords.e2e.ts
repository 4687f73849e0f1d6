import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RwciApi } from '../../src-shared/ipc/index.ts';
import { startStrictServer } from '../support/strict-server.ts';
import { expect, freePort, test, type Desktop } from './support/desktop.ts';
import { hasKeyring, Keyring } from './support/keyring.ts';
import { SessionBus } from './support/session-bus.ts';

/** A password on disk is encrypted by a real keyring, or it is not there at all. */

const PASSWORD = 'Tr0ub4dor&3-unmistakable';

/** A text as it could stand in a file, however it was written there. */
function spellings(text: string): { readonly how: string; readonly bytes: Buffer }[] {
  const plain = Buffer.from(text);
  const utf16 = Buffer.from(text, 'utf16le');
  // In the middle of other bytes base64 begins in one of three ways; the characters at the ends are mixed with the neighbours.
  const base64 = [0, 1, 2].flatMap((before) => {
    const inside = Buffer.concat([Buffer.alloc(before), plain]).toString('base64');
    const own = inside.slice(before === 0 ? 0 : before + 1, inside.length - (inside.endsWith('=') ? 4 : 0));
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')];
  });
  return [
    { how: 'as it is', bytes: plain },
    { how: 'in JSON', bytes: Buffer.from(JSON.stringify(text).slice(1, -1)) },
    { how: 'for a URL', bytes: Buffer.from(encodeURIComponent(text)) },
    { how: 'in UTF-16', bytes: utf16 },
    { how: 'in UTF-16, big end first', bytes: Buffer.from(utf16).swap16() },
    { how: 'in hexadecimal', bytes: Buffer.from(plain.toString('hex')) },
    { how: 'in HEXADECIMAL', bytes: Buffer.from(plain.toString('hex').toUpperCase()) },
    { how: 'backwards', bytes: Buffer.from([...text].reverse().join('')) },
    ...base64.map((each) => ({ how: 'in base64', bytes: Buffer.from(each) })),
  ];
}

/** Where in a folder a text stands, as "file: how". */
async function findText(folder: string, text: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path);
    for (const { how, bytes: needle } of spellings(text)) if (bytes.includes(needle)) found.push(`${path}: ${how}`);
  }
  return found;
}

/** What the settings hold of the one password. */
async function sealedIn(folder: string): Promise<string> {
  const { servers } = JSON.parse(await readFile(join(folder, 'settings.json'), 'utf8')) as { servers: { password: string }[] };
  expect(servers).toHaveLength(1);
  return servers[0]?.password ?? '';
}

/** All that an app prints from now on. */
function hear({ app }: Desktop): Buffer[] {
  const heard: Buffer[] = [];
  for (const stream of [app.process().stdout, app.process().stderr]) stream?.on('data', (data: Buffer) => heard.push(data));
  return heard;
}

/** Has the main process write down what it sends to the window, the titles it has and the notifications it makes. */
async function listen({ app }: Desktop): Promise<void> {
  await app.evaluate(({ BrowserWindow, Notification }) => {
    const told: string[] = [];
    Object.assign(globalThis, { told });
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) return;
    const { webContents } = window;
    const send = webContents.send.bind(webContents);
    webContents.send = (channel: string, ...all: unknown[]) => {
      told.push(JSON.stringify(all));
      send(channel, ...all);
    };
    window.on('page-title-updated', (_event, title) => told.push(title));
    Notification.prototype.show = function (this: Electron.Notification) {
      told.push(`${this.title} ${this.body}`);
    };
  });
}

/** What `listen` wrote down, and the whole state as a new window would get it. */
async function toldToWindow({ app, page }: Desktop): Promise<string> {
  const told = await app.evaluate(() => (globalThis as unknown as { told: string[] }).told);
  const snapshot = await page.evaluate(() => (window as unknown as { rwci: RwciApi }).rwci.invoke('app/snapshot', {}));
  return [...told, JSON.stringify(snapshot), await page.title()].join('\n');
}

test('the search finds a text in every spelling', () => {
  const around = Buffer.concat([Buffer.from('ab'), Buffer.from(PASSWORD), Buffer.from('yz')]);
  for (const from of [0, 1, 2]) {
    const encoded = Buffer.from(around.subarray(from).toString('base64'));
    expect(spellings(PASSWORD).some(({ bytes }) => encoded.includes(bytes))).toBe(true);
  }
});

test('without a keyring a password is kept until the app quits, and says so', async ({ launch }) => {
  test.skip(process.platform !== 'linux', 'every other system has a keyring');
  const listening = await startStrictServer();
  const switches = ['--password-store=basic'];
  const alice = await launch({ switches });
  await alice.page.getByRole('button', { name: 'Join a server' }).click();
  const remember = alice.page.getByRole('checkbox', { name: 'Keep me signed in until I quit' });
  await expect(remember).toBeChecked();
  await expect(remember).toHaveAccessibleDescription(/no keyring.*kept until you quit/);
  await alice.join({ address: `127.0.0.1:${String(listening.port)}`, username: 'alice', password: PASSWORD });
  await expect(alice.connection).toHaveText(/^Connected/);
  expect(await findText(alice.folder, PASSWORD)).toEqual([]);
  await alice.quit();

  // What is searched is where the app keeps things: the name is there.
  expect(await findText(alice.folder, 'alice')).toContain(`${join(alice.folder, 'settings.json')}: as it is`);
  expect(await findText(alice.folder, PASSWORD)).toEqual([]);

  const again = await launch({ folder: alice.folder, switches });
  await expect(again.connection).toHaveText(/^Offline/);
  await again.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(again.page.getByRole('textbox', { name: 'Username' })).toHaveValue('alice');
  await expect(again.page.getByRole('textbox', { name: 'Password' })).toHaveValue('');
  await listening.stop();
});

test('the database of a hosted server holds no password', async ({ launch }) => {
  const port = await freePort();
  const alice = await launch();
  await alice.host({ name: 'The workshop', port, username: 'alice', password: PASSWORD });
  await alice.say('In the database');
  await expect(alice.message('alice', 'In the database')).toHaveCount(1);
  expect(await findText(alice.folder, PASSWORD)).toEqual([]);
  await alice.quit();
  expect((await findText(alice.folder, 'alice')).join('\n')).toContain('server.sqlite');
  expect(await findText(alice.folder, PASSWORD)).toEqual([]);
});

test('with a keyring the app is back in its room after a restart, and the password is nowhere to be read', async ({
  launch,
}) => {
  test.skip(!(await hasKeyring()), 'gnome-keyring is not installed');
  const bus = await SessionBus.start();
  const keyring = await Keyring.start(bus);
  const listening = await startStrictServer();
  const how = { env: bus.env, switches: ['--password-store=gnome-libsecret'] };
  let alice = await launch(how);
  const heard = hear(alice);
  try {
    await listen(alice);
    await alice.page.getByRole('button', { name: 'Join a server' }).click();
    await expect(alice.page.getByRole('checkbox', { name: 'Keep me signed in', exact: true })).toBeChecked();
    await alice.join({ address: `127.0.0.1:${String(listening.port)}`, username: 'alice', password: PASSWORD });
    await expect(alice.connection).toHaveText(/^Connected/);
    // Nor does the window get it back, a title show it, or the app print it.
    const told = await toldToWindow(alice);
    expect(told).toContain('alice');
    await alice.quit();
    for (const { how: way, bytes } of spellings(PASSWORD)) {
      expect([way, Buffer.from(told).includes(bytes), Buffer.concat(heard).includes(bytes)]).toEqual([way, false, false]);
    }
    expect(await findText(alice.folder, PASSWORD)).toEqual([]);
    const sealed = await sealedIn(alice.folder);
    expect(sealed).toMatch(/^gnome_libsecret:/);
    expect(Buffer.from(sealed.split(':')[1] ?? '', 'base64').toString('latin1')).toMatch(/^v11/);

    // Without that keyring the app asks; what the keyring made stays, also when the password is typed anew.
    alice = await launch({ env: bus.env, switches: ['--password-store=basic'], folder: alice.folder });
    await expect(alice.connection).toHaveText(/^Offline/);
    expect(await sealedIn(alice.folder)).toBe(sealed);
    await alice.join({ address: `127.0.0.1:${String(listening.port)}`, username: 'alice', password: PASSWORD });
    await expect(alice.connection).toHaveText(/^Connected/);
    await alice.quit();
    expect(await sealedIn(alice.folder)).toBe(sealed);
    expect(await findText(alice.folder, PASSWORD)).toEqual([]);

    alice = await launch({ ...how, folder: alice.folder });
    await expect(alice.connection).toHaveText(/^Connected/);
    await alice.say('Back without a word');
    await expect(alice.message('alice', 'Back without a word')).toHaveCount(1);

    // Who leaves the server is forgotten.
    await alice.removeServer();
    await expect(alice.page.getByRole('button', { name: 'Join a server' })).toBeVisible();
    await alice.quit();
    expect(await findText(alice.folder, PASSWORD)).toEqual([]);
    alice = await launch({ ...how, folder: alice.folder });
    await expect(alice.page.getByRole('button', { name: 'Join a server' })).toBeVisible();
  } finally {
    await alice.quit();
    await listening.stop();
    await keyring.stop();
    await bus.stop();
  }
});
