import type { Page } from '@playwright/test';
import { ask } from '../support/plus-client.ts';
import { SocketClient } from '../support/server-client.ts';
import { expectAccessible, expectAccessibleInEveryTheme } from './support/accessible.ts';
import { expect, freePort, test, type Desktop } from './support/desktop.ts';
import { focusStops } from './support/focus.ts';

/** Looking after a room from the app: the owner in one window, the people concerned in another or on a socket. */

interface TwoApps {
  readonly alice: Desktop;
  readonly bob: Desktop;
  readonly port: number;
}

async function twoApps(launch: () => Promise<Desktop>): Promise<TwoApps> {
  const port = await freePort();
  const alice = await launch();
  await alice.host({ name: 'The workshop', port, username: 'alice', password: 'alice-pass-1' });
  const bob = await launch();
  await bob.join({ address: `127.0.0.1:${String(port)}`, username: 'bob', password: 'bob-pass-1' });
  await expect(bob.connection).toHaveText(/^Connected/);
  await expect(alice.member('bob')).toBeVisible();
  return { alice, bob, port };
}

async function choose({ page }: Desktop, person: string, item: string): Promise<void> {
  await page.getByRole('list', { name: 'Members' }).getByRole('button', { name: person }).click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
}

const notice = (page: Page, text: string | RegExp) => page.getByRole('status', { name: 'Notices' }).getByText(text);
const undo = (page: Page) => page.getByRole('button', { name: 'Undo' });

test('whoever is kicked, banned or muted reads by whom, why and until when; what can be undone is undone with one press', async ({
  launch,
}) => {
  test.setTimeout(120_000);
  const { alice, bob } = await twoApps(launch);

  await choose(alice, 'bob', 'Kick');
  const dialog = alice.page.getByRole('dialog');
  await expectAccessible(alice, 'the question before a kick');
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('too loud');
  await dialog.getByRole('button', { name: 'Kick', exact: true }).click();
  await expect(notice(alice.page, 'bob was kicked')).toBeVisible();
  await expect(bob.page.getByText('You were kicked from this server by alice')).toBeVisible();
  await expect(bob.page.getByText('Reason: too loud')).toBeVisible();
  await expectAccessible(bob, 'kicked');
  await bob.page.getByRole('button', { name: 'Try now' }).click();
  await expect(bob.connection).toHaveText(/^Connected/);
  await expect(bob.page.getByText('You were kicked')).toHaveCount(0);

  await choose(alice, 'bob', 'Mute for everyone');
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('a short break');
  await dialog.getByRole('button', { name: 'Mute', exact: true }).click();
  await expect(notice(alice.page, 'bob is muted for everyone')).toBeVisible();
  await expect(alice.member('bob')).toHaveAccessibleName(/muted/i);
  await expect(bob.page.getByText('alice muted you')).toBeVisible();
  await expect(bob.page.getByText('Reason: a short break')).toBeVisible();
  await expect(bob.composer).toHaveCount(0);
  await expectAccessible(bob, 'muted');
  // Whoever did it can be asked why.
  await bob.page.getByRole('button', { name: 'Message alice' }).click();
  await bob.say('why?');
  await expect(alice.direct(/^bob/)).toBeVisible();
  await undo(alice.page).last().click();
  await expect(notice(alice.page, 'bob is no longer muted')).toBeVisible();
  await bob.channel(/^general/).click();
  await bob.say('thank you');
  await expect(alice.message('bob', 'thank you')).toBeVisible();

  await choose(alice, 'bob', 'Ban');
  await dialog.getByRole('combobox', { name: /How long/ }).click();
  await alice.page.getByRole('option', { name: '1 day' }).click();
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('spam');
  await dialog.getByRole('button', { name: 'Ban', exact: true }).click();
  await expect(notice(alice.page, 'bob was banned')).toBeVisible();
  await expect(bob.page.getByText('You were banned from this server by alice')).toBeVisible();
  await expect(bob.page.getByText('Reason: spam')).toBeVisible();
  await undo(alice.page).last().click();
  await expect(notice(alice.page, 'bob may sign in again')).toBeVisible();
});

