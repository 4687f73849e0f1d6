import { networkInterfaces } from 'node:os';
import type { RwciApi } from '../../src-shared/ipc/index.ts';
import { fingerprintWords } from '../../src-shared/trust/index.ts';
import { expectAccessible } from './support/accessible.ts';
import { expect, freePort, test } from './support/desktop.ts';

/** Finding a room without an address: one app hosts, another one looks. */

const hasNetwork = Object.values(networkInterfaces()).some((infos = []) =>
  infos.some(({ family, internal }) => family === 'IPv4' && !internal),
);

test.skip(!hasNetwork, 'this computer is in no network');

test('a room that somebody hosts is in the list of who wants to join, with its key, and is joined by that key alone', async ({
  launch,
}) => {
  const name = `Found ${String(Date.now())}`;
  const alice = await launch();
  await alice.host({ name, port: await freePort(), username: 'alice', password: 'correct horse' });
  const key = await alice.page.evaluate(async () => {
    const { rwci } = window as unknown as { rwci: RwciApi };
    const { hosting } = (await rwci.invoke('app/snapshot', {})).state;
    return hosting.status === 'on' ? hosting.fingerprint : null;
  });
  if (key === null) throw new Error('the room has no key');

  const bob = await launch();
  await bob.page.getByRole('button', { name: 'Join a server' }).click();
  const row = bob.page.getByRole('button', { name: new RegExp(`^${name}`) });
  await expect(row).toContainText(fingerprintWords(key).join(' '));
  await expectAccessible(bob, 'a server in the list');

  // By keyboard: the list is one stop of the Tab key.
  await row.focus();
  await bob.page.keyboard.press('Enter');
  const address = bob.page.getByRole('textbox', { name: 'Server address' });
  await expect(address).toHaveValue(/^\d+\.\d+\.\d+\.\d+:\d+$/);
  await expect(bob.page.getByRole('textbox', { name: 'Username' })).toBeFocused();
  await bob.page.getByRole('textbox', { name: 'Username' }).fill('bob');
  await bob.page.getByRole('textbox', { name: 'Password' }).fill('battery staple');
  await bob.page.getByRole('button', { name: 'Connect' }).click();
  await expect(bob.connection).toHaveText(/^Connected/);
  await expect(alice.member('bob')).toBeVisible();

  // Its own room is nothing that anybody needs to find; a server of the list is marked, and opened instead of added.
  await bob.addServer();
  const known = bob.page.getByRole('button', { name: new RegExp(`^${name}`) });
  await expect(known).toContainText('In your list');
  await expect(known).toContainText('2 people online');
  await known.click();
  await expect(bob.composer).toBeVisible();
  await alice.addServer();
  await expect(alice.page.getByRole('heading', { name: 'On this network' })).toBeVisible();
  await expect(alice.page.getByRole('button', { name: new RegExp(`^${name}`) })).toHaveCount(0);
});
