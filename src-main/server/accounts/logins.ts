import { checkUserName, CloseCode, isResumeToken, PASSWORD_MAX_BYTES, type Role } from '../../../src-shared/protocol/index.ts';
import type { Admission } from '../network/admission.ts';
import type { Clock } from '../clock.ts';
import type { LimitName, ServerLimits } from '../limits.ts';
import type { Origin } from '../network/origin.ts';
import { BusyError, type PasswordHasher, type TaskQueue } from './passwords.ts';
import type { Guests } from './guests.ts';
import type { Moderation } from './moderation.ts';
import type { Registration } from './registration.ts';
import type { ResumeTokens } from './resume-tokens.ts';
import type { ServerSettings } from './settings.ts';
import type { Account } from '../storage/records.ts';
import type { Storage } from '../storage/storage.ts';

/** A login that succeeded. */
export interface AcceptedLogin {
  readonly ok: true;
  readonly account: Account;
  /** Whether this login made the account. */
  readonly isNew: boolean;
  /** Until when the token of a login by token holds, in ms since the epoch; null after one by password. */
  readonly resumableUntil: number | null;
  /** The stored password that this login was judged by: when it is another by the time the account is let in, it no longer holds. */
  readonly judgedBy: string;
}

/** Where a login comes from and what it brings, besides the name and the password. */
export interface Arrival {
  readonly origin: Origin;
  /** What came in the address, for a server that wants one of new accounts; null when nothing did. */
  readonly pin: string | null;
  /** Whether they come as a guest: an account that they make is passing. */
  readonly isGuest: boolean;
  /** Whether they come by the page for guests. */
  readonly byPage: boolean;
}

interface Refused {
  readonly ok: false;
  readonly code: CloseCode;
  readonly reason: string;
  readonly rule?: LimitName;
}

/** An account, or the close code, the reason in words, and the limit if it was one. */
export type LoginResult = AcceptedLogin | Refused;

export interface LoginOptions {
  readonly storage: Storage;
  readonly admission: Admission;
  readonly resumeTokens: ResumeTokens;
  readonly moderation: Moderation;
  readonly registration: Registration;
  readonly guests: Guests;
  readonly hasher: PasswordHasher;
  readonly hashes: TaskQueue;
  readonly settings: ServerSettings;
  readonly clock: Clock;
  readonly limits: ServerLimits;
  /** Whether the first account on this server is its owner's. */
  readonly firstAccountIsOwner: boolean;
}

/** Checks names, passwords and resume tokens, and makes the account at the first login (RFC #001, "Server Responses"). */
export class Logins {
  readonly #options: LoginOptions;

  constructor(options: LoginOptions) {
    this.#options = options;
  }