test('channels are made, described, renamed, ordered, deleted and brought back, before the eyes of all', async ({ launch }) => {
  test.setTimeout(120_000);
  const { alice, bob, port } = await twoApps(launch);
  const { page } = alice;
  for (const name of ['garden', 'kitchen']) {
    await page.getByRole('button', { name: 'Create channel' }).click();
    const box = page.getByRole('textbox', { name: 'Channel name' });
    await box.fill(`${name} room`);
    await expect(box).toHaveAccessibleDescription('No spaces. Try - instead.');
    await box.fill(name);
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await expect(page.getByRole('textbox', { name: `Message #${name}` })).toBeVisible();
  }
  await alice.say('/topic soup on Fridays');
  await bob.channel(/^kitchen/).click();
  await expect(bob.page.getByRole('button', { name: 'Topic: soup on Fridays' })).toBeVisible();
  await alice.say('remember the bread');
  await expect(bob.message('alice', 'remember the bread')).toBeVisible();

  await alice.serverMenu(/^Room/);
  const room = page.getByRole('dialog', { name: /^Room/ });
  await expect(room.getByRole('listitem')).toHaveText([/general/, /garden/, /kitchen/]);
  await expectAccessibleInEveryTheme(alice, 'the channels of a room');
  // By keyboard alone.
  await room.getByRole('button', { name: 'Edit #kitchen' }).focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect(room.getByRole('listitem')).toHaveText([/general/, /kitchen/, /garden/]);
  await expect(room.getByRole('button', { name: 'Edit #kitchen' })).toBeFocused();
  await expect(bob.page.getByRole('navigation', { name: 'Channels' }).getByRole('listitem')).toHaveText([
    /general/,
    /kitchen/,
    /garden/,
  ]);

  await page.keyboard.press('Enter');
  const edit = page.getByRole('dialog', { name: 'Edit #kitchen' });
  await expectAccessible(alice, 'editing a channel');
  await edit.getByRole('textbox', { name: 'Name' }).fill('canteen');
  await edit.getByRole('combobox', { name: /Who may write/ }).click();
  await page.getByRole('option', { name: 'Moderators and owners' }).click();
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(room).toBeVisible();
  // The conversation stays what it is, with what was said, and says that one may not write.
  await expect(bob.page.getByRole('heading', { name: 'canteen', level: 1 })).toBeVisible();
  await expect(bob.message('alice', 'remember the bread')).toBeVisible();
  await expect(bob.page.getByText('Only moderators and owners write in this channel.')).toBeVisible();
  await expect(bob.composer).toHaveCount(0);

  await room.getByRole('button', { name: 'Delete #canteen' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(bob.channel(/^canteen/)).toHaveCount(0);
  await room.getByRole('button', { name: 'Bring back #canteen' }).click();
  await expect(bob.channel(/^canteen/)).toBeVisible();
  await bob.channel(/^canteen/).click();
  await expect(bob.message('alice', 'remember the bread')).toBeVisible();

  await room.getByRole('tab', { name: 'Log' }).click();
  await expect(room.getByText('alice deleted #canteen')).toBeVisible();
  await expectAccessibleInEveryTheme(alice, 'the log of a room');
  for (const tab of ['Members', 'Bans', 'General']) {
    await room.getByRole('tab', { name: tab }).click();
    await expectAccessibleInEveryTheme(alice, `${tab} of a room`);
    expect(
      (await focusStops(page)).filter((stop) => !/^ok/u.test(stop)),
      tab,
    ).toEqual([]);
  }

  await test.step('guests are let in, and no longer', async () => {
    const answers = async () => (await fetch(`http://127.0.0.1:${String(port)}/`)).status;
    const guests = room.getByRole('switch', { name: 'Guests may join with a browser' });
    await expect(guests).toBeChecked();
    await guests.scrollIntoViewIfNeeded();
    await expect(guests).toBeInViewport();
    expect(await answers()).toBe(200);
    await guests.press('Space');
    await expect(guests).not.toBeChecked();
    expect(await answers()).toBe(426);
  });
  await page.keyboard.press('Escape');
  await expect(room).toHaveCount(0);
  // The window of the host heard of it from the server.
  await page.getByRole('region', { name: 'Invite' }).getByRole('button', { name: 'Invite', exact: true }).click();
  await expect(page.getByRole('dialog', { name: /^Invite to/ }).getByRole('radio')).toHaveCount(0);
});

test('how somebody wants to be seen is seen by the others, and set by menu, by command and by keyboard', async ({ launch }) => {
  const { alice, bob, port } = await twoApps(launch);
  await bob.say('/away at lunch');
  await expect(alice.member('bob')).toHaveAccessibleName(/Away: at lunch/);
  await bob.say('/back');
  await expect(alice.member('bob')).not.toHaveAccessibleName(/Away/);
  await bob.page
    .getByRole('button', { name: /^bob \(you\)/ })
    .last()
    .focus();
  await bob.page.keyboard.press('Enter');
  await bob.page.getByRole('menuitemradio', { name: 'Busy' }).focus();
  await bob.page.keyboard.press('Enter');
  await expect(alice.member('bob')).toHaveAccessibleName(/Busy/);

  await test.step('a new password of one’s own needs the one of now, and is what the next login is with', async () => {
    const { page } = bob;
    const own = page.getByRole('button', { name: /^bob \(you\)/ }).last();
    await own.click();
    await page.getByRole('menuitem', { name: 'Change password…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change password' });
    const [before, next] = [
      dialog.getByRole('textbox', { name: 'Current password' }),
      dialog.getByRole('textbox', { name: 'New password' }),
    ];
    await before.fill('a guess');
    await next.fill('bob-pass-2');
    await page.keyboard.press('Enter');
    await expect(before).toHaveAccessibleDescription('That is not the password you signed in with.');
    await expect(before).toBeFocused();
    await expect(next).toHaveValue('bob-pass-2');
    await expectAccessible(bob, 'a new password');
    await before.fill('bob-pass-1');
    await page.keyboard.press('Enter');
    await expect(notice(page, 'You have a new password on The workshop.')).toBeVisible();
    await expect(own).toBeFocused();
    await bob.serverMenu(/^Disconnect/);
    await expect(bob.connection).toHaveText(/^Offline/);
    await bob.serverMenu(/^Connect/);
    await expect(bob.connection).toHaveText(/^Connected/);
  });

  const carol = await SocketClient.connect(port);
  await carol.login('carol');
  await carol.introduce();
  await expect(alice.member('carol')).toBeVisible();
  expect(await ask(carol, { type: 'presence', state: 'away', text: 'x'.repeat(140) })).toMatchObject({ type: 'ack' });
  await expect(alice.member('carol')).toHaveAccessibleName(/Away: x+/);
  carol.close();
  await alice.page.getByRole('button', { name: /^Offline/ }).click();
  const offline = alice.page.getByRole('list', { name: 'People who are not here' });
  await expect(offline.getByRole('listitem', { name: /^carol/ })).toBeVisible();
  await expectAccessible(alice, 'who is not here');
});
