import { createHash, timingSafeEqual } from 'node:crypto';
import { CloseCode } from '../../../src-shared/protocol/index.ts';
import type { Clock } from '../clock.ts';
import type { LoginThrottle } from '../network/login-throttle.ts';
import type { ServerLimits } from '../limits.ts';
import type { Origin } from '../network/origin.ts';
import type { ServerSettings } from './settings.ts';

/** Why no account is made: the close code and words for the person; `retryAfterMs` when another try would have to wait. */
export type RegistrationRefusal = { readonly code: CloseCode; readonly reason: string } | { readonly retryAfterMs: number };

/** The PIN as an account that is guessed at: no key of an account is empty. */
const PIN_KEY = '';

/** Who may make an account (docs/PROTOCOL.md, "settings"). Whoever has one logs in as ever. */
export class Registration {
  readonly #settings: ServerSettings;
  readonly #throttle: LoginThrottle;
  readonly #clock: Clock;
  readonly #limits: ServerLimits;

  constructor(settings: ServerSettings, throttle: LoginThrottle, clock: Clock, limits: ServerLimits) {
    this.#settings = settings;
    this.#throttle = throttle;
    this.#clock = clock;
    this.#limits = limits;
  }

  /**
   * Whether somebody may make an account: null, or why not. A wrong PIN counts like a wrong password, so that guesses have to
   * wait, from one address or from many; none at all is no guess.
   */
  async check(pin: string | null, origin: Origin): Promise<RegistrationRefusal | null> {
    const { registration } = this.#settings;
    if (registration === 'open') return null;
    if (registration === 'closed') return { code: CloseCode.registrationClosed, reason: 'this server takes no new accounts' };
    if (pin === null) return { code: CloseCode.pinNeeded, reason: 'new accounts need the PIN of this server' };
    const delay = this.#throttle.delay(PIN_KEY, origin);
    if (delay > this.#limits.failedLoginWaitMaxMs) return { retryAfterMs: delay };
    if (delay > 0) await new Promise<void>((resolve) => this.#clock.after(delay, resolve));
    if (isSame(pin, this.#settings.pin)) return null;
    this.#throttle.wrong(PIN_KEY, origin);
    return { code: CloseCode.pinNeeded, reason: 'that is not the PIN of this server' };
  }
}

/** In a time that says nothing about how much of it is right. */
function isSame(given: string, wanted: string | null): boolean {
  return wanted !== null && timingSafeEqual(digest(given), digest(wanted));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
