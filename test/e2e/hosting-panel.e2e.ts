import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as timeout } from 'node:timers/promises';
import type { RwciApi } from '../../src-shared/ipc/index.ts';
import { SocketClient, until } from '../support/server-client.ts';
import { expectAccessibleInEveryTheme } from './support/accessible.ts';
import { expect, freePort, test, type Desktop } from './support/desktop.ts';
import { focusStops } from './support/focus.ts';
import { endServer, letServersStart, stopServersThatStart } from './support/halted-server.ts';
import { listeningPorts, udpPorts } from './support/listening.ts';
import { serverPid } from './support/server-pid.ts';

/** What a host does with the panel of their server, from the first look at it to a room that was put back from its backup. */

const ALICE = { username: 'alice', password: 'alice-pass-1' };
const MULTICAST_DNS_PORT = 5353;
const BOB = { username: 'bob', password: 'bob-pass-1' };

test('the host looks after the room: who can reach it, its name, its PIN, who is there, its backup, its end', async ({
  launch,
}) => {
  test.setTimeout(180_000);
  const port = await freePort();
  const alice = await launch();
  const { page } = alice;
  // Those through which this test looks into the app.
  const before = await portsOf(alice);
  expect(before.tcp.length).toBeLessThanOrEqual(2);
  expect(before.udp).not.toContain(MULTICAST_DNS_PORT);
  await alice.host({ name: 'The workshop', port, ...ALICE });
  if (process.platform === 'linux') expect((await portsOf(alice)).tcp).toContain(port);
  await sleep(alice);

  await page.getByRole('button', { name: 'Manage' }).click();
  const panel = page.getByRole('dialog', { name: 'Your server' });
  const tab = (name: string) => panel.getByRole('tab', { name });
  await expect(panel.getByRole('status', { name: 'Your server' })).toHaveText('On, 1 person');
  await expect(panel.getByRole('region', { name: 'Can others join?' }).getByRole('status')).toHaveText(
    /^(Others can reach|Others may not reach|Nobody else can reach) this room$/,
  );
  await expect(panel.getByRole('img', { name: /^People in the last hour: 1 now/ })).toBeVisible();
  await expectAccessibleInEveryTheme(alice, 'the panel, on');

  const guestPage = panel.getByRole('link', { name: 'Open guest page' });
  await alice.app.evaluate(({ shell }) => {
    const openExternal = (url: string) => {
      Object.assign(globalThis, { opened: url });
      return Promise.resolve();
    };
    Object.defineProperty(shell, 'openExternal', { value: openExternal });
  });
  await guestPage.click();
  const opened = () => alice.app.evaluate(() => (globalThis as { opened?: string }).opened);
  await expect.poll(opened).toBe(`http://127.0.0.1:${String(port)}/`);
  expect((await fetch((await opened()) ?? '')).status).toBe(200);

  await tab('Settings').click();
  await panel.getByRole('textbox', { name: 'Server name' }).fill('');
  await expect(panel.getByText('Give the server a name; friends see it.')).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Save' })).toBeDisabled();
  await panel.getByRole('textbox', { name: 'Server name' }).fill('The den');
  await expect(panel.getByRole('radio', { name: 'Anyone' })).toBeChecked();
  await panel.getByText('With a PIN').click();
  const pin = panel.getByRole('textbox', { name: 'PIN' });
  await expect(pin).toHaveValue(/^\d{6}$/);
  await pin.fill('12');
  await expect(panel.getByText('A PIN has 4 to 32 characters.')).toBeVisible();
  await pin.fill('4711-den');
  await panel.getByRole('checkbox', { name: 'Guests may join with a browser' }).uncheck();
  await panel.getByRole('button', { name: 'Save' }).click();
  await expect(panel.getByText('Saved.')).toBeVisible();
  await expectAccessibleInEveryTheme(alice, 'its settings');
  expect(await refusal(port, 'mallory', '0000')).toContain('not the PIN');
  expect((await fetch((await opened()) ?? '')).status).toBe(426);
  await tab('Overview').click();
  await expect(panel.getByRole('button', { name: 'Invite', exact: true })).toBeVisible();
  await expect(guestPage).toHaveCount(0);

  const bob = await SocketClient.connect(port, {}, '127.0.0.1', '/?pin=4711-den');
  await bob.login(BOB.username, BOB.password);
  await tab('People').click();
  const people = panel.getByRole('list', { name: 'People online' });
  await expect(people.getByRole('listitem')).toHaveCount(2);
  await expect(people.getByRole('listitem').filter({ hasText: 'bob' })).toContainText('plain client');
  await people.getByRole('group', { name: 'Actions for bob' }).getByRole('button', { name: 'Mute' }).click();
  await page.getByRole('dialog', { name: 'Mute bob for everyone' }).getByRole('button', { name: 'Mute' }).click();
  await expect(people.getByRole('listitem').filter({ hasText: 'bob' })).toContainText('muted');
  await people.getByRole('button', { name: 'Unmute' }).click();
  await expect(people.getByRole('button', { name: 'Mute', exact: true })).toBeVisible();
  await expectAccessibleInEveryTheme(alice, 'its people');

  await sleep(alice);
  await until(() => bob.inbox.some((text) => text.includes('going to sleep')), 'bob is told that the computer goes to sleep');

  await tab('Log').click();
  await expect(panel.getByRole('log', { name: 'Log' })).toContainText('bob came');
  await expect(panel.getByRole('log', { name: 'Log' })).toContainText('moderation (deed mute, account bob');
  await expect(panel.getByRole('log', { name: 'Log' })).not.toContainText(/\b4711\b/u);
  await expectAccessibleInEveryTheme(alice, 'its log');

  await alice.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] });
  }, backupOf(alice));
  await tab('Backup').click();
  await panel.getByRole('button', { name: 'Back up…' }).click();
  await expect(panel.getByText(/^Backed up \(/)).toBeVisible();
  await expectAccessibleInEveryTheme(alice, 'its backup');
  expect((await stat(backupOf(alice))).size).toBeGreaterThan(10_000);

  await panel.getByRole('switch', { name: 'Host a server' }).click();
  const question = page.getByRole('dialog', { name: 'Stop hosting?' });
  await expect(question).toContainText('On your server: bob.');
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await question.getByRole('button', { name: 'Stop hosting' }).click();
  await expect(panel.getByRole('status', { name: 'Your server' })).toHaveText('Off');
  await until(() => bob.ending !== null, 'bob is told');
  expect(bob.ending?.code).toBe(1001);
  await expect.poll(async () => (await portsOf(alice)).tcp).toEqual(before.tcp);
  expect((await portsOf(alice)).udp).not.toContain(MULTICAST_DNS_PORT);

  await panel.getByRole('button', { name: 'Restore…' }).click();
  const restore = page.getByRole('dialog', { name: 'Restore this room?' });
  await expect(restore).toContainText('The den');
  await restore.getByRole('button', { name: 'Restore' }).click();
  await expect(panel.getByText('“The den” is restored.')).toBeVisible();
  await panel.getByRole('switch', { name: 'Host a server' }).click();
  await expect(panel.getByRole('status', { name: 'Your server' })).toHaveText('On, 1 person');
  await page.keyboard.press('Escape');
  await expect(panel).toHaveCount(0);
  await expect(alice.connection).toHaveText(/^Connected/);
  const again = await SocketClient.connect(port);
  await again.login(BOB.username, BOB.password);
});

