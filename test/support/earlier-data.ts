import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { loadSqlite, type Database } from '../../src-main/server/storage/sqlite.ts';

/** Files that earlier versions left; its README says which. */
const DATA = new URL('../fixtures/data/', import.meta.url);

type Rows = readonly Readonly<Record<string, unknown>>[];
/** The rows of each table, in an order of their own. */
export type Dump = Readonly<Record<string, Rows>>;

/** The bytes of one of these files, unpacked. */
export function earlierData(name: string): Buffer {
  const bytes = readFileSync(fileURLToPath(new URL(name, DATA)));
  return name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

/** All that is in a database; with `like` only the tables and columns that are in that dump too. Search indexes are left out. */
export async function dump(file: string, like?: Dump): Promise<Dump> {
  const DatabaseSync = await loadSqlite();
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const tables = like === undefined ? tablesOf(database) : Object.keys(like);
    return Object.fromEntries(tables.map((table) => [table, rowsOf(database, table, Object.keys(like?.[table]?.[0] ?? {}))]));
  } finally {
    database.close();
  }
}

/** How many rows are in each table. */
export function counts(dumped: Dump): Record<string, number> {
  return Object.fromEntries(Object.entries(dumped).map(([table, rows]) => [table, rows.length]));
}

function tablesOf(database: Database): string[] {
  const found = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name")
    .all() as { name: string }[];
  return found.map(({ name }) => name).filter((name) => !name.startsWith('words'));
}

function rowsOf(database: Database, table: string, columns: readonly string[]): Rows {
  const list = columns.length === 0 ? '*' : columns.join(', ');
  const rows = database.prepare(`SELECT ${list} FROM ${table}`).all() as Rows;
  return rows.map((row) => ({ ...row })).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
