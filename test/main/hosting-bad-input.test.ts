import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { EventEmitter } from 'node:events';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { AppStore } from '../../src-shared/client/app-store.ts';
import { HostAddresses } from '../../src-main/hosting/host-addresses.ts';
import { Hosting } from '../../src-main/hosting/hosting.ts';
import { ReachWatch } from '../../src-main/hosting/reach-watch.ts';
import type { Room } from '../../src-main/hosting/room.ts';
import { USUAL_ROOM } from '../../src-main/hosting/kept-room.ts';
import { roomFolders } from '../../src-main/hosting/room-folders.ts';
import { connectToSelf } from '../../src-main/hosting/self-connection.ts';
import type { ServerProcess } from '../../src-main/hosting/server-child.ts';
import type { hostAddresses } from '../../src-main/server/network/addresses.ts';
import { diagnose } from '../../src-shared/hosting/index.ts';
import { silentLogger } from '../../src-main/server/logger.ts';
import { serveParent } from '../../src-main/server/serve-parent.ts';
import type { FromServerProcess, ToServerProcess } from '../../src-main/server/process-messages.ts';
import { fingerprint, usedFolder } from '../support/data-folders.ts';
import { SocketClient, until } from '../support/server-client.ts';
import { temporaryFolder } from '../support/server-room.ts';
import { appState } from './app-state.ts';

/** A real server at the other end of the app's messages, in this process. */
class NearbyProcess extends EventEmitter implements ServerProcess {
  readonly pid = undefined;
  readonly stdout = null;
  readonly stderr = null;
  #listener: ((event: { data: ToServerProcess }) => void) | null = null;

  constructor() {
    super();
    serveParent(
      {
        postMessage: (message: FromServerProcess) => {
          setImmediate(() => this.emit('message', structuredClone(message)));
        },
        on: (_event, listener) => {
          this.#listener = listener;
        },
      },
      { exit: (code) => setImmediate(() => this.emit('exit', code)), log: silentLogger },
    );
    setImmediate(() => this.emit('spawn'));
  }

  postMessage(message: ToServerProcess): void {
    this.#listener?.({ data: structuredClone(message) });
  }
}

let userData = '';
beforeEach(() => {
  userData = temporaryFolder();
});

function openHosting() {
  const store = new AppStore(appState(), () => undefined, console.error);
  const notices: string[] = [];
  const folders = roomFolders(userData);
  const hosting = new Hosting({
    ...{ store, folders, kept: () => USUAL_ROOM, fork: () => new NearbyProcess() },
    log: { info: () => undefined, error: () => undefined },
    onRestarted: () => undefined,
    onNotice: (sentence) => notices.push(sentence),
  });
  onTestFinished(() => hosting.stop());
  const start = (room: Partial<Room> = {}) => hosting.start({ name: 'room', port: 0, ...room });
  const status = () => store.state.hosting;
  return { hosting, start, status, store, notices, folders };
}

/** What hosting said no with; the same start works as soon as `mend` was done, in the same app. */
async function refusedUntil(app: ReturnType<typeof openHosting>, mend: () => void): Promise<string> {
  const started = await app.start();
  if (started.ok) throw new Error('it started');
  expect(app.status()).toEqual({ status: 'problem', message: started.message });
  mend();
  expect(await app.start()).toEqual({ ok: true });
  expect(app.status().status).toBe('on');
  return started.message;
}

test('a port that is in use: the next free one, said so', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '0.0.0.0', resolve));
  onTestFinished(() => void other.close());
  const { port } = other.address() as { port: number };
  const { start, status } = openHosting();
  expect(await start({ port })).toEqual({ ok: true });
  expect(status()).toMatchObject({ status: 'on', busyPort: port });
  expect(status()).not.toMatchObject({ port });
});

test('no network at all: the room is up for who is on this computer and says so; a network that comes is used without a new start', async () => {
  const { start, status, store } = openHosting();
  const lo = { address: '127.0.0.1', family: 'IPv4', url: '', network: 'lo', kind: 'ethernet' } as const;
  let here: ReturnType<typeof hostAddresses> = [lo];
  const addresses = new HostAddresses(store, () => here);
  const reach = new ReachWatch({
    ...{ store, platform: 'linux', isVisited: () => false, findFirewall: () => Promise.resolve({ kind: 'off' }) },
    // Whatever the network is called, the room of this test is on this computer.
    connect: (_host, port, fingerprint) => connectToSelf('127.0.0.1', port, fingerprint),
  });
  const found = async () => {
    addresses.refresh();
    await reach.check();
    const now = status();
    if (now.status !== 'on' || now.reach === null) throw new Error(JSON.stringify(now));
    return diagnose(now.reach);
  };
  expect(await start()).toEqual({ ok: true });
  expect(await found()).toMatchObject({ reachable: 'no', checks: [{ about: 'network', remedy: { pane: 'network' } }] });
  const now = status();
  const port = now.status === 'on' ? now.port : 0;
  const alice = await SocketClient.connect(port);
  await alice.login('alice', 'alice-pass-1');

  here = [{ ...lo, address: '192.168.77.5', network: 'eth0' }];
  expect(await found()).toMatchObject({ reachable: 'yes' });
  expect(status()).toMatchObject({ addresses: [{ address: `192.168.77.5:${String(port)}`, network: 'eth0' }] });
  expect(alice.ending).toBeNull();
});

