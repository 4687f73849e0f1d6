import { pino } from 'pino';
import type { Clock } from '../clock.ts';
import type { LogFields, Logger } from '../logger.ts';
import { PerKey, WindowCounter } from '../rates.ts';

/** Lines with the same text and the same rule in a minute; the rest is counted and the count is said with the next one. */
const EQUAL_LINES_PER_MINUTE = 100;
const MINUTE_MS = 60_000;

/** JSON escapes line breaks and other C0 controls; these could still move a terminal's cursor or turn its text around. */
const UNSAFE = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** A log of one JSON object a line (pino), safe to show in a terminal and bounded against floods of equal lines. */
export function createJsonLog(clock: Clock, write: (line: string) => void): Logger {
  const log = pino(
    {
      base: null,
      timestamp: () => `,"time":"${new Date(clock.wall()).toISOString()}"`,
      formatters: { level: (level) => ({ level }) },
    },
    {
      write(line: string) {
        write(line.replace(UNSAFE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`));
      },
    },
  );
  const seen = new PerKey(
    () => new RepeatedLine(clock),
    (line) => line.isIdle(),
  );
  const at =
    (level: 'info' | 'warn' | 'error') =>
    (text: string, fields: LogFields = {}): void => {
      const skipped = seen.get(`${level} ${text} ${fields.rule ?? ''}`).admit();
      if (skipped === null) return;
      log[level](skipped === 0 ? fields : { ...fields, equal_lines_left_out: skipped }, text);
    };
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

class RepeatedLine {
  readonly #counter: WindowCounter;
  #skipped = 0;

  constructor(clock: Clock) {
    this.#counter = new WindowCounter(clock, MINUTE_MS);
  }

  /** How many were left out since the last line that was written, or null when this one is left out as well. */
  admit(): number | null {
    if (this.#counter.add() > EQUAL_LINES_PER_MINUTE) {
      this.#skipped++;
      return null;
    }
    const skipped = this.#skipped;
    this.#skipped = 0;
    return skipped;
  }

  isIdle(): boolean {
    return this.#counter.count === 0 && this.#skipped === 0;
  }
}
