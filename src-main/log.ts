import { join } from 'node:path';
import log from 'electron-log/node.js';

/** The log file is rotated once at this size. */
const LOG_MAX_BYTES = 5 * 1024 * 1024;

/** Lines that somebody else can bring about, in a minute. */
const LINES_PER_MINUTE = 60;
const MINUTE_MS = 60_000;

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

/** Passes on the first `LINES_PER_MINUTE` lines of each minute: for what a server can bring about as often as it likes. */
export function boundedLines(write: (message: string) => void): (message: string) => void {
  let since = performance.now();
  let lines = 0;
  return (message) => {
    const now = performance.now();
    if (now - since >= MINUTE_MS) {
      since = now;
      lines = 0;
    }
    if (++lines <= LINES_PER_MINUTE) write(message);
  };
}
