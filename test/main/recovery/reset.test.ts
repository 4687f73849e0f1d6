import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { putEverythingAside } from '../../../src-main/recovery/put-aside.ts';
import { Reset } from '../../../src-main/recovery/reset.ts';
import { openRoom, temporaryFolder } from '../../support/server-room.ts';
import { startApp } from '../test-app.ts';

const NOW_MS = Date.UTC(2026, 10, 23, 2, 26, 48);
const ASIDE = 'reset-2026-11-23T02-26-48Z';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function appWithReset(startAfresh = () => true) {
  const folder = temporaryFolder();
  const app = await startApp(folder, cleanups);
  const switched: boolean[] = [];
  const room = {
    switch: (on: boolean) => {
      switched.push(on);
      return Promise.resolve({ ok: true } as const);
    },
  };
  const said: string[] = [];
  const onNotice = (sentence: string) => said.push(sentence);
  const reset = new Reset({ servers: app.servers, room, userData: folder, now: () => NOW_MS, startAfresh, onNotice });
  return { app, folder, reset, said, switched };
}

const login = (port: number, kind: 'remote' | 'hosted' = 'remote') => ({
  ...{ address: `127.0.0.1:${String(port)}`, username: 'ann', password: 'secret', remember: true, kind },
  unencrypted: true as const,
});

describe('one server', () => {
  test('keeps its address, its name here and its place; messages, password and key are gone', async () => {
    const [one, two] = [await openRoom(), await openRoom()];
    const { app, reset } = await appWithReset();
    for (const room of [one, two]) expect(await app.servers.join(login(room.server.port))).toEqual({ ok: true });
    const [first, second] = app.state().servers.map(({ profile }) => profile.id);
    await app.servers.change(first ?? '', { label: 'Home' });
    app.servers.front(first ?? '');
    app.servers.get(first ?? '')?.send('channel:general', 'said');
    await expect.poll(() => app.texts()).toEqual(['ann: said (delivered)']);

    expect(await reset.server(first ?? '')).toEqual({ ok: true });
    const [fresh, other] = app.file.servers;
    expect(fresh).toMatchObject({ label: 'Home', address: login(one.server.port).address, username: 'ann' });
    expect(fresh).toMatchObject({ password: null, security: { kind: 'unknown' } });
    expect(fresh?.id).not.toBe(first);
    expect(other?.id).toBe(second);
    expect([app.state().active, app.texts()]).toEqual([fresh?.id, []]);
    expect(await app.servers.connect(fresh?.id ?? '')).toMatchObject({ ok: false });
  });

  test('the room that is hosted here ends, leaves the list, and is put aside in one piece', async () => {
    const room = await openRoom();
    const { app, folder, reset, said, switched } = await appWithReset();
    expect(await app.servers.join(login(room.server.port, 'hosted'))).toEqual({ ok: true });
    mkdirSync(join(folder, 'server'));
    writeFileSync(join(folder, 'server', 'server.sqlite'), 'the room');
    expect(await reset.server(app.state().active ?? '')).toEqual({ ok: true });
    expect(switched).toEqual([false]);
    expect(app.state().servers).toEqual([]);
    expect(existsSync(join(folder, 'server'))).toBe(false);
    expect(readFileSync(join(folder, ASIDE, 'server', 'server.sqlite'), 'utf8')).toBe('the room');
    expect(said).toEqual([expect.stringContaining(join(folder, ASIDE))]);
  });

  test('one that is not in the list any more is said', async () => {
    const { reset } = await appWithReset();
    expect(await reset.server('gone')).toMatchObject({ ok: false });
  });
});

describe('everything', () => {
  test('is put aside byte for byte, with nothing deleted, twice in a second too', () => {
    const folder = temporaryFolder();
    for (const text of ['one', 'two']) {
      mkdirSync(join(folder, 'history'));
      writeFileSync(join(folder, 'history', 'history.db'), text);
      writeFileSync(join(folder, 'settings.json'), text);
      writeFileSync(join(folder, 'Local State'), 'not ours');
      expect(putEverythingAside(folder, NOW_MS).left).toEqual([]);
    }
    expect(readdirSync(folder).sort()).toEqual(['Local State', ASIDE, `${ASIDE}-2`]);
    expect(readFileSync(join(folder, ASIDE, 'history', 'history.db'), 'utf8')).toBe('one');
    expect(readFileSync(join(folder, `${ASIDE}-2`, 'settings.json'), 'utf8')).toBe('two');
  });

  test('where that cannot be noted down, it is said', async () => {
    const { reset } = await appWithReset(() => false);
    expect(reset.everything()).toMatchObject({ ok: false, message: expect.stringContaining('cannot be noted') as string });
  });
});
