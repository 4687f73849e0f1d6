import type { Problem } from '../chat/state.ts';
import { reconnectDelay } from './backoff.ts';
import type { Clock } from './clock.ts';
import { isLoginProblem, isRefusal, mayBeOwnGhost } from './problems.ts';

/** A connection that held for so long counts as good: the next loss starts the waits from the beginning. */
export const STABLE_MS = 30_000;
/** A change of the network has a connection tried at once, at most this often. */
export const IMPATIENCE_MS = 5_000;
/** After a loss, a refusal that may be due to one's own old connection is tried again for so long. */
export const GHOST_GRACE_MS = 60_000;

/** Whether and when a session that has no connection tries again by itself. */
export class Reconnecting {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #persistent: boolean;
  #attempt = 0;
  #connectedAt = 0;
  #everLoggedIn = false;
  #triedAt = Number.NEGATIVE_INFINITY;
  /** Since when there is no login, for `GHOST_GRACE_MS`. */
  #withoutLoginSince = 0;

  /** `persistent`: also before the first login. */
  constructor(clock: Clock, random: () => number, persistent: boolean) {
    this.#clock = clock;
    this.#random = random;
    this.#persistent = persistent;
  }

  /** The person asks for a connection: waits begin anew. */
  begin(): void {
    this.#attempt = 0;
    this.#withoutLoginSince = this.#clock.now();
  }

  loggedIn(): void {
    this.#everLoggedIn = true;
    this.#connectedAt = this.#clock.now();
  }

  /** A connection on which there was a login is gone. */
  loggedOut(): void {
    const now = this.#clock.now();
    this.#withoutLoginSince = now;
    if (now - this.#connectedAt >= STABLE_MS) this.#attempt = 0;
  }

  /** Whether a change of the network is reason enough not to wait; asking counts as trying. */
  mayTryAtOnce(): boolean {
    const now = this.#clock.now();
    if (now - this.#triedAt < IMPATIENCE_MS) return false;
    this.#triedAt = now;
    return true;
  }

  /** The wait before the next attempt, in ms, or null: after this only the person can try again. */
  waitAfter(problem: Problem): number | null {
    const lasting = this.#everLoggedIn || this.#persistent;
    const ghost = mayBeOwnGhost(problem) && this.#clock.now() - this.#withoutLoginSince < GHOST_GRACE_MS;
    if (!lasting || isRefusal(problem) || (isLoginProblem(problem) && !ghost)) return null;
    return reconnectDelay(this.#attempt++, this.#random);
  }
}
