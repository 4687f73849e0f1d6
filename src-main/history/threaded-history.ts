import { language, words } from '../../src-shared/language/index.ts';
import type { Clock } from '../../src-shared/session/clock.ts';
import type { Log } from '../../src-shared/client/log.ts';
import type { History } from '../../src-shared/client/history.ts';
import type { Keepers } from './keepers.ts';
import { closed, Lane } from './lane.ts';
import type { HistoryOp, Login, Retention, ServerKey } from '../../src-shared/client/records.ts';
import type { RequestName, Requests } from './requests.ts';

/** What is too old is looked for this often. */
const TRIM_INTERVAL_MS = 3_600_000;

/** Operations that wait for the disk; more are refused. */
const WAITING_MAX_OPS = 100_000;

interface Parts {
  /** Has started. */
  readonly keeper: Lane;
  readonly keepers: Keepers;
  readonly clock: Clock;
  readonly log: Pick<Log, 'error'>;
}

/** The history as requests to those who have the file open. */
export class ThreadedHistory implements History {
  readonly #keeper: Lane;
  readonly #keepers: Keepers;
  readonly #clock: Clock;
  readonly #log: Pick<Log, 'error'>;
  #reader: Promise<Lane> | null = null;
  /** When it has settled, all that was asked of the keeper is done. */
  #lastChange: Promise<unknown> = Promise.resolve();
  readonly #reads = new Set<Promise<unknown>>();
  #isClosing = false;
  #waitingOps = 0;
  #cancelTrim: (() => void) | null = null;

  constructor({ keeper, keepers, clock, log }: Parts) {
    this.#keeper = keeper;
    this.#keepers = keepers;
    this.#clock = clock;
    this.#log = log;
  }

  get notice(): string | null {
    return this.#keepers.notice;
  }

  open(login: Login) {
    return this.#change('open', login);
  }

  identify(key: ServerKey, identity: string) {
    return this.#change('identify', { key, identity });
  }

  async write(ops: readonly HistoryOp[]): Promise<void> {
    if (ops.length === 0) return;
    if (this.#waitingOps + ops.length > WAITING_MAX_OPS && this.#waitingOps > 0) throw new Error(words().shell.history.behind);
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
    this.#keepers.retention = retention;
    this.#cancelTrim?.();
    this.#cancelTrim = retention.keep === 'days' ? this.#trimLater() : null;
    await this.#ask('retain', { retention, now: this.#clock.now() });
  }

  async export(...[server, conversation, title, format, file]: Parameters<History['export']>): Promise<number> {
    const request = { server, conversation, title, format, file, language: language(), now: this.#clock.now() };
    try {
      return await this.#read('export', request);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(words().shell.export.failed(file, reason), { cause: error });
    }
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
    return this.#isClosing ? Promise.reject(closed()) : this.#keeper.ask(name, argument);
  }

  /** Once all is written that was to be written before. */
  async #read<Name extends 'search' | 'export'>(
    name: Name,
    argument: Requests[Name]['argument'],
  ): Promise<Requests[Name]['result']> {
    if (this.#isClosing) throw closed();
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
    if (!this.#keepers.mayRead) return this.#keeper;
    const lane = new Lane((events) => this.#keepers.startReader(events));
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
      this.retain(this.#keepers.retention).catch((error: unknown) => {
        this.#log.error('what is too old could not be deleted', error);
      });
    });
  }
}
