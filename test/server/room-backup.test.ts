import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { backUp } from '../../src-main/server/backup/back-up.ts';
import { doBackupWork } from '../../src-main/server/backup/backup-work.ts';
import { mendRestore } from '../../src-main/server/backup/mend-restore.ts';
import type { BackupWorked } from '../../src-main/server/process-messages.ts';
import { fingerprint, usedFolder } from '../support/data-folders.ts';
import { seeded } from '../support/random.ts';
import { openRoom, temporaryFolder } from '../support/server-room.ts';

const WALL_MS = Date.UTC(2026, 10, 23);

/** A room that was used, and its backup. */
async function backedUp(): Promise<{ folder: string; file: string }> {
  const { folder } = await usedFolder();
  const file = join(temporaryFolder(), 'room.rwciroom');
  await backUp({ dataDir: folder, to: file, name: 'The workshop', wallMs: WALL_MS });
  return { folder, file };
}

function restore(file: string, dataDir: string): Promise<BackupWorked> {
  const keepAs = join(dataDir, '..', 'replaced', 'before.rwciroom');
  return doBackupWork({ kind: 'restore', file, dataDir, keepAs, name: 'before', wallMs: WALL_MS });
}

/** Another place for a room, below a folder of its own. */
const elsewhere = (): string => join(temporaryFolder(), 'server');

test('a room that was backed up while people were on it is somewhere else what it was: people, channels, messages, key', async () => {
  const { folder } = await usedFolder();
  const room = await openRoom({ dataDir: folder, tls: true });
  await room.login('alice');
  const file = join(temporaryFolder(), 'room.rwciroom');
  const made = await doBackupWork({ kind: 'back-up', dataDir: folder, to: file, name: 'The workshop', wallMs: WALL_MS });
  expect(made).toEqual({ ok: true, name: 'The workshop', madeAt: WALL_MS, bytes: statSync(file).size });
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  const { fingerprint: key } = room.server;
  await room.server.stop();

  const other = elsewhere();
  expect(await restore(file, other)).toMatchObject({ ok: true, name: 'The workshop', madeAt: WALL_MS });
  const restored = await openRoom({ dataDir: other, tls: true });
  expect(restored.server.fingerprint).toBe(key);
  expect(restored.server.notice).toBeNull();
  expect(restored.server.admin.channels()).toEqual(['general', 'random']);
  const bob = await restored.login('bob');
  expect((await bob.upTo('direct_message')).join()).toContain('kept');
});

test('the room that was there is a backup itself before another takes its place, and can be put back', async () => {
  const { file } = await backedUp();
  const { folder: present } = await usedFolder();
  const room = await openRoom({ dataDir: present, tls: true });
  const { fingerprint: key } = room.server;
  await room.login('dora');
  await room.server.stop();
  expect((await restore(file, present)).ok).toBe(true);
  const before = join(present, '..', 'replaced', 'before.rwciroom');
  expect((await restore(before, elsewhere())).ok).toBe(true);
  const other = elsewhere();
  expect((await restore(before, other)).ok).toBe(true);
  const again = await openRoom({ dataDir: other, tls: true });
  expect(again.server.fingerprint).toBe(key);
  expect(again.server.admin.members().members.map(({ name }) => name)).toContain('dora');
});

test('a file that is none of ours, of a newer version, or not there is refused in words and nothing changes', async () => {
  const { folder } = await usedFolder();
  const before = fingerprint(folder);
  const refused = async (file: string) => {
    const worked = await restore(file, folder);
    expect(fingerprint(folder)).toEqual(before);
    expect(existsSync(`${folder}.restoring`)).toBe(false);
    return worked.ok ? null : worked.problem;
  };
  const file = join(temporaryFolder(), 'other');
  writeFileSync(file, 'SQLite format 3\0 and more');
  expect(await refused(file)).toBe('foreign');
  writeFileSync(file, '');
  expect(await refused(file)).toBe('foreign');
  writeFileSync(file, 'RWCI room backup\n{"version":2,"name":"x","madeAt":1,"files":[]}\n');
  expect(await refused(file)).toBe('newer');
  writeFileSync(file, 'RWCI room backup\nnothing of the kind\n');
  expect(await refused(file)).toBe('damaged');
  expect(await refused(join(temporaryFolder(), 'missing'))).toBe('unreadable');
});

test('a backup with one byte other than it was written, or cut short anywhere, is refused and nothing changes', async () => {
  const { file } = await backedUp();
  const { folder } = await usedFolder();
  const before = fingerprint(folder);
  const whole = readFileSync(file);
  const seed = Number(process.env.RWCI_SEED ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`damaged backups: RWCI_SEED=${String(seed)}`);
  const draw = seeded(seed);
  const next = (below: number) => Math.floor(draw() * below);
  const bad = join(temporaryFolder(), 'bad.rwciroom');
  for (let round = 0; round < 40; round++) {
    const at = next(whole.length);
    const damaged = round % 4 === 0 ? whole.subarray(0, at) : Buffer.from(whole);
    if (round % 4 !== 0) damaged.writeUInt8(damaged.readUInt8(at) ^ (1 << next(8)), at);
    writeFileSync(bad, damaged);
    expect(await doBackupWork({ kind: 'read', file: bad }), `byte ${String(at)}`).toMatchObject({ ok: false });
    if (round < 8) expect((await restore(bad, folder)).ok).toBe(false);
  }
  expect(fingerprint(folder)).toEqual(before);
});

test('a server that uses the folder keeps it; one that stopped gives it', async () => {
  const { file } = await backedUp();
  const { folder } = await usedFolder();
  const room = await openRoom({ dataDir: folder });
  expect(await restore(file, folder)).toMatchObject({ ok: false, problem: 'in-use' });
  await room.login('alice');
  await room.server.stop();
  expect((await restore(file, folder)).ok).toBe(true);
});

test('where there is no room there is nothing to back up', async () => {
  const to = join(temporaryFolder(), 'room.rwciroom');
  const worked = await doBackupWork({ kind: 'back-up', dataDir: temporaryFolder(), to, name: 'x', wallMs: WALL_MS });
  expect(worked).toMatchObject({ ok: false, problem: 'no-room' });
  expect(existsSync(to)).toBe(false);
});

test('a disk that is full is said so, leaves nothing half written, and the backup that was there stays', async ({ skip }) => {
  const disk = temporaryFolder();
  const mounted = process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', disk]);
  if (mounted === false || mounted.status !== 0) skip('a small disk can be mounted by root on Linux alone');
  onTestFinished(() => {
    spawnSync('umount', ['-l', disk]);
  });
  const { folder } = await usedFolder();
  const to = join(disk, 'room.rwciroom');
  writeFileSync(to, 'an older one');
  const worked = await doBackupWork({ kind: 'back-up', dataDir: folder, to, name: 'x', wallMs: WALL_MS });
  expect(worked).toMatchObject({ ok: false, problem: 'disk-full' });
  expect(readdirSync(disk)).toEqual(['room.rwciroom']);
  expect(readFileSync(to, 'utf8')).toBe('an older one');
});

test('a power cut between taking the old folder away and putting the new one there loses neither', async () => {
  const { folder } = await usedFolder();
  const before = fingerprint(folder);
  spawnSync('mv', [folder, `${folder}.replaced`]);
  mendRestore(folder);
  expect(fingerprint(folder)).toEqual(before);
  mendRestore(folder);
  expect(fingerprint(folder)).toEqual(before);
});
