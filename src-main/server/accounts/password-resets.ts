import { CloseCode, isResumeToken, PASSWORD_MAX_BYTES } from '../../../src-shared/protocol/index.ts';
import type { Hub } from '../delivery/hub.ts';
import type { Logger } from '../logger.ts';
import { refused, type Refusal } from '../refusals.ts';
import type { Storage } from '../storage/storage.ts';
import type { AuditLog } from './audit-log.ts';
import { endWith } from './ending.ts';
import { nameOf, notWritten, type By, type Done, type Judge } from './judge.ts';
import { BusyError, type PasswordHasher, type TaskQueue } from './passwords.ts';

export interface PasswordResetParts {
  readonly storage: Storage;
  readonly hub: Hub;
  readonly log: Logger;
  readonly judge: Judge;
  readonly audit: AuditLog;
  readonly hasher: PasswordHasher;
  /** Where logins have their passwords hashed: these wait among them. */
  readonly hashes: TaskQueue;
}

/** New passwords for accounts that are there (docs/PROTOCOL.md, "accounts"). */
export class PasswordResets {
  readonly #parts: PasswordResetParts;
  /** Whose request is under way: one at a time, since each takes the processor for a while. */
  readonly #underWay = new Set<string>();

  constructor(parts: PasswordResetParts) {
    this.#parts = parts;
  }

  /**
   * Gives an account a new password. Its tokens go, and its connection is closed with the reason, unless its own person did it. Whether
   * that may be done is asked before the password is hashed and again when it is.
   */
  reset(by: By, username: string, password: string, done: Done): void {
    const { judge } = this.#parts;
    const problem = passwordProblem(password);
    judge.judge(by, 'reset', { username }, done, () => {
      if (problem !== null) {
        done({ ok: false, refusal: problem });
        return;
      }
      const actor = by.kind === 'console' ? '' : by.account.key;
      if (this.#underWay.has(actor)) {
        done(refused('busy', 'The server is still setting the last password. Try again.'));
        return;
      }
      this.#underWay.add(actor);
      this.#hash(by, password)
        .then((hashed) => {
          if (hashed === null) done(refused('busy', 'The server has too many passwords to check. Try again.'));
          else this.#write(by, username, hashed, done);
        })
        .catch((error: unknown) => {
          const why = error instanceof Error ? error.message : 'unknown error';
          this.#parts.log.error('a password could not be set', { error: why });
          done(refused('failed', 'The server could not do that. Its log says why.'));
        })
        .finally(() => this.#underWay.delete(actor));
    });
  }

  #write(by: By, username: string, password: string, done: Done): void {
    const { audit, hub, judge, log, storage } = this.#parts;
    judge.judge(by, 'reset', { username }, done, (target) => {
      const isOwn = by.kind === 'account' && by.account.id === target.id;
      const entry = audit.entry(by, 'password_reset', target.name);
      storage.journal.write('resetPassword', { accountId: target.id, password, audit: entry }, (written) => {
        if (!written.ok) {
          done(notWritten(written.reason));
          return;
        }
        if (!written.result) {
          done(refused('unknown_user', `${target.name} is not known here any more.`));
          return;
        }
        log.info('set a password', { account: target.name, by: nameOf(by) });
        const connection = hub.find(target.key);
        connection?.updateAccount({ ...(connection.account ?? target), isPassing: false });
        if (connection !== null && !isOwn) {
          const who = by.kind === 'console' ? 'the host' : by.account.name;
          endWith(connection, CloseCode.kicked, `your account was given a new password by ${who}, ask for it and log in again`);
        }
        done({ ok: true, value: target });
      });
    });
  }

  async #hash(by: By, password: string): Promise<string | null> {
    const { hasher, hashes } = this.#parts;
    try {
      return await hashes.run(() => hasher.hash(password), { unbounded: by.kind === 'console' });
    } catch (error) {
      if (error instanceof BusyError) return null;
      throw error;
    }
  }
}

/** Why a text cannot be a password; null when it can. */
function passwordProblem(password: string): Refusal | null {
  const bytes = Buffer.byteLength(password);
  if (bytes < 1 || bytes > PASSWORD_MAX_BYTES)
    return { code: 'bad_packet', message: `A password has 1 to ${PASSWORD_MAX_BYTES} bytes.` };
  return isResumeToken(password) ? { code: 'bad_packet', message: 'That is a resume token and cannot be a password.' } : null;
}
