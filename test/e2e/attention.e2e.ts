import { directId, findConversation, type ConversationId } from '../../src-shared/chat/index.ts';
import type { Command, CommandArgument, CommandResult, RwciApi } from '../../src-shared/ipc/index.ts';
import { SocketClient } from '../support/server-client.ts';
import { expect, freePort, test as base, type Desktop } from './support/desktop.ts';
import { NotificationHost } from './support/notification-host.ts';
import { SessionBus } from './support/session-bus.ts';
import { TrayHost } from './support/tray-host.ts';

/** What calls the person: notifications and the tray, on a desktop that the test can look into. */

interface Desk {
  readonly bus: SessionBus;
  readonly notifications: NotificationHost;
  readonly tray: TrayHost;
}

const test = base.extend<{ desk: Desk }>({
  desk: async ({}, use) => {
    const bus = await SessionBus.start();
    const [notifications, tray] = [await NotificationHost.start(bus), await TrayHost.start(bus)];
    await use({ bus, notifications, tray });
    notifications.stop();
    tray.stop();
    await bus.stop();
  },
});

test.skip(process.platform !== 'linux', 'only on Linux can the test be the desktop');

/** A notification that waits its turn is shown when ten seconds are over. */
const TOLD = { timeout: 15_000 };

function invoke<C extends Command>({ page }: Desktop, command: C, argument: CommandArgument<C>): Promise<CommandResult<C>> {
  return page.evaluate(
    ([name, value]) => (window as unknown as { rwci: RwciApi }).rwci.invoke(name as C, value as CommandArgument<C>),
    [command, argument] as const,
  );
}

async function serverOf({ page }: Desktop): Promise<string> {
  const { state } = await page.evaluate(() => (window as unknown as { rwci: RwciApi }).rwci.invoke('app/snapshot', {}));
  return state.active ?? '';
}

function isVisible({ app }: Desktop): Promise<boolean> {
  return app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() ?? false);
}

function change(desktop: Desktop, how: 'hide' | 'minimize' | 'restore' | 'show'): Promise<void> {
  return desktop.app.evaluate(({ BrowserWindow }, name) => {
    BrowserWindow.getAllWindows()[0]?.[name]();
  }, how);
}

/** alice hosts, and two others are there who write what a test says. */
async function room(launch: (options: { env: Record<string, string> }) => Promise<Desktop>, { bus }: Desk) {
  const alice = await launch({ env: { ...bus.env } });
  const port = await freePort();
  await alice.host({ name: 'Attic', port, username: 'alice', password: 'secret' });
  const visit = async (name: string) => {
    const client = await SocketClient.connect(port);
    await client.login(name);
    return client;
  };
  const [bob, carol] = [await visit('bob'), await visit('carol')];
  await expect(alice.member('carol')).toBeVisible();
  const has = async (conversation: ConversationId, text: string) => {
    const chat = await alice.chat();
    const entries = chat === null ? [] : (findConversation(chat, conversation)?.entries ?? []);
    return entries.some((entry) => entry.kind === 'message' && entry.text === text);
  };
  /** Resolves when the app has dealt with it: what it tells of it, it has told by then. */
  const says = async (message: string, recipient?: string) => {
    bob.send(recipient === undefined ? { type: 'message', message } : { type: 'direct_message', recipient, message });
    await expect.poll(() => has(recipient === undefined ? 'channel:general' : directId('bob'), message)).toBe(true);
  };
  return { alice, bob, carol, says };
}

test('a notification comes for a direct message and a mention that is not in front of the person, and for nothing else', async ({
  launch,
  desk,
}) => {
  test.slow();
  const { notifications } = desk;
  const { alice, carol, says } = await room(launch, desk);
  const server = await serverOf(alice);
  carol.send({ type: 'direct_message', recipient: 'alice', message: 'psst' });
  await expect.poll(() => notifications.titles).toEqual(['carol']);
  await says('first', 'alice');
  const mute = (mutedUntil: number | null) =>
    invoke(alice, 'chat/choose', { server, conversation: directId('bob'), mutedUntil });

  const looks: Readonly<Record<string, { look: () => Promise<void>; isHere: boolean }>> = {
    'at this conversation': { look: () => alice.direct('bob').click(), isHere: true },
    'at another one': { look: () => alice.direct('carol').click(), isHere: false },
    'at nothing of it: hidden': { look: () => change(alice, 'hide'), isHere: false },
    'at nothing of it: minimised': {
      look: async () => {
        await change(alice, 'show');
        await change(alice, 'minimize');
      },
      isHere: false,
    },
  };
  for (const [name, { look, isHere }] of Object.entries(looks)) {
    await test.step(`alice looks ${name}`, async () => {
      await look();
      await invoke(alice, 'chat/mark-read', { server: null, conversation: null });
      await expect.poll(() => notifications.titles).toEqual([]);

      const made = notifications.made.length;
      await says(`hello ${name}`);
      expect(notifications.made).toHaveLength(made);
      await mute(Date.now() + 3_600_000);
      await says(`muted ${name}`, 'alice');
      expect(notifications.made).toHaveLength(made);
      await mute(null);
      await invoke(alice, 'chat/mark-read', { server: null, conversation: null });

      await says(`one ${name}`, 'alice');
      if (isHere) expect(notifications.titles).toEqual([]);
      else await expect.poll(() => notifications.titles, TOLD).toEqual(['bob']);
      await says(`hi Alice ${name}`);
      await expect.poll(() => notifications.titles.at(-1), TOLD).toBe('bob in #general');
      expect(notifications.made.at(-1)?.body).toBe(`hi Alice ${name}`);
    });
  }
  // Electron waits for what it said last.
  await change(alice, 'restore');
});

