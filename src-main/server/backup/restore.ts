import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readKeyPair } from '../network/certificate.ts';
import { DamagedFile, examine } from '../storage/database-check.ts';
import { SERVER_DATABASE } from '../storage/database-kind.ts';
import { DATABASE_FILE } from '../storage/database-names.ts';
import { makeDataFolder } from '../storage/data-folder.ts';
import { lockDataFolder } from '../storage/data-lock.ts';
import { syncNameOf } from '../storage/disk.ts';
import { CERTIFICATE_FILE, KEY_FILE } from '../storage/key-files.ts';
import { loadSqlite, StorageProblem } from '../storage/sqlite.ts';
import { backUp } from './back-up.ts';
import { BackupProblem, problemOf } from './backup-problem.ts';
import { goingName, mendRestore } from './mend-restore.ts';
import { readRoomFile, type Header, type RoomFileName } from './room-file.ts';

export interface RestoreOrder {
  readonly file: string;
  readonly dataDir: string;
  /** Where the room that is there now is backed up to first; nothing happens to it before that is done. */
  readonly keepAs: string;
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly wallMs: number;
}

/** What the restored data folder is called until it has its place. */
const COMING = '.restoring';
/** Backups of rooms that were replaced; the oldest go. */
const REPLACED_KEPT = 3;

/**
 * Puts the room of a backup in the place of the one that is there, with its identity and its key, so that clients find it again. No
 * server may have the folder open. A backup that is not sound is refused and nothing changes.
 * @throws {BackupProblem}
 */
export async function restore(order: RestoreOrder): Promise<Header & { readonly bytes: number }> {
  const { dataDir, file, keepAs, name, wallMs } = order;
  const coming = dataDir + COMING;
  try {
    mendRestore(dataDir);
    rmSync(coming, { recursive: true, force: true });
    makeDataFolder(coming);
    const header = await unpack(file, coming);
    await checkRoom(coming);
    const DatabaseSync = await loadSqlite();
    if (existsSync(join(dataDir, DATABASE_FILE))) {
      const unlock = lockFolder(() => lockDataFolder(DatabaseSync, dataDir));
      try {
        makeDataFolder(dirname(keepAs));
        await backUp({ dataDir, to: keepAs, name, wallMs });
      } finally {
        unlock();
      }
      dropOldest(dirname(keepAs));
    }
    if (existsSync(dataDir)) renameSync(dataDir, goingName(dataDir));
    renameSync(coming, dataDir);
    syncNameOf(dataDir);
    rmSync(goingName(dataDir), { recursive: true, force: true });
    return header;
  } catch (error) {
    mendRestore(dataDir);
    throw problemOf(error, 'unwritable');
  } finally {
    rmSync(coming, { recursive: true, force: true });
  }
}

async function unpack(file: string, folder: string): Promise<Header & { readonly bytes: number }> {
  const handles = new Map<RoomFileName, FileHandle>();
  try {
    const header = await readRoomFile(file, async (name, chunk) => {
      let handle = handles.get(name);
      if (handle === undefined) {
        try {
          handle = await open(join(folder, name), 'wx', 0o600);
        } catch (error) {
          throw problemOf(error, 'unwritable');
        }
        handles.set(name, handle);
      }
      try {
        await handle.writeFile(chunk);
      } catch (error) {
        throw problemOf(error, 'unwritable');
      }
    });
    for (const handle of handles.values()) await handle.sync();
    return header;
  } finally {
    for (const handle of handles.values()) await handle.close();
  }
}

/** Whether a server could run with what is in a folder. */
async function checkRoom(folder: string): Promise<void> {
  try {
    examine(await loadSqlite(), join(folder, DATABASE_FILE), SERVER_DATABASE, Infinity);
  } catch (error) {
    if (error instanceof DamagedFile) throw new BackupProblem('damaged', error.message);
    if (error instanceof StorageProblem) throw new BackupProblem('newer', error.message);
    throw problemOf(error, 'damaged');
  }
  const hasKey = existsSync(join(folder, KEY_FILE)) || existsSync(join(folder, CERTIFICATE_FILE));
  if (hasKey && readKeyPair(folder) === null) throw new BackupProblem('damaged');
}

function lockFolder(lock: () => () => void): () => void {
  try {
    return lock();
  } catch (error) {
    throw new BackupProblem('in-use', error instanceof Error ? error.message : '');
  }
}

function dropOldest(folder: string): void {
  const names = readdirSync(folder).sort();
  for (const name of names.slice(0, Math.max(0, names.length - REPLACED_KEPT))) rmSync(join(folder, name), { force: true });
}
