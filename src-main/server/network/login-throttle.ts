import type { Clock } from '../clock.ts';
import type { ServerLimits } from '../limits.ts';
import { factorOf, type Origin } from './origin.ts';
import { PerKey, WindowCounter } from '../rates.ts';

const MINUTE_MS = 60_000;
/** How many addresses an account is known to log in from. */
const KNOWN_ADDRESSES_MAX = 8;
/** How many accounts have such a list; the one that logged in longest ago is forgotten. */
const KNOWN_ACCOUNTS_MAX = 10_000;

/** Wrong passwords in the last minute, and when the next try may be made once there were too many. */
interface Turns {
  readonly failures: WindowCounter;
  next: number;
}

/** Counts wrong passwords, and says who has to wait for them. Programs on this computer are never shut out. */
export class LoginThrottle {
  readonly #limits: ServerLimits;
  readonly #clock: Clock;
  /** By account, and by address and account; the key of an account has no line break. */
  readonly #guessed: PerKey<Turns>;
  readonly #failuresByAddress: PerKey<WindowCounter>;
  readonly #known = new Map<string, Set<string>>();
  readonly #penalties = new Map<string, number>();

  constructor(limits: ServerLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
    this.#guessed = new PerKey(
      () => ({ failures: new WindowCounter(clock, MINUTE_MS), next: 0 }),
      ({ failures, next }) => failures.count === 0 && next <= clock.monotonic(),
    );
    this.#failuresByAddress = new PerKey(
      () => new WindowCounter(clock, limits.failedLoginWindowMs),
      (counter) => counter.count === 0,
    );
  }

  /** For how many ms an address has to stay away because it guessed so often; 0 when it has not. */
  shutOutMs(origin: Origin): number {
    const leftMs = (this.#penalties.get(origin.key) ?? 0) - this.#clock.monotonic();
    if (leftMs > 0) return leftMs;
    this.#penalties.delete(origin.key);
    return 0;
  }

  /**
   * How long a login to an account has to wait, in ms, because of wrong passwords from that address or from anywhere; tries
   * that wait take turns. Who logged in to the account from there before waits for the former only, so that nobody can lock
   * its owner out. More than `failedLoginWaitMaxMs` means that it is refused.
   */
  delay(accountKey: string, origin: Origin): number {
    const { failedLoginDelayMs, failedLoginsPerAccount, failedLoginsPerMinute, failedLoginWaitMaxMs } = this.#limits;
    const now = this.#clock.monotonic();
    const turns: Turns[] = [];
    let wait = 0;
    const fromHere = this.#guessed.peek(`${accountKey}\n${origin.key}`);
    if (fromHere !== undefined && fromHere.failures.count >= failedLoginsPerMinute) {
      turns.push(fromHere);
      wait = failedLoginDelayMs;
    }
    const fromAnywhere = this.#guessed.peek(accountKey);
    if (
      fromAnywhere !== undefined &&
      fromAnywhere.failures.count >= failedLoginsPerAccount &&
      !this.#isKnown(accountKey, origin)
    ) {
      turns.push(fromAnywhere);
    }
    for (const { next } of turns) wait = Math.max(wait, next - now);
    // One that would wait too long is refused, and takes no turn.
    if (wait <= failedLoginWaitMaxMs) for (const each of turns) each.next = now + wait + failedLoginDelayMs;
    return wait;
  }

  /** The password was right: from there the account's owner comes. */
  right(accountKey: string, origin: Origin): void {
    const addresses = this.#known.get(accountKey) ?? new Set();
    // Again at the end, so that the first is the one that was not used for longest.
    this.#known.delete(accountKey);
    this.#known.set(accountKey, addresses);
    addresses.delete(origin.key);
    addresses.add(origin.key);
    dropOldest(addresses, KNOWN_ADDRESSES_MAX);
    dropOldest(this.#known, KNOWN_ACCOUNTS_MAX);
  }

  wrong(accountKey: string, origin: Origin): void {
    this.#guessed.get(`${accountKey}\n${origin.key}`).failures.add();
    this.#guessed.get(accountKey).failures.add();
    if (origin.kind === 'loopback') return;
    const failures = this.#failuresByAddress.get(origin.key).add();
    if (failures < this.#limits.failedLoginsPerAddress * factorOf(origin, this.#limits)) return;
    const now = this.#clock.monotonic();
    for (const [key, until] of this.#penalties) if (until <= now) this.#penalties.delete(key);
    this.#penalties.set(origin.key, now + this.#limits.failedLoginPenaltyMs);
  }

  #isKnown(accountKey: string, origin: Origin): boolean {
    return this.#known.get(accountKey)?.has(origin.key) === true;
  }
}

function dropOldest(keys: Set<string> | Map<string, unknown>, max: number): void {
  const [oldest] = keys.keys();
  if (keys.size > max && oldest !== undefined) keys.delete(oldest);
}
