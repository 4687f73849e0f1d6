import type { ConversationId, MessageEntry } from '../../../src-shared/chat/index.ts';
import type { HistoryOp, KeptEntry, KeptServer as Kept, Position } from '../../../src-shared/client/records.ts';
import { emptyConversation, wholeEntry, wholeNumber, type EntryRow, type OutboxRow, type ServerRow } from './rows.ts';
import type { Table } from './table.ts';
import { placeOf, Thread } from './thread.ts';

/** What is kept of one server and account. Whatever changes goes to the table. */
export class KeptServer {
  readonly row: ServerRow;
  readonly #table: Table;
  readonly #threads = new Map<ConversationId, Thread>();
  readonly #entries = new Map<number, { readonly row: EntryRow; readonly thread: Thread }>();
  readonly #outbox = new Map<number, { readonly row: OutboxRow; readonly thread: Thread }>();

  constructor(table: Table, row: ServerRow) {
    this.#table = table;
    this.row = row;
  }

  get threads(): ReadonlyMap<ConversationId, Thread> {
    return this.#threads;
  }

  /** For its chat state to begin with. */
  kept(): Kept {
    return {
      key: this.row.row,
      state: this.row.state,
      conversations: [...this.#threads.values()]
        .map(({ row }) => row)
        .sort((a, b) => a.row - b.row)
        .map(({ kept }) => kept),
      outbox: this.outbox(),
      nextEntryId: this.row.nextEntryId,
    };
  }

  /** What waits, in the order of its ids. */
  outbox(): { readonly conversation: ConversationId; readonly entry: MessageEntry }[] {
    return [...this.#outbox.values()]
      .map(({ row, thread }) => ({ conversation: thread.row.kept.id, entry: row.entry }))
      .sort((a, b) => a.entry.id - b.entry.id);
  }

  /** A conversation as it was kept, with its entries in any order and what waits in it. */
  load(thread: Thread, entries: EntryRow[], outbox: readonly OutboxRow[]): void {
    this.#threads.set(thread.row.kept.id, thread);
    for (const row of entries) if (this.#isFirst(this.#entries, row)) this.#entries.set(row.entry.id, { row, thread });
    for (const row of outbox) if (this.#isFirst(this.#outbox, row)) this.#outbox.set(row.entry.id, { row, thread });
    thread.load(entries.filter((row) => this.#entries.get(row.entry.id)?.row === row));
  }

  /** Of two rows with one id, which only damage can bring about, the second is dropped. */
  #isFirst(known: ReadonlyMap<number, unknown>, row: EntryRow | OutboxRow): boolean {
    this.#saw(row.entry.id);
    if (!known.has(row.entry.id)) return true;
    this.#table.remove(row);
    return false;
  }

  /** The row of an entry of this conversation. */
  find(thread: Thread, entry: number): EntryRow | undefined {
    const found = this.#entries.get(entry);
    return found?.thread === thread ? found.row : undefined;
  }

  /** @param keepSince entries from before it are not kept, in ms since the epoch */
  apply(op: HistoryOp, keepSince: number): void {
    switch (op.type) {
      case 'entry':
        this.put(op.conversation, op.entry, op.position, keepSince);
        break;
      case 'entry-removed': {
        const old = this.#entries.get(op.entry);
        if (old !== undefined) this.#remove(old.row, old.thread);
        break;
      }
      case 'outbox':
        this.putOutbox(op.conversation, op.entry);
        break;
      case 'outbox-removed': {
        const old = this.#outbox.get(op.entry);
        this.#outbox.delete(op.entry);
        if (old !== undefined) this.#table.remove(old.row);
        break;
      }
      case 'conversation': {
        const { row } = this.thread(op.conversation.id);
        row.kept = op.conversation;
        this.#table.put(row);
        break;
      }
      case 'conversation-renamed':
        this.#rename(op.from, op.to);
        break;
      case 'places-forgotten':
        for (const { row } of this.#entries.values()) this.#forgetPlace(row);
        break;
      case 'server':
        this.row.state = op.state;
        this.#table.put(this.row);
        break;
    }
  }

  /** A conversation, which is made where there is none. */
  thread(id: ConversationId): Thread {
    const known = this.#threads.get(id);
    if (known !== undefined) return known;
    const kept = emptyConversation(id);
    const thread = new Thread({ kind: 'conversation', row: this.#table.next(), server: this.row.row, kept });
    this.#threads.set(id, thread);
    this.#table.put(thread.row);
    return thread;
  }

  put(conversation: ConversationId, given: KeptEntry, position: Position, keepSince: number): void {
    const entry = wholeEntry(given);
    this.#saw(entry.id);
    const old = this.#entries.get(entry.id);
    if (old !== undefined) this.#remove(old.row, old.thread);
    if (entry.at < keepSince) return;
    const thread = this.thread(conversation);
    const { anchor, era } = resolve(thread, position, old?.thread === thread ? old.row : undefined);
    const place = placeOf(entry);
    const other = place === undefined ? undefined : thread.atPlace(era, place, entry.id);
    if (other !== undefined) this.#remove(other, thread);
    const row = old?.row.row ?? this.#table.next();
    const rank = old?.row.rank ?? other?.rank ?? row;
    this.#add({ kind: 'entry', row, conversation: thread.row.row, era, anchor, rank, entry }, thread);
  }

  putOutbox(conversation: ConversationId, given: MessageEntry): void {
    const entry = wholeEntry(given);
    this.#saw(entry.id);
    const thread = this.thread(conversation);
    const number = this.#outbox.get(entry.id)?.row.row ?? this.#table.next();
    const row: OutboxRow = { kind: 'outbox', row: number, conversation: thread.row.row, entry };
    this.#outbox.set(entry.id, { row, thread });
    this.#table.put(row);
  }

  /** Forgets so many of the oldest entries of a conversation. */
  forgetOldest(thread: Thread, count: number): void {
    for (const row of thread.takeOldest(count)) this.#forget(row);
  }

  /** Forgets what is older, in ms since the epoch. */
  forgetBefore(at: number): void {
    for (const { row, thread } of [...this.#entries.values()]) if (row.entry.at < at) this.#remove(row, thread);
  }

  /** Forgets the entries of a conversation, and that some of them were unread. */
  clear(thread: Thread): void {
    this.forgetOldest(thread, thread.entries.length);
    const { choices, draft, id } = thread.row.kept;
    thread.row.kept = { ...emptyConversation(id), choices, draft };
    this.#table.put(thread.row);
  }

  /** Nothing is kept of it any more. */
  drop(): void {
    for (const thread of this.#threads.values()) this.#dropThread(thread);
    for (const { row } of this.#outbox.values()) this.#table.remove(row);
    this.#table.remove(this.row);
  }

  /** A conversation that nothing is written in or waits in goes, with its entries. False where it stays. */
  dropUnused(thread: Thread): boolean {
    const isUsed = thread.row.kept.draft !== '' || [...this.#outbox.values()].some((waiting) => waiting.thread === thread);
    if (!isUsed) this.#dropThread(thread);
    return !isUsed;
  }

  #dropThread(thread: Thread): void {
    this.forgetOldest(thread, thread.entries.length);
    this.#threads.delete(thread.row.kept.id);
    this.#table.remove(thread.row);
  }

  #add(row: EntryRow, thread: Thread): void {
    thread.add(row);
    this.#entries.set(row.entry.id, { row, thread });
    this.#table.put(row);
  }

  #remove(row: EntryRow, thread: Thread): void {
    thread.remove(row);
    this.#forget(row);
  }

  #forget(row: EntryRow): void {
    this.#entries.delete(row.entry.id);
    this.#table.remove(row);
  }

  #forgetPlace(row: EntryRow): void {
    if (placeOf(row.entry) === undefined) return;
    const { place: _, ...entry } = row.entry as MessageEntry;
    row.entry = entry;
    this.#table.put(row);
  }

  /** Where there is a conversation of the new name already, what is in both comes together. */
  #rename(from: ConversationId, to: ConversationId): void {
    const source = this.#threads.get(from);
    if (from === to || source === undefined) return;
    const target = this.#threads.get(to);
    if (target !== undefined && source.entries.length === 0) {
      this.#merge(source, target);
      return;
    }
    if (target !== undefined) this.#merge(target, source);
    this.#threads.delete(from);
    this.#threads.set(to, source);
    source.row.kept = { ...source.row.kept, id: to };
    this.#table.put(source.row);
  }

  /** Moves all that is in one conversation into another one. */
  #merge(from: Thread, to: Thread): void {
    const conversation = to.row.row;
    for (const row of from.takeOldest(from.entries.length)) {
      const place = placeOf(row.entry);
      if (place !== undefined && to.atPlace(row.era, place, NaN) !== undefined) this.#forget(row);
      else this.#add({ ...row, conversation }, to);
    }
    for (const [id, { row, thread }] of this.#outbox) {
      if (thread !== from) continue;
      row.conversation = conversation;
      this.#outbox.set(id, { row, thread: to });
      this.#table.put(row);
    }
    if (to.row.kept.draft === '' && from.row.kept.draft !== '') {
      to.row.kept = { ...to.row.kept, draft: from.row.kept.draft };
      this.#table.put(to.row);
    }
    this.#dropThread(from);
  }

  #saw(id: number): void {
    if (id < this.row.nextEntryId) return;
    this.row.nextEntryId = Math.min(Number.MAX_SAFE_INTEGER, id + 1);
    this.#table.put(this.row);
  }
}

/** An entry that says nothing of its place stays where it is, or comes behind all others. */
function resolve(thread: Thread, { anchor, era }: Position, old: EntryRow | undefined): { era: number; anchor: number } {
  const whole = wholeNumber(era);
  if (anchor !== null) return { era: whole, anchor: wholeNumber(anchor) };
  if (old !== undefined) return old;
  const newest = thread.entries.at(-1);
  return newest === undefined || newest.era < whole ? { era: whole, anchor: 0 } : newest;
}
