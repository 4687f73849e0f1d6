import { join } from 'node:path';
import type { Log } from '../src-shared/client/log.ts';
import { LogFile } from './recovery/log-file.ts';
import { systemClock, type Clock } from './server/clock.ts';
import { createJsonLog } from './server/console/json-log.ts';

/** A text of the log is cut off there. */
const TEXT_MAX_CHARS = 4_000;

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
