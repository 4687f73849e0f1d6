import type { Clock } from '../clock.ts';
import type { LimitName, ServerLimits } from '../limits.ts';
import { LoginThrottle } from './login-throttle.ts';
import { factorOf, type Origin } from './origin.ts';
import { PerKey, TokenBucket, WindowCounter } from '../rates.ts';

interface Presence {
  readonly rate: TokenBucket;
  open: number;
  waiting: number;
}

/** Somebody who holds a place before the login and may have to give it up. */
export interface Waiting {
  readonly origin: Origin;
  /** Gives the place to somebody newer; false when its login is on the way, so that it keeps the place. */
  makeRoom(rule: LimitName): boolean;
}

/** Why somebody is not let in: the limit, and words for the person. */
export interface Refusal {
  readonly rule: LimitName;
  readonly reason: string;
}

/**
 * Counts connections and new accounts by address, and says who is not let in. An address on the local network may do
 * `lanFactor` times as much, because a whole room can sit behind one router; this computer is counted in the total only,
 * where places are kept for it.
 */
export class Admission {
  /** Who has to wait because of wrong passwords. */
  readonly throttle: LoginThrottle;
  readonly #limits: ServerLimits;
  /** Without a login, oldest first; those on this computer take no place from the others, nor the others from them. */
  readonly #waiting = { elsewhere: new Set<Waiting>(), here: new Set<Waiting>() };
  #open = 0;
  readonly #lan: PerKey<Presence>;
  readonly #public: PerKey<Presence>;
  readonly #registrations: PerKey<WindowCounter>;
  readonly #guestRegistrations: PerKey<WindowCounter>;

  constructor(limits: ServerLimits, clock: Clock) {
    this.#limits = limits;
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
    const registrations = () =>
      new PerKey(
        () => new WindowCounter(clock, limits.registrationWindowMs),
        (counter) => counter.count === 0,
      );
    this.#registrations = registrations();
    this.#guestRegistrations = registrations();
    this.throttle = new LoginThrottle(limits, clock);
  }

  /** Takes a connection in, or says why not; one that was taken in has to `leave`. */
  enter(connection: Waiting): Refusal | null {
    const refusal = connection.origin.kind === 'loopback' ? this.#enterHere() : this.#enterFromElsewhere(connection.origin);
    if (refusal !== null) return refusal;
    this.#open++;
    this.#waitingLike(connection).add(connection);
    return null;
  }

  /** The connection is past its login and no longer one of those that may have to make room. */
  loggedIn(connection: Waiting): void {
    if (!this.#waitingLike(connection).delete(connection)) return;
    if (connection.origin.kind !== 'loopback') this.#presence(connection.origin).waiting--;
  }

  leave(connection: Waiting): void {
    this.loggedIn(connection);
    this.#open--;
    if (connection.origin.kind !== 'loopback') this.#presence(connection.origin).open--;
  }

  /** How many connections there are, from anywhere. */
  get open(): number {
    return this.#open;
  }

  /** Whether somebody from there may make one more account; counts it. Those of guests have a count of their own. */
  mayRegister(origin: Origin, isGuest: boolean): boolean {
    if (origin.kind === 'loopback') return true;
    const { guestRegistrationsPerAddress, registrationsPerAddress } = this.#limits;
    const made = (isGuest ? this.#guestRegistrations : this.#registrations).get(origin.key).add();
    return made <= (isGuest ? guestRegistrationsPerAddress : registrationsPerAddress) * this.#factor(origin);
  }

  /** On this computer the oldest without a login makes room, so that whoever hosts gets in whatever runs there. */
  #enterHere(): Refusal | null {
    if (this.#open < this.#limits.connectionsMax + this.#limits.connectionsReserved) return null;
    return makeRoom(this.#waiting.here, 'connectionsMax') ? null : FULL;
  }

  #enterFromElsewhere(origin: Origin): Refusal | null {
    const factor = this.#factor(origin);
    const presence = this.#presence(origin);
    if (presence.open >= this.#limits.connectionsPerAddress * factor) {
      return { rule: 'connectionsPerAddress', reason: 'too many connections from your address' };
    }
    if (presence.waiting >= this.#limits.preLoginPerAddress * factor) {
      return { rule: 'preLoginPerAddress', reason: 'too many connections without a login' };
    }
    if (this.#open >= this.#limits.connectionsMax) return FULL;
    if (!presence.rate.take()) {
      const seconds = Math.ceil(presence.rate.wait() / 1000);
      return {
        rule: 'connectionsPerAddressPerSecond',
        reason: `too many new connections from your address, try again in ${seconds} s`,
      };
    }
    if (this.#waiting.elsewhere.size >= this.#limits.preLoginMax) makeRoom(this.#waiting.elsewhere, 'preLoginMax');
    presence.open++;
    presence.waiting++;
    return null;
  }

  #waitingLike({ origin }: Waiting): Set<Waiting> {
    return origin.kind === 'loopback' ? this.#waiting.here : this.#waiting.elsewhere;
  }

  #factor(origin: Origin): number {
    return factorOf(origin, this.#limits);
  }

  #presence(origin: Origin): Presence {
    return (origin.kind === 'lan' ? this.#lan : this.#public).get(origin.key);
  }
}

const FULL: Refusal = { rule: 'connectionsMax', reason: 'the server is full, try again later' };

/** Has the oldest give up its place that can. */
function makeRoom(waiting: Iterable<Waiting>, rule: LimitName): boolean {
  for (const connection of waiting) if (connection.makeRoom(rule)) return true;
  return false;
}
