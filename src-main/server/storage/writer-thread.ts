import type { MessagePort } from 'node:worker_threads';
import { loadSqlite } from './sqlite.ts';
import { GroupWriter, type WriteOutcome } from './group-writer.ts';
import { writerFile } from './writer-file.ts';
import type { WriteOp } from './writes.ts';

/** What the thread that writes is asked. One group is under way at a time. */
export type ToWriter = { readonly type: 'commit'; readonly group: readonly WriteOp[] } | { readonly type: 'close' };

/** What it answers. */
export type FromWriter =
  | { readonly type: 'ready' }
  | { readonly type: 'committed'; readonly outcomes: readonly WriteOutcome[]; readonly tookMs: number };

/** What it is started with. */
export interface WriterThreadData {
  readonly writerThread: { readonly file: string };
}

/** The thread that writes: a connection of its own to the database file, so that a slow disk keeps nobody waiting but writes. */
export async function serveWriterThread(port: MessagePort, { writerThread }: WriterThreadData): Promise<void> {
  const writer = new GroupWriter(writerFile(await loadSqlite(), writerThread.file));
  const answer = (message: FromWriter): void => {
    port.postMessage(message);
  };
  port.on('message', (message: ToWriter) => {
    if (message.type === 'close') {
      void writer.close();
      port.close();
      return;
    }
    const startedAt = performance.now();
    const outcomes = writer.write(message.group);
    answer({ type: 'committed', outcomes, tookMs: performance.now() - startedAt });
  });
  answer({ type: 'ready' });
}