test('several messages of one person become one notification; a click opens the window at it', async ({ launch, desk }) => {
  const { notifications } = desk;
  const { alice, says } = await room(launch, desk);
  await change(alice, 'hide');
  for (const text of ['one', 'two', '<b>three</b>']) await says(text, 'alice');
  await expect.poll(() => notifications.titles, TOLD).toEqual(['bob: 3 messages']);
  expect(notifications.made.at(-1)?.body).toBe('&lt;b&gt;three&lt;/b&gt;');
  notifications.click('bob: 3 messages');
  await expect.poll(() => isVisible(alice)).toBe(true);
  await expect(alice.page.getByRole('textbox', { name: 'Message bob' })).toBeVisible();
  await expect(alice.message('bob', '<b>three</b>')).toBeInViewport();
  await expect.poll(() => notifications.titles).toEqual([]);
});

test('the test of notifications tells each step', async ({ launch, desk }) => {
  const { notifications } = desk;
  const alice = await launch({ env: desk.bus.env });
  const steps = invoke(alice, 'notification/test', {});
  await expect.poll(() => notifications.titles).toEqual(['RWCI Desktop']);
  notifications.click('RWCI Desktop');
  expect((await steps).map(({ name, ok }) => [name, ok])).toEqual([
    ['supported', true],
    ['settings', true],
    ['undisturbed', true],
    ['sent', true],
    ['clicked', true],
  ]);
  expect((await steps)[0]?.detail).toContain('Test desktop');
});

test('a window that is hidden in a tray that goes comes back, and the icon with the next tray', async ({ launch, desk }) => {
  const { bus, tray } = desk;
  const alice = await launch({ env: bus.env });
  await expect(alice.page.getByRole('button', { name: 'Join a server' })).toBeVisible();
  await expect.poll(() => tray.icons.length).toBe(1);
  await change(alice, 'hide');
  await expect.poll(() => isVisible(alice)).toBe(false);
  tray.stop();
  await expect.poll(() => isVisible(alice), { timeout: 10_000 }).toBe(true);
  const next = await TrayHost.start(bus);
  await expect.poll(() => next.icons.length).toBe(1);
  await change(alice, 'hide');
  await next.click(next.icons[0] ?? '');
  await expect.poll(() => isVisible(alice)).toBe(true);
  await alice.quit();
  next.stop();
});

test('a tray that comes after the app gets the icon, and the window can then be hidden there', async ({ launch, desk }) => {
  const { bus, tray } = desk;
  tray.stop();
  const alice = await launch({ env: bus.env });
  await expect(alice.page.getByRole('button', { name: 'Join a server' })).toBeVisible();
  const late = await TrayHost.start(bus);
  await expect.poll(() => late.icons.length).toBe(1);
  await change(alice, 'hide');
  await late.click(late.icons[0] ?? '');
  await expect.poll(() => isVisible(alice)).toBe(true);
  await alice.quit();
  late.stop();
});

test('a tray that does not answer is none, and keeps nobody waiting', async ({ launch, desk }) => {
  const { bus, tray } = desk;
  tray.isHung = true;
  const startedAt = performance.now();
  const alice = await launch({ env: bus.env });
  await expect(alice.page.getByRole('button', { name: 'Join a server' })).toBeVisible();
  console.log(`with a tray that hangs: ${(performance.now() - startedAt).toFixed(0)} ms`);
  const gone = alice.app.waitForEvent('close');
  await alice.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.close();
  });
  await gone;
});
