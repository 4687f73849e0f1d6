import type { AuditEntry } from './records.ts';
import type { Database } from './sqlite.ts';
import { prepareAccountWrites } from './write-accounts.ts';
import { prepareChannelWrites } from './write-channels.ts';
import { prepareForgetting } from './write-forgetting.ts';
import { prepareAppend } from './write-messages.ts';
import type { WriteInput, WriteName, WriteOp, WriteResult } from './writes.ts';

/** What a write does, one row a write; each runs inside the transaction of its group. */
export type WriteStatements = { readonly [K in WriteName]: (input: WriteInput<K>) => WriteResult<K> };

/** Puts an entry into the audit log, in the transaction of what it is about. */
export type RecordDeed = (entry: AuditEntry | null) => void;

/** Runs one write; what it throws fails the transaction. */
export function runWrite(statements: WriteStatements, op: WriteOp): unknown {
  // The row of a name takes exactly the input of that name, which the compiler cannot follow through the index.
  return (statements[op.name] as (input: unknown) => unknown)(op.input);
}

/** Prepares the writes of a database; they are believed to be valid: names were checked, lengths were bounded. */
export function prepareWrites(database: Database): WriteStatements {
  const setSetting = database.prepare('INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)');
  const insertDeed = database.prepare('INSERT INTO audit (at, by, action, target, detail) VALUES (?, ?, ?, ?, ?)');
  const record: RecordDeed = (entry) => {
    if (entry !== null) insertDeed.run(entry.at, entry.by, entry.action, entry.target, entry.detail);
  };
  return {
    ...prepareAccountWrites(database, record),
    ...prepareChannelWrites(database, record),
    ...prepareForgetting(database),
    appendMessage: prepareAppend(database, record),
    setSettings: ({ values, audit }) => {
      for (const [name, value] of values) setSetting.run(name, value);
      record(audit);
      return null;
    },
    recordDeed: (entry) => {
      record(entry);
      return null;
    },
  };
}
