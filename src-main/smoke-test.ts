import { rmSync } from 'node:fs';
import { app } from 'electron';
import type { AppState, Command } from '../src-shared/ipc/index.ts';
import type { AppStore } from '../src-shared/client/app-store.ts';
import type { CommandHandlers } from '../src-shared/ipc/index.ts';

/** What has not come about by then does not, in ms from the start. */
const TIMEOUT_MS = 60_000;

const TEXT = 'smoke';

/** In the order in which a start comes to them. */
const PARTS = {
  page: 'the window painted nothing',
  door: 'the page did not reach the main process by its preload',
  server: 'no server could be started and joined',
  guests: 'the server has no page for guests',
  message: 'a message came not back from the server',
  history: 'the message was not kept',
} as const;
type Part = keyof typeof PARTS;

/**
 * What `--smoke` does with an app that was packaged: a whole start without a window in sight, in a folder of its own; then it
 * hosts a room, joins it, says something there and finds it again. That takes every part that a package can lack: the page, the
 * preload, the server's process, the threads and both native modules. The end is one line of JSON on standard output and
 * exit code 0, or a sentence on standard error and exit code 1.
 */
export class SmokeTest {
  readonly #seen = new Set<Part>();
  #wake: () => void = () => undefined;

  constructor() {
    setTimeout(() => {
      this.fail(this.#sentence());
    }, TIMEOUT_MS).unref();
  }

  /** The window would show itself now. */
  painted(): void {
    this.#see('page');
  }

  /** The page asked for something. */
  heard(command: Command): void {
    if (command === 'app/snapshot') this.#see('door');
  }

  /** Everything else has started. Ends the app. */
  async run(store: AppStore, handlers: CommandHandlers): Promise<void> {
    try {
      await this.#until(() => this.#seen.has('page') && this.#seen.has('door'));
      const login = { username: 'smoke', password: 'only for the moment', remember: false };
      const joined = await handlers['hosting/start']({ name: 'Smoke', port: 0, ...login });
      if (!joined.ok) throw new Error(joined.message);
      this.#see('server');
      const { hosting } = store.state;
      if (hosting.status !== 'on' || !hosting.guests) throw new Error(PARTS.guests);
      this.#see('guests');
      const [own] = store.state.servers;
      if (own === undefined) throw new Error(PARTS.server);
      store.watch(() => {
        this.#wake();
      });
      await handlers['chat/send']({ server: own.profile.id, conversation: own.chat.active, text: TEXT });
      await this.#until(() => isDelivered(store.state));
      this.#see('message');
      const found = await handlers['history/search']({ query: TEXT, cursor: null });
      if (!found.ok || found.results.length === 0) throw new Error(PARTS.history);
      this.#see('history');
      await handlers['hosting/switch']({ on: false });
      this.#succeed();
    } catch (error) {
      this.fail(error instanceof Error ? error.message : String(error));
    }
  }

  /** Ends the app with a sentence. */
  fail(sentence: string): void {
    process.stderr.write(`${sentence}\n`, () => {
      this.#end(1);
    });
  }

  #succeed(): void {
    const { chrome, electron, node } = process.versions;
    const line = { smoke: 'ok', version: app.getVersion(), electron, chrome, node, parts: [...this.#seen] };
    process.stdout.write(`${JSON.stringify(line)}\n`, () => {
      this.#end(0);
    });
  }

  #end(code: number): void {
    const folder = app.getPath('userData');
    // Chromium writes there until the very end.
    if (!app.commandLine.hasSwitch('user-data-dir'))
      process.once('exit', () => {
        rmSync(folder, { recursive: true, force: true });
      });
    app.exit(code);
  }

  #see(part: Part): void {
    this.#seen.add(part);
    this.#wake();
  }

  #until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        if (isSo()) resolve();
      };
      this.#wake();
    });
  }

  #sentence(): string {
    const missing = (Object.keys(PARTS) as Part[]).find((part) => !this.#seen.has(part));
    return missing === undefined ? 'the app did not end' : PARTS[missing];
  }
}

function isDelivered({ servers }: AppState): boolean {
  return servers.some(({ chat }) =>
    chat.conversations.some(({ entries }) =>
      entries.some((entry) => entry.kind === 'message' && entry.text === TEXT && entry.delivery === 'delivered'),
    ),
  );
}
