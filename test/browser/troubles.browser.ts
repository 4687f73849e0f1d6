import { expectAccessible } from '../e2e/support/accessible.ts';
import { SocketClient } from '../support/server-client.ts';
import type { Guest } from './support/guest.ts';
import { expect, pageOf, test } from './support/rooms.ts';

/** What stands in a guest's way: each time a sentence, and a way on. */

test('a name that somebody has is said to be taken, and another one gets in', async ({ startRoom, visit }) => {
  const room = await startRoom();
  const ann = await SocketClient.connect(room.port);
  await ann.login('ann');
  const guest = await visit(pageOf(room));
  await guest.join('ann');
  await expect(guest.page.getByText(/^Somebody is called ann here already|^ann is in the room right now/)).toBeVisible();
  await expect(guest.name).toHaveValue('ann');
  await expect(guest.name).toBeFocused();
  await expectAccessible(guest, 'a taken name');
  await guest.photograph('taken-name');
  await guest.enter('anna');
  expect(room.people().toSorted()).toEqual(['ann', 'anna']);
  ann.close();
});

test('a name that cannot be had is refused in words', async ({ startRoom, visit }) => {
  const room = await startRoom();
  const guest = await visit(pageOf(room));
  await guest.join('Server');
  await expect(guest.page.getByText('Nobody can be called Server here.')).toBeVisible();
  await guest.enter('bob');
});

test('a room that is full says so, and lets in when somebody has gone', async ({ startRoom, visit }) => {
  const room = await startRoom({ limits: { guestsMax: 1 } });
  const first = await visit(pageOf(room));
  await first.enter('one');
  const second = await visit(pageOf(room), { size: 'phone' });
  await second.join('two');
  await expect(second.page.getByText('The room does not let you in right now.')).toBeVisible();
  await expect(second.page.getByText(/guests/)).toBeVisible();
  await second.photograph('full');
  await first.page.close();
  await expect.poll(() => room.people()).toEqual([]);
  await second.enter('two');
});

test('a server that has no connection left says so in words', async ({ startRoom, visit }) => {
  const room = await startRoom({ limits: { connectionsMax: 1, connectionsReserved: 1 } });
  const people = [await SocketClient.connect(room.port), await SocketClient.connect(room.port)];
  for (const [index, client] of people.entries()) await client.login(`ann ${String(index)}`);
  const guest = await visit(pageOf(room));
  await guest.join('bob');
  await expect(guest.page.getByText('The room does not let you in right now.')).toBeVisible();
  await guest.photograph('no-connection');
  for (const client of people) client.close();
  await expect.poll(() => room.people()).toEqual([]);
  await guest.enter('bob');
});

test('a room that takes nobody new says so before anything is typed, and lets in whoever has an account', async ({
  startRoom,
  visit,
}) => {
  const room = await startRoom();
  const ann = await SocketClient.connect(room.port);
  await ann.login('ann', 'ann-pass-1');
  ann.close();
  await ann.ended();
  await room.admin.setRegistration('closed');
  const guest = await visit(pageOf(room));
  await expect(guest.page.getByText('This room takes nobody new. Who has a name here types its password.')).toBeVisible();
  await expectAccessible(guest, 'closed registration');
  await guest.photograph('closed-registration');
  await guest.enter('ann', { password: 'ann-pass-1' });
  expect(room.people()).toEqual(['ann']);
});

test('a server that stops while the form is open is said to be gone, and joined when it is back', async ({
  startRoom,
  visit,
}) => {
  const room = await startRoom();
  const guest = await visit(pageOf(room));
  await room.stop();
  await guest.join('bob');
  await expect(guest.page.getByText('The room does not answer.')).toBeVisible();
  await guest.photograph('server-gone');
  const again = await startRoom({ port: room.port });
  expect(again.port).toBe(room.port);
  await guest.enter('bob');
});

test('a browser without WebSockets is told what it needs', async ({ startRoom, visit }) => {
  const room = await startRoom();
  const guest = await visit(pageOf(room), {
    before: () => {
      Reflect.deleteProperty(window, 'WebSocket');
    },
  });
  await expect(guest.page.getByText(/^This browser cannot chat here/)).toBeVisible();
  await expectAccessible(guest, 'no WebSocket');
  await guest.photograph('no-websocket');
});

test('a browser that keeps nothing lets one in all the same, and says so', async ({ startRoom, visit }) => {
  const room = await startRoom();
  const guest = await visit(pageOf(room), {
    before: () => {
      for (const name of ['indexedDB', 'localStorage', 'sessionStorage'])
        Object.defineProperty(window, name, {
          get: () => {
            throw new DOMException('The operation is insecure.', 'SecurityError');
          },
        });
    },
  });
  await expect(guest.page.getByText(/^This browser keeps nothing/)).toBeVisible();
  await guest.photograph('no-storage');
  await guest.enter('bob');
  await guest.say('hello');
  await expect(guest.message('bob', 'hello')).toHaveCount(1);
});

test('without JavaScript the page says that it needs it', async ({ startRoom, visit }) => {
  const room = await startRoom();
  const guest = await visit(pageOf(room), { javaScript: false });
  await expect(guest.page.getByText(/^This room needs JavaScript/)).toBeVisible();
});

test('a second tab with the same name has the room, and the first says so and can have it back', async ({
  startRoom,
  visit,
}) => {
  const room = await startRoom();
  const first = await visit(pageOf(room));
  await first.enter('bob');
  const second = await visit(pageOf(room), { beside: first });
  await second.expectInside();
  const bar = (guest: Guest) => guest.page.getByText('You signed in from somewhere else.');
  await expect(bar(first)).toBeVisible();
  await first.photograph('second-tab');
  await first.page.getByRole('button', { name: 'Use it here' }).click();
  await first.expectInside();
  await expect(bar(second)).toBeVisible();
  expect(room.people()).toEqual(['bob']);
});

test('a PIN that the room has only since the form was opened is asked for', async ({ startRoom, visit }) => {
  const room = await startRoom();
  const guest = await visit(pageOf(room));
  await room.admin.setRegistration('pin', '2468');
  await guest.join('bob');
  await expect(guest.page.getByText('Newcomers need this room’s PIN.')).toBeVisible();
  await guest.join('bob', { pin: '1357' });
  await expect(guest.page.getByText('That is not this room’s PIN.')).toBeVisible();
  await guest.enter('bob', { pin: '2468' });
});

test('whom the room forgot comes back under their name, with what newcomers need by now', async ({ startRoom, visit }) => {
  const room = await startRoom();
  const guest = await visit(pageOf(room));
  await guest.enter('ann');
  await room.stop();
  const other = await startRoom({ port: room.port });
  await other.admin.setRegistration('pin', '2468');
  await guest.page.getByRole('button', { name: 'Sign in again' }).click();
  await expect(guest.name).toHaveValue('ann');
  await expect(guest.keep).not.toBeChecked();
  await guest.photograph('again');
  await guest.enter('ann', { pin: '2468' });
});
