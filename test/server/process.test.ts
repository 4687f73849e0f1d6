import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { silentLogger } from '../../src-main/server/logger.ts';
import { serveParent, type ParentPort } from '../../src-main/server/serve-parent.ts';
import type { FromServerProcess, ServerProcessOptions, ToServerProcess } from '../../src-main/server/process-messages.ts';
import { pageFolder } from '../support/page-folder.ts';
import { SocketClient, until } from '../support/server-client.ts';
import { temporaryFolder } from '../support/server-room.ts';

/** The desktop app at the other end of the parent port. */
class Parent {
  readonly messages: FromServerProcess[] = [];
  exitCode: number | null = null;
  #listener: ((event: { data: ToServerProcess }) => void) | null = null;

  /** @param pageFolder where the page for guests lies */
  constructor(pageFolder?: string) {
    const port: ParentPort = {
      postMessage: (message) => this.messages.push(structuredClone(message)),
      on: (_event, listener) => {
        this.#listener = listener;
      },
    };
    const page = pageFolder === undefined ? {} : { pageFolder };
    serveParent(port, { exit: (code) => (this.exitCode = code), log: silentLogger, ...page });
    onTestFinished(async () => {
      this.say({ type: 'stop' });
      await until(() => this.exitCode !== null, 'the process ends');
    });
  }

  say(message: ToServerProcess): void {
    this.#listener?.({ data: structuredClone(message) });
  }

  start(dataDir = temporaryFolder(), options: Partial<ServerProcessOptions> = {}): void {
    this.say({ type: 'start', options: { host: '127.0.0.1', port: 0, dataDir, name: 'test', ...options } });
  }

  async hear<T extends FromServerProcess['type']>(type: T): Promise<Extract<FromServerProcess, { type: T }>> {
    await until(() => this.messages.some((message) => message.type === type), `${type} (${JSON.stringify(this.messages)})`);
    const index = this.messages.findIndex((message) => message.type === type);
    return this.messages.splice(index, 1)[0] as Extract<FromServerProcess, { type: T }>;
  }
}

test('starts, tells who comes, obeys, stops', async () => {
  const parent = new Parent();
  parent.start();
  const { port, addresses } = await parent.hear('listening');
  expect(addresses).toEqual([{ address: '127.0.0.1', network: expect.any(String) as string }]);

  const alice = await SocketClient.connect(port);
  await alice.login('alice');
  expect(await parent.hear('people')).toEqual({
    ...{ type: 'people', count: 1, names: ['alice'], visited: false, room: 'test' },
    guests: false,
  });
  const bob = await SocketClient.connect(port);
  await bob.login('bob');
  await alice.upTo('join');

  parent.say({ type: 'admin', id: 1, command: 'broadcast', message: 'hello' });
  expect(await parent.hear('result')).toMatchObject({ id: 1, ok: true });
  expect(await alice.next()).toBe('{"type":"broadcast","message":"hello"}');
  parent.say({ type: 'admin', id: 2, command: 'ban', username: 'alice', reason: '' });
  expect(await parent.hear('result')).toEqual({
    type: 'result',
    id: 2,
    ok: false,
    message: 'alice owns this server and cannot be banned.',
  });
  parent.say({ type: 'admin', id: 3, command: 'kick', username: 'bob', reason: 'bye' });
  expect(await parent.hear('result')).toMatchObject({ id: 3, ok: true });
  expect(await bob.ended()).toEqual({ code: 4005, reason: 'you were kicked: bye' });
  parent.say({ type: 'admin', id: 4, command: 'unban', username: 'bob' });
  expect(await parent.hear('result')).toMatchObject({ id: 4, ok: false });

  parent.say({ type: 'stop' });
  await parent.hear('stopped');
  expect((await alice.ended()).code).toBe(1001);
  expect(parent.exitCode).toBe(0);
});

test('says when the data file was damaged and something took its place', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'server.sqlite'), 'not a database');
  const parent = new Parent();
  parent.start(folder);
  expect((await parent.hear('listening')).notice).toContain(`The data file ${join(folder, 'server.sqlite')} was damaged`);
  const other = new Parent();
  other.start();
  expect((await other.hear('listening')).notice).toBeNull();
});

test('says in words why it cannot run, and can be started again', async () => {
  const folder = temporaryFolder();
  const first = new Parent();
  first.start(folder);
  await first.hear('listening');
  const second = new Parent();
  second.start(folder);
  expect((await second.hear('failed')).message).toContain(`Another server is using the folder ${folder}`);
  second.start();
  await second.hear('listening');
});

test('says whether guests may join with a browser, at the start and whoever changes it', async () => {
  const parent = new Parent(pageFolder());
  parent.start();
  const { guests, port } = await parent.hear('listening');
  expect(guests).toBe(true);
  const page = async () => (await fetch(`http://127.0.0.1:${port}/`)).status;
  expect(await page()).toBe(200);
  parent.say({ type: 'admin', id: 1, command: 'settings', guests: false });
  expect(await parent.hear('result')).toMatchObject({ id: 1, ok: true });
  expect((await parent.hear('people')).guests).toBe(false);
  expect(await page()).toBe(426);

  const other = new Parent(pageFolder());
  other.start(temporaryFolder(), { guests: false });
  expect((await other.hear('listening')).guests).toBe(false);
  const without = new Parent();
  without.start(temporaryFolder(), { guests: true });
  expect((await without.hear('listening')).guests).toBe(false);
});

test('an order to a server that is not running is answered', async () => {
  const parent = new Parent();
  parent.say({ type: 'admin', id: 7, command: 'kick', username: 'x', reason: '' });
  expect(await parent.hear('result')).toMatchObject({ id: 7, ok: false, message: 'The server is not running.' });
});
