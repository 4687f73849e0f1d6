import { describe, expect, it } from 'vitest';
import type { BroadcastEntry } from '../../src-shared/chat/state.ts';
import { PageBreaks } from '../../src-renderer/log/page-breaks.ts';

const entries = (...ids: readonly number[]): BroadcastEntry[] => ids.map((id) => ({ kind: 'broadcast', id, at: 0, text: '' }));

describe('where pages meet', () => {
  it('is before what stood first when a page came in front of it', () => {
    const pages = new PageBreaks();
    expect([...pages.of(entries(7, 8))]).toEqual([]);
    expect([...pages.of(entries(7, 8, 9))]).toEqual([]);
    expect([...pages.of(entries(4, 5, 6, 7, 8, 9))]).toEqual([7]);
    expect([...pages.of(entries(4, 5, 6, 7, 8, 9))]).toEqual([7]);
    expect([...pages.of(entries(1, 4, 5, 6, 7, 8, 9))]).toEqual([4, 7]);
  });

  it('is nowhere that is not shown any more, and nowhere in another stretch', () => {
    const pages = new PageBreaks();
    pages.of(entries(7, 8));
    pages.of(entries(5, 6, 7, 8));
    expect([...pages.of(entries(1, 2, 3, 5, 6))]).toEqual([5]);
    expect([...pages.of(entries(100, 101))]).toEqual([]);
    expect([...pages.of(entries(5, 6, 7))]).toEqual([]);
  });
});
