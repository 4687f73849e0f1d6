import type { ConversationId } from '../../src-shared/chat/index.ts';
import type { PageWhere } from '../../src-shared/client/history.ts';
import type { Language } from '../../src-shared/language/index.ts';
import type { StorageErrorKind } from '../server/storage/storage-errors.ts';
import type {
  ExportFormat,
  HistoryOp,
  KeptServer,
  Login,
  Page,
  Retention,
  SearchPage,
  ServerKey,
} from '../../src-shared/client/records.ts';

/** What can be asked of those who have the file open, by name: what goes there and what comes back. Times are in ms since the epoch. */
export interface Requests {
  readonly open: { readonly argument: Login; readonly result: KeptServer };
  readonly identify: { readonly argument: { readonly key: ServerKey; readonly identity: string }; readonly result: ServerKey };
  readonly write: { readonly argument: readonly HistoryOp[]; readonly result: null };
  readonly page: { readonly argument: PageRequest; readonly result: Page };
  readonly search: { readonly argument: SearchRequest; readonly result: SearchPage };
  readonly clear: {
    readonly argument: { readonly server: ServerKey; readonly conversation: ConversationId };
    readonly result: null;
  };
  readonly remove: { readonly argument: { readonly key: ServerKey; readonly forget: boolean }; readonly result: null };
  readonly retain: { readonly argument: { readonly retention: Retention; readonly now: number }; readonly result: null };
  readonly export: { readonly argument: ExportRequest; readonly result: number };
  readonly close: { readonly argument: null; readonly result: null };
}

export interface PageRequest {
  readonly server: ServerKey;
  readonly conversation: ConversationId;
  readonly where: PageWhere;
  readonly limit: number;
}

export interface SearchRequest {
  readonly servers: readonly ServerKey[];
  readonly query: string;
  readonly now: number;
  readonly cursor: number | null;
  readonly limit: number;
}

export interface ExportRequest {
  readonly server: ServerKey;
  readonly conversation: ConversationId;
  readonly title: string;
  readonly format: ExportFormat;
  readonly file: string;
  readonly language: Language;
  readonly now: number;
}

export type RequestName = keyof Requests;

/** A request on its way, with a number by which its answer is known. */
export type Request = {
  [Name in RequestName]: { readonly id: number; readonly name: Name; readonly argument: Requests[Name]['argument'] };
}[RequestName];

/** What went wrong is said by whoever asked: a thread knows nothing of the person's language. `detail` is of SQLite or the file system. */
export type Answer =
  | { readonly id: number; readonly ok: true; readonly result: Requests[RequestName]['result'] }
  | { readonly id: number; readonly ok: false; readonly kind: StorageErrorKind; readonly detail: string };
