import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { copyDatabase } from '../storage/backups.ts';
import { DATABASE_FILE, JOURNAL_SUFFIXES } from '../storage/database-names.ts';
import { syncNameOf } from '../storage/disk.ts';
import { makePrivateFile } from '../storage/sqlite.ts';
import { BackupProblem, problemOf } from './backup-problem.ts';
import { ROOM_FILES, writeRoomFile } from './room-file.ts';

export interface BackUpOrder {
  readonly dataDir: string;
  /** The file to write; one that is there is replaced once the new one is complete. */
  readonly to: string;
  /** What the room is called. */
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly wallMs: number;
}

/**
 * Writes a room, whether a server has it open or not, to one file. Returns how many bytes that has.
 * @throws {BackupProblem}
 */
export async function backUp({ dataDir, name, to, wallMs }: BackUpOrder): Promise<number> {
  const database = join(dataDir, DATABASE_FILE);
  if (!existsSync(database)) throw new BackupProblem('no-room');
  const copy = join(dataDir, 'room-backup.sqlite');
  const part = `${to}.part`;
  try {
    dropCopy(copy);
    rmSync(part, { force: true });
    makePrivateFile(copy);
    const answer = await copyDatabase(database, copy);
    if (!answer.ok) throw new BackupProblem(answer.damaged ? 'damaged' : 'unwritable', answer.message);
    const others = ROOM_FILES.filter((each) => each !== DATABASE_FILE && existsSync(join(dataDir, each)));
    const files = [
      { name: DATABASE_FILE, path: copy },
      ...others.map((each) => ({ name: each, path: join(dataDir, each) })),
    ] as const;
    const bytes = await writeRoomFile(part, { name, madeAt: wallMs }, files);
    renameSync(part, to);
    syncNameOf(to);
    return bytes;
  } catch (error) {
    throw problemOf(error, 'unwritable');
  } finally {
    rmSync(part, { force: true });
    dropCopy(copy);
  }
}

function dropCopy(copy: string): void {
  for (const suffix of ['', '-journal', ...JOURNAL_SUFFIXES]) rmSync(copy + suffix, { force: true });
}
