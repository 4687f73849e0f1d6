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
