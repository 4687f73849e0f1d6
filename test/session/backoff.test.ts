import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { RECONNECT_DELAYS_MS, reconnectDelay } from '../../src-shared/session/backoff.ts';

const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the wait before a reconnect', () => {
  test('is 0, 1, 2, 5, 10, 10, … seconds', () => {
    expect([0, 1, 2, 3, 4, 5, 1_000].map((attempt) => reconnectDelay(attempt, () => 0.5))).toEqual([
      0, 1_000, 2_000, 5_000, 10_000, 10_000, 10_000,
    ]);
  });

  test.prop([fc.nat(100), share])('is spread by a fifth to either side', (attempt, random) => {
    const base = RECONNECT_DELAYS_MS[Math.min(attempt, RECONNECT_DELAYS_MS.length - 1)] ?? 0;
    const wait = reconnectDelay(attempt, () => random);
    expect(Number.isInteger(wait)).toBe(true);
    expect(wait).toBeGreaterThanOrEqual(base * 0.8);
    expect(wait).toBeLessThanOrEqual(base * 1.2);
  });

  test('uses the whole spread', () => {
    expect(reconnectDelay(4, () => 0)).toBe(8_000);
    expect(reconnectDelay(4, () => 1 - Number.EPSILON)).toBe(12_000);
  });
});
