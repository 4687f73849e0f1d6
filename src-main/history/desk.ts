import { suspect } from '../server/storage/database-check.ts';
import type { Database } from '../server/storage/sqlite.ts';
import { classifyStorageError, type StorageErrorKind } from '../server/storage/storage-errors.ts';
import { exportConversation } from './export.ts';
import { Forgetting } from './forgetting.ts';
import type { HistoryFile } from './history-file.ts';
import type { KeepOptions } from './history-thread.ts';
import { Pages } from './pages.ts';
import type { Answer, Request, RequestName, Requests } from './requests.ts';
import { Searches } from './searches.ts';
import { Servers } from './servers.ts';
import { Writer } from './writer.ts';

/** Operations in one transaction, beyond the first write; more of them wait for the next one. */
const GROUP_MAX_OPS = 2_000;
/** What a start finds left to delete waits until the app is there. */
const LEFT_OVER_DELAY_MS = 3_000;
/** Between slices others are served for at least as long as a slice takes, and this long. */
const SLICE_PAUSE_MIN_MS = 5;

type WriteRequest = Extract<Request, { name: 'write' }>;

/** What works on one connection; all of it is made anew with another one. */
interface Tools {
  readonly database: Database;
  readonly writer: Writer;
  readonly servers: Servers;
  readonly pages: Pages;
  readonly searches: Searches;
  readonly forgetting: Forgetting;
}

/** Serves requests on a connection of its own in the order they came; writes that wait together are one transaction. */
export class Desk {
  readonly #file: HistoryFile;
  readonly #answer: (answer: Answer) => void;
  #tools: Tools;
  /** Whether the disk failed, so that only a new look at the file tells what is on it. */
  #isInDoubt = false;
  #queue: Request[] = [];
  #turn: NodeJS.Immediate | null = null;
  #background: NodeJS.Timeout | null = null;
  /** Requests to retain, which are answered when nothing is left to delete. */
  #retaining: number[] = [];
  #exports = new Set<Promise<void>>();

