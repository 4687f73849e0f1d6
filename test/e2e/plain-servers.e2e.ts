import { SocketClient } from '../support/server-client.ts';
import { serveOnPort, type Json, type ListeningServer, type ModelServer } from '../support/plain-server.ts';
import { type StrictServer, startStrictServer } from '../support/strict-server.ts';
import { type WildServer, startWildServer } from '../support/wild-server.ts';
import { expect, test, type Desktop } from './support/desktop.ts';

/** The app with servers that know nothing of it: one that knows RFC #001 alone, one as they run in the wild. */

/** Somebody with a client that sends what the test says; resolves once they are in the room. */
async function visitor(port: number, name: string): Promise<SocketClient> {
  const client = await SocketClient.connect(port);
  client.name = name;
  client.send({ type: 'auth', username: name, password: `password of ${name}` });
  await client.upTo('user_list');
  return client;
}

/** Takes packets until one of this type comes. */
async function nextOf(client: SocketClient, type: string): Promise<Json> {
  const texts = await client.upTo(type);
  return JSON.parse(texts.at(-1) ?? '') as Json;
}

function addressOf({ port }: { port: number }): string {
  return `127.0.0.1:${String(port)}`;
}

function timesReceived({ server }: ListeningServer<ModelServer>, type: string, message: string): number {
  return server.receivedOf(type).filter(({ packet }) => packet['message'] === message).length;
}

/** All that does not depend on the kind of the server. `channel` is what messages of the general conversation carry. */
async function talk(alice: Desktop, listening: ListeningServer<ModelServer>, channel: { channel?: string }): Promise<void> {
  const { server, port } = listening;
  let bob = await visitor(port, 'bob');

  await test.step('join', async () => {
    await alice.join({ address: addressOf(listening), username: 'alice', password: 'alice-pass-1' });
    await expect(alice.connection).toHaveText(/^Connected/);
    await expect(alice.member('bob')).toBeVisible();
    await expect(alice.member('alice')).toHaveCount(1);
    // A server tells newcomers of themselves, or it does not.
    let joined = await nextOf(bob, 'join');
    if (joined['username'] === 'bob') joined = await nextOf(bob, 'join');
    expect(joined).toEqual({ type: 'join', username: 'alice' });
  });

  await test.step('messages both ways', async () => {
    await alice.say('Hello, whoever you are');
    expect(await nextOf(bob, 'message')).toEqual({
      type: 'message',
      ...channel,
      author: 'alice',
      message: 'Hello, whoever you are',
    });
    bob.send({ type: 'message', ...channel, message: 'A plain client, thanks' });
    await expect(alice.message('bob', 'A plain client, thanks')).toHaveCount(1);
    await expect(alice.message('alice', 'Hello, whoever you are')).toHaveCount(1);
  });

  await test.step('typing both ways', async () => {
    bob.send({ type: 'typing', username: 'bob' });
    await expect(alice.typing).toHaveText(/bob is typing/);
    await alice.composer.pressSequentially('hm');
    await expect.poll(() => server.receivedOf('typing').map(({ packet }) => packet['username'])).toContain('alice');
    // Some servers send it back; nobody wants to read of oneself.
    await expect(alice.typing).not.toContainText('alice');
    await alice.composer.fill('');
  });

  await test.step('direct messages to somebody who is here', async () => {
    await alice.openDirect('bob');
    await alice.say('Only you');
    expect(await nextOf(bob, 'direct_message')).toEqual({ type: 'direct_message', author: 'alice', message: 'Only you' });
    bob.send({ type: 'direct_message', recipient: 'alice', message: 'Only you too' });
    await expect(alice.message('bob', 'Only you too')).toHaveCount(1);
    await expect(alice.message('alice', 'Only you')).toHaveCount(1);
  });

  await test.step('a direct message to somebody who left waits until they come, and not one moment less', async () => {
    bob.close();
    await expect(alice.member('bob')).toHaveCount(0);
    await alice.say('For when you are back');
    await expect(alice.message('alice', 'For when you are back')).toContainText('Waiting for them to be here');
    // What is sent later and came back shows that everything before it was sent.
    await alice.channel(/^general/).click();
    await expect(alice.log).toContainText('bob left');
    await alice.say('He left');
    await expect.poll(() => timesReceived(listening, 'message', 'He left')).toBe(1);
    expect(timesReceived(listening, 'direct_message', 'For when you are back')).toBe(0);

    bob = await visitor(port, 'bob');
    expect((await nextOf(bob, 'direct_message'))['message']).toBe('For when you are back');
    await expect(alice.member('bob')).toBeVisible();
    await alice.direct(/^bob/).click();
    await expect(alice.message('alice', 'For when you are back')).not.toContainText('Waiting');
    await alice.channel(/^general/).click();
  });

  await test.step('a broadcast is shown as from the server', async () => {
    server.broadcast('The kitchen closes at ten');
    const line = alice.log.getByRole('article', { name: /^Server/ }).filter({ hasText: 'The kitchen closes at ten' });
    await expect(line).toHaveCount(1);
  });

  await test.step('the server restarts; the app comes back and what was written meanwhile arrives once', async () => {
    await listening.stop();
    await expect(alice.connection).toHaveText(/^Reconnecting/);
    await alice.say('Written while nobody listened');
    await expect(alice.message('alice', 'Written while nobody listened')).toContainText('Waiting for the connection');
    const again = await serveOnPort(server, port);
    try {
      await expect(alice.connection).toHaveText(/^Connected/, { timeout: 15_000 });
      bob = await visitor(port, 'bob');
      await expect(alice.message('alice', 'Written while nobody listened')).not.toContainText('Waiting');
      await alice.say('And this one after');
      await expect.poll(() => timesReceived(listening, 'message', 'And this one after')).toBe(1);
      expect(timesReceived(listening, 'message', 'Written while nobody listened')).toBe(1);
      expect(timesReceived(listening, 'direct_message', 'For when you are back')).toBe(1);
      await expect(alice.message('alice', 'Written while nobody listened')).toHaveCount(1);
      bob.close();
      await expect(alice.member('bob')).toHaveCount(0);
    } finally {
      await again.stop();
    }
  });
  expect(server.violations).toEqual([]);
}

