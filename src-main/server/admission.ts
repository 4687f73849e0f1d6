import { addressKey, classOf, type AddressClass } from './address.ts';
import type { Clock } from './clock.ts';
import type { ServerLimits } from './limits.ts';
import { PerKey, TokenBucket, WindowCounter } from './rates.ts';

/** Where a connection comes from, worked out once. */
export interface Origin {
  readonly address: string;
  readonly key: string;
  readonly kind: AddressClass;
}

/** The origin of a connection from an address. */
export function originOf(address: string): Origin {
  return { address, key: addressKey(address), kind: classOf(address) };
}

interface Presence {
  readonly rate: TokenBucket;
  open: number;
  waiting: number;
}

/** Somebody who holds a place before the login and may have to give it up. */
export interface Waiting {
  readonly origin: Origin;
  /** Gives the place to somebody newer. */
  makeRoom(): void;
}

/**
 * Counts connections and wrong passwords by address, and says who has to wait. An address on the local network may do
 * `lanFactor` times as much, because a whole room can sit behind one router; this computer is not counted.
 */
export class Admission {
  readonly #limits: ServerLimits;
  readonly #waiting = new Set<Waiting>();
  readonly #lan: PerKey<Presence>;
  readonly #public: PerKey<Presence>;
  readonly #registrations: PerKey<WindowCounter>;
  readonly #failures: PerKey<WindowCounter>;
  readonly #failuresByAddress: PerKey<WindowCounter>;
  readonly #penalties = new Map<string, number>();
  readonly #clock: Clock;

  constructor(limits: ServerLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
    const presence = (factor: number) =>
      new PerKey<Presence>(
        () => ({
          rate: new TokenBucket(
            clock,
            limits.connectionBurstPerAddress * factor,
            limits.connectionsPerAddressPerSecond * factor,
          ),
          open: 0,
          waiting: 0,
        }),
        ({ rate, open }) => open === 0 && rate.isFull(),
      );
    this.#public = presence(1);
    this.#lan = presence(limits.lanFactor);
    const counters = (windowMs: number) =>
      new PerKey(
        () => new WindowCounter(clock, windowMs),
        (counter) => counter.count === 0,
      );
    this.#registrations = counters(limits.registrationWindowMs);
    this.#failures = counters(60_000);
    this.#failuresByAddress = counters(limits.failedLoginWindowMs);
  }

  /** Takes a connection in, or says in words why not; one that was taken in has to `leave`. */
  enter(connection: Waiting): string | null {
    const { origin } = connection;
    if (origin.kind === 'loopback') return null;
    const factor = this.#factor(origin);
    const presence = this.#presence(origin);
    if (presence.open >= this.#limits.connectionsPerAddress * factor) return 'too many connections from your address';
    if (presence.waiting >= this.#limits.preLoginPerAddress * factor) return 'too many connections without a login';
    if (!presence.rate.take()) return 'too many new connections from your address, try again in a minute';
    if (this.#waiting.size >= this.#limits.preLoginMax) {
      const [oldest] = this.#waiting;
      oldest?.makeRoom();
    }
    presence.open++;
    presence.waiting++;
    this.#waiting.add(connection);
    return null;
  }

  /** The connection is past its login and no longer one of those that may have to make room. */
  loggedIn(connection: Waiting): void {
    if (this.#waiting.delete(connection)) this.#presence(connection.origin).waiting--;
  }

  leave(connection: Waiting): void {
    if (connection.origin.kind === 'loopback') return;
    this.loggedIn(connection);
    this.#presence(connection.origin).open--;
  }

  /** Whether somebody from there may make one more account; counts it. */
  mayRegister(origin: Origin): boolean {
    if (origin.kind === 'loopback') return true;
    return this.#registrations.get(origin.key).add() <= this.#limits.registrationsPerAddress * this.#factor(origin);
  }

  /** Whether an address guessed so often that it has to stay away for a while. */
  isShutOut(origin: Origin): boolean {
    const until = this.#penalties.get(origin.key);
    if (until === undefined) return false;
    if (this.#clock.monotonic() < until) return true;
    this.#penalties.delete(origin.key);
    return false;
  }

  /** How long a login to an account has to wait, in ms, because that address gave it wrong passwords. */
  loginDelay(accountKey: string, origin: Origin): number {
    const failures = this.#failures.get(`${origin.key} ${accountKey}`).count;
    return failures >= this.#limits.failedLoginsPerMinute ? this.#limits.failedLoginDelayMs : 0;
  }

  wrongPassword(accountKey: string, origin: Origin): void {
    this.#failures.get(`${origin.key} ${accountKey}`).add();
    if (origin.kind === 'loopback') return;
    const failures = this.#failuresByAddress.get(origin.key).add();
    if (failures < this.#limits.failedLoginsPerAddress * this.#factor(origin)) return;
    const now = this.#clock.monotonic();
    for (const [key, until] of this.#penalties) if (until <= now) this.#penalties.delete(key);
    this.#penalties.set(origin.key, now + this.#limits.failedLoginPenaltyMs);
  }

  #factor(origin: Origin): number {
    return origin.kind === 'lan' ? this.#limits.lanFactor : 1;
  }

  #presence(origin: Origin): Presence {
    return (origin.kind === 'lan' ? this.#lan : this.#public).get(origin.key);
  }
}
