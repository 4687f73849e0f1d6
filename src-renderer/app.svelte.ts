import type { ChatState } from '../src-shared/chat/state.ts';
import type { RwciApi } from '../src-shared/ipc/api.ts';
import { activeServer, reduceApp, type AppState, type ServerState } from '../src-shared/ipc/app-state.ts';
import type { Command, CommandArgument, CommandResult, EventBatch, Pushes, Snapshot } from '../src-shared/ipc/contract.ts';

/** Batches kept while a snapshot is on its way; beyond that a newer snapshot is asked for. */
const WAITING_BATCHES_MAX = 500;

/**
 * The window's replica of the main process's `AppState`: starts from a snapshot and applies the numbered events that follow
 * with the same reducer. Events it already holds are skipped; after a gap it takes a new snapshot.
 */
export class App {
  readonly #bridge: RwciApi;
  #state = $state.raw<AppState>() as AppState;
  #sequence = 0;
  #waiting: EventBatch[] | null = null;
  #unsubscribe: (() => void) | null = null;

  /** Use `App.open`. */
  private constructor(bridge: RwciApi) {
    this.#bridge = bridge;
  }

  /** Resolves once the first snapshot is there; events that arrive meanwhile are not lost. */
  static async open(bridge: RwciApi): Promise<App> {
    const app = new App(bridge);
    app.#waiting = [];
    app.#unsubscribe = bridge.subscribe('events', (batch) => app.#receive(batch));
    await app.#takeSnapshot();
    return app;
  }

  get state(): AppState {
    return this.#state;
  }

  /** The window is a guest's page: what only the desktop app can do is not offered. */
  get isPage(): boolean {
    return this.#state.shell.kind === 'page';
  }

  /** The server in front. */
  get server(): ServerState | null {
    return activeServer(this.#state);
  }

  /** The chat of the server in front. */
  get chat(): ChatState | null {
    return this.server?.chat ?? null;
  }

  /** Asks the main process for something; what changes comes back as events. */
  do<C extends Command>(command: C, argument: CommandArgument<C>): Promise<CommandResult<C>> {
    return this.#bridge.invoke(command, argument);
  }

  /** Calls `listener` with each item of the native menu that the person chooses; returns the end of that. */
  onMenu(listener: (action: Pushes['menu']) => void): () => void {
    return this.#bridge.subscribe('menu', listener);
  }

  close(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = null;
  }

  #receive(batch: EventBatch): void {
    if (this.#waiting !== null) {
      this.#waiting.push(batch);
      if (this.#waiting.length > WAITING_BATCHES_MAX) this.#waiting.shift();
    } else if (!this.#apply(batch)) {
      this.#waiting = [batch];
      void this.#takeSnapshot();
    }
  }

  /** False when events before this batch are missing. */
  #apply(batch: EventBatch): boolean {
    if (batch.first > this.#sequence + 1) return false;
    const fresh = batch.events.slice(this.#sequence + 1 - batch.first);
    if (fresh.length === 0) return true;
    this.#state = fresh.reduce(reduceApp, this.#state);
    this.#sequence += fresh.length;
    return true;
  }

  async #takeSnapshot(): Promise<void> {
    for (;;) {
      const snapshot: Snapshot = await this.#bridge.invoke('app/snapshot', {});
      this.#state = snapshot.state;
      this.#sequence = snapshot.sequence;
      const waiting = this.#waiting ?? [];
      this.#waiting = [];
      const missing = waiting.findIndex((batch) => !this.#apply(batch));
      if (missing === -1) break;
      this.#waiting = waiting.slice(missing);
    }
    this.#waiting = null;
  }
}
