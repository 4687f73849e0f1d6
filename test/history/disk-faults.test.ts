import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  buildHistoryThread,
  GENERAL,
  HISTORY_THREAD,
  historyIn,
  LOGIN,
  message,
  put,
  startHistoryWriter,
} from '../support/history.ts';
import { failSyncs, syncCannotFail } from '../support/failing-sync.ts';
import { temporaryFolder } from '../support/server-room.ts';

beforeAll(buildHistoryThread, 60_000);

test('on a disk of 2 MiB without room a write is refused in words, what was kept stays, and with room all goes on', async ({
  skip,
}) => {
  const disk = temporaryFolder();
  const mounted = process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'none', disk]);
  if (mounted === false || mounted.status !== 0) skip('a small disk can be mounted by root on Linux alone');
  onTestFinished(() => {
    spawnSync('umount', ['-l', disk]);
  });
  const ballast = join(disk, 'ballast');
  writeFileSync(ballast, Buffer.alloc(1024 * 1024));
  const history = await historyIn(disk, { program: HISTORY_THREAD });
  expect(history.notice).toBeNull();
  const { key } = await history.open(LOGIN);
  let kept = 0;
  let refusal = '';
  while (refusal === '' && kept < 1_000) {
    await history
      .write([put(key, message(kept + 1, 'words '.repeat(500)))])
      .then(() => kept++)
      .catch((error: unknown) => (refusal = error instanceof Error ? error.message : 'none'));
  }
  expect(refusal).toBe('The disk is full: the history cannot be kept until there is room.');
  expect(kept).toBeGreaterThan(5);
  const page = await history.page(key, GENERAL, { newest: true }, 200);
  expect(page.entries.at(-1)?.id).toBe(kept);
  expect((await history.search([key], 'words', null, 5)).found).toHaveLength(5);
  await expect(history.export(key, GENERAL, 'x', 'text', join(disk, 'export.txt'))).rejects.toThrow('could not be written');

  rmSync(ballast);
  await history.write([put(key, message(kept + 1, 'room again'))]);
  const after = await history.page(key, GENERAL, { newest: true }, 2);
  expect(after.entries.map(({ id }) => id)).toEqual([kept, kept + 1]);
  expect((await history.search([key], '"room again"', null, 5)).found).toHaveLength(1);
  await history.close();
  const again = await historyIn(disk);
  expect(again.notice).toBeNull();
  expect((await again.page(key, GENERAL, { newest: true }, 1)).entries[0]?.id).toBe(kept + 1);
}, 60_000);

test('where there is no room for a file at all, the app goes on without and says so', async ({ skip }) => {
  const disk = temporaryFolder();
  const mounted = process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', disk]);
  if (mounted === false || mounted.status !== 0) skip('a small disk can be mounted by root on Linux alone');
  onTestFinished(() => {
    spawnSync('umount', ['-l', disk]);
  });
  writeFileSync(join(disk, 'ballast'), Buffer.alloc(48 * 1024));
  const history = await historyIn(disk, { program: HISTORY_THREAD });
  expect(history.notice).toContain('Messages are remembered only until the app ends.');
  const { key } = await history.open(LOGIN);
  await history.write([put(key, message(1, 'in memory'))]);
  expect((await history.search([key], 'memory', null, 5)).found).toHaveLength(1);
});

const reason = syncCannotFail();
if (reason !== null) console.log(`disk faults of the history: skipped, ${reason}`);

describe.skipIf(reason !== null)('a disk that fails to sync', () => {
  test('refuses what it does not keep, saying why, and takes it once it works again, without a restart', async () => {
    const folder = temporaryFolder();
    const writer = startHistoryWriter(folder, 1);
    const kept: number[] = [];
    let [refused, isFailing] = [0, false];
    let heal: () => Promise<void> = () => Promise.resolve();
    let sinceHealed = -1;
    for await (const line of writer.lines) {
      const [id = '', said = ''] = line.split(/ (.*)/u);
      if (said === 'kept') kept.push(Number(id));
      else {
        expect(said).toMatch(/^io: |cannot be opened again/u);
        refused++;
      }
      if (kept.length === 50 && !isFailing) {
        isFailing = true;
        heal = await failSyncs(writer.pid, '1+');
      }
      if (refused >= 40 && sinceHealed === -1) {
        await heal();
        sinceHealed = 0;
      }
      if (sinceHealed >= 0 && said === 'kept' && ++sinceHealed === 100) writer.kill();
    }
    expect(refused).toBeGreaterThanOrEqual(40);
    const history = await historyIn(folder);
    expect(history.notice).toBeNull();
    const { key } = await history.open(LOGIN);
    const there: number[] = [];
    let page = await history.page(key, GENERAL, { newest: true }, 200);
    while (page.entries.length > 0) {
      there.unshift(...page.entries.map(({ id }) => id));
      page = await history.page(key, GENERAL, { before: there[0] ?? 0 }, 200);
    }
    expect(new Set(there).size).toBe(there.length);
    expect(kept.filter((id) => !there.includes(id))).toEqual([]);
  }, 60_000);
});
