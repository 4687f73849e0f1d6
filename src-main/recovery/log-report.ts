import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { LOG_FILES_MAX, logFileName } from './log-file.ts';

/** Lines of the log that a report of a problem has. */
export const REPORT_LINES_MAX = 40;
/** Deaths that it has, of all that is looked at. */
const CRASHES_MAX = 10;
/** As much of the end of each file is looked at. */
const TAIL_MAX_BYTES = 256 * 1024;
/** What the app says in its log itself is shorter. */
const MESSAGE_MAX_CHARS = 120;

/** What a log line says is passed on: words and numbers. Older versions put the server's lines, with names of accounts, behind `server:`. */
const OWN_WORDS = /^(?!server:)[\p{Script=Latin}\d ,.;’'_-]+$/u;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u;
const LEFT_OUT = '(left out)';

/** What the log says of a death besides its message, as far as that is one of a few words of the system's or a number. */
const DEATHS: ReadonlyMap<string, RegExp> = new Map([
  ['a process of the app ended', /^[A-Za-z ]{1,30}: [a-z-]{1,30}, -?\d{1,10}$/u],
  ["the window's page died", /^[a-z-]{1,30}$/u],
  ["the window's page does not answer", /^$/u],
  ['the server process ended', /^-?\d{1,10}$/u],
  ['uncaught exception', /^[A-Za-z]{0,30}Error(?=:|$)/mu],
  ['unhandled rejection', /^[A-Za-z]{0,30}Error(?=:|$)/mu],
]);

/** What the log has for a report of a problem: no name, address, path, secret or message of anybody. */
export interface LogReport {
  /** When what died, the newest last. */
  readonly crashes: readonly string[];
  /** When what happened, the newest last. */
  readonly lines: readonly string[];
}

/** Reads the end of the log in a folder. Never throws: where nothing can be read there are no lines. */
export function readLogReport(folder: string): LogReport {
  const told: string[] = [];
  const crashes: string[] = [];
  for (let age = LOG_FILES_MAX - 1; age >= 0; age--) {
    for (const line of tailOf(join(folder, logFileName(age)))) {
      const { detail, level, message, time } = partsOf(line);
      told.push(`${time} ${level} ${message}`);
      const words = DEATHS.get(message)?.exec(detail)?.[0];
      if (DEATHS.has(message)) crashes.push(`${time} ${message}${words === undefined || words === '' ? '' : ` (${words})`}`);
    }
  }
  return { crashes: crashes.slice(-CRASHES_MAX), lines: told.slice(-REPORT_LINES_MAX) };
}

/** Only what is known to hold nothing of a person's: the time, the level, and a message in words of the app. */
function partsOf(line: string): {
  readonly time: string;
  readonly level: string;
  readonly message: string;
  readonly detail: string;
} {
  const { error, level, msg, time } = objectOf(line);
  return {
    time: typeof time === 'string' && TIME.test(time) ? time : LEFT_OUT,
    level: level === 'info' || level === 'error' ? level : LEFT_OUT,
    message: typeof msg === 'string' && msg.length <= MESSAGE_MAX_CHARS && OWN_WORDS.test(msg) ? msg : LEFT_OUT,
    detail: typeof error === 'string' ? error : '',
  };
}

function objectOf(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function tailOf(file: string): string[] {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(file, 'r');
    const { size } = fstatSync(descriptor);
    const from = Math.max(0, size - TAIL_MAX_BYTES);
    const bytes = Buffer.alloc(size - from);
    const read = readSync(descriptor, bytes, 0, bytes.length, from);
    const lines = bytes.toString('utf8', 0, read).split('\n');
    // Its beginning may be in the middle of a line.
    return lines.slice(from === 0 ? 0 : 1).filter((line) => line !== '');
  } catch {
    return [];
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}
