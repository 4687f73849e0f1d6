import { join } from 'node:path';
import { LogFile } from './recovery/log-file.ts';
import { systemClock, type Clock } from './server/clock.ts';
import { createJsonLog } from './server/console/json-log.ts';

/** A text of the log is cut off there. */
const TEXT_MAX_CHARS = 4_000;

/** Lines that somebody else can bring about, in a minute. */
const LINES_PER_MINUTE = 60;
const MINUTE_MS = 60_000;

/**
 * The app's own log: what happened to it, never what people wrote and never a password. A message says what happened in words that
 * are always the same, for they go into the diagnostics; what is about this person, computer or server stands in `detail` or `error`.
 */
export interface Log {
  info(message: string, detail?: unknown): void;
  error(message: string, error?: unknown): void;
}

/** Writes to `logs/main.log` in the user's data folder: a JSON object a line, of equal ones only so many a minute. */
export function openLog(folder: string, clock: Clock = systemClock): Log {
  const file = new LogFile(logFolder(folder));
  const lines = createJsonLog(clock, (line) => {
    file.write(line);
  });
  return {
    info(message, detail) {
      lines.info(bounded(message), detail === undefined ? {} : { detail: bounded(textOf(detail)) });
    },
    error(message, error) {
      lines.error(bounded(message), error === undefined ? {} : { error: bounded(textOf(error)) });
    },
  };
}

/** Where the log of a data folder is. */
export function logFolder(folder: string): string {
  return join(folder, 'logs');
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function bounded(text: string): string {
  return text.length <= TEXT_MAX_CHARS ? text : `${text.slice(0, TEXT_MAX_CHARS)}…`;
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
