import { AppStore } from '../../src-shared/client/app-store.ts';
import type { CommandHandlers, RwciApi } from '../../src-shared/ipc/api.ts';
import type { AppState } from '../../src-shared/ipc/app-state.ts';
import type { Command, EventBatch } from '../../src-shared/ipc/contract.ts';

/** Both ends of the window's bridge within one page: the state that counts, and the door to it. */
export class PageBridge implements RwciApi {
  readonly store: AppStore;
  readonly #listeners = new Set<(batch: EventBatch) => void>();
  #commands: Partial<CommandHandlers> = {};

  constructor(initial: AppState, onError: (error: unknown) => void) {
    const push = (batch: EventBatch) => {
      for (const listener of this.#listeners) listener(batch);
    };
    this.store = new AppStore(initial, push, onError);
  }

  /** Says who carries out what is asked for. */
  serve(commands: Partial<CommandHandlers>): void {
    this.#commands = commands;
  }

  /** Rejects a command that a page cannot carry out. */
  readonly invoke: RwciApi['invoke'] = async (command, argument) => {
    const run = this.#commands[command] as CommandHandlers[Command] | undefined;
    if (run === undefined) throw new Error(`${command} is of the desktop app`);
    try {
      return (await run(argument as never)) as never;
    } finally {
      // The person waits for what came of it.
      this.store.pushNow();
    }
  };

  /** A page has no native menu. */
  readonly subscribe: RwciApi['subscribe'] = (push, listener) => {
    if (push !== 'events') return () => undefined;
    const heard = listener as (batch: EventBatch) => void;
    this.#listeners.add(heard);
    return () => {
      this.#listeners.delete(heard);
    };
  };
}
