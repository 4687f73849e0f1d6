import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { BACKUP_WORKER, type BackupAnswer, type BackupOrder } from './backup-worker.ts';
import type { Clock } from '../clock.ts';
import { beginBackup, dropUnfinishedBackup, finishBackup } from './database-backup.ts';
import { suspect } from './database-check.ts';
import { backupsOf, timeOfStamp, type Backup } from './database-names.ts';
import type { ServerLimits } from '../limits.ts';
import type { Logger } from '../logger.ts';
import { SCHEMA_VERSION } from './schema.ts';

interface Parts {
  /** The database, which the server has open. */
  readonly file: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly limits: Pick<ServerLimits, 'backupIntervalMs' | 'backupDelayMs' | 'backupRetryMs'>;
}

/**
 * Keeps a backup of each of the last days that the server ran, beside its file, made in a worker thread. The first comes
 * some time after the start, when those who come back have come back.
 */
export class Backups {
  readonly #parts: Parts;
  readonly #stopFlag = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  #cancel: () => void = () => undefined;
  #running: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#wait(parts.limits.backupDelayMs);
  }

  /** Ends the backup that is being made, if there is one; the server may close its file when this resolves. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancel();
    Atomics.store(this.#stopFlag, 0, 1);
    await this.#running;
  }

  #wait(ms: number): void {
    this.#cancel = this.#parts.clock.after(ms, () => {
      this.#running = this.#makeIfDue().then(() => {
        if (!this.#isStopped) this.#wait(Math.max(this.#untilDue(), this.#parts.limits.backupRetryMs));
      });
    });
  }

  async #makeIfDue(): Promise<void> {
    if (this.#untilDue() > 0) return;
    try {
      await this.#make();
    } catch (error) {
      if (this.#isStopped) return;
      this.#parts.log.error('no backup could be made', { error: error instanceof Error ? error.message : 'unknown error' });
    }
  }

  async #make(): Promise<void> {
    const { file, clock, log } = this.#parts;
    const startedAt = clock.monotonic();
    try {
      const answer = await copyDatabase(file, beginBackup(file), this.#stopFlag);
      if (!answer.ok) {
        if (answer.damaged) suspect(file);
        throw new Error(
          answer.damaged ? `the data file is damaged: ${answer.message}; the next start sets it aside` : answer.message,
        );
      }
      const path = finishBackup(file, answer.version, SCHEMA_VERSION, clock.wall());
      log.info('made a backup', { file: path, ms: Math.round(clock.monotonic() - startedAt) });
    } finally {
      dropUnfinishedBackup(file);
    }
  }

  /** Milliseconds. A backup from the future, which a clock that was set back leaves, does not count. */
  #untilDue(): number {
    const { file, clock, limits } = this.#parts;
    let newest: Backup | undefined;
    try {
      newest = backupsOf(file).find(({ version }) => version === SCHEMA_VERSION);
    } catch {
      // A folder that cannot be read: whoever makes the backup says so.
    }
    const ageMs = newest === undefined ? Infinity : clock.wall() - timeOfStamp(newest.stamp);
    return ageMs >= 0 && ageMs < limits.backupIntervalMs ? limits.backupIntervalMs - ageMs : 0;
  }
}

/** Copies a database, which a server may have open, to an empty file, in a thread of its own; `stop` ends that when it becomes 1. */
export function copyDatabase(from: string, to: string, stop = new Int32Array(new SharedArrayBuffer(4))): Promise<BackupAnswer> {
  return runWorker({ from, to, module: sqlitePackage(), stop });
}

function runWorker(order: BackupOrder): Promise<BackupAnswer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(BACKUP_WORKER, { eval: true, execArgv: [], workerData: order });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => {
      reject(new Error(`the thread ended with code ${code}`));
    });
  });
}

function sqlitePackage(): string {
  return createRequire(import.meta.url).resolve('@photostructure/sqlite');
}
