import type { Role } from '../../../src-shared/protocol/index.ts';
import { shorten } from '../content.ts';
import type { Hub } from '../delivery/hub.ts';
import type { Logger } from '../logger.ts';
import { findAccount } from './find-account.ts';
import type { AuditLog } from './audit-log.ts';
import { nameOf, type By, type Judge } from './judge.ts';
import { roleProblem } from './permissions.ts';
import { notChanged, refused, type Outcome } from '../refusals.ts';
import { sayByFlavour } from '../delivery/said.ts';
import type { ServerSettings } from './settings.ts';
import type { Account } from '../storage/records.ts';
import type { Storage } from '../storage/storage.ts';

export interface RoleOptions {
  readonly storage: Storage;
  readonly hub: Hub;
  readonly log: Logger;
  readonly settings: ServerSettings;
  readonly judge: Judge;
  readonly audit: AuditLog;
}

/** Who is what (docs/PROTOCOL.md, "moderation"). A role that was given holds at once, also for what its bearer has sent already. */
export class Roles {
  readonly #options: RoleOptions;

  constructor(options: RoleOptions) {
    this.#options = options;
  }

  /** Gives somebody a role; clients that know RWCI+ are told. */
  give(by: By, username: string, role: Role, done: (outcome: Outcome<Account>) => void): void {
    const { judge, storage } = this.#options;
    storage.journal.after(() => {
      const target = findAccount(storage, username);
      const problem = roleProblem(judge.current(by), target ?? NOBODY, role);
      if (problem !== null) done(refused('not_allowed', problem));
      else if (target === null) done(refused('unknown_user', `${shorten(username)} is not known here.`));
      else if (target.role === role) done({ ok: true, value: target });
      else this.#write(by, target, role, done);
    });
  }

  #write(by: By, target: Account, role: Role, done: (outcome: Outcome<Account>) => void): void {
    const { audit, hub, log, settings, storage } = this.#options;
    const entry = audit.entry(by, 'role', target.name, role);
    storage.journal.write('setRole', { accountId: target.id, role, audit: entry }, (written) => {
      if (!written.ok) done({ ok: false, refusal: notChanged(written.reason) });
      else if (!written.result) done(refused('not_allowed', `${target.name} is the only owner. Make another one first.`));
      else {
        const account = { ...target, role, isPassing: target.isPassing && role === 'guest' };
        const connection = hub.find(target.key);
        connection?.updateAccount(account);
        hub.say(sayByFlavour(null, { type: 'role', username: target.name, role, by: nameOf(by) }));
        // What one may see of them depends on the role.
        if (connection !== null) settings.tell(connection);
        log.info('gave a role', { account: target.name, role, by: nameOf(by) });
        done({ ok: true, value: account });
      }
    });
  }
}

/** Whom a name that nobody has stands for, when it is asked who may give roles at all. */
const NOBODY: Account = { id: -1, name: '', key: '', role: 'member', isPassing: false };
