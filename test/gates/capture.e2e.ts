import { appendFile } from 'node:fs/promises';
import type { RwciApi } from '../../src-shared/ipc/index.ts';
import { expect, test, type Desktop } from '../e2e/support/desktop.ts';

/** A person at work, round after round, while scripts/gates/capture.mjs records every packet that leaves this computer. */

const { RWCI_CAPTURE_HOST_PORT, RWCI_CAPTURE_MARKS, RWCI_CAPTURE_PEER, RWCI_CAPTURE_USE_MS } = process.env;
const USE_MS = Number(RWCI_CAPTURE_USE_MS);
const ALICE = { username: 'alice', password: 'alice-pass-1' };

/** Says when something begins or ends that other packets may come of. */
async function mark(what: 'finding' | 'hosting' | 'planted', on: boolean): Promise<void> {
  await appendFile(RWCI_CAPTURE_MARKS ?? '', `${JSON.stringify({ at: Date.now(), what, on })}\n`);
}

async function join(me: Desktop): Promise<void> {
  await mark('finding', true);
  await me.join({ address: RWCI_CAPTURE_PEER ?? '', ...ALICE });
  await expect(me.connection).toHaveText(/^Connected/);
  await mark('finding', false);
}

/** Looks for other rooms, and leaves it at that. */
async function look(me: Desktop): Promise<void> {
  await mark('finding', true);
  await me.addServer();
  await expect(me.page.getByRole('heading', { name: 'On this network' })).toBeVisible();
  await expect(me.page.getByRole('button', { name: /^Elsewhere.*In your list/ })).toBeVisible();
  await me.page.getByRole('button', { name: /^Elsewhere.*In your list/ }).click();
  await expect(me.composer).toBeVisible();
  await mark('finding', false);
}

async function checkSpelling({ page }: Desktop): Promise<void> {
  await page.keyboard.press('Control+,');
  await page.getByRole('switch', { name: 'Check spelling' }).press('Space');
  await expect(page.getByRole('switch', { name: 'Check spelling' })).toBeChecked();
  await page.keyboard.press('Escape');
}

async function talk(me: Desktop, round: number): Promise<void> {
  await me.channel(/^general/).click();
  await me.composer.pressSequentially(`round ${String(round)}: helo wrld, see https://example.com/${String(round)} 👋`);
  await me.composer.press('Enter');
  await expect(me.message('alice', `round ${String(round)}:`)).toHaveCount(1);
  // Links of others are in sight and under the mouse, and nobody clicks them.
  const link = me.log.getByRole('link').first();
  await expect(link).toBeVisible();
  await link.hover();
  await me.openDirect('bob');
  await me.say(`for you alone, ${String(round)}`);
  await expect(me.message('bob', `You said: for you alone, ${String(round)}`)).toHaveCount(1);
  await me.channel(/^general/).click();
}

async function lookAround(me: Desktop): Promise<void> {
  const { page } = me;
  await page.getByRole('button', { name: 'Emoji', exact: true }).click();
  await page.getByRole('combobox', { name: 'Search emoji' }).fill('wave');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Shift+F');
  await page.getByRole('searchbox', { name: 'Search messages' }).fill('round');
  await expect(page.getByRole('list', { name: 'Search results' }).getByRole('listitem').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+,');
  const settings = page.getByRole('dialog', { name: 'Settings' });
  for (const part of await settings.getByRole('tab').all()) await part.click();
  await page.keyboard.press('Escape');
  await expect(settings).toHaveCount(0);
}

async function comeBack(me: Desktop): Promise<void> {
  await me.serverMenu(/^Disconnect/);
  await me.say('written offline');
  await me.serverMenu(/^Connect/);
  await expect(me.connection).toHaveText(/^Connected/);
}

async function host(me: Desktop, round: number): Promise<void> {
  await mark('hosting', true);
  await me.page.evaluate(
    async ({ first, room }) => {
      const { rwci } = window as unknown as { rwci: RwciApi };
      if (first) await rwci.invoke('hosting/start', room);
      else await rwci.invoke('hosting/switch', { on: true });
    },
    { first: round === 0, room: { name: 'Mine', port: Number(RWCI_CAPTURE_HOST_PORT), ...ALICE, remember: false } },
  );
  const rail = me.page.getByRole('navigation', { name: 'Servers' });
  await rail.getByRole('button', { name: /^Mine/ }).click();
  await expect(me.connection).toHaveText(/^Connected/);
  await expect(me.member('bob')).toBeVisible();
  await me.say(`welcome ${String(round)}`);
  await expect(me.message('alice', `welcome ${String(round)}`)).toHaveCount(1);
  await me.page.evaluate(() => (window as unknown as { rwci: RwciApi }).rwci.invoke('hosting/switch', { on: false }));
  await mark('hosting', false);
  await rail.getByRole('button', { name: /^Elsewhere/ }).click();
  await expect(me.composer).toBeVisible();
}

/** What has to be seen, of the app's own processes: a name that is looked up and a packet into the world, by Chromium and by Node. */
async function plant(me: Desktop): Promise<void> {
  await mark('planted', true);
  await me.app.evaluate(async ({ session }) => {
    const tell = session.fromPartition('planted');
    await Promise.allSettled([
      tell.fetch('http://planted-by-chromium.example/', { signal: AbortSignal.timeout(1_500) }),
      tell.fetch('http://198.51.100.7/', { signal: AbortSignal.timeout(1_500) }),
      process.getBuiltinModule('node:dns/promises').lookup('planted-by-node.example'),
    ]);
  });
  await mark('planted', false);
}

test('the app is used', async ({ launch }) => {
  test.setTimeout(USE_MS + 60_000);
  const began = Date.now();
  const me = await launch();
  await join(me);
  await checkSpelling(me);
  for (let round = 0; round === 0 || Date.now() - began < USE_MS; round++) {
    await talk(me, round);
    await lookAround(me);
    await comeBack(me);
    await look(me);
    await host(me, round);
  }
  await plant(me);
});
