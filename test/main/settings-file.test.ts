import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SettingsFile, type StoredServer } from '../../src-main/settings-file.ts';
import { DEFAULT_SETTINGS } from '../../src-shared/ipc/index.ts';

const HOME: StoredServer = {
  id: 'home',
  kind: 'remote',
  address: 'host:8888',
  username: 'ann',
  label: '',
  autoconnect: true,
  muted: false,
  blocked: ['eve'],
  security: { kind: 'clear' },
  password: 'c2VjcmV0',
};

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rwci-settings-'));
  path = join(folder, 'settings.json');
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** A disk whose writes can be made to fail, and all that was said about it. */
function disk(place = folder) {
  const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  const state = { isFull: false, said: [] as string[] };
  const open = () => {
    const file = new SettingsFile(place, (sentence) => state.said.push(sentence));
    file.startWriting(() => (content) => {
      if (state.isFull) throw full;
      writeFileSync(join(place, 'settings.json'), JSON.stringify(content));
    });
    return file;
  };
  return { state, open };
}

describe('a file that is good', () => {
  test('none is no problem: everything has its default', () => {
    const file = disk().open();
    expect(file.problem).toBeNull();
    expect(file.settings).toEqual(DEFAULT_SETTINGS);
    expect([file.servers, file.active, file.window, file.lastUsed.hostPort]).toEqual([[], null, null, 8888]);
  });

  test('says of a room what it says, and what a version did not know yet is as at first', async () => {
    const limits = { peopleMax: 5, historyDays: null };
    await writeFile(path, JSON.stringify({ room: { forgets: true, limits, registration: 'pin', pin: '2468' } }));
    const before = disk().open();
    expect([before.problem, before.room.pin, before.room.guests]).toEqual([null, '2468', null]);
    before.room = { ...before.room, guests: false };
    before.startWriting(() => (content) => {
      writeFileSync(path, JSON.stringify(content));
    });
    expect(disk().open().room).toMatchObject({ forgets: true, limits, guests: false });
  });

  test('what was set is there again', () => {
    const { open } = disk();
    const before = open();
    before.settings = { ...DEFAULT_SETTINGS, theme: 'dark' };
    before.servers = [HOME];
    before.active = HOME.id;
    before.window = { x: 1, y: 2, width: 800, height: 600, maximized: false };
    const after = open();
    expect(after.problem).toBeNull();
    expect([after.settings.theme, after.servers, after.active, after.window?.width]).toEqual(['dark', [HOME], 'home', 800]);
  });

  test('of an older version gets the defaults for what it lacks, of a newer one keeps what is not known here', async () => {
    await writeFile(path, '{"settings":{"theme":"light"},"later":[1,2]}');
    const file = disk().open();
    expect(file.problem).toBeNull();
    expect(file.settings).toEqual({ ...DEFAULT_SETTINGS, theme: 'light' });
    file.active = 'home';
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ later: [1, 2], active: 'home' });
  });

  test.each([
    ['hosted', { kind: 'hosted', address: 'host:1' }],
    ['remote', { kind: 'remote', address: 'host:1' }],
  ])('of a version that knew one server has that in the list, with its password (%s)', async (resume, expected) => {
    const lastUsed = { address: 'host:1', username: 'ann' };
    await writeFile(path, JSON.stringify({ resume, password: 'c2VjcmV0', lastUsed }));
    const { servers, active } = disk().open();
    expect(servers).toMatchObject([{ ...expected, username: 'ann', autoconnect: true, password: 'c2VjcmV0' }]);
    expect(active).toBe(servers[0]?.id);
  });

  test('of a version without encryption knows nothing of its servers’ keys, and nothing is asked of them in clear', async () => {
    const { security: _, ...older } = HOME;
    await writeFile(path, JSON.stringify({ servers: [older] }));
    const file = disk().open();
    expect(file.problem).toBeNull();
    expect(file.servers).toEqual([{ ...HOME, security: { kind: 'unknown' } }]);
  });

  test('of a version that knew one server and had left it has none', async () => {
    await writeFile(path, JSON.stringify({ resume: 'none', lastUsed: { address: 'host:1', username: 'ann' } }));
    expect(disk().open().servers).toEqual([]);
  });

  test('holds the newest 50 names', () => {
    const file = disk().open();
    const knownNames = Array.from({ length: 60 }, (_, index) => ({ address: 'host', username: String(index) }));
    file.lastUsed = { ...file.lastUsed, knownNames };
    expect(file.lastUsed.knownNames).toEqual(knownNames.slice(10));
  });
});

