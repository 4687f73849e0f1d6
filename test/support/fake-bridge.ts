import type { RwciApi } from '../../src-shared/ipc/api.ts';
import type { ChatState } from '../../src-shared/chat/state.ts';
import {
  DEFAULT_SETTINGS,
  reduceApp,
  type AppEvent,
  type AppState,
  type Profile,
  type ServerState,
} from '../../src-shared/ipc/app-state.ts';
import { FINDING_OFF } from '../../src-shared/ipc/finding.ts';
import { UPDATES_ABSENT } from '../../src-shared/ipc/updates.ts';
import type { Command, CommandArgument, CommandResult, Pushes, Snapshot } from '../../src-shared/ipc/contract.ts';

/** What a fake main process does on a command; it may push events and answer. */
export type Handlers = { [C in Command]?: (argument: CommandArgument<C>) => CommandResult<C> | Promise<CommandResult<C>> };

/** A call of the window, as it came. */
export interface Call {
  readonly command: Command;
  readonly argument: unknown;
}

/** A state before the first use. */
export function emptyAppState(change: Partial<AppState> = {}): AppState {
  return {
    servers: [],
    active: null,
    shell: { kind: 'app' },
    hosting: { status: 'off' },
    finding: FINDING_OFF,
    panel: null,
    settings: DEFAULT_SETTINGS,
    lastUsed: { address: '', username: '', hostName: '', hostPort: 8888, knownNames: [] },
    passwordStore: { available: true },
    systemLanguages: ['en-GB'],
    joinProblem: null,
    askingOnClose: false,
    invitation: null,
    update: UPDATES_ABSENT,
    notices: [],
    ...change,
  };
}

/** A server of the list with this chat; `home` where the test names none. */
export function serverOf(chat: ChatState, change: Partial<Profile> = {}): ServerState {
  const profile: Profile = {
    id: 'home',
    kind: 'remote',
    address: chat.address,
    username: chat.me,
    label: '',
    autoconnect: true,
    muted: false,
    blocked: chat.blocked,
    security: { kind: 'clear' },
    ...change,
  };
  return { profile, chat };
}

/** A state with these servers, the first one in front. */
export function stateWith(servers: readonly ServerState[], change: Partial<AppState> = {}): AppState {
  return emptyAppState({ servers, active: servers[0]?.profile.id ?? null, ...change });
}

/**
 * A main process for tests of the window: holds an `AppState`, numbers its events, applies them with the real reducer and
 * pushes them. A command without a handler rejects with its name.
 */
export class FakeBridge implements RwciApi {
  readonly calls: Call[] = [];
  readonly handlers: Handlers;
  #state: AppState;
  #sequence = 0;
  readonly #listeners: { readonly [P in keyof Pushes]: Set<(payload: Pushes[P]) => void> } = {
    events: new Set(),
    menu: new Set(),
  };

  constructor(state: AppState = emptyAppState(), handlers: Handlers = {}) {
    this.#state = state;
    this.handlers = { 'app/snapshot': () => this.snapshot(), ...handlers };
  }

  get state(): AppState {
    return this.#state;
  }

  snapshot(): Snapshot {
    return { sequence: this.#sequence, state: this.#state };
  }

  /** Applies events and pushes them as one batch. */
  push(...events: AppEvent[]): void {
    this.deliver(this.apply(...events));
  }

  /** Applies events and returns their batch without pushing it: for what is lost or late. */
  apply(...events: AppEvent[]): Pushes['events'] {
    const first = this.#sequence + 1;
    for (const event of events) this.#state = reduceApp(this.#state, event);
    this.#sequence += events.length;
    return { first, events };
  }

  deliver(batch: Pushes['events']): void {
    for (const listener of this.#listeners.events) listener(batch);
  }

  invoke<C extends Command>(command: C, argument: CommandArgument<C>): Promise<CommandResult<C>> {
    this.calls.push({ command, argument });
    const handler = this.handlers[command] as
      ((argument: CommandArgument<C>) => CommandResult<C> | Promise<CommandResult<C>>) | undefined;
    if (handler === undefined) return Promise.reject(new Error(`fake bridge: no handler for “${command}”`));
    return Promise.resolve().then(() => handler(argument));
  }

  /** As if the person had chosen it in the native menu. */
  choose(action: Pushes['menu']): void {
    for (const listener of this.#listeners.menu) listener(action);
  }

  subscribe<P extends keyof Pushes>(push: P, listener: (payload: Pushes[P]) => void): () => void {
    const listeners: Set<(payload: Pushes[P]) => void> = this.#listeners[push];
    listeners.add(listener);
    return () => listeners.delete(listener);
  }
}
