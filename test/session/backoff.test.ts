import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { reconnectDelay } from '../../src-shared/session/backoff.ts';

const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const ALMOST_1 = 1 - Number.EPSILON;

/** Lehmer's generator: the same numbers for the same seed. */
function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

describe('the wait before a reconnect', () => {
  test('is at most 1, 2, 4, 8, 16, 30, 30, … seconds', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 1_000].map((attempt) => reconnectDelay(attempt, () => ALMOST_1))).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000,
    ]);
  });

  test.prop([fc.nat(100), share])('is the drawn share of that, down to nothing', (attempt, random) => {
    const longest = Math.min(1_000 * 2 ** attempt, 30_000);
    expect(reconnectDelay(attempt, () => random)).toBe(Math.round(longest * random));
    expect(reconnectDelay(attempt, () => 0)).toBe(0);
  });

  test('ten thousand waits are spread evenly (Kolmogorov and Smirnov, 1 in 1000)', () => {
    const random = pseudoRandom(20_261);
    const waits = Array.from({ length: 10_000 }, () => reconnectDelay(9, random) / 30_000).sort((a, b) => a - b);
    const distance = Math.max(...waits.map((wait, index) => Math.abs(wait - (index + 0.5) / waits.length)));
    expect(distance).toBeLessThan(1.95 / Math.sqrt(waits.length) + 1 / 30_000);
  });
});
