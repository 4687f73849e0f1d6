import type { Desktop } from '../e2e/support/desktop.ts';
import { expectAccessible } from '../e2e/support/accessible.ts';
import type { CommandArgument } from '../../src-shared/ipc/contract.ts';
import type { RwciApi } from '../../src-shared/ipc/index.ts';
import type { Size } from './support/guest.ts';
import { expect, pageOf, testInRoom as test } from './support/rooms.ts';

/** What the room is for, between the app that hosts it and somebody who has only a browser. */

/** As the host's panel does it. */
async function changeRoom({ page }: Desktop, change: CommandArgument<'hosting/change'>): Promise<void> {
  const outcome = await page.evaluate(
    (room) => (window as unknown as { rwci: RwciApi }).rwci.invoke('hosting/change', room),
    change,
  );
  expect(outcome).toEqual({ ok: true });
}

/** Switches hosting off or on in the app's settings, which stay open. */
async function switchHosting({ page }: Desktop): Promise<void> {
  const hosting = page.getByRole('switch', { name: 'Host a server' });
  const wasOn = await hosting.isChecked();
  await hosting.click();
  if (wasOn) {
    const question = page.getByRole('dialog', { name: 'Stop hosting?' });
    await question.getByRole('button', { name: 'Stop hosting' }).click();
  }
  await expect(hosting).toBeChecked({ checked: !wasOn });
}

