import { words } from '../../src-shared/language/index.ts';
import { isEmpty, parseQuery, type Query } from '../../src-shared/search/index.ts';
import type { SearchOutcome, SearchResult } from '../../src-shared/ipc/contract.ts';
import type { Clock } from '../../src-shared/session/clock.ts';

/** What is typed is looked for when nothing more was typed for so long, in ms. */
export const TYPING_PAUSE_MS = 180;

/** Results in the window at once; who has more says more precisely what they look for. */
export const RESULTS_MAX = 500;

/** Characters of a query: as many as the main process takes. */
export const SEARCH_MAX_CHARS = 300;

/** `empty`: nothing is looked for. `more`: the next results are on their way, `stuck`: they could not be had. */
export type SearchStatus = 'empty' | 'searching' | 'done' | 'failed' | 'more' | 'stuck';

/** A search in what is kept, as the person types it. The answer to what was typed last counts, in whatever order answers come. */
export class Search {
  readonly #ask: (query: string, cursor: number | null) => Promise<SearchOutcome>;
  readonly #clock: Clock;
  #text = $state('');
  #status = $state<SearchStatus>('empty');
  #problem = $state('');
  #results = $state.raw<readonly SearchResult[]>([]);
  /** What the results are of. */
  #query = $state.raw<Query>(parseQuery('', 0));
  #cursor = $state<number | null>(null);
  #asked = '';
  /** Grows with each question that makes the one before it pointless. */
  #turn = 0;
  #cancel: (() => void) | null = null;

  constructor(ask: (query: string, cursor: number | null) => Promise<SearchOutcome>, clock: Clock) {
    this.#ask = ask;
    this.#clock = clock;
  }

  /** What stands in the box. */
  get text(): string {
    return this.#text;
  }

  set text(text: string) {
    this.#text = text;
    this.#cancel?.();
    if (this.#isPointless(text)) this.#forget();
    else this.#cancel = this.#clock.after(TYPING_PAUSE_MS, () => void this.now());
  }

  get status(): SearchStatus {
    return this.#status;
  }

  /** Why it failed, as a sentence. */
  get problem(): string {
    return this.#problem;
  }

  /** The newest first. */
  get results(): readonly SearchResult[] {
    return this.#results;
  }

  /** What the results were looked for with. */
  get query(): Query {
    return this.#query;
  }

  /** There are more results than the window holds. */
  get isCut(): boolean {
    return this.#cursor !== null && this.#results.length >= RESULTS_MAX;
  }

  get hasMore(): boolean {
    return this.#cursor !== null && this.#results.length < RESULTS_MAX;
  }

  /** Looks for what stands in the box, unless that has been done; resolves when the answer is there. */
  async now(): Promise<void> {
    this.#cancel?.();
    const text = this.#text;
    if (this.#isPointless(text)) return;
    if (text.trim() === this.#asked && this.#status !== 'failed') return;
    const turn = ++this.#turn;
    this.#asked = text.trim();
    this.#status = 'searching';
    const query = parseQuery(text, this.#clock.now());
    const outcome = await this.#answer(text.trim(), null);
    if (turn !== this.#turn) return;
    this.#query = query;
    this.#cursor = outcome.ok ? outcome.cursor : null;
    this.#results = outcome.ok ? outcome.results : [];
    this.#problem = outcome.ok ? '' : outcome.message;
    this.#status = outcome.ok ? 'done' : 'failed';
  }

  /** Adds the results behind the last one. `again`: also where that has failed before. */
  async more(again = false): Promise<void> {
    const may = this.#status === 'done' || (again && this.#status === 'stuck');
    if (!may || this.#cursor === null || !this.hasMore) return;
    const turn = ++this.#turn;
    this.#status = 'more';
    const outcome = await this.#answer(this.#asked, this.#cursor);
    if (turn !== this.#turn) return;
    this.#status = outcome.ok ? 'done' : 'stuck';
    if (!outcome.ok) return;
    this.#cursor = outcome.cursor;
    this.#results = [...this.#results, ...outcome.results].slice(0, RESULTS_MAX);
  }

  async #answer(query: string, cursor: number | null): Promise<SearchOutcome> {
    try {
      return await this.#ask(query, cursor);
    } catch {
      return { ok: false, message: words().search.noAnswer };
    }
  }

  /** Nothing to look for, or only where to look. */
  #isPointless(text: string): boolean {
    return isEmpty(parseQuery(text, this.#clock.now())) || isOnlyPlace(text);
  }

  #forget(): void {
    this.#turn++;
    this.#asked = '';
    this.#status = 'empty';
    this.#results = [];
    this.#cursor = null;
  }
}

/** `in:#general ` alone is the beginning of a search, not one yet. */
function isOnlyPlace(text: string): boolean {
  return /^\s*in:("[^"]*"?|\S*)\s*$/iu.test(text);
}
