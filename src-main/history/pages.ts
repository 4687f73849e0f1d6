import type { ConversationId } from '../../src-shared/chat/index.ts';
import type { Database } from '../server/storage/sqlite.ts';
import { fromColumns, type EntryColumns } from './entry-rows.ts';
import { PAGE_MAX, type PageWhere } from '../../src-shared/client/history.ts';
import { toInteger, toPlain } from './plain-text.ts';
import type { KeptEntry, Page, ServerKey } from '../../src-shared/client/records.ts';

/** What makes an entry of a row. */
export const ENTRY_COLUMNS =
  'e.entry AS entry, e.kind AS kind, e.at AS at, a.name AS author, e.text AS text, e.place AS place, e.seq AS seq, e.rest AS rest';

const FROM = 'FROM entries AS e LEFT JOIN authors AS a ON a.key = e.author WHERE e.conversation = ?';
const ORDER = 'ORDER BY e.era, e.anchor, e.rank LIMIT ?';
const ORDER_DESC = 'ORDER BY e.era DESC, e.anchor DESC, e.rank DESC LIMIT ?';

/** UTF-16 units of text in one stretch or page of results beyond its last entry: a server may send messages of a megabyte. */
export const PAGE_MAX_CHARS = 4 * 1024 * 1024;

interface Standing {
  readonly era: number;
  readonly anchor: number;
  readonly rank: number;
}

/** A stretch in one direction, in the order it was read. */
interface Stretch {
  readonly entries: readonly KeptEntry[];
  readonly goesOn: boolean;
}

const EMPTY: Page = { entries: [], hasOlder: false, hasNewer: false };

/** Reads pages of conversations. */
export class Pages {
  readonly #conversation;
  readonly #standing;
  readonly #newest;
  readonly #before;
  readonly #after;
  readonly #from;

  constructor(database: Database) {
    this.#conversation = database.prepare('SELECT key FROM conversations WHERE server = ? AND id = ?');
    this.#standing = database.prepare(
      'SELECT era, anchor, rank FROM entries WHERE server = ? AND entry = ? AND conversation = ?',
    );
    this.#newest = database.prepare(`SELECT ${ENTRY_COLUMNS} ${FROM} ${ORDER_DESC}`);
    this.#before = database.prepare(`SELECT ${ENTRY_COLUMNS} ${FROM} AND (e.era, e.anchor, e.rank) < (?, ?, ?) ${ORDER_DESC}`);
    this.#after = database.prepare(`SELECT ${ENTRY_COLUMNS} ${FROM} AND (e.era, e.anchor, e.rank) > (?, ?, ?) ${ORDER}`);
    this.#from = database.prepare(`SELECT ${ENTRY_COLUMNS} ${FROM} AND (e.era, e.anchor, e.rank) >= (?, ?, ?) ${ORDER}`);
  }

  /** The key of a conversation, null where nothing is kept of it. */
  conversation(server: ServerKey, id: ConversationId): number | null {
    return (this.#conversation.get(server, toPlain(id)) as { key: number } | undefined)?.key ?? null;
  }

  /** As `History.page` says. */
  page(server: ServerKey, id: ConversationId, where: PageWhere, limit: number): Page {
    const conversation = this.conversation(server, id);
    if (conversation === null) return EMPTY;
    const most = Math.min(PAGE_MAX, Math.max(1, toInteger(limit)));
    if ('newest' in where) {
      const { entries, goesOn } = stretch(this.#newest.iterate(conversation, most + 1), most);
      return { entries: entries.toReversed(), hasOlder: goesOn, hasNewer: false };
    }
    if ('before' in where) {
      const at = this.#standingOf(server, where.before, conversation);
      if (at === null) return EMPTY;
      const { entries, goesOn } = stretch(this.#before.iterate(conversation, ...at, most + 1), most);
      return { entries: entries.toReversed(), hasOlder: goesOn, hasNewer: true };
    }
    if ('after' in where) {
      const at = this.#standingOf(server, where.after, conversation);
      if (at === null) return EMPTY;
      const { entries, goesOn } = stretch(this.#after.iterate(conversation, ...at, most + 1), most);
      return { entries, hasOlder: true, hasNewer: goesOn };
    }
    const at = this.#standingOf(server, where.around, conversation);
    if (at === null) return EMPTY;
    const half = most >> 1;
    const older = half === 0 ? null : stretch(this.#before.iterate(conversation, ...at, half + 1), half);
    const newer = stretch(this.#from.iterate(conversation, ...at, most - half + 1), most - half);
    return {
      entries: [...(older?.entries.toReversed() ?? []), ...newer.entries],
      hasOlder: older?.goesOn ?? this.#before.all(conversation, ...at, 1).length > 0,
      hasNewer: newer.goesOn,
    };
  }

  #standingOf(server: ServerKey, entry: number, conversation: number): [number, number, number] | null {
    const found = this.#standing.get(server, toInteger(entry), conversation) as Standing | undefined;
    return found === undefined ? null : [found.era, found.anchor, found.rank];
  }
}

/** One row more than wanted was asked for, to know whether there are more. A page of huge messages has fewer. */
function stretch(rows: Iterable<unknown>, most: number): Stretch {
  const entries: KeptEntry[] = [];
  let chars = 0;
  for (const row of rows as Iterable<EntryColumns>) {
    if (entries.length === most || chars > PAGE_MAX_CHARS) return { entries, goesOn: true };
    chars += row.text?.length ?? 0;
    entries.push(fromColumns(row));
  }
  return { entries, goesOn: false };
}
