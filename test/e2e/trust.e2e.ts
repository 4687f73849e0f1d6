import { mkdtemp, rm } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer, type ListenOptions } from '../../src-main/server/server.ts';
import { expectAccessible } from './support/accessible.ts';
import { expect, test as base, type Desktop } from './support/desktop.ts';
import { focusStops } from './support/focus.ts';
import { hasKeyring, Keyring } from './support/keyring.ts';
import { PICTURE_SIZES, resize, type PictureSize } from './support/pictures.ts';
import { SessionBus } from './support/session-bus.ts';

/** Whom the app trusts, as the person in front of it sees it: at an address of the network, where TLS comes first. */

const LAN = Object.values(networkInterfaces())
  .flatMap((each) => each ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

const ALICE = { username: 'alice', password: 'alice-pass-1' };

const test = base.extend<{ serve: (options?: Partial<ListenOptions>) => ReturnType<typeof startServer> }>({
  serve: async ({}, use) => {
    const stops: (() => Promise<void>)[] = [];
    await use(async (options = {}) => {
      const dataDir = await mkdtemp(join(tmpdir(), 'rwci-trust-'));
      const server = await startServer({
        host: LAN ?? '',
        port: 0,
        discovery: false,
        name: 'The workshop',
        ...options,
        dataDir,
      });
      stops.push(async () => {
        await server.stop();
        await rm(dataDir, { recursive: true });
      });
      return server;
    });
    for (const stop of stops) await stop();
  },
});
test.skip(LAN === undefined, 'this computer is in no network');

const addressOf = (port: number): string => `${LAN ?? ''}:${String(port)}`;
const blocked = ({ page }: Desktop) => page.getByRole('alert').filter({ hasText: 'another key' });

/** Looks at what is open in every size and theme. */
async function look(app: Desktop, name: string): Promise<void> {
  for (const size of Object.keys(PICTURE_SIZES) as PictureSize[]) {
    await resize(app, size);
    await app.photograph(`${name}-${size}`);
  }
  await resize(app, 'wide');
}

test('a server is known by its key: a restart asks nothing, and another key is a block until the person trusts it', async ({
  launch,
  serve,
}) => {
  test.skip(!(await hasKeyring()), 'gnome-keyring is not installed');
  const bus = await SessionBus.start();
  const keyring = await Keyring.start(bus);
  const how = { env: bus.env, switches: ['--password-store=gnome-libsecret'] };
  const before = await serve();
  const { port } = before;
  let alice = await launch(how);
  try {
    await alice.join({ ...ALICE, address: addressOf(port) });
    await expect(alice.connection).toHaveText(/^Connected/);
    await alice.serverMenu(/^Details/);
    const details = alice.page.getByRole('dialog');
    await expect(details.getByText('This app knows the server by its key')).toBeVisible();
    await expect(details.getByRole('button', { name: 'Copy key' })).toBeVisible();
    await expectAccessible(alice, 'the details of an encrypted server');
    await look(alice, 'trust-details');
    await alice.page.keyboard.press('Escape');
    await alice.quit();

    alice = await launch({ ...how, folder: alice.folder });
    await expect(alice.connection).toHaveText(/^Connected/);

    // Somebody else is there now.
    await before.stop();
    const other = await serve({ port });
    expect(other.port).toBe(port);
    await expect(blocked(alice)).toHaveCount(1, { timeout: 20_000 });
    await expect(alice.connection).toHaveText(/^Offline/);
    await look(alice, 'trust-blocked');
    await alice.page.getByRole('button', { name: 'Compare keys' }).click();
    const dialog = alice.page.getByRole('dialog');
    await expect(dialog.getByRole('button', { name: 'Stay away' })).toBeFocused();
    await expectAccessible(alice, 'a server with another key');
    expect((await focusStops(alice.page)).filter((stop) => !/^ok/u.test(stop))).toEqual([]);
    await look(alice, 'trust-changed');
    await alice.page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await expect(alice.page.getByRole('button', { name: 'Compare keys' })).toBeFocused();
    await expect(blocked(alice)).toHaveCount(1);

    await alice.page.getByRole('button', { name: 'Compare keys' }).click();
    await dialog.getByRole('button', { name: /^The host was reinstalled/ }).click();
    await expect(dialog.getByRole('button', { name: 'Back' })).toBeFocused();
    await dialog.getByRole('button', { name: 'Trust the new key' }).click();
    await expect(dialog.getByRole('alert')).toHaveText(/Compare the words/);
    await expectAccessible(alice, 'the step before a new key is trusted');
    await look(alice, 'trust-sure');
    await dialog.getByRole('checkbox', { name: /^I compared/ }).check();
    await dialog.getByRole('button', { name: 'Trust the new key' }).click();
    await expect(alice.connection).toHaveText(/^Connected/);
    await expect(dialog).toHaveCount(0);
  } finally {
    await alice.quit();
    await keyring.stop();
    await bus.stop();
  }
});

test('a server that does not encrypt is a question, and has a mark for as long as it does not', async ({ launch, serve }) => {
  const { port } = await serve({ tls: false });
  const alice = await launch();
  const { page } = alice;
  await alice.join({ ...ALICE, address: addressOf(port) });
  await expect(page.getByRole('button', { name: 'Do not connect' })).toBeFocused();
  await expectAccessible(alice, 'the question before a connection in clear');
  await look(alice, 'trust-question');
  await page.getByRole('button', { name: 'Do not connect' }).click();
  await expect(page.getByRole('button', { name: 'Connect without encryption' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Connect' }).click();
  await page.getByRole('button', { name: 'Connect without encryption' }).click();
  await expect(alice.connection).toHaveText(/^Connected/);

  const server = page.getByRole('button', { name: /server menu$/ });
  await expect(server).toHaveAccessibleDescription('Not encrypted');
  await expect(server.getByText('Not encrypted')).toBeVisible();
  await expectAccessible(alice, 'a room in clear');
  await look(alice, 'trust-clear');
  await resize(alice, 'narrow');
  await page.getByRole('button', { name: 'Not encrypted' }).click();
  await expect(page.getByRole('dialog').getByText(/^Not encrypted, as you chose/)).toBeVisible();
  await expectAccessible(alice, 'the details of a server in clear');
  await look(alice, 'trust-clear-details');

  // Asked for again, it is a question again.
  await page.getByRole('button', { name: 'Use encryption from now on' }).click();
  await expect(alice.connection).toHaveText(/^Offline/);
  await look(alice, 'trust-clear-again');
  await page.getByRole('button', { name: 'Connect without encryption' }).click();
  await expect(alice.connection).toHaveText(/^Connected/);
});
