import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { startServer } from '../../src-main/server/server.ts';
import type { ChatState } from '../../src-shared/chat/index.ts';
import { until } from '../support/fake-clock.ts';
import { startApp, type TestApp } from './test-app.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function newFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'rwci-hostile-'));
  cleanups.push(() => rm(path, { recursive: true }));
  return path;
}

/** A server that lets everybody in and then says what it is told to. */
async function hostile(say: (socket: WebSocket) => void): Promise<string> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await new Promise((resolve) => server.once('listening', resolve));
  server.on('connection', (socket) => {
    socket.on('error', () => undefined);
    socket.once('message', () => {
      tell(socket, { type: 'auth', status: 'Logged in ok', success: true });
      tell(socket, { type: 'user_list', users: ['ann'] });
      say(socket);
    });
  });
  cleanups.push(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  return `127.0.0.1:${String((server.address() as { port: number }).port)}`;
}

function tell(socket: WebSocket, packet: unknown): void {
  socket.send(typeof packet === 'string' ? packet : JSON.stringify(packet));
}

const long = 'x'.repeat(10_000);
const many = Array.from({ length: 10_000 }, (_, index) => `name ${String(index)}`);
const info = {
  type: 'server_info',
  name: 'evil',
  version: '1',
  capabilities: ['ack', 'history'],
  limits: { message_bytes: 65_536, name_code_points: 32 },
};
const message = { type: 'message', author: 'bob', channel: 'general' };

/** What a broken or malicious server may say after the login. */
const NONSENSE: readonly (readonly [string, readonly unknown[]])[] = [
  [
    'wrong types',
    [{ type: 'message', author: 7, message: [] }, { type: 'user_list', users: 'all' }, { type: 'join' }, [], null, 'no JSON'],
  ],
  [
    'ten thousand names',
    [
      { type: 'user_list', users: many },
      { type: 'channel_list', channels: many },
    ],
  ],
  [
    'names of ten thousand characters',
    [
      { type: 'user_list', users: [long] },
      { type: 'join', username: long },
      { type: 'channel_list', channels: [long, 'general'] },
      { type: 'message', author: long, message: 'hi', channel: long },
      { type: 'direct_message', author: long, message: 'hi' },
    ],
  ],
  [
    'times of the year 9999, of before Christ and of no calendar',
    [
      info,
      { ...message, message: 'late', id: 1, seq: 1, timestamp: 253_402_300_799_000 },
      { ...message, message: 'early', id: 2, seq: 2, timestamp: -62_198_755_200_000 },
      { ...message, message: 'never', id: 3, seq: 3, timestamp: Number.MAX_SAFE_INTEGER },
    ],
  ],
  [
    'ids that go backwards, come twice, and are larger than numbers can be',
    [
      info,
      ...[9, 8, 8, 7, 9, 2 ** 53, 2 ** 60, -1, 0].map((id) => ({
        ...message,
        message: `id ${String(id)}`,
        id,
        seq: id,
        timestamp: 5,
      })),
    ],
  ],
  [
    'acknowledgements and pages that nobody asked for',
    [info, { type: 'ack', nonce: 'x', id: 1 }, { type: 'history', messages: [], reached: 5, more: true, nonce: 'y' }],
  ],
  ['words that move a terminal or a window', [{ ...message, message: '\u001b[2J\u202e\u0000<img src=x onerror=alert(1)>' }]],
];

const AT_HOME = 'ann: at home (delivered)';

async function atHome(app: TestApp): Promise<void> {
  const server = await startServer({ host: '127.0.0.1', port: 0, dataDir: await newFolder() });
  cleanups.push(() => server.stop());
  await app.servers.join(ann(`127.0.0.1:${String(server.port)}`));
  await until(() => app.front()?.chat.ready === true, 'the login is over');
}

const ann = (address: string) => ({ address, username: 'ann', password: 'secret', remember: true, kind: 'remote' }) as const;

test.each(NONSENSE)(
  '%s: what can be shown is, the app goes on, also with other servers, and so does the next start',
  async (_what, packets) => {
    const folder = await newFolder();
    let isSaid = false;
    const address = await hostile((socket) => {
      for (const packet of packets) tell(socket, packet);
      tell(socket, { type: 'message', author: 'bob', message: 'after all that' });
      isSaid = true;
    });
    const app = await startApp(folder, cleanups);
    await atHome(app);
    const home = app.state().active ?? '';
    await app.servers.join(ann(address));
    await until(() => isSaid && app.texts().includes('bob: after all that'), 'what comes behind it is heard');
    const evil = app.state().active ?? '';

    app.servers.front(home);
    app.servers.get(home)?.send('channel:general', 'at home');
    await until(() => app.texts().includes(AT_HOME), 'the other server goes on');
    expect(app.notices).toEqual([]);
    await app.quit();

    const again = await startApp(folder, cleanups);
    expect(again.notices).toEqual([]);
    expect(again.texts()).toContain(AT_HOME);
    expect(again.state().servers.map(({ profile }) => profile.id)).toEqual([home, evil]);
    again.servers.front(evil);
    await until(() => again.front()?.chat.conversations.every(isSound) === true, 'what was kept is sound');
  },
);

function isSound({ entries, id }: ChatState['conversations'][number]): boolean {
  return id.length <= 10_010 && new Set(entries.map((entry) => entry.id)).size === entries.length;
}

test('a frame of more than a mebibyte ends that connection alone, with a sentence, and it is tried again', async () => {
  const address = await hostile((socket) => {
    tell(socket, { type: 'message', author: 'bob', message: 'x'.repeat(1_100_000) });
  });
  const app = await startApp(await newFolder(), cleanups);
  await atHome(app);
  const home = app.state().active;
  void app.servers.join(ann(address));
  await until(
    () => app.state().servers.length === 2 && app.state().servers[1]?.chat.connection.phase === 'reconnecting',
    'it is lost',
  );
  expect(app.state().servers[1]?.chat.connection).toMatchObject({ problem: { kind: 'closed' } });
  expect(app.state().servers[0]?.chat.connection.phase).toBe('connected');
  expect(app.state().servers[0]?.profile.id).toBe(home);
});
