import type { Command, CommandArgument, CommandResult, Push, Pushes } from './contract.ts';

/** What the preload supplies: two functions over Electron's IPC. */
export interface Wire {
  invoke(command: string, argument: unknown): Promise<unknown>;
  /** Calls `listener` for each push of that kind; returns the function that ends it. */
  subscribe(push: string, listener: (payload: unknown) => void): () => void;
}

/** `window.rwci`: all that the window can ask of the main process. */
export interface RwciApi {
  invoke<C extends Command>(command: C, argument: CommandArgument<C>): Promise<CommandResult<C>>;
  subscribe<P extends Push>(push: P, listener: (payload: Pushes[P]) => void): () => void;
}

/** What carries out each command of the contract. */
export type CommandHandlers = {
  readonly [C in Command]: (argument: CommandArgument<C>) => CommandResult<C> | Promise<CommandResult<C>>;
};

/** The typed door over an untyped wire. Types are believed here because main parses every argument and made every result. */
export function createApi(wire: Wire): RwciApi {
  return {
    invoke: (command, argument) => wire.invoke(command, argument) as Promise<never>,
    subscribe: (push, listener) => wire.subscribe(push, listener as (payload: unknown) => void),
  };
}
