import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { AppStore } from '../../src-main/app-store.ts';
import { Client } from '../../src-main/client.ts';
import { startServer } from '../../src-main/server/server.ts';
import { SettingsFile } from '../../src-main/settings-file.ts';
import { appState } from './app-state.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'rwci-client-'));
  cleanups.push(() => rm(path, { recursive: true }));
  return path;
}

async function serve(dataDir: string) {
  const server = await startServer({ host: '127.0.0.1', port: 0, dataDir });
  cleanups.push(() => server.stop());
  return { server, address: `127.0.0.1:${String(server.port)}` };
}

async function setUp(isInSight = true) {
  const store = new AppStore(
    appState(),
    () => undefined,
    (error) => {
      throw error;
    },
  );
  const file = new SettingsFile(
    await folder(),
    () => () => undefined,
    () => undefined,
  );
  const secrets = { keep: vi.fn(), forget: vi.fn() };
  const log = { info: () => undefined, error: vi.fn() };
  const client = new Client({ store, file, secrets, log, isInSight: () => isInSight, version: '0' });
  cleanups.push(() => {
    client.close();
  });
  return { client, store, file, secrets };
}

const ann = (address: string) =>
  ({ address, username: 'ann', password: 'secret', remember: false, persistent: false, resume: 'remote' }) as const;

test('a join while one is under way takes its place; both callers are answered', async () => {
  const { address } = await serve(await folder());
  const { client, store } = await setUp();
  const first = client.join(ann(address));
  const second = client.join({ ...ann(address), username: 'bob' });
  expect(await first).toMatchObject({ ok: false, problem: { kind: 'closed' } });
  expect(await second).toEqual({ ok: true });
  expect(store.state.chat).toMatchObject({ me: 'bob', connection: { phase: 'connected' } });
});

test('leaving while connecting leaves: nothing of the join comes afterwards', async () => {
  const { address } = await serve(await folder());
  const { client, store, file, secrets } = await setUp();
  const joining = client.join(ann(address));
  client.leave();
  expect((await joining).ok).toBe(false);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(store.state).toMatchObject({ chat: null, joinProblem: null });
  expect(client.session).toBeNull();
  expect(file.resume).toBe('none');
  expect(secrets.keep).not.toHaveBeenCalled();
});

test('an address that is none costs nobody the room they are in', async () => {
  const { address } = await serve(await folder());
  const { client, store } = await setUp();
  expect(await client.join(ann('not an address'))).toMatchObject({ ok: false, problem: { kind: 'bad-address' } });
  expect(store.state.joinProblem).toMatchObject({ kind: 'bad-address' });
  await client.join(ann(address));
  expect((await client.join(ann('not an address'))).ok).toBe(false);
  expect(store.state.chat).toMatchObject({ me: 'ann', connection: { phase: 'connected' } });
});

test('a first join that fails leaves a problem and no room', async () => {
  const { client, store, secrets } = await setUp();
  expect(await client.join(ann('127.0.0.1:1'))).toMatchObject({ ok: false, problem: { kind: 'refused' } });
  expect(store.state).toMatchObject({ chat: null, joinProblem: { kind: 'refused' } });
  expect(secrets.keep).not.toHaveBeenCalled();
});

test('the own server comes back on another port: the room goes on, and what was written meanwhile is sent', async () => {
  const data = await folder();
  const before = await serve(data);
  const { client, store } = await setUp();
  await client.join({ ...ann(before.address), resume: 'hosted' });
  await vi.waitFor(() => {
    expect(store.state.chat?.ready).toBe(true);
  });
  await before.server.stop();
  await vi.waitFor(() => {
    expect(store.state.chat?.connection.phase).not.toBe('connected');
  });
  const conversation = store.state.chat?.active ?? 'channel:general';
  client.session?.send(conversation, 'still here');

  const after = await serve(data);
  await client.rejoin(after.address);
  await vi.waitFor(() => {
    const entries = store.state.chat?.conversations.flatMap((each) => each.entries) ?? [];
    expect(entries.filter((entry) => entry.kind === 'message')).toMatchObject([{ text: 'still here', delivery: 'delivered' }]);
  });
  expect(store.state.chat?.address).toBe(after.address);
});

test('a room that begins behind a hidden window is not read by anybody', async () => {
  const { address } = await serve(await folder());
  const { client, store } = await setUp(false);
  await client.join(ann(address));
  expect(store.state.chat?.attentive).toBe(false);
});