test('a room on a server that knows RFC #001 and nothing else', async ({ launch }) => {
  const listening = await startStrictServer();
  const alice = await launch();
  await talk(alice, listening, {});
  await test.step('there is one conversation for all, and no way to make another', async () => {
    await expect(alice.channel(/./)).toHaveCount(1);
    await expect(alice.channel(/^general/)).toBeVisible();
    await expect(alice.page.getByRole('button', { name: 'Create channel' })).toHaveCount(0);
  });
});

test('a room on a server as they run in the wild', async ({ launch }) => {
  const listening = await startWildServer();
  const alice = await launch();
  await talk(alice, listening, { channel: 'general' });
});

test('channels of a server in the wild come and go, and messages carry theirs', async ({ launch }) => {
  const listening = await startWildServer({ channels: ['lobby', 'random'], listsSelf: true });
  const bob = await visitor(listening.port, 'bob');
  const alice = await launch();
  try {
    await alice.join({ address: addressOf(listening), username: 'alice', password: 'alice-pass-1' });
    await expect(alice.page.getByRole('textbox', { name: 'Message #lobby' })).toBeVisible();
    await expect(alice.channel(/./)).toHaveText(['lobby', 'random']);
    await expect(alice.member('alice')).toHaveCount(1);
    await expect(alice.page.getByRole('button', { name: 'Create channel' })).toHaveCount(0);

    bob.send({ type: 'message', channel: 'random', message: 'over here' });
    await alice.channel('random, 1 unread').click();
    await expect(alice.message('bob', 'over here')).toHaveCount(1);
    await alice.say('coming');
    const toAll = { type: 'message', channel: 'random', author: 'alice', message: 'coming' };
    await nextOf(bob, 'message');
    expect(await nextOf(bob, 'message')).toEqual(toAll);

    listening.server.createChannel('workshop');
    await alice.channel('workshop').click();
    await alice.say('first');
    expect(await nextOf(bob, 'message')).toMatchObject({ channel: 'workshop', message: 'first' });
    listening.server.deleteChannel('workshop');
    await expect(alice.channel('workshop')).toHaveCount(0);
    await expect(alice.page.getByRole('textbox', { name: 'Message #lobby' })).toBeVisible();
    expect(listening.violations).toEqual([]);
  } finally {
    await listening.stop();
  }
});

test('a wrong password is said, whether the server hangs up or not', async ({ launch }) => {
  const servers: ListeningServer<StrictServer | WildServer>[] = [await startStrictServer(), await startWildServer()];
  const alice = await launch();
  try {
    for (const listening of servers) {
      const first = await visitor(listening.port, 'alice');
      first.close();
      await expect.poll(() => listening.server.online()).toEqual([]);
      const address = addressOf(listening);
      await alice.join({ address, username: 'alice', password: 'a wrong one' });
      await expect(alice.page.getByRole('alert')).toContainText('The password may be wrong');
      await expect(alice.connection).toHaveText(/^Login failed/);
      await alice.join({ address, username: 'alice', password: 'password of alice' });
      await expect(alice.connection).toHaveText(/^Connected/);
      expect(listening.violations).toEqual([]);
      await alice.removeServer();
      await expect(alice.page.getByRole('button', { name: 'Join a server' })).toBeVisible();
    }
  } finally {
    for (const listening of servers) await listening.stop();
  }
});