test('a damaged database is set aside with a notice, and the room is up', async () => {
  const { folders, notices, start, status } = openHosting();
  mkdirSync(folders.kept, { recursive: true });
  writeFileSync(join(folders.kept, 'server.sqlite'), 'not a database');
  expect(await start()).toEqual({ ok: true });
  expect(notices).toEqual([expect.stringContaining('was damaged')]);
  expect(status().status).toBe('on');
  const aside = readdirSync(folders.kept).find((name) => name.includes('corrupt'));
  expect(readFileSync(join(folders.kept, aside ?? ''), 'utf8')).toBe('not a database');
});

test('a damaged key is set aside with a notice that says what follows for those who joined before', async () => {
  const { folders, hosting, notices, start } = openHosting();
  expect(await start()).toEqual({ ok: true });
  await hosting.stop();
  writeFileSync(join(folders.kept, 'tls-key.pem'), 'not a key');
  expect(await start()).toEqual({ ok: true });
  expect(notices).toEqual([expect.stringMatching(/key .* was damaged, so a new one was made/u)]);
  expect(readdirSync(folders.kept).filter((name) => name.startsWith('tls-key.pem.corrupt'))).toHaveLength(1);
});

test('a file of another program at the place of the database is left as it is', async () => {
  const app = openHosting();
  mkdirSync(join(app.folders.kept, 'server.sqlite'), { recursive: true });
  const said = await refusedUntil(app, () => {
    rmSync(join(app.folders.kept, 'server.sqlite'), { recursive: true });
  });
  expect(said).toContain('is not a file');
});

test('a data folder that may not be written: a sentence, and the data stays', async ({ skip }) => {
  const app = openHosting();
  const { folder } = await usedFolder();
  spawnSync('mv', [folder, app.folders.kept]);
  const before = fingerprint(app.folders.kept);
  let mend: () => void;
  if (process.getuid?.() === 0) {
    const mounts = [
      ['--bind', app.folders.kept, app.folders.kept],
      ['-o', 'remount,ro,bind', app.folders.kept],
    ];
    if (mounts.some((arguments_) => spawnSync('mount', arguments_).status !== 0)) skip('root may write everything');
    mend = () => spawnSync('umount', ['-l', app.folders.kept]);
  } else {
    chmodSync(app.folders.kept, 0o500);
    mend = () => {
      chmodSync(app.folders.kept, 0o700);
    };
  }
  onTestFinished(() => {
    mend();
  });
  const said = await refusedUntil(app, () => {
    expect(fingerprint(app.folders.kept)).toEqual(before);
    mend();
  });
  expect(said).toContain(app.folders.kept);
});

test('a full disk: a sentence, and it works once there is room', async ({ skip }) => {
  const app = openHosting();
  mkdirSync(app.folders.kept, { recursive: true });
  const { kept } = app.folders;
  const mounted = process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'none', kept]);
  if (mounted === false || mounted.status !== 0) skip('a small disk can be mounted by root on Linux alone');
  onTestFinished(() => {
    spawnSync('umount', ['-l', kept]);
  });
  const filler = join(kept, 'filler');
  spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=1k'], { stdio: 'ignore' });
  const said = await refusedUntil(app, () => {
    rmSync(filler);
  });
  expect(said).toMatch(/disk is full/u);
});

test('a room that forgets: its accounts and messages are gone after the stop, its key stays, and the kept room is untouched', async () => {
  const { folders, hosting, start, status } = openHosting();
  expect(await start()).toEqual({ ok: true });
  const keptKey = hosting.fingerprint;
  const alice = await SocketClient.connect(hosting.port ?? 0);
  await alice.login('alice');
  await until(() => status().status === 'on' && hosting.others === 0, 'she is counted');
  await hosting.stop();
  const kept = fingerprint(folders.kept);

  expect(await start({ forgets: true, registration: { mode: 'open' } })).toEqual({ ok: true });
  expect(hosting.fingerprint).toBe(keptKey);
  const bob = await SocketClient.connect(hosting.port ?? 0);
  await bob.login('bob');
  expect(existsSync(join(folders.passing, 'server.sqlite'))).toBe(true);
  await hosting.stop();
  expect(existsSync(folders.passing)).toBe(false);
  expect(fingerprint(folders.kept)).toEqual(kept);

  // What a crash of the app left behind goes at the next start.
  mkdirSync(folders.passing, { recursive: true });
  writeFileSync(join(folders.passing, 'left'), 'over');
  expect(await start({ forgets: true })).toEqual({ ok: true });
  expect(existsSync(join(folders.passing, 'left'))).toBe(false);
  const again = await SocketClient.connect(hosting.port ?? 0);
  await again.login('bob', 'another password');
});

test('a room that forgets and was the first makes the key that stays', async () => {
  const { folders, hosting, start } = openHosting();
  expect(await start({ forgets: true })).toEqual({ ok: true });
  const key = hosting.fingerprint;
  await hosting.stop();
  expect(readdirSync(folders.kept).sort()).toEqual(['tls-cert.pem', 'tls-key.pem']);
  expect(await start({ forgets: true })).toEqual({ ok: true });
  expect(hosting.fingerprint).toBe(key);
});
