import { hash, verify } from '@node-rs/argon2';
import { systemClock, type Clock } from '../clock.ts';

/** Turns passwords into PHC strings and compares them, off the event loop. */
export interface PasswordHasher {
  hash(password: string): Promise<string>;
  verify(stored: string, password: string): Promise<boolean>;
  /** Whether a stored string was made as new ones are; one that was not is replaced at the next login. */
  isCurrent(stored: string): boolean;
}

/** OWASP's parameters for argon2id: 19 MiB, two passes, one lane. */
const MEMORY_KIB = 19_456;
const PASSES = 2;
const LANES = 1;
const ARGON2ID = 2;
const CURRENT_PREFIX = `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${LANES}$`;

/** argon2id with OWASP's parameters. */
export const argon2Hasher: PasswordHasher = {
  hash: (password) => hash(password, { algorithm: ARGON2ID, memoryCost: MEMORY_KIB, timeCost: PASSES, parallelism: LANES }),
  verify: (stored, password) => verify(stored, password),
  isCurrent: (stored) => stored.startsWith(CURRENT_PREFIX),
};

/** Too many logins wait for the processor. */
export class BusyError extends Error {
  override readonly name = 'BusyError';
  /** After how long those that wait now will have had their turn, by what they took of late. */
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super('too many logins at once');
    this.retryAfterMs = retryAfterMs;
  }
}

/** What a task takes before there is a figure, and the weight of the newest in the moving mean. */
const TASK_FIRST_GUESS_MS = 50;
const TASK_WEIGHT = 0.2;

/** Runs few tasks at once and lets a bounded number wait in order, so that a crowd of logins cannot take the memory. */
export class TaskQueue {
  readonly #atOnce: number;
  readonly #maxWaiting: number;
  readonly #clock: Clock;
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #taskMs = TASK_FIRST_GUESS_MS;

  constructor(atOnce: number, maxWaiting: number, clock: Clock = systemClock) {
    this.#atOnce = atOnce;
    this.#maxWaiting = maxWaiting;
    this.#clock = clock;
  }

  /**
   * @param options.unbounded for a task that waits however many do
   * @throws {BusyError} when the queue is full
   */
  async run<T>(task: () => Promise<T>, { unbounded = false } = {}): Promise<T> {
    if (this.#running < this.#atOnce) this.#running++;
    else {
      if (!unbounded && this.#waiting.length >= this.#maxWaiting) {
        throw new BusyError((this.#waiting.length * this.#taskMs) / this.#atOnce);
      }
      // Whoever ends hands its place over, so `running` does not change.
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    const startedAt = this.#clock.monotonic();
    try {
      return await task();
    } finally {
      this.#taskMs += TASK_WEIGHT * (this.#clock.monotonic() - startedAt - this.#taskMs);
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }
}
