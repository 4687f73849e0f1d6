import { expect, test } from 'vitest';
import { paced } from '../../../src-shared/client/attention/paced.ts';
import { FakeClock } from '../../support/fake-clock.ts';

test('what is told at a pace is told at once, then once for all that came, and the last of it always', async () => {
  const clock = new FakeClock();
  const told: number[] = [];
  let state = 0;
  const tell = paced(clock, 200, () => told.push(state));
  for (state = 1; state <= 100; state++) {
    tell();
    await clock.advance(10);
  }
  state = 101;
  tell();
  await clock.advance(200);
  expect(told).toEqual([1, 20, 40, 60, 80, 100, 101]);
  await clock.advance(10_000);
  expect([told.length, clock.pending]).toEqual([7, 0]);
  tell();
  expect(told).toHaveLength(8);
});

test('what is told while it is told is told again', async () => {
  const clock = new FakeClock();
  let times = 0;
  const tell = paced(clock, 200, () => {
    if (++times < 3) tell();
  });
  tell();
  expect(times).toBe(1);
  await clock.advance(1_000);
  expect(times).toBe(3);
});
