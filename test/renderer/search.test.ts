import { describe, expect, it } from 'vitest';
import { channelId } from '../../src-shared/chat/state.ts';
import type { SearchOutcome, SearchResult } from '../../src-shared/ipc/contract.ts';
import { RESULTS_MAX, Search, TYPING_PAUSE_MS } from '../../src-renderer/chat/search.svelte.ts';
import { countText, placeName, searchHere, searchIn, splitExcerpt } from '../../src-renderer/chat/search-text.ts';
import { FakeClock, settle } from '../support/fake-clock.ts';

const result = (id: number): SearchResult => ({
  server: 'home',
  conversation: channelId('general'),
  entry: { kind: 'broadcast', id, at: 0, text: `text ${id}` },
});
const page = (from: number, count: number, cursor: number | null): SearchOutcome => ({
  ok: true,
  results: Array.from({ length: count }, (_, i) => result(from + i)),
  cursor,
});

/** A search whose answers are given by hand. */
class Asked {
  readonly clock = new FakeClock();
  readonly asked: {
    readonly query: string;
    readonly cursor: number | null;
    readonly answer: (outcome: SearchOutcome) => void;
  }[] = [];
  readonly search = new Search(
    (query, cursor) => new Promise((answer) => this.asked.push({ query, cursor, answer })),
    this.clock,
  );

  async type(text: string): Promise<void> {
    this.search.text = text;
    await this.clock.advance(TYPING_PAUSE_MS);
  }

  async answer(at: number, outcome: SearchOutcome): Promise<void> {
    this.asked[at]?.answer(outcome);
    await settle();
  }

  get ids(): number[] {
    return this.search.results.map(({ entry }) => entry.id);
  }
}

describe('a search', () => {
  it('asks when the person pauses, not at every letter', async () => {
    const main = new Asked();
    for (const text of ['l', 'la', 'las']) {
      main.search.text = text;
      await main.clock.advance(TYPING_PAUSE_MS - 1);
    }
    expect(main.asked).toEqual([]);
    await main.clock.advance(1);
    expect(main.asked.map(({ query }) => query)).toEqual(['las']);
    expect(main.search.status).toBe('searching');
  });

  it('shows the answer to what was typed last, whatever comes first', async () => {
    const main = new Asked();
    await main.type('first');
    await main.type('second');
    await main.answer(1, page(10, 2, null));
    await main.answer(0, page(1, 2, null));
    expect(main.ids).toEqual([10, 11]);
    expect(main.search.status).toBe('done');
    expect(main.search.query.phrases).toMatchObject([{ words: ['second'] }]);
  });

  it('forgets everything when there is nothing to look for any more', async () => {
    const main = new Asked();
    await main.type('word');
    await main.type('   ');
    await main.answer(0, page(1, 2, null));
    expect([main.search.status, main.ids]).toEqual(['empty', []]);
  });

  it('does not begin with where to look alone', async () => {
    const main = new Asked();
    for (const text of ['in:#general ', 'in:"#two words" ', 'in:']) await main.type(text);
    expect(main.asked).toEqual([]);
    await main.type('in:#general has:link');
    expect(main.asked).toHaveLength(1);
  });

  it('adds more at the end, once at a time, up to a bound', async () => {
    const main = new Asked();
    await main.type('word');
    await main.answer(0, page(0, 300, 7));
    void main.search.more();
    void main.search.more();
    expect(main.asked.slice(1).map(({ query, cursor }) => [query, cursor])).toEqual([['word', 7]]);
    await main.answer(1, page(300, 300, 8));
    expect(main.ids).toHaveLength(RESULTS_MAX);
    expect([main.search.hasMore, main.search.isCut]).toEqual([false, true]);
    void main.search.more();
    expect(main.asked).toHaveLength(2);
  });

  it('lets go of more results when something else is typed meanwhile', async () => {
    const main = new Asked();
    await main.type('word');
    await main.answer(0, page(0, 2, 7));
    void main.search.more();
    await main.type('other');
    await main.answer(2, page(10, 1, null));
    await main.answer(1, page(2, 2, null));
    expect(main.ids).toEqual([10]);
  });

  it('says why it failed, and may be tried again', async () => {
    const main = new Asked();
    await main.type('word');
    await main.answer(0, { ok: false, message: 'The disk is gone.' });
    expect([main.search.status, main.search.problem]).toEqual(['failed', 'The disk is gone.']);
    void main.search.now();
    await main.answer(1, page(0, 2, 7));
    expect(main.search.status).toBe('done');
    void main.search.more();
    await main.answer(2, { ok: false, message: 'The disk is gone.' });
    // What was found stays.
    expect([main.search.status, main.ids]).toEqual(['stuck', [0, 1]]);
    void main.search.more();
    expect(main.asked).toHaveLength(3);
    void main.search.more(true);
    expect(main.asked).toHaveLength(4);
  });

  it('does not ask the same again on Enter', async () => {
    const main = new Asked();
    await main.type('word');
    await main.answer(0, page(0, 2, null));
    await main.search.now();
    expect(main.asked).toHaveLength(1);
  });
});

describe('the words of a search', () => {
  it('name a conversation so that the search understands it', () => {
    expect(placeName({ kind: 'direct', name: 'bob' })).toBe('@bob');
    expect(searchIn({ kind: 'channel', name: 'general' })).toBe('in:#general ');
    expect(searchIn({ kind: 'direct', name: 'Zoë Kravitz' })).toBe('in:"@Zoë Kravitz" ');
  });

  it('go on with what was looked for, in this conversation', () => {
    const here = { kind: 'channel', name: 'general' } as const;
    expect(searchHere('', here)).toBe('in:#general ');
    expect(searchHere('laser', here)).toBe('in:#general laser');
    expect(searchHere('in:#random laser', here)).toBe('in:#general laser');
    expect(searchHere('in:"@Zoë Kravitz" laser from:bob', here)).toBe('in:#general laser from:bob');
  });

  it('count what was found', () => {
    expect([countText(0, false), countText(1, false), countText(2, false), countText(50, true)]).toEqual([
      'Nothing found',
      '1 result',
      '2 results',
      'More than 50 results',
    ]);
  });

  it('keep every letter of an excerpt, with the matches apart', () => {
    const excerpt = { text: 'the laser cutter', marks: [{ start: 4, end: 9 }], isCutBefore: true, isCutAfter: false };
    expect(splitExcerpt(excerpt)).toEqual([
      { text: '… ', isMark: false },
      { text: 'the ', isMark: false },
      { text: 'laser', isMark: true },
      { text: ' cutter', isMark: false },
    ]);
  });
});
