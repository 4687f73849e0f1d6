import type { HistoryOp, KeptServer as Kept, Login, ServerKey } from '../../../src-shared/client/records.ts';
import { KeptServer } from './kept-server.ts';
import type { EntryRow, OutboxRow, Row, ServerRow } from './rows.ts';
import type { Table } from './table.ts';
import { Thread } from './thread.ts';
import { bound, boundAtStart, SERVERS_MAX } from './bounds.ts';

/** All that is kept, in memory: which history is which server's. */
export class KeptServers {
  readonly #table: Table;
  readonly #servers = new Map<ServerKey, KeptServer>();

  /** `rows`: what was kept, in any order. What belongs to nothing is dropped. */
  constructor(table: Table, rows: readonly Row[]) {
    this.#table = table;
    for (const row of rows) table.load(row);
    for (const row of rows) if (row.kind === 'server') this.#servers.set(row.row, new KeptServer(table, row));
    this.#loadThreads(rows);
    boundAtStart([...this.#servers.values()]);
  }

  all(): Iterable<KeptServer> {
    return this.#servers.values();
  }

  find(key: ServerKey): KeptServer | undefined {
    return this.#servers.get(key);
  }

  /** As `History.open` says; `now` in ms since the epoch. */
  open({ account, address, profile }: Login, now: number): Kept {
    let found = this.#where((row) => row.profile === profile);
    if (found !== undefined && found.row.account !== account) {
      // Another account has a history of its own.
      this.#change(found, { profile: null });
      found = undefined;
    }
    found ??= this.#where(
      (row) => row.profile === null && row.identity === null && row.account === account && row.address === address,
    );
    found ??= this.#add({ identity: null, account, address, profile });
    this.#change(found, { profile, address, usedAt: now });
    this.#forgetUnused();
    return found.kept();
  }

  /** As `History.identify` says. */
  identify(key: ServerKey, identity: string): ServerKey {
    const server = this.#known(key);
    const { account, address, profile, usedAt } = server.row;
    if (server.row.identity === identity) return key;
    const older = this.#where((row) => row.identity === identity && row.account === account);
    if (older === undefined && server.row.identity === null) {
      this.#change(server, { identity });
      return key;
    }
    this.#change(server, { profile: null });
    const own = older ?? this.#add({ identity, account, address, profile });
    this.#change(own, { profile, address, usedAt });
    // What was written before the server said who it is belongs there too.
    if (older !== undefined && server.row.identity === null) this.#moveAll(server, older);
    this.#forgetUnused();
    return own.row.row;
  }

  /** As `History.remove` says. */
  remove(key: ServerKey, forget: boolean): void {
    const server = this.#servers.get(key);
    if (server === undefined) return;
    if (forget) this.#drop(server);
    else this.#change(server, { profile: null });
  }

  /** All of them, or none where one is of a server that is not there. */
  write(ops: readonly HistoryOp[], keepSince: number): void {
    for (const { server } of ops) this.#known(server);
    for (const op of ops) this.#known(op.server).apply(op, keepSince);
    bound([...this.#servers.values()]);
  }

  #known(key: ServerKey): KeptServer {
    const server = this.#servers.get(key);
    if (server === undefined) throw new Error('The history has no such server any more.');
    return server;
  }

  #where(is: (row: ServerRow) => boolean): KeptServer | undefined {
    return [...this.#servers.values()].findLast(({ row }) => is(row));
  }

  #add(given: Pick<ServerRow, 'identity' | 'account' | 'profile' | 'address'>): KeptServer {
    const row: ServerRow = { ...given, kind: 'server', row: this.#table.next(), usedAt: 0, nextEntryId: 1, state: null };
    const server = new KeptServer(this.#table, row);
    this.#servers.set(row.row, server);
    this.#table.put(row);
    return server;
  }

  #change({ row }: KeptServer, change: Partial<Pick<ServerRow, 'identity' | 'profile' | 'address' | 'usedAt'>>): void {
    Object.assign(row, change);
    this.#table.put(row);
  }

  #drop(server: KeptServer): void {
    server.drop();
    this.#servers.delete(server.row.row);
  }

  /** Of too many servers those go that were not used for the longest time. */
  #forgetUnused(): void {
    const unused = [...this.#servers.values()]
      .filter(({ row }) => row.profile === null)
      .sort((a, b) => a.row.usedAt - b.row.usedAt);
    for (const server of unused.slice(0, Math.max(0, this.#servers.size - SERVERS_MAX))) this.#drop(server);
  }

  /** Everything under one key comes behind what is under the other, with ids that are new there. */
  #moveAll(from: KeptServer, to: KeptServer): void {
    let id = to.row.nextEntryId;
    for (const [conversation, { entries, row }] of from.threads) {
      const target = to.thread(conversation);
      if (target.row.kept.draft === '' && row.kept.draft !== '') {
        target.row.kept = { ...target.row.kept, draft: row.kept.draft };
        this.#table.put(target.row);
      }
      const era = target.entries.at(-1)?.era ?? 0;
      for (const { anchor, entry } of entries) to.put(conversation, { ...entry, id: id++ }, { era, anchor }, -Infinity);
    }
    for (const { conversation, entry } of from.outbox()) to.putOutbox(conversation, { ...entry, id: id++ });
    this.#drop(from);
  }

  #loadThreads(rows: readonly Row[]): void {
    const loads = new Map<number, { server: KeptServer; thread: Thread; entries: EntryRow[]; outbox: OutboxRow[] }>();
    for (const row of rows) {
      if (row.kind !== 'conversation') continue;
      const server = this.#servers.get(row.server);
      if (server === undefined) this.#table.remove(row);
      else loads.set(row.row, { server, thread: new Thread(row), entries: [], outbox: [] });
    }
    for (const row of rows) {
      if (row.kind !== 'entry' && row.kind !== 'outbox') continue;
      const load = loads.get(row.conversation);
      if (load === undefined) this.#table.remove(row);
      else if (row.kind === 'entry') load.entries.push(row);
      else load.outbox.push(row);
    }
    for (const { entries, outbox, server, thread } of loads.values()) server.load(thread, entries, outbox);
  }
}