  /** @param keeps null on a connection that only reads */
  constructor(file: HistoryFile, keeps: Pick<KeepOptions, 'now' | 'retention'> | null, answer: (answer: Answer) => void) {
    this.#file = file;
    this.#answer = answer;
    this.#tools = toolsFor(file.database);
    if (keeps === null) return;
    this.#try(() => {
      this.#tools.forgetting.retain(keeps.retention, keeps.now);
    });
    this.#forgetIn(LEFT_OVER_DELAY_MS);
  }

  take(request: Request): void {
    this.#queue.push(request);
    // What has come by the end of this turn is served together.
    this.#turn ??= setImmediate(() => {
      this.#turn = null;
      this.#serve();
    });
  }

  #serve(): void {
    const queue = this.#queue;
    this.#queue = [];
    for (let at = 0; at < queue.length;) {
      const request = queue[at] as Request;
      if (request.name === 'write') {
        const group = groupAt(queue, at);
        this.#write(group);
        at += group.length;
      } else {
        this.#answerTo(request);
        at++;
      }
    }
  }

  /** All in one transaction; when that fails, each alone, so that one that cannot be written does not take the others with it. */
  #write(group: readonly WriteRequest[]): void {
    const failure = this.#try(() => {
      const { writer } = this.#tools;
      writer.transact(() => {
        for (const { argument } of group) for (const op of argument) writer.apply(op);
      });
    });
    if (failure === null) for (const { id } of group) this.#answer({ id, ok: true, result: null });
    else if (group.length === 1 || ENDS_GROUP.has(failure.kind))
      for (const { id } of group) this.#answer({ id, ok: false, ...failure });
    else for (const request of group) this.#write([request]);
  }

  #answerTo(request: Exclude<Request, WriteRequest>): void {
    if (request.name === 'close') {
      void this.#close(request.id);
      return;
    }
    if (request.name === 'export') {
      this.#export(request);
      return;
    }
    let result: Requests[RequestName]['result'] = null;
    const failure = this.#try(() => {
      result = this.#resultOf(request);
    });
    if (failure !== null) this.#answer({ id: request.id, ok: false, ...failure });
    else if (request.name === 'retain') this.#retaining.push(request.id);
    else this.#answer({ id: request.id, ok: true, result });
    if (request.name === 'retain' || request.name === 'clear' || request.name === 'remove') this.#forgetIn(0);
  }

  #resultOf(request: Exclude<Request, { name: 'write' | 'close' | 'export' }>): Requests[RequestName]['result'] {
    const { servers, pages, searches, forgetting } = this.#tools;
    switch (request.name) {
      case 'open':
        return servers.open(request.argument);
      case 'identify':
        return servers.identify(request.argument.key, request.argument.identity);
      case 'page': {
        const { server, conversation, where, limit } = request.argument;
        return pages.page(server, conversation, where, limit);
      }
      case 'search': {
        const { servers: keys, query, now, cursor, limit } = request.argument;
        return searches.search(keys, query, now, cursor, limit);
      }
      case 'clear':
        forgetting.clear(request.argument.server, request.argument.conversation);
        return null;
      case 'remove':
        servers.remove(request.argument.key, request.argument.forget);
        return null;
      case 'retain':
        forgetting.retain(request.argument.retention, request.argument.now);
        return null;
    }
  }

  /** Slice by slice, beside what else is asked. */
  #export({ id, argument }: Extract<Request, { name: 'export' }>): void {
    const done = exportConversation(() => this.#tools.database, argument).then(
      (result) => {
        this.#answer({ id, ok: true, result });
      },
      (error: unknown) => {
        this.#answer({ id, ok: false, ...this.#failureOf(error) });
      },
    );
    this.#exports.add(done);
    void done.then(() => this.#exports.delete(done));
  }

  /** Calls on the database, on a new connection where the disk failed before; null when it went well. */
  #try(call: () => void): Failure | null {
    try {
      if (this.#isInDoubt) this.#reopen();
      call();
      return null;
    } catch (error) {
      return this.#failureOf(error);
    }
  }

  #failureOf(error: unknown): Failure {
    const kind = classifyStorageError(error);
    const detail = error instanceof Error ? error.message : 'unknown error';
    if (kind === 'io') this.#isInDoubt = true;
    if (kind === 'damaged' && this.#file.path !== null) suspectAgain(this.#file.path);
    return { kind, detail };
  }

  #reopen(): void {
    this.#tools = toolsFor(this.#file.reopen(this.#tools.database));
    this.#isInDoubt = false;
  }

  #forgetIn(ms: number): void {
    if (this.#background !== null) {
      if (ms > 0) return;
      clearTimeout(this.#background);
    }
    this.#background = setTimeout(() => {
      this.#background = null;
      this.#forgetSome();
    }, ms).unref();
  }

  #forgetSome(): void {
    const startedAt = performance.now();
    let isMore = false;
    const failure = this.#try(() => {
      isMore = this.#tools.forgetting.slice();
    });
    if (isMore) {
      this.#forgetIn(Math.max(SLICE_PAUSE_MIN_MS, performance.now() - startedAt));
      return;
    }
    // What could not be deleted is found again at the next start.
    for (const id of this.#retaining)
      this.#answer(failure === null ? { id, ok: true, result: null } : { id, ok: false, ...failure });
    this.#retaining = [];
  }

  async #close(id: number): Promise<void> {
    await Promise.all(this.#exports);
    if (this.#background !== null) clearTimeout(this.#background);
    for (const waiting of this.#retaining) this.#answer({ id: waiting, ok: true, result: null });
    try {
      if (this.#tools.database.isOpen) this.#tools.database.close();
    } catch {
      // What it could not write is in the journal, and all that was promised with it.
    }
    this.#answer({ id, ok: true, result: null });
  }
}

interface Failure {
  readonly kind: StorageErrorKind;
  readonly detail: string;
}

/** What the next write of a group would meet as well. */
const ENDS_GROUP: ReadonlySet<StorageErrorKind> = new Set(['full', 'io', 'busy']);

function groupAt(queue: readonly Request[], from: number): WriteRequest[] {
  const group: WriteRequest[] = [];
  let ops = 0;
  for (let at = from; at < queue.length; at++) {
    const request = queue[at];
    if (request?.name !== 'write') break;
    ops += request.argument.length;
    if (group.length > 0 && ops > GROUP_MAX_OPS) break;
    group.push(request);
  }
  return group;
}

function toolsFor(database: Database): Tools {
  const writer = new Writer(database);
  return {
    database,
    writer,
    servers: new Servers(database, writer),
    pages: new Pages(database),
    searches: new Searches(database),
    forgetting: new Forgetting(database, writer),
  };
}

function suspectAgain(path: string): void {
  try {
    suspect(path);
  } catch {
    // The disk is full or failed as well.
  }
}