  async attempt(username: string, password: string, from: Arrival): Promise<LoginResult> {
    const { origin, pin } = from;
    const { storage, admission, clock, limits, moderation, registration } = this.#options;
    const shutOutMs = admission.throttle.shutOutMs(origin);
    if (shutOutMs > 0) return refuseFor(shutOutMs, 'too many wrong passwords from your address', 'failedLoginsPerAddress');
    const checked = checkUserName(username);
    if (!checked.ok) return refuse(CloseCode.nameRefused, checked.reason);
    const delay = admission.throttle.delay(checked.key, origin);
    if (delay > limits.failedLoginWaitMaxMs) {
      return refuseFor(delay, 'too many wrong passwords for this account', 'failedLoginWaitMaxMs');
    }
    if (delay > 0) await new Promise<void>((resolve) => clock.after(delay, resolve));

    const account = storage.accountByKey(checked.key);
    const banned = moderation.addressProblem(account, origin.key);
    if (banned !== null) return refuse(CloseCode.banned, banned);
    const crowd = this.crowdProblem(account ?? { key: checked.key, role: this.#newRole(from) }, from);
    if (crowd !== null) return crowd;
    if (isResumeToken(password)) return this.#resume(account, checked, password, origin);
    if (account !== null) return await this.#logIn(account, checked.name, password, origin);

    const refusal = this.#isFirstOwner(from) ? null : await registration.check(pin, origin);
    if (refusal !== null) {
      return 'code' in refusal
        ? refuse(refusal.code, refusal.reason)
        : refuseFor(refusal.retryAfterMs, 'too many wrong PINs', 'failedLoginWaitMaxMs');
    }
    const twin = storage.accountByLook(checked.look);
    if (twin !== null) {
      return refuse(CloseCode.nameRefused, `${checked.name} looks too much like ${twin.name}, which is taken.`);
    }
    const bytes = Buffer.byteLength(password);
    if (bytes < 1 || bytes > PASSWORD_MAX_BYTES) {
      return refuse(CloseCode.wrongPassword, `A password has 1 to ${PASSWORD_MAX_BYTES} bytes.`);
    }
    if (!admission.mayRegister(origin, from.isGuest)) {
      return refuse(
        CloseCode.tryAgainLater,
        'too many new accounts from your address, try again later',
        from.isGuest ? 'guestRegistrationsPerAddress' : 'registrationsPerAddress',
      );
    }
    return await this.#register(checked, password, from);
  }

  /** Why a guest, by the page or as one, does not get in now; null when they do, and for everybody else. */
  crowdProblem(
    { key, role }: Pick<Account, 'key' | 'role'>,
    { byPage, isGuest }: Pick<Arrival, 'byPage' | 'isGuest'>,
  ): Refused | null {
    if (role !== 'guest' || !(byPage || isGuest) || !this.#options.guests.areFull(key)) return null;
    return refuse(CloseCode.tryAgainLater, 'as many guests are here as the room takes, try again later', 'guestsMax');
  }

  async #register(
    { name, key, look }: { readonly name: string; readonly key: string; readonly look: string },
    password: string,
    from: Arrival,
  ): Promise<LoginResult> {
    const { storage, admission, hasher, clock } = this.#options;
    const { isGuest: isPassing, origin } = from;
    const hashed = await this.#hash(() => hasher.hash(password), origin);
    if (hashed instanceof BusyError) return busy(hashed);
    // Somebody may have made the account, or one that looks like it, while this password was hashed.
    const winner = storage.accountByKey(key);
    if (winner !== null) return await this.#logIn(winner, name, password, origin);
    if (storage.accountByLook(look) !== null) return refuse(CloseCode.nameRefused, `${name} looks like a name that is taken.`);
    const [role, at] = [this.#newRole(from), clock.wall()];
    const account = await storage.journal.run('createAccount', { name, key, look, password: hashed, role, isPassing, at });
    if (account !== null) {
      admission.throttle.right(account.key, origin);
      return { ok: true, account, isNew: true, resumableUntil: null, judgedBy: hashed };
    }
    // Somebody else's first login was written in the same moment.
    const first = storage.accountByKey(key);
    if (first !== null) return await this.#logIn(first, name, password, origin);
    return refuse(CloseCode.nameRefused, `${name} looks like a name that is taken.`);
  }

  /** The app hosts on this computer: whoever comes from elsewhere, or as a guest, is none, however early. */
  #isFirstOwner({ isGuest, origin }: Arrival): boolean {
    return this.#options.firstAccountIsOwner && !isGuest && origin.kind === 'loopback' && !this.#options.storage.hasOwner();
  }

  #newRole(from: Arrival): Role {
    if (from.isGuest) return 'guest';
    return this.#isFirstOwner(from) ? 'owner' : this.#options.settings.newAccounts;
  }

  async #logIn(account: Account, name: string, password: string, origin: Origin): Promise<LoginResult> {
    const { storage, hasher, admission } = this.#options;
    if (account.name !== name) return refuseSpelling(account);
    let stored = storage.passwordOf(account);
    const matches = await this.#hash(
      () => (password.length > PASSWORD_MAX_BYTES ? Promise.resolve(false) : hasher.verify(stored, password)),
      origin,
    );
    if (matches instanceof BusyError) return busy(matches);
    if (!matches) {
      admission.throttle.wrong(account.key, origin);
      return refuse(CloseCode.wrongPassword, 'wrong password');
    }
    admission.throttle.right(account.key, origin);
    const banned = this.#refuseBanned(account, origin);
    if (banned !== null) return banned;
    if (!hasher.isCurrent(stored)) {
      const fresh = await this.#hash(() => hasher.hash(password), origin);
      if (!(fresh instanceof BusyError)) {
        const isUnchanged = await storage.journal.run('setPassword', {
          accountId: account.id,
          password: fresh,
          instead: stored,
        });
        if (isUnchanged) stored = fresh;
      }
    }
    return { ok: true, account, isNew: false, resumableUntil: null, judgedBy: stored };
  }

  /** By a token in the password's place: nothing is hashed and nobody registered, whoever that name is. */
  #resume(
    account: Account | null,
    { name, key }: { readonly name: string; readonly key: string },
    token: string,
    origin: Origin,
  ): LoginResult {
    const { admission, resumeTokens, storage } = this.#options;
    if (account !== null && account.name !== name) return refuseSpelling(account);
    const resumableUntil = account === null ? null : resumeTokens.check(account, token);
    if (account === null || resumableUntil === null) {
      admission.throttle.wrong(key, origin);
      return refuse(CloseCode.tokenRefused, 'that token is not known or has expired, log in with your password');
    }
    admission.throttle.right(key, origin);
    return (
      this.#refuseBanned(account, origin) ?? {
        ok: true,
        account,
        isNew: false,
        resumableUntil,
        judgedBy: storage.passwordOf(account),
      }
    );
  }

  #refuseBanned(account: Account, origin: Origin): LoginResult | null {
    const problem = this.#options.moderation.loginProblem(account, origin.key);
    return problem === null ? null : refuse(CloseCode.banned, problem);
  }

  /** A `BusyError` when too many wait; those on this computer always may. */
  async #hash<T>(task: () => Promise<T>, origin: Origin): Promise<T | BusyError> {
    try {
      return await this.#options.hashes.run(task, { unbounded: origin.kind === 'loopback' });
    } catch (error) {
      if (error instanceof BusyError) return error;
      throw error;
    }
  }
}

function refuse(code: CloseCode, reason: string, rule?: LimitName): Refused {
  return { ok: false, code, reason, ...(rule === undefined ? {} : { rule }) };
}

function refuseSpelling({ name }: Account): LoginResult {
  return refuse(CloseCode.nameRefused, `This name is taken, written ${name}.`);
}

function refuseFor(ms: number, reason: string, rule: LimitName): LoginResult {
  return refuse(CloseCode.tryAgainLater, `${reason}, try again in ${Math.max(1, Math.ceil(ms / 1000))} s`, rule);
}

function busy({ retryAfterMs }: BusyError): LoginResult {
  return refuseFor(retryAfterMs, 'busy', 'hashQueueMax');
}
