import { expect, freePort, test } from './support/desktop.ts';

/** Two people, two apps, one of them hosting: what the app is for. */
test('two people talk in a room that one of them hosts', async ({ launch }) => {
  test.setTimeout(180_000);
  const port = await freePort();
  const alice = await launch();

  await test.step('Alice hosts from the first-run screen and is in her own room', async () => {
    await alice.photograph('first-run');
    await alice.host({ name: 'The workshop', port, username: 'alice', password: 'alice-pass-1' });
    await expect(alice.member('alice')).toBeVisible();
    await expect(alice.page.getByRole('textbox', { name: 'Message #general' })).toBeVisible();
    await alice.photograph('room-alone');
  });

  let bob = await launch();
  await test.step('Bob joins by address', async () => {
    await bob.join({ address: `127.0.0.1:${String(port)}`, username: 'bob', password: 'bob-pass-1' });
    await expect(bob.connection).toHaveText(/^Connected/);
    await expect(alice.member('bob')).toBeVisible();
    await expect(bob.member('alice')).toBeVisible();
    await expect(alice.log).toContainText('bob joined');
  });

  await test.step('public messages go both ways, once', async () => {
    await alice.say('Hello Bob, welcome');
    await expect(bob.message('alice', 'Hello Bob, welcome')).toHaveCount(1);
    await bob.say('Hi Alice!\nNice room.');
    await expect(alice.message('bob', 'Nice room.')).toHaveCount(1);
    await expect(alice.message('alice', 'Hello Bob, welcome')).toHaveCount(1);
    await expect(bob.message('bob', 'Nice room.')).toHaveCount(1);
  });

  await test.step('typing is seen and gone with the message', async () => {
    await bob.composer.pressSequentially('thinking');
    await expect(alice.typing).toHaveText(/bob is typing/);
    await alice.photograph('room-typing');
    await bob.composer.press('Enter');
    await expect(alice.message('bob', 'thinking')).toHaveCount(1);
    await expect(alice.typing).toHaveText('');
  });

  await test.step('typing is gone by itself after a while', async () => {
    await bob.composer.pressSequentially('never mind');
    await expect(alice.typing).toHaveText(/bob is typing/);
    await expect(alice.typing).toHaveText('', { timeout: 9_000 });
    await bob.composer.fill('');
  });

  await test.step('direct messages go both ways, with an unread mark', async () => {
    await alice.openDirect('bob');
    await alice.say('Just for you');
    await expect(bob.direct(/^alice, 1 unread/)).toBeVisible();
    await bob.photograph('direct-unread');
    await bob.direct(/^alice/).click();
    await expect(bob.message('alice', 'Just for you')).toHaveCount(1);
    await expect(bob.direct('alice')).toBeVisible();
    await bob.say('Thank you');
    await expect(alice.message('bob', 'Thank you')).toHaveCount(1);
    await bob.channel(/^general/).click();
    await expect(bob.message('alice', 'Just for you')).toHaveCount(0);
  });

  await test.step('a reload of the window loses nothing', async () => {
    await alice.channel(/^general/).click();
    await alice.composer.fill('a thought not sent yet');
    await expect.poll(async () => (await alice.chat())?.conversations[0]?.draft).toBe('a thought not sent yet');
    await alice.page.reload();
    await expect(alice.connection).toHaveText(/^Connected/);
    await expect(alice.message('alice', 'Hello Bob, welcome')).toHaveCount(1);
    await expect(alice.message('bob', 'Nice room.')).toHaveCount(1);
    await expect(alice.composer).toHaveValue('a thought not sent yet');
    await alice.composer.fill('');
    await alice.direct(/^bob/).click();
    await expect(alice.message('bob', 'Thank you')).toHaveCount(1);
    await alice.channel(/^general/).click();
  });

  await test.step('Bob’s app dies, Alice sees him leave; Bob comes back', async () => {
    await bob.kill();
    await expect(alice.member('bob')).toHaveCount(0);
    await expect(alice.log).toContainText('bob left');
    bob = await launch({ folder: bob.folder });
    await bob.join({ address: `127.0.0.1:${String(port)}`, username: 'bob', password: 'bob-pass-1' });
    await expect(bob.connection).toHaveText(/^Connected/);
    await expect(alice.member('bob')).toBeVisible();
  });

  await test.step('hosting is switched off and on, Bob reconnects by himself and what he wrote meanwhile arrives', async () => {
    await alice.page.getByRole('button', { name: 'Settings' }).click();
    const hosting = alice.page.getByRole('switch', { name: 'Host a server' });
    await expect(hosting).toBeChecked();
    await alice.photograph('settings');
    await hosting.click();
    const question = alice.page.getByRole('dialog', { name: 'Stop hosting?' });
    await expect(question).toContainText('bob');
    await question.getByRole('button', { name: 'Stop hosting' }).click();
    await expect(hosting).not.toBeChecked();
    await expect(bob.connection).toHaveText(/^Reconnecting/);
    await bob.say('written while the server was away');
    await bob.photograph('reconnecting');
    await hosting.click();
    await expect(hosting).toBeChecked();
    await alice.page.keyboard.press('Escape');
    await expect(bob.connection).toHaveText(/^Connected/, { timeout: 20_000 });
    await expect(alice.connection).toHaveText(/^Connected/, { timeout: 20_000 });
    await expect(alice.message('bob', 'written while the server was away')).toHaveCount(1);
    await expect(bob.message('bob', 'written while the server was away')).toHaveCount(1);
    await alice.photograph('room');
  });
});