describe('a file that is damaged', () => {
  test.each([
    ['cut off', '{"settings": {"the'],
    ['empty', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['of the wrong type', '{"resume": 7}'],
    ['with a key that is none', JSON.stringify({ servers: [{ ...HOME, security: { kind: 'pinned', fingerprint: 'x' } }] })],
    ['out of range', '{"lastUsed": {"hostPort": 70000}}'],
    ['of the wrong shape', '{"window": {"width": "wide"}}'],
  ])('%s: is set aside, named, and defaults are used', async (_name, content) => {
    await writeFile(path, content);
    const { open } = disk();
    const file = open();
    const kept = (await readdir(folder)).filter((name) => name.startsWith('settings.json.corrupt-'));
    expect(kept).toHaveLength(1);
    expect(file.problem).toContain(join(folder, kept[0] ?? ''));
    expect(await readFile(join(folder, kept[0] ?? ''), 'utf8')).toBe(content);
    expect(file.settings).toEqual(DEFAULT_SETTINGS);
    expect(open().problem).toBeNull();
  });

  test('what was set at the last good start takes its place, and is not lost by a second damage', async () => {
    const { open } = disk();
    open().servers = [HOME];
    open();
    for (const content of ['{"servers":', '']) {
      await writeFile(path, content);
      const file = open();
      expect(file.servers).toEqual([HOME]);
      expect(file.problem).toMatch(/What was set at the last good start took its place/);
    }
  });

  test('the copy of a good start is damaged too: defaults are used', async () => {
    const { open } = disk();
    open().servers = [HOME];
    open();
    await writeFile(path, '{');
    await writeFile(`${path}.good`, '{');
    expect(open().servers).toEqual([]);
  });

  // There a path may have 4095 bytes, for everybody; folders that cannot be written in hold nobody up who is root.
  if (process.platform === 'linux') {
    test('and cannot be set aside: it is not written over, and the app goes on', async () => {
      const deep = join(folder, ...Array.from({ length: 41 }, () => 'd'.repeat(99))).slice(0, 4_070);
      await mkdir(deep, { recursive: true });
      await writeFile(join(deep, 'settings.json'), '{');
      const file = disk(deep).open();
      expect(file.problem).toMatch(/is damaged and cannot be set aside \(ENAMETOOLONG\)/);
      file.active = 'home';
      expect(file.active).toBe('home');
      expect(await readFile(join(deep, 'settings.json'), 'utf8')).toBe('{');
    });
  }
});

describe('a file that cannot be used', () => {
  test('unreadable: it is left alone, said, and the app goes on', async () => {
    await mkdir(path);
    const file = disk().open();
    expect(file.problem).toMatch(/cannot be read \(EISDIR\).*forgotten when you quit/);
    file.settings = { ...DEFAULT_SETTINGS, theme: 'dark' };
    expect(file.settings.theme).toBe('dark');
    expect((await stat(path)).isDirectory()).toBe(true);
  });

  test('nothing can be written: said at the start', () => {
    const { state, open } = disk();
    state.isFull = true;
    const file = open();
    expect(state.said).toEqual([expect.stringMatching(/cannot be saved in .* \(ENOSPC\)/)]);
    file.active = 'home';
    expect(file.active).toBe('home');
    expect(state.said).toHaveLength(1);
  });

  test('what is set before anything is written is written with the rest', () => {
    const { open } = disk();
    const early = new SettingsFile(folder, () => undefined);
    early.active = 'home';
    early.startWriting(() => (content) => {
      writeFileSync(path, JSON.stringify(content));
    });
    expect(open().active).toBe('home');
  });

  test('the writer cannot be made: the same', () => {
    const said: string[] = [];
    const file = new SettingsFile(folder, (sentence) => said.push(sentence));
    file.startWriting(() => {
      throw new Error('no folder');
    });
    expect(said).toEqual([expect.stringContaining('no folder')]);
    file.servers = [HOME];
    expect(file.servers).toEqual([HOME]);
  });

  test('the disk fills up: said once, and again only after it had room', () => {
    const { state, open } = disk();
    const file = open();
    state.isFull = true;
    file.active = 'a';
    file.active = 'b';
    expect(state.said).toHaveLength(1);
    state.isFull = false;
    file.active = null;
    state.isFull = true;
    file.active = 'c';
    expect(state.said).toHaveLength(2);
    expect(file.active).toBe('c');
  });
});
