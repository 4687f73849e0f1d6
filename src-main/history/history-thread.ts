import type { MessagePort } from 'node:worker_threads';
import { loadSqlite } from '../server/storage/sqlite.ts';
import { Desk } from './desk.ts';
import { openHistoryFile, openToRead, type FileNotice } from './history-file.ts';
import type { Retention } from '../../src-shared/client/records.ts';
import type { Answer, Request } from './requests.ts';

/** What the history is kept with. */
export interface KeepOptions {
  readonly folder: string;
  /** In ms since the epoch. */
  readonly now: number;
  readonly retention: Retention;
}

/** What a thread of the history is started with: to keep it, or to read a file that another thread keeps. */
export type HistoryThreadData =
  ({ readonly historyThread: 'keep' } & KeepOptions) | { readonly historyThread: 'read'; readonly path: string };

/** The first word of a thread. */
export interface Ready {
  readonly type: 'ready';
  /** Where the file is; null: the history is in this thread's memory alone. */
  readonly path: string | null;
  readonly notice: FileNotice | null;
}

export type FromThread = Ready | ({ readonly type: 'answer' } & Answer);

/** Whether a program was started as a thread of the history. */
export function isHistoryThreadData(data: unknown): data is HistoryThreadData {
  return typeof data === 'object' && data !== null && 'historyThread' in data;
}

/** A thread of the history, with a connection of its own, so that neither a slow disk nor a long search keeps the app waiting. */
export async function serveHistoryThread(port: MessagePort, data: HistoryThreadData): Promise<void> {
  const tell = (message: FromThread): void => {
    port.postMessage(message);
  };
  const DatabaseSync = await loadSqlite();
  const isKeeper = data.historyThread === 'keep';
  const file = isKeeper ? openHistoryFile(DatabaseSync, data.folder, data.now) : openToRead(DatabaseSync, data.path);
  const desk = new Desk(file, isKeeper ? data : null, (answer) => {
    tell({ type: 'answer', ...answer });
  });
  port.on('message', (request: Request) => {
    desk.take(request);
  });
  tell({ type: 'ready', path: file.path, notice: file.notice });
}
