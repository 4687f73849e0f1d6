/** What the worker below is given. */
export interface BackupOrder {
  readonly from: string;
  /** An empty file. */
  readonly to: string;
  /** Where the package with SQLite is, for a runtime that has none of its own. */
  readonly module: string;
  /** Becomes 1 when the backup is no longer wanted. */
  readonly stop: Int32Array<SharedArrayBuffer>;
}

/** What it answers. `damaged`: what was read is not what SQLite wrote. */
export type BackupAnswer =
  { readonly ok: true; readonly version: number } | { readonly ok: false; readonly damaged: boolean; readonly message: string };

/**
 * The program of a worker thread that copies a database while a server writes to it, reads the copy through and has it
 * reach the disk. It has a connection of its own and reads one moment of the file: the server's own connection would wait
 * for it, 400 ms for 190 MB. As text, because each program here is one file, and a worker needs another.
 */
export const BACKUP_WORKER = `
const { closeSync, fsyncSync, openSync } = require('node:fs');
const { pathToFileURL } = require('node:url');
const { parentPort, workerData } = require('node:worker_threads');
const { from, to, module: path, stop } = workerData;
const builtin = process.getBuiltinModule('node:sqlite');
const { DatabaseSync, backup } = builtin?.backup === undefined ? require(path) : builtin;

const PAGES_AT_ONCE = 256;
const STEPS_A_SYNC = 8;
const CORRUPT = 11;

const target = openSync(to, 'r+');

function goOn() {
  if (Atomics.load(stop, 0) === 1) throw new Error('the server stops');
}

async function copy() {
  goOn();
  const source = new DatabaseSync(from, { readOnly: true });
  try {
    source.exec('BEGIN');
    source.prepare('SELECT count(*) FROM sqlite_schema').get();
    let steps = 0;
    const progress = () => {
      goOn();
      // Bit by bit: the server's own syncs would wait for all of it at the end.
      if (++steps % STEPS_A_SYNC === 0) fsyncSync(target);
    };
    await backup(source, to, { rate: PAGES_AT_ONCE, progress });
    fsyncSync(target);
  } finally {
    source.close();
  }
  goOn();
  const url = pathToFileURL(to);
  url.searchParams.set('immutable', '1');
  const made = new DatabaseSync(url, { readOnly: true });
  try {
    const found = Object.values(made.prepare('PRAGMA quick_check(1)').get())[0];
    if (found !== 'ok') return { ok: false, damaged: true, message: String(found) };
    const { user_version: version } = made.prepare('PRAGMA user_version').get();
    return { ok: true, version };
  } finally {
    made.close();
  }
}

copy()
  .catch((error) => ({ ok: false, damaged: (error.errcode & 0xff) === CORRUPT, message: error.message }))
  .then((answer) => {
    closeSync(target);
    parentPort.postMessage(answer);
  });
`;
