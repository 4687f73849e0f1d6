import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, freePort, test } from './support/desktop.ts';

/**
 * The packaged app, in the profile that differs from a release by the one fuse that lets it be driven. Made by
 * `npm run package -- --dir --profile=test`.
 */
const PACKAGED = fileURLToPath(new URL('../../release/test/rwci-desktop', import.meta.url));

test.skip(process.platform !== 'linux', 'the test profile is made on Linux');

test.beforeAll(() => {
  if (!existsSync(PACKAGED)) throw new Error('make it first: npm run package -- --dir --profile=test');
});

test('the packaged app hosts, is joined, carries direct messages, and has it all after a restart', async ({ launch }) => {
  test.setTimeout(180_000);
  const port = await freePort();
  const address = `127.0.0.1:${String(port)}`;
  let alice = await launch({ packaged: PACKAGED });
  expect(await alice.app.evaluate(({ app }) => app.isPackaged && app.getAppPath().endsWith('app.asar'))).toBe(true);
  await alice.host({ name: 'The workshop', port, username: 'alice', password: 'alice-pass-1' });

  const bob = await launch({ packaged: PACKAGED });
  await bob.join({ address, username: 'bob', password: 'bob-pass-1' });
  await expect(bob.connection).toHaveText(/^Connected/);
  await alice.say('Hello from a package');
  await expect(bob.message('alice', 'Hello from a package')).toHaveCount(1);

  await alice.openDirect('bob');
  await alice.say('Just for you');
  await expect(bob.direct(/^alice, 1 unread/)).toBeVisible();
  await bob.direct(/^alice/).click();
  await bob.say('Thank you');
  await expect(alice.message('bob', 'Thank you')).toHaveCount(1);

  const { folder } = alice;
  await alice.quit();
  await expect(bob.connection).toHaveText(/^Reconnecting/);
  alice = await launch({ packaged: PACKAGED, folder });
  await expect(alice.message('bob', 'Thank you')).toHaveCount(1);
  await expect(alice.message('alice', 'Just for you')).toHaveCount(1);
  await alice.channel(/general/).click();
  await expect(alice.message('alice', 'Hello from a package')).toHaveCount(1);
});
