import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import type { Database } from '../server/storage/sqlite.ts';
import { fromColumns, LAST_KIND_WITH_WORDS, type EntryColumns } from './entry-rows.ts';
import { exportFormat } from './export-formats.ts';
import { ENTRY_COLUMNS } from './pages.ts';
import { toPlain } from './plain-text.ts';
import type { ExportRequest } from './requests.ts';

/** Entries that are read at a time; others are served between. */
const SLICE_ENTRIES = 200;

interface Row extends EntryColumns {
  readonly era: number;
  readonly anchor: number;
  readonly rank: number;
}

/**
 * Writes a conversation to a file as `History.export` says: under another name until it is complete, so that what has the name is
 * never half of it. What comes while it is written may be in it.
 * @param connection may be another one after the disk failed
 */
export async function exportConversation(connection: () => Database, request: ExportRequest): Promise<number> {
  const { server, conversation, file } = request;
  const unfinished = `${file}.${randomUUID().slice(0, 8)}.part`;
  const format = exportFormat(request);
  let messages = 0;
  try {
    const descriptor = openSync(unfinished, 'wx', 0o600);
    try {
      writeAll(descriptor, format.head);
      let last: Row | undefined;
      for (;;) {
        const rows = readSlice(connection(), server, toPlain(conversation), last);
        writeAll(descriptor, rows.map((row) => format.entry(fromColumns(row))).join(''));
        messages += rows.filter(({ kind }) => kind <= LAST_KIND_WITH_WORDS).length;
        last = rows.at(-1);
        if (rows.length < SLICE_ENTRIES) break;
        await new Promise((resolve) => setImmediate(resolve));
      }
      writeAll(descriptor, format.tail);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(unfinished, file);
    return messages;
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

function readSlice(database: Database, server: number, conversation: string, last: Row | undefined): Row[] {
  const behind = last === undefined ? '' : 'AND (e.era, e.anchor, e.rank) > (?, ?, ?)';
  const statement = database.prepare(
    `SELECT ${ENTRY_COLUMNS}, e.era AS era, e.anchor AS anchor, e.rank AS rank
     FROM entries AS e LEFT JOIN authors AS a ON a.key = e.author
     WHERE e.conversation = (SELECT key FROM conversations WHERE server = ? AND id = ?) ${behind}
     ORDER BY e.era, e.anchor, e.rank LIMIT ?`,
  );
  const from = last === undefined ? [] : [last.era, last.anchor, last.rank];
  return statement.all(server, conversation, ...from, SLICE_ENTRIES) as unknown[] as Row[];
}

function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
}
