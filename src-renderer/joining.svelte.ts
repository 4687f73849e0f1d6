import type { Problem } from '../src-shared/chat/state.ts';
import { findServer, type AppState, type Profile } from '../src-shared/ipc/app-state.ts';
import type { CommandArgument } from '../src-shared/ipc/contract.ts';
import type { App } from './app.svelte.ts';
import type { Navigation } from './navigation.svelte.ts';

/** How long the form stays busy after a success until the room's state is here. */
const ARRIVAL_MS = 2_000;

/** One attempt at a time to join or to host, and what came of it. */
export class Joining {
  readonly #app: App;
  readonly #navigation: Navigation;
  #busy = $state(false);
  /** Undefined until this window has tried: then the app's last problem counts. */
  #problem = $state.raw<Problem | null | undefined>(undefined);
  #hostProblem = $state<string | null>(null);

  constructor(app: App, navigation: Navigation) {
    this.#app = app;
    this.#navigation = navigation;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** Why the last attempt to join failed. */
  get problem(): Problem | null {
    if (this.#problem !== undefined) return this.#problem;
    const connection = findServer(this.#app.state.servers, this.#navigation.signIn)?.chat.connection;
    if (connection?.phase === 'login-failed') return connection.problem;
    return this.#app.state.joinProblem;
  }

  /** Why the last attempt to host failed, a sentence. */
  get hostProblem(): string | null {
    return this.#hostProblem;
  }

  /** The person changed what they typed, or left the form. */
  forget(): void {
    this.#problem = null;
    this.#hostProblem = null;
  }

  /** Whether that led into the room. Nothing happens while an attempt is under way. */
  async join(argument: CommandArgument<'session/join'>): Promise<boolean> {
    const { address, username } = argument;
    const joined = (profile: Profile): boolean => profile.address === address && profile.username === username;
    return this.#attempt(joined, async () => {
      this.#problem = null;
      const outcome = await this.#app.do('session/join', argument);
      this.#problem = outcome.ok ? undefined : outcome.problem;
      return outcome.ok;
    });
  }

  async host(argument: CommandArgument<'hosting/start'>): Promise<void> {
    const hosted = (profile: Profile): boolean => profile.kind === 'hosted';
    await this.#attempt(hosted, async () => {
      this.#hostProblem = null;
      const outcome = await this.#app.do('hosting/start', argument);
      this.#hostProblem = outcome.ok ? null : outcome.message;
      return outcome.ok;
    });
  }

  async #attempt(isMeant: (profile: Profile) => boolean, run: () => Promise<boolean>): Promise<boolean> {
    if (this.#busy) return false;
    this.#busy = true;
    const before = this.#app.state.active;
    try {
      if (!(await run())) return false;
      await this.#arrival(
        ({ active }) => active !== before || (this.#app.server !== null && isMeant(this.#app.server.profile)),
      );
      this.#navigation.go(null);
      return true;
    } finally {
      this.#busy = false;
    }
  }

  /** The answer and the room's first state come by different doors; the form stays until both are here. */
  async #arrival(isHere: (state: AppState) => boolean): Promise<void> {
    const end = Date.now() + ARRIVAL_MS;
    while (!isHere(this.#app.state) && Date.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
