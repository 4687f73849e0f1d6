import { describe, expect, it } from 'vitest';
import { formatClock, formatDay, formatSpan, startOfDay } from '../../src-renderer/chat/format-time.ts';

const TODAY = new Date(2024, 2, 31).getTime();
const at = (month: number, day: number, hour = 12, year = 2024): number => new Date(year, month, day, hour).getTime();

describe('days', () => {
  it('has words for today and yesterday only', () => {
    expect(formatDay(at(2, 31, 0), TODAY)).toBe('Today');
    expect(formatDay(at(2, 31, 23), TODAY)).toBe('Today');
    expect(formatDay(at(2, 30, 0), TODAY)).toBe('Yesterday');
    expect(formatDay(at(2, 29, 23), TODAY)).toMatch(/29/);
  });

  it('names the year only where it is another one', () => {
    expect(formatDay(at(0, 2), TODAY)).not.toMatch(/2024/);
    expect(formatDay(at(11, 31, 12, 2023), TODAY)).toMatch(/2023/);
  });

  it('begins at local midnight, on days when the clocks change too', () => {
    for (let day = 1; day <= 31; day++) {
      const start = startOfDay(at(2, day));
      expect(new Date(start).getHours()).toBe(0);
      expect(formatDay(start - 1, start)).toBe('Yesterday');
    }
  });
});

describe('spans', () => {
  it('gives two times on one day', () => {
    const [from, to] = [at(2, 31, 14), at(2, 31, 15)];
    expect(formatSpan(from, to, TODAY)).toBe(`${formatClock(from)}–${formatClock(to)}`);
  });

  it('gives the days where they differ', () => {
    expect(formatSpan(at(2, 30, 23), at(2, 31, 1), TODAY)).toMatch(/^Yesterday .* – Today /);
  });
});
