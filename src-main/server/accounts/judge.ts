import { SERVER_NAME } from '../../../src-shared/protocol/index.ts';
import type { Clock } from '../clock.ts';
import { shorten } from '../content.ts';
import { notChanged, refused, type Outcome } from '../refusals.ts';
import type { WriteError } from '../storage/journal.ts';
import type { Account, Sanction } from '../storage/records.ts';
import type { Storage } from '../storage/storage.ts';
import { findAccount } from './find-account.ts';
import { deedProblem, looksAfter, mayNothing, type Actor, type Deed } from './permissions.ts';
import { checkReason, untilProblem } from './sanctions.ts';

/** Who acts, and what they come from. */
export type By = Actor & { readonly addressKey: string | null };

/** The person at the server. */
export const CONSOLE: By = { kind: 'console', addressKey: null };

/** What others are told of who did something. */
export function nameOf(by: Actor): string {
  return by.kind === 'console' ? SERVER_NAME : by.account.name;
}

/** Whom a deed is about, and why. */
export interface Charge {
  readonly username: string;
  readonly reason?: string;
}

/** The same with an end, in ms since the epoch; without one it is for ever. */
export interface TimedCharge extends Charge {
  readonly until?: number | null;
}

/** Hears what became of a deed, in the order of what is written; the account is the one it was about. */
export type Done = (outcome: Outcome<Account>) => void;

/** Says whether a deed may be done, by what everybody is when everything before it is on the disk. */
export class Judge {
  readonly #storage: Storage;
  readonly #clock: Clock;

  constructor(storage: Storage, clock: Clock) {
    this.#storage = storage;
    this.#clock = clock;
  }

  /** Behind everything that is being written, finds whom it is about, asks whether that may be done, and checks the terms. */
  judge(
    by: By,
    deed: Deed,
    { username, reason: words, until = null }: TimedCharge,
    done: Done,
    act: (target: Account, terms: Omit<Sanction, 'by'>) => void,
  ): void {
    this.#storage.journal.after(() => {
      const actor = this.current(by);
      const target = findAccount(this.#storage, username);
      if (target === null) {
        // Whoever may do nothing of this learns nothing from it either.
        if (looksAfter(actor)) done(refused('unknown_user', `${shorten(username)} is not known here.`));
        else done(refused('not_allowed', mayNothing(deed)));
        return;
      }
      const problem = deedProblem(actor, deed, target);
      if (problem !== null) {
        done(refused('not_allowed', problem));
        return;
      }
      const at = this.#clock.wall();
      const checked = checkReason(words);
      const badEnd = untilProblem(until, at);
      if (!checked.ok) done(checked);
      else if (badEnd !== null) done({ ok: false, refusal: badEnd });
      else act(target, { reason: checked.reason, until, at });
    });
  }

  /** An actor with the role that they have now; whoever's account is gone is a guest. */
  current(by: By): Actor {
    if (by.kind === 'console') return by;
    const { account } = by;
    const found = this.#storage.accountByKey(account.key);
    return { kind: 'account', account: found?.id === account.id ? found : { ...account, role: 'guest' } };
  }
}

/** The outcome of a deed that could not be written down, and so was not done. */
export function notWritten(reason: WriteError['reason']): Outcome<never> & { readonly ok: false } {
  return { ok: false, refusal: notChanged(reason) };
}
