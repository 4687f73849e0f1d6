import type { Database } from '../server/storage/sqlite.ts';

/**
 * Prepares a statement that changes something. What it answers has big integers: FTS5 leaves row numbers of its own tables behind as the
 * last one inserted, which are greater than a JavaScript number can hold, and SQLite's answer to any change then would be an error.
 */
export function prepareChange(database: Database, sql: string) {
  const statement = database.prepare(sql);
  statement.setReadBigInts(true);
  return statement;
}