test('a wrong password and a name that is in use say so', async ({ launch }) => {
  const port = await freePort();
  const address = `127.0.0.1:${String(port)}`;
  const alice = await launch();
  await alice.host({ name: 'The workshop', port, username: 'alice', password: 'alice-pass-1' });
  const bob = await launch();

  await bob.join({ address, username: 'alice', password: 'not-her-password' });
  await expect(bob.page.getByText('Wrong password for this name.').first()).toBeVisible();
  await expect(bob.connection).toHaveText(/^Login failed/);
  await bob.photograph('wrong-password');

  await bob.join({ address, username: 'alice', password: 'alice-pass-1' });
  await expect(bob.page.getByText(/already connected|already online|connected already/i).first()).toBeVisible();

  await bob.join({ address, username: 'Server', password: 'x' });
  await expect(bob.page.getByText('The server refused this name.')).toBeVisible();

  await bob.join({ address: '127.0.0.1:1', username: 'bob', password: 'x' });
  await expect(bob.page.getByText(/nobody|no server|nothing/i).first()).toBeVisible();

  await bob.join({ address, username: 'bob', password: 'bob-pass-1' });
  await expect(bob.connection).toHaveText(/^Connected/);
  // Nobody else was disturbed.
  await expect(alice.connection).toHaveText(/^Connected/);
});

test('a direct message makes a notification, and its click opens the conversation', async ({ launch }) => {
  const port = await freePort();
  const alice = await launch();
  await alice.host({ name: 'The workshop', port, username: 'alice', password: 'alice-pass-1' });
  const bob = await launch();
  await bob.join({ address: `127.0.0.1:${String(port)}`, username: 'bob', password: 'bob-pass-1' });
  await expect(bob.connection).toHaveText(/^Connected/);

  // The desktop under test shows notifications nowhere: what the app asks for is recorded on its way there.
  await alice.app.evaluate(({ Notification }) => {
    const shown: Electron.Notification[] = [];
    Object.assign(globalThis, { shownNotifications: shown });
    Object.defineProperty(Notification.prototype, 'show', {
      value(this: Electron.Notification) {
        shown.push(this);
      },
    });
  });
  const shown = () =>
    alice.app.evaluate(() =>
      (globalThis as unknown as { shownNotifications: Electron.Notification[] }).shownNotifications.map((each) => [
        each.title,
        each.body,
      ]),
    );

  await bob.say('in the channel: nobody is notified');
  await bob.openDirect('alice');
  await bob.say('psst, Alice');
  await expect.poll(shown).toEqual([['bob', 'psst, Alice']]);
  await expect(alice.page.getByRole('textbox', { name: 'Message #general' })).toBeVisible();

  await alice.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.hide();
    (globalThis as unknown as { shownNotifications: Electron.Notification[] }).shownNotifications[0]?.emit('click', {});
  });
  await expect(alice.page.getByRole('textbox', { name: 'Message bob' })).toBeVisible();
  await expect(alice.message('bob', 'psst, Alice')).toBeVisible();
  expect(await alice.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())).toBe(true);
});