test('the panel works by the keyboard alone', async ({ launch }) => {
  const alice = await launch();
  const { page } = alice;
  await alice.host({ name: 'The workshop', port: await freePort(), ...ALICE });
  await page.getByRole('button', { name: 'Manage' }).focus();
  await page.keyboard.press('Enter');
  const panel = page.getByRole('dialog', { name: 'Your server' });
  await panel.getByRole('tab', { name: 'Overview' }).focus();
  for (const name of ['People', 'Settings', 'Log', 'Backup']) {
    await page.keyboard.press('ArrowRight');
    await expect(panel.getByRole('tab', { name })).toBeFocused();
    await expect(panel.getByRole('tab', { name })).toHaveAttribute('aria-selected', 'true');
    expect(
      (await focusStops(page)).filter((stop) => !/^ok/u.test(stop)),
      name,
    ).toEqual([]);
    await panel.getByRole('tab', { name }).focus();
  }
  // The page of a tab comes before what stands on it.
  for (const _ of ['page', 'button']) await page.keyboard.press('Tab');
  await expect(panel.getByRole('button', { name: 'Back up…' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(panel).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Manage' })).toBeFocused();

  await test.step('and says what is wrong in every theme', async () => {
    await page.keyboard.press('Enter');
    const host = panel.getByRole('switch', { name: 'Host a server' });
    await host.focus();
    await page.keyboard.press('Space');
    await expect(panel.getByRole('status', { name: 'Your server' })).toHaveText('Off');
    // It keeps the focus while it turns.
    await expect(host).not.toHaveAttribute('aria-disabled');
    await expect(host).toBeFocused();
    await stopServersThatStart(alice.app);
    await page.keyboard.press('Space');
    await expect(panel.getByRole('status', { name: 'Your server' })).toHaveText(/^Starting/);
    await endServer(alice.app);
    await expect(panel.getByRole('alert')).toContainText('The server ended while it was starting');
    await letServersStart(alice.app);
    await expectAccessibleInEveryTheme(alice, 'the panel, with a problem');
  });
});

/** From the death of the server's process to a login, in ms; where the computer is slow, this many starts of an empty process. */
const RETURN_MEDIAN_MS = 1_000;
const RETURN_STARTS = 4;
const KILLS = 5;
const POLL_MS = 5;

test('a server whose process is killed takes a login again within a second, and nothing is lost', async ({ launch }) => {
  test.setTimeout(120_000);
  const port = await freePort();
  const alice = await launch();
  await alice.host({ name: 'The workshop', port, ...ALICE });
  const first = await SocketClient.connect(port);
  await first.login(BOB.username, BOB.password);
  await alice.say('before');
  await expect(alice.message('alice', 'before')).toHaveCount(1);

  const took: number[] = [];
  const starts: number[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    starts.push(await emptyStart(alice));
    const pid = await serverPid(alice.app);
    const at = performance.now();
    process.kill(pid, 'SIGKILL');
    while (!(await loggedIn(port))) expect(performance.now() - at, 'ms until a login').toBeLessThan(10_000);
    took.push(performance.now() - at);
    await expect(alice.connection).toHaveText(/^Connected/);
    // Two deaths in a minute are not too many; a start forgets them.
    if (kill % 2 === 1) for (const on of [false, true]) await turn(alice, on);
  }
  await expect(alice.message('alice', 'before')).toHaveCount(1);
  const inMs = (times: readonly number[]) => times.map((ms) => String(Math.round(ms))).join(', ');
  console.log(`a killed server took a login again after ${inMs(took)} ms; an empty process starts in ${inMs(starts)} ms`);
  expect(median(took)).toBeLessThanOrEqual(Math.max(RETURN_MEDIAN_MS, RETURN_STARTS * median(starts)));
});

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Infinity;
}

/** From the fork of a process like the server's, which has no program to speak of, to its first word, in ms. */
async function emptyStart({ app, folder }: Desktop): Promise<number> {
  const program = join(folder, 'empty.cjs');
  await writeFile(program, 'process.parentPort.postMessage(null);');
  return app.evaluate(async ({ utilityProcess }, file) => {
    const startedAt = performance.now();
    const child = utilityProcess.fork(file);
    await new Promise((resolve) => child.once('message', resolve));
    const took = performance.now() - startedAt;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill();
    await gone;
    return took;
  }, program);
}

/** Where the app and all that it started can be spoken to, in order; of Linux. */
async function portsOf({ app }: Desktop): Promise<{ readonly tcp: readonly number[]; readonly udp: readonly number[] }> {
  const pid = app.process().pid ?? 0;
  const sorted = (ports: readonly number[]) => ports.toSorted((a, b) => a - b);
  return { tcp: sorted(await listeningPorts(pid)), udp: sorted(await udpPorts(pid)) };
}

/** The computer says that it is about to sleep. */
async function sleep({ app }: Desktop): Promise<void> {
  await app.evaluate(({ powerMonitor }) => powerMonitor.emit('suspend'));
}

function backupOf({ folder }: Desktop): string {
  return join(folder, 'den.rwciroom');
}

async function turn(desktop: Desktop, on: boolean): Promise<void> {
  await desktop.page.evaluate(
    async (wanted) => (window as unknown as { rwci: RwciApi }).rwci.invoke('hosting/switch', { on: wanted }),
    on,
  );
  if (on) await expect(desktop.connection).toHaveText(/^Connected/);
}

/** Whether bob gets in now; he is out again when this resolves. */
async function loggedIn(port: number): Promise<boolean> {
  try {
    const client = await SocketClient.connect(port);
    await client.login(BOB.username, BOB.password);
    client.close();
    return true;
  } catch {
    // What tries all the time takes the processor from what it waits for.
    await timeout(POLL_MS);
    return false;
  }
}

/** Why somebody new is not let in with a PIN, in the server's words. */
async function refusal(port: number, username: string, pin: string): Promise<string> {
  const client = await SocketClient.connect(port, {}, '127.0.0.1', `/?pin=${pin}`);
  client.send({ type: 'auth', username, password: 'a password' });
  await until(() => client.ending !== null, 'the server says no');
  return client.ending?.reason ?? '';
}
