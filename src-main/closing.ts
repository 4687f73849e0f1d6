import { setTimeout as timeout } from 'node:timers/promises';
import type { App } from 'electron';

/** An app that has not let go of everything by then ends all the same. */
const CLOSE_TIMEOUT_MS = 10_000;

interface Closing {
  /** The app is about to go: out of sight with it. */
  readonly begun: () => void;
  /** Tells the people and closes the databases. */
  readonly close: () => Promise<unknown>;
  /** What comes after that; true when it ends the app itself. */
  readonly finish: () => Promise<boolean>;
}

/** Has the app let go of everything before it goes; then it quits a second time, with nothing to wait for. */
export function closeBeforeQuit(app: App, { begun, close, finish }: Closing): void {
  let isClosed = false;
  app.on('before-quit', (event) => {
    begun();
    if (isClosed) return;
    event.preventDefault();
    void Promise.race([close(), timeout(CLOSE_TIMEOUT_MS)]).finally(async () => {
      isClosed = true;
      if (!(await finish())) app.quit();
    });
  });
}
