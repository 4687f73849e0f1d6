import type { ConversationId } from '../chat/index.ts';
import type { ExportFormat, HistoryOp, KeptServer, Login, Page, Retention, SearchPage, ServerKey } from './records.ts';

/** Entries in one page at most, and results in one page of a search. */
export const PAGE_MAX = 200;

/** Which page of a conversation: its end, or what is just before, just behind or around an entry. */
export type PageWhere =
  { readonly newest: true } | { readonly before: number } | { readonly after: number } | { readonly around: number };

/**
 * The history of every server this app was on, on this computer. Everything is done in the order of the calls. A promise is
 * rejected with an Error whose message is a sentence when the file cannot be used; what was promised before stays kept.
 */
export interface History {
  /** A sentence for the person where a damaged file was set aside or the history cannot be kept at all; null where all is well. */
  readonly notice: string | null;
  /**
   * What is kept for the login of this profile; begins with nothing where there is nothing. A server without an identity that was
   * removed from the list is found again by its address.
   */
  open(login: Login): Promise<KeptServer>;
  /**
   * The server says who it is. Resolves with the key under which the history of that server and account is: `key` itself, or
   * another one, which from now on is this profile's, where `key` is of another server or where it has an older history.
   */
  identify(key: ServerKey, identity: string): Promise<ServerKey>;
  /** Resolves when the operations are on the disk (a sync was made), as one transaction. */
  write(ops: readonly HistoryOp[]): Promise<void>;
  /**
   * The `limit` newest entries, those just before or behind an entry, or those around it (half on either side). Without the entry
   * that is meant the page is empty.
   */
  page(server: ServerKey, conversation: ConversationId, where: PageWhere, limit: number): Promise<Page>;
  /** Searches what is kept of these servers (`src-shared/search/query.ts` has the language); `cursor` null: from the newest. */
  search(servers: readonly ServerKey[], query: string, cursor: number | null, limit: number): Promise<SearchPage>;
  /** Forgets the entries of a conversation, not its draft and not what waits to be sent. */
  clear(server: ServerKey, conversation: ConversationId): Promise<void>;
  /** The profile is no more. `forget`: nor is anything that is kept of the server; otherwise it stays, to be found when it comes back. */
  remove(key: ServerKey, forget: boolean): Promise<void>;
  /** Holds from now on, also for what is kept already. */
  retain(retention: Retention): Promise<void>;
  /** Writes a conversation to a file, which only this user may read; resolves with how many messages it has. */
  export(server: ServerKey, conversation: ConversationId, title: string, format: ExportFormat, file: string): Promise<number>;
  /** Everything asked before is done when it resolves. */
  close(): Promise<void>;
}
