import type { ConversationId } from '../../../src-shared/chat/index.ts';
import type { History, PageWhere } from '../../../src-shared/client/history.ts';
import type {
  HistoryOp,
  KeptServer,
  Login,
  Page,
  Retention,
  SearchPage,
  ServerKey,
} from '../../../src-shared/client/records.ts';
import { words } from '../../../src-shared/language/index.ts';
import { FullError, TakenOverError, type Carrier } from './carrier.ts';
import { KeptServers } from './kept-servers.ts';
import type { Row } from './rows.ts';
import { isRow } from './stored-rows.ts';
import { Table } from './table.ts';
import { EMPTY_PAGE } from './thread.ts';

const DAY_MS = 86_400_000;

/** What has become too old meanwhile is looked for so often. */
const TRIM_INTERVAL_MS = 3_600_000;

interface Parts {
  /** What was kept, as it was found: what is damaged is dropped. */
  readonly rows: readonly unknown[];
  /** Null: all is in memory alone. */
  readonly carrier: Carrier | null;
  /** In ms since the epoch. */
  readonly now: () => number;
  /** Another tab has what is kept. */
  readonly onTakenOver: () => void;
}

/**
 * The history in a browser: all of it in memory, where it is read, and carried to where it is kept with every change. `open`, `identify`
 * and `remove` hold at once, whether that can be carried or not; what could not is carried with the next write.
 */
export class BrowserHistory implements History {
  readonly #table = new Table();
  readonly #servers: KeptServers;
  readonly #carrier: Carrier | null;
  readonly #now: () => number;
  readonly #onTakenOver: () => void;
  /** One write after the other. */
  #lane: Promise<void> = Promise.resolve();
  #isStrict = false;
  #isClosed = false;
  #isStopped = false;
  #retention: Retention = { keep: 'all' };
  #trimmedAt = 0;

  constructor({ carrier, now, onTakenOver, rows }: Parts) {
    const sound: Row[] = [];
    for (const row of rows) {
      if (isRow(row)) sound.push(row);
      else this.#table.remove(row as Row);
    }
    this.#servers = new KeptServers(this.#table, sound);
    this.#carrier = carrier;
    this.#now = now;
    this.#onTakenOver = onTakenOver;
  }

  /** Another tab keeps the history from now on: nothing is carried any more. */
  stop(): void {
    this.#isStopped = true;
  }

  get notice(): string | null {
    return this.#carrier === null ? words().shell.history.inPage : null;
  }

  async open(login: Login): Promise<KeptServer> {
    this.#mustBeOpen();
    const kept = this.#servers.open(login, this.#now());
    this.#carryLater();
    return kept;
  }

  async identify(key: ServerKey, identity: string): Promise<ServerKey> {
    this.#mustBeOpen();
    const found = this.#servers.identify(key, identity);
    this.#carryLater();
    return found;
  }

  async write(ops: readonly HistoryOp[]): Promise<void> {
    this.#mustBeOpen();
    this.#trim();
    this.#servers.write(ops, this.#keepSince());
    const isOwn = ops.some(({ type }) => type === 'outbox');
    try {
      await this.#carry(isOwn);
    } catch (error) {
      // What is not the person's own the other tab hears as well.
      if (isOwn || !this.#isStopped) throw error;
    }
  }

  async page(server: ServerKey, conversation: ConversationId, where: PageWhere, limit: number): Promise<Page> {
    this.#mustBeOpen();
    this.#trim();
    const kept = this.#servers.find(server);
    const thread = kept?.threads.get(conversation);
    if (kept === undefined || thread === undefined) return EMPTY_PAGE;
    const [entry] = Object.values(where) as [number | true];
    return thread.page(where, entry === true ? undefined : kept.find(thread, entry), limit);
  }

  async search(servers: readonly ServerKey[], query: string, cursor: number | null, limit: number): Promise<SearchPage> {
    this.#mustBeOpen();
    // Few search on a phone: it is loaded when they do.
    const { search } = await import('./search.ts');
    const kept = servers.flatMap((key) => this.#servers.find(key) ?? []);
    return search(kept, query, this.#now(), cursor, limit);
  }

  async clear(server: ServerKey, conversation: ConversationId): Promise<void> {
    this.#mustBeOpen();
    const kept = this.#servers.find(server);
    const thread = kept?.threads.get(conversation);
    if (thread !== undefined) kept?.clear(thread);
    await this.#carry(false);
  }

  async remove(key: ServerKey, forget: boolean): Promise<void> {
    this.#mustBeOpen();
    this.#servers.remove(key, forget);
    this.#carryLater();
  }

  async retain(retention: Retention): Promise<void> {
    this.#mustBeOpen();
    this.#retention = retention;
    this.#trimmedAt = 0;
    this.#trim();
    await this.#carry(false);
  }

  /** A page has no file to write to. */
  export(): Promise<number> {
    return Promise.reject(new Error(words().shell.history.unusable));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#lane;
    this.#carrier?.close();
  }

  #mustBeOpen(): void {
    if (this.#isClosed) throw new Error(words().shell.history.closed);
  }

  /** Entries from before it are not kept, in ms since the epoch. */
  #keepSince(): number {
    const { keep } = this.#retention;
    if (keep === 'nothing') return Infinity;
    return keep === 'all' ? -Infinity : this.#now() - Math.max(0, this.#retention.days) * DAY_MS;
  }

  #trim(): void {
    if (this.#retention.keep === 'all' || this.#now() - this.#trimmedAt < TRIM_INTERVAL_MS) return;
    this.#trimmedAt = this.#now();
    for (const server of this.#servers.all()) {
      if (this.#retention.keep === 'days') server.forgetBefore(this.#keepSince());
      else for (const thread of server.threads.values()) server.clear(thread);
    }
  }

  #carryLater(): void {
    this.#carry(false).catch(() => undefined);
  }

  #carry(isStrict: boolean): Promise<void> {
    this.#isStrict ||= isStrict;
    const carried = this.#lane.then(() => this.#carryAll());
    this.#lane = carried.catch(() => undefined);
    return carried;
  }

  async #carryAll(): Promise<void> {
    if (this.#isStopped) throw new Error(words().shell.history.elsewhere);
    const changes = this.#table.takeChanges();
    const isStrict = this.#isStrict;
    this.#isStrict = false;
    if (this.#carrier === null || changes.puts.length + changes.removes.length === 0) return;
    try {
      await this.#carrier.write(changes, isStrict, () => this.#table.rows());
    } catch (error) {
      this.#table.putBack(changes);
      this.#isStrict ||= isStrict;
      if (error instanceof TakenOverError) this.#onTakenOver();
      throw new Error(sentenceOf(error), { cause: error });
    }
  }
}

function sentenceOf(error: unknown): string {
  const say = words().shell.history;
  if (error instanceof FullError) return say.full;
  return error instanceof TakenOverError ? say.elsewhere : say.unusable;
}
