import type { ConversationId, MessageEntry } from '../../src-shared/chat/index.ts';
import type { Database } from '../server/storage/sqlite.ts';
import { prepareChange } from './prepare.ts';
import { fromColumns, type EntryColumns } from './entry-rows.ts';
import { ENTRY_COLUMNS } from './pages.ts';
import { fromPlain, toPlain } from './plain-text.ts';
import type { KeptConversation, KeptServer, Login, ServerKey } from '../../src-shared/client/records.ts';
import type { Writer } from './writer.ts';

interface ServerRow {
  readonly key: number;
  readonly identity: string | null;
  readonly account: string;
  readonly profile: string | null;
  readonly address: string;
  readonly state: string | null;
  readonly nextEntryId: number;
}

type ConversationRow = Omit<KeptConversation, 'id'> & { readonly key: number; readonly id: string };

/** Which history is which server's. Every method is a transaction. */
export class Servers {
  readonly #writer: Writer;
  readonly #statements;

  constructor(database: Database, writer: Writer) {
    this.#writer = writer;
    this.#statements = prepare(database);
  }

  /** As `History.open` says. */
  open({ profile, account, address }: Login): KeptServer {
    const [plainProfile, plainAccount, plainAddress] = [toPlain(profile), toPlain(account), toPlain(address)];
    const row = this.#writer.transact(() => {
      const known = this.#statements.byProfile.get(plainProfile) as ServerRow | undefined;
      if (known?.account === plainAccount) {
        if (known.address !== plainAddress) this.#statements.setAddress.run(plainAddress, known.key);
        return known;
      }
      // Another account has a history of its own.
      if (known !== undefined) this.#statements.setProfile.run(null, known.key);
      const left = this.#statements.left.get(plainAddress, plainAccount) as ServerRow | undefined;
      if (left !== undefined) {
        this.#statements.setProfile.run(plainProfile, left.key);
        return left;
      }
      return this.#row(this.#add(null, plainAccount, plainProfile, plainAddress));
    });
    return this.#kept(row);
  }

  /** As `History.identify` says. */
  identify(key: ServerKey, name: string): ServerKey {
    const identity = toPlain(name);
    return this.#writer.transact(() => {
      const row = this.#row(key);
      if (row.identity === identity) return key;
      const older = this.#statements.byIdentity.get(identity, row.account) as ServerRow | undefined;
      if (older === undefined && row.identity === null) {
        this.#statements.setIdentity.run(identity, key);
        return key;
      }
      this.#statements.setProfile.run(null, key);
      if (older === undefined) return this.#add(identity, row.account, row.profile, row.address);
      this.#statements.setProfile.run(row.profile, older.key);
      this.#statements.setAddress.run(row.address, older.key);
      // What was written before the server said who it is belongs there too.
      if (row.identity === null) this.#moveAll(key, older.key);
      return older.key;
    });
  }

  /** As `History.remove` says; the entries of what is forgotten are left for `Forgetting`. */
  remove(key: ServerKey, forget: boolean): void {
    this.#writer.transact(() => {
      if (forget) this.#drop(key);
      else this.#statements.setProfile.run(null, key);
    });
  }

  #row(key: ServerKey): ServerRow {
    const row = this.#statements.byKey.get(key) as ServerRow | undefined;
    if (row === undefined) throw new Error('The history has no such server any more.');
    return row;
  }

  #add(identity: string | null, account: string, profile: string | null, address: string): ServerKey {
    return Number(this.#statements.add.run(identity, account, profile, address).lastInsertRowid);
  }

  #kept({ key, state, nextEntryId }: ServerRow): KeptServer {
    const conversations = this.#statements.conversations.all(key) as unknown as ConversationRow[];
    const outbox = this.#statements.outbox.all(key) as unknown as { id: string; message: string }[];
    return {
      key,
      state: state === null ? null : fromPlain(state),
      conversations: conversations.map(({ id, unread, mentions, firstUnread, draft, choices }) => ({
        id: fromPlain(id) as ConversationId,
        unread,
        mentions,
        firstUnread,
        draft: fromPlain(draft),
        choices: fromPlain(choices),
      })),
      outbox: outbox.flatMap(({ id, message }) => {
        const entry = entryOf(message);
        return entry === null ? [] : [{ conversation: fromPlain(id) as ConversationId, entry }];
      }),
      nextEntryId,
    };
  }

  /** Everything under one key comes behind what is under the other, with ids that are new there. */
  #moveAll(from: ServerKey, to: ServerKey): void {
    let next = this.#row(to).nextEntryId;
    const conversations = this.#statements.conversations.all(from) as unknown as ConversationRow[];
    for (const { key, id: plain, draft } of conversations) {
      const conversation = fromPlain(plain) as ConversationId;
      const target = this.#writer.conversation(to, conversation);
      if (draft !== '') this.#statements.setDraft.run(draft, target);
      const newest = this.#statements.newestEra.get(target) as { era: number } | undefined;
      const rows = this.#statements.entries.iterate(key) as unknown as Iterable<EntryColumns & { anchor: number }>;
      for (const row of rows) {
        const entry = { ...fromColumns(row), id: next++ };
        const position = { era: newest?.era ?? 0, anchor: row.anchor };
        this.#writer.apply({ type: 'entry', server: to, conversation, entry, position });
      }
    }
    for (const { id, message } of this.#statements.outbox.all(from) as unknown as { id: string; message: string }[]) {
      const waiting = entryOf(message);
      if (waiting === null) continue;
      const entry = { ...waiting, id: next++ };
      this.#writer.apply({ type: 'outbox', server: to, conversation: fromPlain(id) as ConversationId, entry });
    }
    this.#drop(from);
  }

  #drop(key: ServerKey): void {
    this.#statements.dropOutbox.run(key);
    this.#statements.dropAuthors.run(key);
    this.#statements.leaveConversations.run(key);
    this.#statements.drop.run(key);
    this.#writer.forgetNames();
  }
}

