import type { Clock } from '../../src-shared/session/clock.ts';
import type { Log } from '../log.ts';
import { startHere, startThread } from './carriers.ts';
import type { History } from './history.ts';
import { CLOSED, Lane, type Carrier, type CarrierEvents } from './lane.ts';
import type { HistoryOp, Login, Retention, ServerKey } from './records.ts';
import type { RequestName, Requests } from './requests.ts';

export interface HistoryOptions {
  /** The history is in `history/history.db` in it. */
  readonly folder: string;
  /** What `thread-entry.ts` is built to; null: everything is done in this thread. */
  readonly program: string | null;
  readonly clock: Clock;
  readonly log: Pick<Log, 'error'>;
}

/** What is too old is looked for this often. */
const TRIM_INTERVAL_MS = 3_600_000;

/** Operations that wait for the disk; more are refused. */
const WAITING_MAX_OPS = 100_000;

/** Threads that may end by themselves before it is done without one. */
const RESTARTS_MAX = 1;

/**
 * Opens the history. Where the file cannot be used the history is kept in memory, and `notice` says so; it rejects only where SQLite itself is missing. One thread
 * writes and reads pages, in the order of the calls; another one, started at the first search, searches and exports, so that what is
 * written and shown does not wait for it.
 */
export async function openHistory({ folder, program, clock, log }: HistoryOptions): Promise<History> {
  let path: string | null = null;
  let notice: string | null = null;
  // Told to each who keeps the history anew.
  const wish: Wish = { retention: { keep: 'all' } };
  let threads = program === null ? 0 : RESTARTS_MAX + 1;
  let isFirst = true;
  const how = () => ({ folder, now: clock.now(), retention: wish.retention });
  const startKeeper = async (events: CarrierEvents): Promise<Carrier> => {
    if (!isFirst) log.error('the thread of the history ended by itself');
    isFirst = false;
    if (program !== null && threads-- > 0) {
      try {
        const thread = await startThread(program, { historyThread: 'keep', ...how() }, events);
        ({ path, notice } = thread.ready);
        return thread;
      } catch (error) {
        threads = 0;
        log.error('the history is kept without a thread', error);
      }
    }
    const here = await startHere(how(), events);
    ({ path, notice } = here.file);
    // To read it through another thread would take one.
    if (threads <= 0) program = null;
    return here;
  };
  const keeper = new Lane(startKeeper);
  await keeper.start();
  const startReader = async (events: CarrierEvents): Promise<Carrier> => {
    if (program === null || path === null) throw new Error('The search ended by itself.');
    return startThread(program, { historyThread: 'read', path }, events);
  };
  const hasReader = (): boolean => program !== null && path !== null;
  return new ThreadedHistory({
    keeper,
    newReader: () => (hasReader() ? new Lane(startReader) : null),
    notice,
    wish,
    clock,
    log,
  });
}

/** What holds from one call of `retain` to the next. */
interface Wish {
  retention: Retention;
}

interface Parts {
  readonly keeper: Lane;
  /** Null where the keeper has to read as well. */
  readonly newReader: () => Lane | null;
  readonly notice: string | null;
  readonly wish: Wish;
  readonly clock: Clock;
  readonly log: Pick<Log, 'error'>;
}

class ThreadedHistory implements History {
  readonly notice: string | null;
  readonly #keeper: Lane;
  readonly #newReader: () => Lane | null;
  readonly #clock: Clock;
  readonly #log: Pick<Log, 'error'>;
  #reader: Promise<Lane> | null = null;
  /** When it has settled, all that was asked of the keeper is done. */
  #lastChange: Promise<unknown> = Promise.resolve();
  readonly #reads = new Set<Promise<unknown>>();
  #isClosing = false;
  #waitingOps = 0;
  readonly #wish: Wish;
  #cancelTrim: (() => void) | null = null;

  constructor({ keeper, newReader, notice, wish, clock, log }: Parts) {
    this.#keeper = keeper;
    this.#newReader = newReader;
    this.notice = notice;
    this.#wish = wish;
    this.#clock = clock;
    this.#log = log;
  }

  open(login: Login) {
    return this.#change('open', login);
  }

  identify(key: ServerKey, identity: string) {
    return this.#change('identify', { key, identity });
  }

  async write(ops: readonly HistoryOp[]): Promise<void> {
    if (ops.length === 0) return;
    if (this.#waitingOps + ops.length > WAITING_MAX_OPS && this.#waitingOps > 0)
      throw new Error('The disk does not keep up: this was not kept in the history.');
    this.#waitingOps += ops.length;
    try {
      await this.#change('write', ops);
    } finally {
      this.#waitingOps -= ops.length;
    }
  }

  page(...[server, conversation, where, limit]: Parameters<History['page']>) {
    return this.#ask('page', { server, conversation, where, limit });
  }

  async search(...[servers, query, cursor, limit]: Parameters<History['search']>) {
    return this.#read('search', { servers, query, now: this.#clock.now(), cursor, limit });
  }

  async clear(...[server, conversation]: Parameters<History['clear']>): Promise<void> {
    await this.#change('clear', { server, conversation });
  }

  async remove(key: ServerKey, forget: boolean): Promise<void> {
    await this.#change('remove', { key, forget });
  }

  async retain(retention: Retention): Promise<void> {
    this.#wish.retention = retention;
    this.#cancelTrim?.();
    this.#cancelTrim = retention.keep === 'days' ? this.#trimLater() : null;
    await this.#ask('retain', { retention, now: this.#clock.now() });
  }

  async export(...[server, conversation, title, format, file]: Parameters<History['export']>): Promise<number> {
    return this.#read('export', { server, conversation, title, format, file, now: this.#clock.now() });
  }

  async close(): Promise<void> {
    this.#cancelTrim?.();
    this.#isClosing = true;
    await Promise.allSettled(this.#reads);
    await (await this.#reader)?.close();
    await this.#keeper.close();
  }

  #change<Name extends RequestName>(name: Name, argument: Requests[Name]['argument']): Promise<Requests[Name]['result']> {
    const change = this.#ask(name, argument);
    this.#lastChange = change.catch(() => null);
    return change;
  }

  #ask<Name extends RequestName>(name: Name, argument: Requests[Name]['argument']): Promise<Requests[Name]['result']> {
    return this.#isClosing ? Promise.reject(new Error(CLOSED)) : this.#keeper.ask(name, argument);
  }

  /** Once all is written that was to be written before. */
  async #read<Name extends 'search' | 'export'>(
    name: Name,
    argument: Requests[Name]['argument'],
  ): Promise<Requests[Name]['result']> {
    if (this.#isClosing) throw new Error(CLOSED);
    const reading = Promise.all([this.#readingLane(), this.#lastChange]).then(([lane]) => lane.ask(name, argument));
    this.#reads.add(reading);
    try {
      return await reading;
    } finally {
      this.#reads.delete(reading);
    }
  }

  async #readingLane(): Promise<Lane> {
    this.#reader ??= this.#startReader();
    return this.#reader;
  }

  async #startReader(): Promise<Lane> {
    const lane = this.#newReader();
    if (lane === null) return this.#keeper;
    try {
      await lane.start();
      return lane;
    } catch (error) {
      this.#log.error('the history is searched by the thread that keeps it', error);
      return this.#keeper;
    }
  }

  #trimLater(): () => void {
    return this.#clock.after(TRIM_INTERVAL_MS, () => {
      this.retain(this.#wish.retention).catch((error: unknown) => {
        this.#log.error('what is too old could not be deleted', error);
      });
    });
  }
}
