import type { BackupWork, BackupWorked } from '../process-messages.ts';
import { backUp } from './back-up.ts';
import { problemOf } from './backup-problem.ts';
import { restore } from './restore.ts';
import { readRoomFile } from './room-file.ts';

/** Does what is asked with the file of a backup; says in the answer what went wrong. */
export async function doBackupWork(work: BackupWork): Promise<BackupWorked> {
  try {
    switch (work.kind) {
      case 'back-up':
        return { ok: true, name: work.name, madeAt: work.wallMs, bytes: await backUp(work) };
      case 'read': {
        const { bytes, madeAt, name } = await readRoomFile(work.file);
        return { ok: true, name, madeAt, bytes };
      }
      case 'restore': {
        const { bytes, madeAt, name } = await restore(work);
        return { ok: true, name, madeAt, bytes };
      }
    }
  } catch (error) {
    const { detail, kind } = problemOf(error, 'unwritable');
    return { ok: false, problem: kind, detail };
  }
}
