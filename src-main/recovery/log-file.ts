import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A file of the log begins anew at this size. */
export const LOG_FILE_MAX_BYTES = 5 * 1024 * 1024;
/** How many are kept, the one that is written included. */
export const LOG_FILES_MAX = 3;

/** The file with the lines of so many beginnings ago: `main.log`, `main.1.log`, `main.2.log`. */
export function logFileName(age: number): string {
  return age === 0 ? 'main.log' : `main.${String(age)}.log`;
}

/**
 * The lines of the log in a folder, at most `LOG_FILES_MAX` × `LOG_FILE_MAX_BYTES`. When `write` returns, the system has the line, so that
 * it outlives this process however that ends. Never throws: a line for which there is no room is left out.
 */
export class LogFile {
  readonly #folder: string;
  #descriptor: number | null = null;
  #bytes = 0;
  /** A line was written in part; the next one begins on a line of its own. */
  #isTorn = false;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** `line` ends with a line break. */
  write(line: string): void {
    try {
      this.#descriptor ??= this.#open();
      const bytes = Buffer.from(this.#isTorn ? `\n${line}` : line);
      if (this.#bytes > 0 && this.#bytes + bytes.length > LOG_FILE_MAX_BYTES)
        this.#descriptor = this.#beginAnew(this.#descriptor);
      const written = writeSync(this.#descriptor, bytes);
      this.#bytes += written;
      this.#isTorn = written < bytes.length;
    } catch {
      // The app goes on without a log where nothing can be written.
    }
  }

  #open(): number {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const descriptor = openSync(join(this.#folder, logFileName(0)), 'a', 0o600);
    this.#bytes = fstatSync(descriptor).size;
    return descriptor;
  }

  #beginAnew(full: number): number {
    this.#descriptor = null;
    closeSync(full);
    for (let age = LOG_FILES_MAX - 1; age > 0; age--) {
      try {
        renameSync(join(this.#folder, logFileName(age - 1)), join(this.#folder, logFileName(age)));
      } catch {
        // There are not so many yet.
      }
    }
    return this.#open();
  }
}
