import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Deaths } from '../../../src-main/recovery/deaths.ts';
import { LastRun, RESTARTS_MAX, RESTARTS_WINDOW_MS } from '../../../src-main/recovery/last-run.ts';
import { temporaryFolder } from '../../support/server-room.ts';

const NOW_MS = Date.UTC(2026, 10, 23);

test('an app that fails again and again starts again three times a minute, and then no more', () => {
  const folder = temporaryFolder();
  for (let restart = 0; restart < RESTARTS_MAX; restart++)
    expect(new LastRun(folder).endsToStartAgain('error', NOW_MS + restart * 1_000)).toBe(true);
  expect(new LastRun(folder).endsToStartAgain('error', NOW_MS + 4_000)).toBe(false);
  // A minute after the first one there is one more, whatever the clock did meanwhile.
  expect(new LastRun(folder).endsToStartAgain('error', NOW_MS + RESTARTS_WINDOW_MS)).toBe(true);
  expect(new LastRun(folder).endsToStartAgain('error', NOW_MS - 86_400_000)).toBe(true);
  expect(new LastRun(folder).restarts).toHaveLength(5);
});

test('the next start knows why, until it has said so', () => {
  const folder = temporaryFolder();
  expect(new LastRun(folder).reason).toBeNull();
  new LastRun(folder).endsToStartAgain('graphics', NOW_MS);
  const next = new LastRun(folder);
  expect(next.reason).toBe('graphics');
  next.reasonSeen();
  expect(new LastRun(folder).reason).toBeNull();
});

test('a version that died of its graphics does without them, until the person wants them back; the next one tries anew', () => {
  const folder = temporaryFolder();
  new LastRun(folder).drawInSoftware('1.0.0');
  expect(new LastRun(folder).drawsInSoftware('1.0.0')).toBe(true);
  expect(new LastRun(folder).drawsInSoftware('1.0.1')).toBe(false);
  new LastRun(folder).drawInHardware();
  expect(new LastRun(folder).drawsInSoftware('1.0.0')).toBe(false);
});

test.each(['', '{', '[]', '{"restarts":"x"}', '{"restarts":[],"reason":"because","softwareIn":null}', '\0'.repeat(50)])(
  'a damaged note is none: %j',
  (text) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'recovery.json'), text);
    const lastRun = new LastRun(folder);
    expect([lastRun.reason, lastRun.restarts]).toEqual([null, []]);
    expect(lastRun.endsToStartAgain('error', NOW_MS)).toBe(true);
  },
);

test('what cannot be noted down is not counted, so the app does not start again', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'recovery.json'));
  expect(new LastRun(folder).endsToStartAgain('error', NOW_MS)).toBe(false);
});

test('deaths count as long as they are of late', () => {
  const deaths = new Deaths(60_000);
  expect([deaths.add(0), deaths.add(59_999), deaths.add(60_000), deaths.add(200_000)]).toEqual([1, 2, 2, 1]);
  deaths.forget();
  expect(deaths.add(200_001)).toBe(1);
});