/** Null for what was damaged: it stays where it is, and keeps nothing else of its server from being read. */
function entryOf(message: string): MessageEntry | null {
  try {
    const entry = JSON.parse(fromPlain(message)) as Partial<MessageEntry> | null;
    const isWhole = entry?.kind === 'message' && typeof entry.id === 'number' && typeof entry.text === 'string';
    return isWhole ? (entry as MessageEntry) : null;
  } catch {
    return null;
  }
}

function prepare(database: Database) {
  const row = 'SELECT key, identity, account, profile, address, state, next_entry AS nextEntryId FROM servers';
  return {
    byKey: database.prepare(`${row} WHERE key = ?`),
    byProfile: database.prepare(`${row} WHERE profile = ?`),
    byIdentity: database.prepare(`${row} WHERE identity = ? AND account = ?`),
    left: database.prepare(
      `${row} WHERE address = ? AND account = ? AND profile IS NULL AND identity IS NULL ORDER BY key DESC LIMIT 1`,
    ),
    add: prepareChange(database, 'INSERT INTO servers (identity, account, profile, address) VALUES (?, ?, ?, ?)'),
    setProfile: prepareChange(database, 'UPDATE servers SET profile = ? WHERE key = ?'),
    setAddress: prepareChange(database, 'UPDATE servers SET address = ? WHERE key = ?'),
    setIdentity: prepareChange(database, 'UPDATE servers SET identity = ? WHERE key = ?'),
    drop: prepareChange(database, 'DELETE FROM servers WHERE key = ?'),
    conversations: database.prepare(
      `SELECT key, id, unread, mentions, first_unread AS firstUnread, draft, choices
       FROM conversations WHERE server = ? ORDER BY first_kept`,
    ),
    leaveConversations: prepareChange(
      database,
      "UPDATE conversations SET server = NULL, id = NULL, fold = NULL, draft = '', choices = '' WHERE server = ?",
    ),
    setDraft: prepareChange(database, "UPDATE conversations SET draft = ? WHERE key = ? AND draft = ''"),
    newestEra: database.prepare('SELECT max(era) AS era FROM entries WHERE conversation = ?'),
    entries: database.prepare(
      `SELECT ${ENTRY_COLUMNS}, e.anchor AS anchor FROM entries AS e LEFT JOIN authors AS a ON a.key = e.author
       WHERE e.conversation = ? ORDER BY e.era, e.anchor, e.rank`,
    ),
    outbox: database.prepare(
      `SELECT c.id AS id, o.message AS message FROM outbox AS o JOIN conversations AS c ON c.key = o.conversation
       WHERE o.server = ? ORDER BY o.entry`,
    ),
    dropOutbox: prepareChange(database, 'DELETE FROM outbox WHERE server = ?'),
    dropAuthors: prepareChange(database, 'DELETE FROM authors WHERE server = ?'),
  };
}
