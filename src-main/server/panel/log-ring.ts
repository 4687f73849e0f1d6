import { PANEL_LOG_LINES_MAX, type PanelLogLine } from '../../../src-shared/hosting/index.ts';
import type { Clock } from '../clock.ts';
import type { LogFields, Logger } from '../logger.ts';

/** Of one line, in UTF-16 code units: what somebody else wrote is in it. */
const LINE_MAX_CHARS = 300;
/** What breaks a line or turns around what stands beside it. */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\u200b-\u200d\ufeff]+/gu;

/** The last lines of a server's log, for its host to read; everything goes on to another log as well. */
export class LogRing implements Logger {
  readonly #clock: Clock;
  readonly #next: Logger;
  #lines: readonly PanelLogLine[] = [];
  #id = 0;

  constructor(clock: Clock, next: Logger) {
    this.#clock = clock;
    this.#next = next;
  }

  /** The oldest first. */
  get lines(): readonly PanelLogLine[] {
    return this.#lines;
  }

  info(text: string, fields: LogFields = {}): void {
    this.#next.info(text, fields);
    this.#keep('info', text, fields);
  }

  warn(text: string, fields: LogFields = {}): void {
    this.#next.warn(text, fields);
    this.#keep('warn', text, fields);
  }

  error(text: string, fields: LogFields = {}): void {
    this.#next.error(text, fields);
    this.#keep('error', text, fields);
  }

  /** For the host alone. */
  note(text: string): void {
    this.#keep('info', text, {});
  }

  #keep(level: PanelLogLine['level'], text: string, fields: LogFields): void {
    const facts = Object.entries(fields).flatMap(([name, value]) =>
      value === null || value === '' ? [] : [`${name} ${String(value)}`],
    );
    const line = (facts.length === 0 ? text : `${text} (${facts.join(', ')})`).replaceAll(UNSAFE, ' ');
    const kept = { id: ++this.#id, at: this.#clock.wall(), level, text: line.slice(0, LINE_MAX_CHARS) };
    this.#lines = [...this.#lines.slice(1 - PANEL_LOG_LINES_MAX), kept];
  }
}
