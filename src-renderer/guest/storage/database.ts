import { FullError, TakenOverError, type Carrier } from './carrier.ts';
import type { Row } from './rows.ts';
import type { Changes } from './table.ts';

const NAME = 'rwci';
/** One that this version cannot read has a greater one; browsers refuse to open it. */
const VERSION = 1;
const STORE = 'rows';
/** The number of the row that says which tab has the history. */
const OWNER = 0;

/** A browser whose database does not answer, as another tab holds it or its disk is stuck, is one without. */
const OPEN_TIMEOUT_MS = 3_000;
const WRITE_TIMEOUT_MS = 10_000;

interface OwnerRow {
  readonly row: typeof OWNER;
  /** Grows from tab to tab; in ms since the epoch, where the clock does not go back. */
  readonly claim: number;
}

/**
 * The rows in the browser's IndexedDB. The tab that opened it last has it: its number stands in the database, and each write of another
 * tab, which the browser puts before or behind the claim as a whole, finds it there and keeps nothing.
 */
export class Database implements Carrier {
  readonly #factory: IDBFactory;
  /** This tab's number. */
  readonly claim: number;
  #connection: IDBDatabase | null;

  constructor(factory: IDBFactory, claim: number, connection: IDBDatabase) {
    this.#factory = factory;
    this.claim = claim;
    this.#connection = connection;
  }

  /** The connection may be gone: browsers end it when the person deletes data, another version opens it, or the system wants memory. */
  async write(changes: Changes, isStrict: boolean, all: () => Iterable<Row>): Promise<void> {
    const durability = isStrict ? 'strict' : 'relaxed';
    if (this.#connection !== null) {
      try {
        await this.#commit(this.#connection, changes, durability, false);
        return;
      } catch (error) {
        if (error instanceof FullError || error instanceof TakenOverError) throw error;
        this.close();
      }
    }
    this.#connection = await connect(this.#factory);
    await this.#commit(this.#connection, { puts: [...all()], removes: [] }, durability, true);
  }

  close(): void {
    this.#connection?.close();
    this.#connection = null;
  }

  /** `anew`: these rows are all there is. */
  async #commit(
    connection: IDBDatabase,
    { puts, removes }: Changes,
    durability: IDBTransactionDurability,
    anew: boolean,
  ): Promise<void> {
    const transaction = connection.transaction(STORE, 'readwrite', { durability });
    const ended = endOf(transaction);
    const store = transaction.objectStore(STORE);
    let isTakenOver = false;
    const owner = store.get(OWNER) as IDBRequest<OwnerRow | undefined>;
    owner.onsuccess = () => {
      isTakenOver = owner.result !== undefined && owner.result.claim !== this.claim;
      if (isTakenOver) transaction.abort();
    };
    try {
      if (anew) {
        store.clear();
        store.put({ row: OWNER, claim: this.claim } satisfies OwnerRow);
      }
      for (const row of puts) store.put(row);
      for (const row of removes) store.delete(row);
    } catch (error) {
      transaction.abort();
      ended.catch(() => undefined);
      throw error;
    }
    try {
      await inTime(ended, WRITE_TIMEOUT_MS);
    } catch (error) {
      if (isTakenOver) throw new TakenOverError();
      throw (error as Error).name === 'QuotaExceededError' ? new FullError() : error;
    }
  }
}

export interface OpenDatabase {
  readonly database: Database;
  /** Whatever is kept: nothing is known of it but that each has a `row`. */
  readonly rows: readonly unknown[];
}

/** Opens the database for this tab, from `now` on in ms since the epoch. Rejects where there is none that can be used. */
export async function openDatabase(factory: IDBFactory, now: number): Promise<OpenDatabase> {
  const connection = await connect(factory);
  try {
    const { claim, rows } = await inTime(claimAndRead(connection, now), OPEN_TIMEOUT_MS);
    return { database: new Database(factory, claim, connection), rows };
  } catch (error) {
    connection.close();
    throw error;
  }
}

async function claimAndRead(connection: IDBDatabase, now: number): Promise<{ claim: number; rows: unknown[] }> {
  const transaction = connection.transaction(STORE, 'readwrite', { durability: 'relaxed' });
  const ended = endOf(transaction);
  const store = transaction.objectStore(STORE);
  const kept = IDBKeyRange.lowerBound(OWNER, true);
  let claim = now;
  const owner = store.get(OWNER) as IDBRequest<Partial<OwnerRow> | undefined>;
  owner.onsuccess = () => {
    const before = owner.result?.claim;
    if (Number.isSafeInteger(before)) claim = Math.max(now, Number(before) + 1);
    store.put({ row: OWNER, claim } satisfies OwnerRow);
  };
  const rows = store.getAll(kept);
  // A row that cannot be read is no reason to do without the others.
  rows.onerror = (event) => {
    event.preventDefault();
  };
  await ended;
  return { claim, rows: rows.error === null ? rows.result : await readOneByOne(connection, kept) };
}

async function readOneByOne(connection: IDBDatabase, kept: IDBKeyRange): Promise<unknown[]> {
  const transaction = connection.transaction(STORE, 'readonly');
  const ended = endOf(transaction);
  const store = transaction.objectStore(STORE);
  const read: unknown[] = [];
  const keys = store.getAllKeys(kept);
  keys.onsuccess = () => {
    for (const key of keys.result) {
      const row = store.get(key);
      row.onsuccess = () => read.push(row.result);
      row.onerror = (event) => {
        event.preventDefault();
      };
    }
  };
  await ended;
  return read;
}

async function connect(factory: IDBFactory): Promise<IDBDatabase> {
  const request = factory.open(NAME, VERSION);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(STORE, { keyPath: 'row' });
  };
  const opened = new Promise<IDBDatabase>((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(errorOf(request.error));
    };
  });
  try {
    const connection = await inTime(opened, OPEN_TIMEOUT_MS);
    // A newer page of another tab, or the browser itself, need not wait for this one.
    connection.onversionchange = () => {
      connection.close();
    };
    return connection;
  } catch (error) {
    // Should it be opened after all, it must not be in anybody's way.
    opened.then(
      (connection) => {
        connection.close();
      },
      () => undefined,
    );
    throw error;
  }
}

/** Rejects where the transaction kept nothing. */
function endOf(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => {
      resolve();
    };
    transaction.onabort = () => {
      reject(errorOf(transaction.error));
    };
  });
}

function inTime<T>(promise: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error('no answer of the database'));
    }, ms);
    promise.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}

function errorOf(error: DOMException | null): Error {
  return error ?? new Error('closed');
}
