import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry, GapEntry, MessageEntry } from '../../src-shared/chat/state.ts';
import { beginsAtFirst, findHoles } from '../../src-renderer/log/holes.ts';

const NOON = new Date(2024, 4, 10, 12).getTime();
let nextId = 1;
const numbered = (seq: number | null, change: Partial<MessageEntry> = {}): MessageEntry => ({
  kind: 'message',
  id: nextId++,
  author: 'bob',
  at: NOON,
  text: 'hi',
  delivery: null,
  reason: null,
  mention: false,
  place: { id: 100 + (seq ?? 0), seq },
  ...change,
});
const gap = (): GapEntry => ({ kind: 'gap', id: nextId++, at: NOON, from: NOON - 1 });
const holes = (entries: readonly Entry[], isWhole = false): number[] => [...findHoles(entries, isWhole).before.values()];
const gaps = (entries: readonly Entry[], isWhole = false): number[] => [...findHoles(entries, isWhole).inGap.values()];

describe('what is missing in a conversation', () => {
  it('is what its numbers leave out', () => {
    expect(holes([numbered(3), numbered(4), numbered(9), numbered(11)])).toEqual([4, 1]);
    expect(holes([numbered(9), numbered(10)])).toEqual([]);
  });

  it('does not count messages that are here without a number, nor those that arrived nowhere', () => {
    // One of the four is an own direct message, of which only the acknowledgement is known.
    expect(holes([numbered(3), numbered(null, { delivery: 'delivered' }), numbered(8)])).toEqual([3]);
    expect(holes([numbered(3), numbered(null, { delivery: 'failed' }), numbered(5)])).toEqual([1]);
    expect(holes([numbered(3), numbered(null), numbered(null), numbered(4)])).toEqual([]);
  });

  it('is told where the connection was down, if that was once', () => {
    expect(gaps([numbered(3), gap(), numbered(9)])).toEqual([5]);
    expect(holes([numbered(3), gap(), numbered(9)])).toEqual([]);
    const twice = [numbered(3), gap(), numbered(null), gap(), numbered(9)];
    expect([gaps(twice), holes(twice)]).toEqual([[], [4]]);
    expect(gaps([numbered(3), gap()])).toEqual([]);
    expect(gaps([gap(), numbered(9)])).toEqual([]);
  });

  it('is nothing where the numbers go on as if the connection had not been down', () => {
    expect(gaps([numbered(3), gap(), numbered(4)])).toEqual([0]);
    expect(gaps([numbered(3), gap(), numbered(null), gap(), numbered(5)])).toEqual([0, 0]);
  });

  it('includes the beginning, once nothing comes before it', () => {
    expect(holes([numbered(8)])).toEqual([]);
    expect(holes([numbered(8)], true)).toEqual([7]);
    expect(holes([numbered(null), numbered(8)], true)).toEqual([6]);
    expect(holes([numbered(1)], true)).toEqual([]);
    // What was missed while the connection was down and what was before one came here is one number.
    expect([gaps([gap(), numbered(8)], true), holes([gap(), numbered(8)], true)]).toEqual([[], [7]]);
  });

  it('is not known where a server begins to count anew', () => {
    expect(holes([numbered(300), numbered(1), numbered(2), numbered(4)])).toEqual([1]);
    expect(gaps([numbered(300), gap(), numbered(1)])).toEqual([]);
  });

  it('adds up: what is shown and what is said to be missing are all there ever were', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 400 }), { minLength: 1 }), (seqs) => {
        const shown = seqs.sort((a, b) => a - b);
        const missing = holes(
          shown.map((seq) => numbered(seq)),
          true,
        ).reduce((sum, count) => sum + count, 0);
        expect(shown.length + missing).toBe(shown.at(-1));
      }),
    );
  });
});

describe('the beginning of a conversation', () => {
  it('is here where the first message has the first number', () => {
    expect(beginsAtFirst([numbered(1), numbered(2)])).toBe(true);
    expect(beginsAtFirst([numbered(null), numbered(2)])).toBe(true);
    expect(beginsAtFirst([numbered(2)])).toBe(false);
    expect(beginsAtFirst([numbered(null)])).toBe(false);
    expect(beginsAtFirst([])).toBe(false);
  });
});
