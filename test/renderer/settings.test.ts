import { describe, expect, it } from 'vitest';
import { KEYWORD_MAX_CHARS, KEYWORDS_MAX } from '../../src-shared/chat/state.ts';
import { UNDISTURBED_FOR_GOOD } from '../../src-shared/ipc/app-state.ts';
import { formatClock } from '../../src-renderer/chat/format-time.ts';
import { DAYS_MAX, keepingOf, losesMessages, readDays } from '../../src-renderer/views/settings/keeping.ts';
import { withKeyword } from '../../src-renderer/views/settings/keywords.ts';
import { pauseEnd, pauses, pauseText } from '../../src-renderer/views/settings/pauses.ts';

const TODAY = new Date(2024, 4, 10).getTime();
const at = (day: number, hour: number): number => new Date(2024, 4, day, hour).getTime();

describe('do not disturb', () => {
  it('lasts for a while, or until it is turned off', () => {
    expect(pauses().map(({ ms }) => pauseEnd(ms, 1_000))).toEqual([1_801_000, 3_601_000, 28_801_000, UNDISTURBED_FOR_GOOD]);
  });

  it('says when it ends, with the day where that is another one', () => {
    expect(pauseText(null, TODAY)).toBe('Off. Notifications come.');
    expect(pauseText(at(10, 15), TODAY)).toBe(`On until ${formatClock(at(10, 15))}.`);
    expect(pauseText(at(11, 2), TODAY)).toBe(`On until tomorrow ${formatClock(at(11, 2))}.`);
    expect(pauseText(UNDISTURBED_FOR_GOOD, TODAY)).toBe('On until you turn it off.');
  });
});

describe('keywords', () => {
  it('are added as they are typed, without white space around', () => {
    expect(withKeyword(['laser'], '  3D   printer ')).toEqual({ ok: true, keywords: ['laser', '3D printer'] });
    expect(withKeyword([], 'C++')).toMatchObject({ ok: true });
    expect(withKeyword([], '🦊')).toMatchObject({ ok: true });
  });

  it('are refused in a sentence where they are none, there already or too many', () => {
    const message = (keywords: readonly string[], typed: string): string => {
      const outcome = withKeyword(keywords, typed);
      return outcome.ok ? '' : outcome.message;
    };
    expect(message([], '   ')).toBe('Type a word or two.');
    expect(message([], '...')).toContain('letters or digits');
    expect(message(['Laser'], 'laser')).toContain('there already');
    expect(message([], 'x'.repeat(KEYWORD_MAX_CHARS + 1))).toContain(`${KEYWORD_MAX_CHARS}`);
    const many = Array.from({ length: KEYWORDS_MAX }, (_, i) => `word ${i}`);
    expect(message(many, 'one more')).toContain('Remove one first');
  });
});

describe('how long messages are kept', () => {
  it('is for good, for days or not at all', () => {
    expect([null, 0, 30].map(keepingOf)).toEqual(['all', 'nothing', 'days']);
  });

  it('is a whole number of days', () => {
    expect(['30', ' 1 ', String(DAYS_MAX)].map(readDays)).toEqual([30, 1, DAYS_MAX]);
    for (const typed of ['', '0', '-1', '1.5', '1e3', 'ten', String(DAYS_MAX + 1)]) expect(readDays(typed)).toBeNull();
  });

  it('is asked about where messages go', () => {
    expect(losesMessages(null, 30)).toBe(true);
    expect(losesMessages(30, 7)).toBe(true);
    expect(losesMessages(30, 0)).toBe(true);
    expect(losesMessages(30, 90)).toBe(false);
    expect(losesMessages(0, 30)).toBe(false);
    expect(losesMessages(30, null)).toBe(false);
    expect(losesMessages(0, null)).toBe(false);
  });
});
