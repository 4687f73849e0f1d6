import { words } from '../../src-shared/language/index.ts';
import type { Clock } from '../../src-shared/session/clock.ts';
import type { Log } from '../../src-shared/client/log.ts';
import { startHere, startThread } from './carriers.ts';
import type { FileNotice } from './history-file.ts';
import type { Carrier, CarrierEvents } from './lane.ts';
import type { Retention } from '../../src-shared/client/records.ts';

export interface HistoryOptions {
  /** The history is in `history/history.db` in it. */
  readonly folder: string;
  /** What `thread-entry.ts` is built to; null: everything is done in this thread. */
  readonly program: string | null;
  readonly clock: Clock;
  readonly log: Pick<Log, 'error'>;
}

/** Threads that may end by themselves before it is done without one. */
const RESTARTS_MAX = 1;

/** Starts those who have the file open: one who keeps it, and anew when that one ended, and one who reads beside. */
export class Keepers {
  readonly #options: HistoryOptions;
  /** Threads that may still be started to keep it. */
  #threadsLeft: number;
  #isFirst = true;
  #path: string | null = null;
  #notice: FileNotice | null = null;
  /** Whoever keeps the file from now on is told so. */
  retention: Retention = { keep: 'all' };

  constructor(options: HistoryOptions) {
    this.#options = options;
    this.#threadsLeft = options.program === null ? 0 : RESTARTS_MAX + 1;
  }

  /** As `History.notice` says; null before somebody has opened the file. */
  get notice(): string | null {
    return this.#notice === null ? null : sentenceOf(this.#notice);
  }

  /** Whether there can be a thread that reads: not where none can be had, and not where the history is in the memory of another one. */
  get mayRead(): boolean {
    return this.#threadsLeft >= 0 && this.#options.program !== null && this.#path !== null;
  }

  async startKeeper(events: CarrierEvents): Promise<Carrier> {
    const { log } = this.#options;
    if (!this.#isFirst) log.error('the thread of the history ended by itself');
    const { carrier, path, notice } = await this.#start(events);
    // The person is told of what was found at the start; later there is only the log.
    if (!this.#isFirst && notice !== null) log.error('the history was opened anew', sentenceOf(notice));
    this.#isFirst = false;
    this.#path = path;
    this.#notice = notice;
    return carrier;
  }

  startReader(events: CarrierEvents): Promise<Carrier> {
    const { program } = this.#options;
    if (program === null || this.#path === null) return Promise.reject(new Error(words().shell.history.searchEnded));
    return startThread(program, { historyThread: 'read', path: this.#path }, events);
  }

  async #start(events: CarrierEvents): Promise<{ carrier: Carrier; path: string | null; notice: FileNotice | null }> {
    const { clock, folder, log, program } = this.#options;
    const how = { folder, now: clock.now(), retention: this.retention };
    if (program !== null && this.#threadsLeft > 0) {
      this.#threadsLeft--;
      try {
        const carrier = await startThread(program, { historyThread: 'keep', ...how }, events);
        return { carrier, path: carrier.ready.path, notice: carrier.ready.notice };
      } catch (error) {
        log.error('the history is kept without a thread', error);
      }
    }
    // What could not be had to keep the file cannot be had to read it either.
    this.#threadsLeft = -1;
    const carrier = await startHere(how, events);
    return { carrier, path: carrier.file.path, notice: carrier.file.notice };
  }
}

function sentenceOf({ detail, kind }: FileNotice): string {
  return kind === 'in-memory' ? words().shell.history.inMemory(detail) : detail;
}
