import { join } from 'node:path';
import log from 'electron-log/node.js';

/** The log file is rotated once at this size. */
const LOG_MAX_BYTES = 5 * 1024 * 1024;

/** The app's own log: what happened to it, never what people wrote and never a password. */
export interface Log {
  info(message: string): void;
  error(message: string, error?: unknown): void;
}

/** Writes to `logs/main.log` in the user's data folder. */
export function openLog(folder: string): Log {
  log.transports.file.resolvePathFn = () => join(folder, 'logs', 'main.log');
  log.transports.file.maxSize = LOG_MAX_BYTES;
  log.transports.file.level = 'info';
  log.transports.console.level = false;
  return {
    info(message) {
      log.info(message);
    },
    error(message, error) {
      log.error(message, error instanceof Error ? (error.stack ?? error.message) : (error ?? ''));
    },
  };
}
