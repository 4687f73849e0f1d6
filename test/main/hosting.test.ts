import { EventEmitter } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AppStore } from '../../src-shared/client/app-store.ts';
import { Hosting } from '../../src-main/hosting/hosting.ts';
import { roomFolders } from '../../src-main/hosting/room-folders.ts';
import { USUAL_ROOM } from '../../src-main/hosting/kept-room.ts';
import type { FromServerProcess, ToServerProcess } from '../../src-main/server/process-messages.ts';
import { appState } from './app-state.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A server process of which the test says when it starts, answers and dies. */
class FakeProcess extends EventEmitter {
  readonly pid = undefined;
  readonly stdout = null;
  readonly stderr = null;
  readonly got: ToServerProcess[] = [];
  alive = true;

  postMessage(message: ToServerProcess): void {
    this.got.push(message);
  }

  listen(port: number, notice: string | null = null): void {
    this.emit('spawn');
    this.say({ type: 'listening', port, addresses: [], fingerprint: null, guests: true, notice });
  }

  say(message: FromServerProcess): void {
    this.emit('message', message);
  }

  die(code: number): void {
    this.alive = false;
    this.emit('exit', code);
  }
}

const ROOM = { name: 'room', port: 8888 };

function setUp() {
  const processes: FakeProcess[] = [];
  const restarts = vi.fn();
  const notices: string[] = [];
  const store = new AppStore(appState(), () => undefined, console.error);
  const hosting = new Hosting({
    store,
    log: { info: () => undefined, error: () => undefined },
    fork: () => {
      const child = new FakeProcess();
      processes.push(child);
      return child;
    },
    folders: roomFolders(join(tmpdir(), 'rwci-no-such-folder')),
    kept: () => USUAL_ROOM,
    onRestarted: restarts,
    onNotice: (sentence) => notices.push(sentence),
  });
  /** The newest process. */
  const newest = (): FakeProcess => {
    const child = processes.at(-1);
    if (child === undefined) throw new Error('no process was started');
    return child;
  };
  return { hosting, processes, newest, restarts, notices, status: () => store.state.hosting };
}

type App = ReturnType<typeof setUp>;

/** A server that listens. */
async function running(): Promise<App> {
  const app = setUp();
  const started = app.hosting.start(ROOM);
  await vi.advanceTimersByTimeAsync(0);
  app.newest().listen(8888);
  expect(await started).toEqual({ ok: true });
  return app;
}

test('two starts at once while a server runs: one server, the later room, and both callers are answered', async () => {
  const { hosting, processes, newest, status } = await running();
  const first = hosting.start({ name: 'first', port: 1 });
  const second = hosting.start({ name: 'second', port: 2 });
  newest().die(0);
  await vi.advanceTimersByTimeAsync(0);
  expect(processes).toHaveLength(2);
  newest().listen(2);
  expect((await first).ok).toBe(false);
  expect(await second).toEqual({ ok: true });
  expect(status()).toMatchObject({ status: 'on', name: 'second', port: 2 });
  expect(processes.filter(({ alive }) => alive)).toHaveLength(1);
});

test('what the server says of its data is told to the person, once', async () => {
  const { hosting, newest, notices } = setUp();
  const started = hosting.start(ROOM);
  await vi.advanceTimersByTimeAsync(0);
  newest().listen(8888, 'The data file was damaged.');
  await started;
  newest().die(1);
  newest().listen(8888);
  expect(notices).toEqual(['The data file was damaged.']);
});

test('a start while one is starting takes its place', async () => {
  const { hosting, processes, newest, status } = setUp();
  const first = hosting.start(ROOM);
  await vi.advanceTimersByTimeAsync(0);
  const second = hosting.start({ name: 'second', port: 2 });
  newest().die(0);
  expect((await first).ok).toBe(false);
  await vi.advanceTimersByTimeAsync(0);
  newest().listen(2);
  expect((await second).ok).toBe(true);
  expect(processes).toHaveLength(2);
  expect(status()).toMatchObject({ status: 'on', name: 'second' });
});

test('off while starting: the start fails and nothing runs', async () => {
  const { hosting, newest, status } = setUp();
  const started = hosting.start(ROOM);
  await vi.advanceTimersByTimeAsync(0);
  const stopped = hosting.stop();
  expect(newest().got.at(-1)).toEqual({ type: 'stop' });
  newest().die(0);
  await stopped;
  expect((await started).ok).toBe(false);
  expect(status()).toEqual({ status: 'off' });
  expect(hosting.isRunning).toBe(false);
});

test('off, on and off again while the server stops: it stays off', async () => {
  const { hosting, processes, newest, status } = await running();
  const wishes = [hosting.stop(), hosting.start(ROOM), hosting.stop()];
  newest().die(0);
  await Promise.all(wishes);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(processes).toHaveLength(1);
  expect(status()).toEqual({ status: 'off' });
});

test('whether guests may join with a browser is shown as the server says, and a restart keeps what it is by then', async () => {
  const { hosting, newest, status } = setUp();
  const started = hosting.start({ ...ROOM, guests: true });
  await vi.advanceTimersByTimeAsync(0);
  newest().listen(8888);
  await started;
  const guestsAtStart = () => newest().got.flatMap((message) => (message.type === 'start' ? [message.options.guests] : []));
  expect([guestsAtStart(), status()]).toMatchObject([[true], { status: 'on', guests: true }]);
  newest().say({ type: 'people', count: 1, names: ['ann'], visited: false, room: 'room', guests: false });
  expect(status()).toMatchObject({ people: 1, guests: false });
  newest().die(1);
  newest().emit('spawn');
  expect(guestsAtStart()).toEqual([false]);
});

test('a server that dies comes back on the port it had, and the third death in a minute is the last', async () => {
  const { hosting, processes, newest, restarts, status } = await running();
  for (let death = 1; death <= 2; death++) {
    newest().die(1);
    newest().listen(8888);
    await vi.advanceTimersByTimeAsync(100);
    expect(restarts).toHaveBeenCalledTimes(death);
  }
  newest().die(1);
  expect(status().status).toBe('problem');
  expect(processes).toHaveLength(3);
  expect(hosting.isRunning).toBe(false);
});

test('a server that dies while it starts, or never answers, is a problem in words', async () => {
  const { hosting, newest, status } = setUp();
  const dying = hosting.start(ROOM);
  await vi.advanceTimersByTimeAsync(0);
  newest().die(7);
  expect(await dying).toMatchObject({ ok: false, message: expect.stringContaining('code 7') as string });
  const silent = hosting.start(ROOM);
  await vi.advanceTimersByTimeAsync(15_000);
  expect((await silent).ok).toBe(false);
  expect(status().status).toBe('problem');
});

test('a question to a server that ends is answered', async () => {
  const { hosting, newest } = await running();
  const asked = hosting.moderate({ command: 'kick', username: 'bob', reason: '' });
  newest().die(0);
  expect((await asked).ok).toBe(false);
});
