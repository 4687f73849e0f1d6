import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { ServerLimits } from '../limits.ts';
import type { Account } from '../storage/records.ts';
import type { Storage } from '../storage/storage.ts';

/** A token as its client gets it, once. */
export interface IssuedToken {
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

const PREFIX = 'rwci1.';
const TOKEN_BYTES = 32;

/**
 * Lets accounts come back without a password (docs/PROTOCOL.md, "resume"): a token is 256 random bits, so that its SHA-256,
 * which alone is stored, needs neither salt nor passes, and finding it by that hash tells nothing about others by its time.
 */
export class ResumeTokens {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #limits: ServerLimits;

  constructor(storage: Storage, clock: Clock, limits: ServerLimits) {
    this.#storage = storage;
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Until when a token lets this account in, in ms since the epoch; null when it does not. */
  check(account: Account, token: string): number | null {
    const found = this.#storage.token(hashOf(token), this.#clock.wall());
    return found !== null && found.accountId === account.id ? found.expiresAt : null;
  }

  /** Whether somebody who came in with a token that holds until then should have a new one. */
  isDue(expiresAt: number): boolean {
    return expiresAt - this.#clock.wall() <= this.#limits.resumeTokenLifeMs / 2;
  }

  /**
   * Makes a token for an account; its oldest go when it has too many. `done` runs when it is stored, and not when that fails: the
   * client comes back with its password then.
   * @param device what the client calls itself, for whoever looks into the file
   */
  issue(account: Account, device: string, done: (issued: IssuedToken) => void): void {
    const token = PREFIX + randomBytes(TOKEN_BYTES).toString('base64url');
    const at = this.#clock.wall();
    const expires = at + this.#limits.resumeTokenLifeMs;
    this.#storage.journal.write(
      'createToken',
      {
        hash: hashOf(token),
        accountId: account.id,
        device: device.slice(0, this.#limits.deviceNameMaxChars),
        at,
        expiresAt: expires,
        keep: this.#limits.resumeTokensPerAccount,
      },
      (written) => {
        if (written.ok) done({ token, expires });
      },
    );
  }

  /**
   * Forgets all tokens of an account; resolves with how many there were.
   * @throws {WriteError} when that could not be written
   */
  revoke(account: Account): Promise<number> {
    return this.#storage.journal.run('revokeTokens', { accountId: account.id });
  }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
