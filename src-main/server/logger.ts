/** What may stand beside a log line: names and numbers. Never a password, never the text of a message. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/** Where the server says what happens to it. */
export interface Logger {
  info(text: string, fields?: LogFields): void;
  warn(text: string, fields?: LogFields): void;
  error(text: string, fields?: LogFields): void;
}

/** For a server whose log nobody reads. */
export const silentLogger: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
