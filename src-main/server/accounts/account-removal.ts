import { CloseCode } from '../../../src-shared/protocol/index.ts';
import type { Hub } from '../delivery/hub.ts';
import { sayByFlavour } from '../delivery/said.ts';
import type { Logger } from '../logger.ts';
import { refused } from '../refusals.ts';
import type { Storage } from '../storage/storage.ts';
import type { AuditLog } from './audit-log.ts';
import { endWith } from './ending.ts';
import { nameOf, notWritten, type By, type Charge, type Done, type Judge } from './judge.ts';
import { describeTerms } from './sanctions.ts';

export interface AccountRemovalParts {
  readonly storage: Storage;
  readonly hub: Hub;
  readonly log: Logger;
  readonly judge: Judge;
  readonly audit: AuditLog;
}

/**
 * Takes accounts away, so that their names are free again (docs/PROTOCOL.md, "accounts"): what they wrote stays under their names, and
 * whoever comes next under such a name gets nothing of theirs.
 */
export class AccountRemoval {
  readonly #parts: AccountRemovalParts;

  constructor(parts: AccountRemovalParts) {
    this.#parts = parts;
  }

  remove(by: By, charge: Charge, done: Done): void {
    const { audit, hub, judge, log, storage } = this.#parts;
    judge.judge(by, 'delete', charge, done, (target, { reason }) => {
      const entry = audit.entry(by, 'account_delete', target.name, reason);
      storage.journal.write('deleteAccount', { accountId: target.id, audit: entry }, (written) => {
        if (!written.ok) done(notWritten(written.reason));
        else if (!written.result) done(refused('unknown_user', `${target.name} is not known here any more.`));
        else {
          log.info('deleted an account', { account: target.name, by: nameOf(by) });
          hub.say(sayByFlavour(null, { type: 'account_delete', username: target.name, by: nameOf(by), reason }));
          const connection = hub.find(target.key);
          if (connection !== null) {
            // What of it still waits for its turn finds somebody who may do nothing.
            connection.updateAccount({ ...target, role: 'guest' });
            endWith(connection, CloseCode.kicked, describeTerms('your account was deleted', { reason, until: null }));
          }
          done({ ok: true, value: target });
        }
      });
    });
  }
}