async function kick({ page }: Desktop, name: string, reason: string): Promise<void> {
  await page.getByRole('list', { name: 'Members' }).getByRole('button', { name }).click();
  await page.getByRole('menuitem', { name: 'Kick', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Reason' }).fill(reason);
  await dialog.getByRole('button', { name: 'Kick', exact: true }).click();
}

const NAMES: Readonly<Record<Size, string>> = { desk: 'bob', phone: 'carol' };

for (const size of ['desk', 'phone'] as const) {
  test(`a guest talks in a room that the app hosts: ${size}`, async ({ room: { me: alice, port }, visit }) => {
    test.setTimeout(120_000);
    const name = NAMES[size];
    const address = pageOf({ port });
    let guest = await visit(address, { size });

    await test.step('the page asks for a name and says who can read along', async () => {
      await expect(guest.heading('The workshop')).toBeVisible();
      await expect(guest.page.getByRole('textbox', { name: /address/i })).toHaveCount(0);
      await expect(guest.pin).toHaveCount(0);
      await expect(guest.page.getByText(/not encrypted/i)).toBeVisible();
      await expectAccessible(guest, `the form to join, ${size}`);
      await guest.photograph(`${size}-join`);
    });

    await test.step('the guest joins and is marked as one', async () => {
      await guest.enter(name);
      await expect(guest.page.getByRole('textbox', { name: 'Message #general' })).toBeVisible();
      await expect(alice.member(name)).toHaveAccessibleName(/guest/i);
      await expect(alice.log).toContainText(`${name} joined`);
      await guest.show('People');
      await expect(guest.member('alice')).toBeVisible();
      await expect(guest.member(name)).toBeVisible();
      await expectAccessible(guest, `the people, ${size}`);
      await guest.photograph(`${size}-people`);
      await guest.press(guest.member('alice').getByRole('button'));
      await expect(guest.page.getByRole('menuitem', { name: 'Message' })).toBeVisible();
      await expectAccessible(guest, `a person’s menu, ${size}`);
      await guest.photograph(`${size}-menu`);
      await guest.page.keyboard.press('Escape');
      await expect(guest.page.getByRole('menuitem', { name: 'Message' })).toHaveCount(0);
      await guest.hidePeople();
    });

    await test.step('public messages go both ways, once', async () => {
      await alice.say(`Hello ${name}, welcome`);
      await expect(guest.message('alice', `Hello ${name}, welcome`)).toHaveCount(1);
      await guest.say(`Hi Alice, ${name} here.`);
      await expect(alice.message(name, `Hi Alice, ${name} here.`)).toHaveCount(1);
      await expect(guest.message(name, `Hi Alice, ${name} here.`)).toHaveCount(1);
      await expect(alice.message('alice', `Hello ${name}, welcome`)).toHaveCount(1);
    });

    await test.step('typing is seen on both sides and gone with the message', async () => {
      await guest.composer.pressSequentially('thinking');
      await expect(alice.typing).toHaveText(new RegExp(`${name} is typing`));
      await guest.send();
      await expect(alice.message(name, 'thinking')).toHaveCount(1);
      await expect(alice.typing).toHaveText('');
      await alice.composer.pressSequentially(`me too, ${name}`);
      await expect(guest.typing).toHaveText(/alice is typing/);
      await guest.photograph(`${size}-typing`);
      await alice.composer.press('Enter');
      await expect(guest.message('alice', `me too, ${name}`)).toHaveCount(1);
      await expect(guest.typing).toHaveText('');
    });

    await test.step('whoever is away is seen to be', async () => {
      await guest.say('/away at lunch');
      await expect(alice.member(name)).toHaveAccessibleName(/Away: at lunch/);
      await guest.say('/back');
      await expect(alice.member(name)).not.toHaveAccessibleName(/Away/);
      await alice.say('/away on the phone');
      await guest.show('People');
      await expect(guest.member('alice')).toHaveAccessibleName(/Away: on the phone/);
      await alice.say('/back');
      await expect(guest.member('alice')).not.toHaveAccessibleName(/Away/);
      await guest.hidePeople();
    });

    await test.step('direct messages go both ways, with an unread mark', async () => {
      await alice.openDirect(name);
      await alice.say('Just for you');
      await guest.show('Conversations');
      await expect(guest.direct(/^alice, 1 unread/)).toBeVisible();
      await expectAccessible(guest, `the conversations, ${size}`);
      await guest.photograph(`${size}-conversations`);
      await guest.press(guest.direct(/^alice/));
      await expect(guest.message('alice', 'Just for you')).toHaveCount(1);
      await guest.say('Thank you');
      await expect(alice.message(name, 'Thank you')).toHaveCount(1);
      await alice.channel(/^general/).click();
      await guest.goToChannel('general');
      await expect(guest.message('alice', 'Just for you')).toHaveCount(0);
    });

    await test.step('the page is left and opened again: name, messages and what was being written are there', async () => {
      await guest.composer.fill('a thought not sent yet');
      await expect.poll(() => guest.isKept('a thought not sent yet')).toBe(true);
      await guest.page.reload();
      await guest.expectInside();
      await expect(guest.message(name, `Hi Alice, ${name} here.`)).toHaveCount(1);
      await expect(guest.composer).toHaveValue('a thought not sent yet');
      await guest.composer.fill('');
      await guest.page.close();
      await expect(alice.member(name)).toHaveCount(0);
      await expect(alice.log).toContainText(`${name} left`);
      guest = await visit(address, { size, beside: guest });
      await guest.expectInside();
      await expect(alice.member(name)).toBeVisible();
      await guest.goToDirect('alice');
      await expect(guest.message('alice', 'Just for you')).toHaveCount(1);
      await expect(guest.message(name, 'Thank you')).toHaveCount(1);
      await guest.goToChannel('general');
    });

    await test.step('the server stops and starts: the page comes back by itself, nothing is lost or doubled', async () => {
      await alice.page.getByRole('button', { name: 'Settings' }).click();
      await switchHosting(alice);
      await expect(guest.connection).toHaveText(/^Reconnecting/);
      await guest.say('written while the server was away');
      await expectAccessible(guest, `reconnecting, ${size}`);
      await guest.photograph(`${size}-reconnecting`);
      await switchHosting(alice);
      await alice.page.keyboard.press('Escape');
      await expect(guest.connection).toHaveText(/^Connected/, { timeout: 20_000 });
      await expect(alice.connection).toHaveText(/^Connected/, { timeout: 20_000 });
      await expect(alice.message(name, 'written while the server was away')).toHaveCount(1);
      await expect(guest.message(name, 'written while the server was away')).toHaveCount(1);
      await expect(guest.message('alice', `Hello ${name}, welcome`)).toHaveCount(1);
      await alice.say(`there you are, ${name}`);
      await expect(guest.message('alice', `there you are, ${name}`)).toHaveCount(1);
      await guest.photograph(`${size}-room`);
      await expectAccessible(guest, `the room, ${size}`);
    });

    await test.step('what only the app can do is absent; settings and menus can be used by everybody', async () => {
      await guest.show('Conversations');
      await guest.press(guest.page.getByRole('button', { name: 'Settings' }));
      const settings = guest.page.getByRole('dialog', { name: 'Settings' });
      await expect(settings).toBeVisible();
      await expect(settings.getByRole('switch', { name: 'Host a server' })).toHaveCount(0);
      await expectAccessible(guest, `the settings, ${size}`);
      await guest.photograph(`${size}-settings`);
      await guest.page.keyboard.press('Escape');
      await expect(settings).toHaveCount(0);
      await expect(guest.page.getByRole('button', { name: 'Add a server' })).toHaveCount(0);
    });

    await test.step('a guest who is kicked reads by whom and why, and can come again', async () => {
      await kick(alice, name, 'too loud');
      await expect(guest.page.getByText('You were kicked from this server by alice')).toBeVisible();
      await expect(guest.page.getByText('Reason: too loud')).toBeVisible();
      await expectAccessible(guest, `kicked, ${size}`);
      await guest.photograph(`${size}-kicked`);
      await guest.press(guest.page.getByRole('button', { name: 'Try now' }));
      await expect(guest.connection).toHaveText(/^Connected/);
    });
  });
}

test('a room with a PIN takes whoever knows it, and says to the others what is missing', async ({
  room: { me: alice, port },
  visit,
}) => {
  await changeRoom(alice, { registration: 'pin', pin: '2468' });
  const guest = await visit(pageOf({ port }));
  await expect(guest.pin).toBeVisible();
  await expectAccessible(guest, 'the form with a PIN');
  await guest.join('dora', { pin: '1357' });
  await expect(guest.page.getByText('That is not this room’s PIN.')).toBeVisible();
  await expect(guest.name).toHaveValue('dora');
  await expectAccessible(guest, 'a wrong PIN');
  await guest.photograph('wrong-pin');
  await guest.enter('dora', { pin: '2468' });
  await expect(alice.member('dora')).toBeVisible();
  await guest.page.reload();
  await guest.expectInside();
});

test('a host who lets no guests in any more tells those who are there, and nobody finds a page; they come back when they may', async ({
  room: { me: alice, port },
  visit,
}) => {
  await changeRoom(alice, { registration: 'open' });
  const guest = await visit(pageOf({ port }), { size: 'phone' });
  await guest.enter('erin');
  await changeRoom(alice, { guests: false });
  await expect(guest.page.getByText('This room lets nobody in by browser now.')).toBeVisible();
  await expect(alice.member('erin')).toHaveCount(0);
  await expect(alice.connection).toHaveText(/^Connected/);
  await expectAccessible(guest, 'no guests any more');
  await guest.photograph('guests-off');
  expect((await fetch(`http://127.0.0.1:${String(port)}/`)).status).toBe(426);
  await changeRoom(alice, { guests: true });
  await guest.press(guest.page.getByRole('button', { name: 'Try now' }));
  await guest.expectInside();
  await expect(alice.member('erin')).toBeVisible();
});
