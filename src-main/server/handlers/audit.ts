import type { ClientPacketOf } from '../../../src-shared/protocol/index.ts';
import { moderates } from '../accounts/permissions.ts';
import type { Sender } from '../router.ts';
import type { Services } from '../services.ts';

/** RWCI+'s `audit`: a page of the audit log, the newest first, for moderators and owners. */
export function handleAudit(
  { audit, storage }: Services,
  { account, connection }: Sender,
  { before, limit, nonce }: ClientPacketOf<'audit'>,
): void {
  storage.journal.after(() => {
    if (!moderates(connection.account ?? account)) {
      connection.refuse({ code: 'not_allowed', message: 'Only moderators and owners read the audit log.' }, nonce);
      return;
    }
    const { entries, more } = audit.page(before, limit);
    connection.send({
      type: 'audit',
      entries: entries.map(({ id, at, by, action, target, detail }) => ({ id, timestamp: at, by, action, target, detail })),
      more,
      ...(nonce === undefined ? {} : { nonce }),
    });
  });
}
