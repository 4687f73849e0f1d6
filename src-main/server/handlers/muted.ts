import type { Sender } from '../router.ts';
import type { Services } from '../services.ts';

/**
 * True when the sender is muted, who is told so, in the order of the answers. What was stored before that is acknowledged again,
 * so that a client which lost the answer does not believe it refused.
 */
export function refuseMuted(
  { moderation, storage }: Services,
  { account, connection }: Sender,
  nonce: string | undefined,
): boolean {
  const refusal = moderation.muteOf(connection);
  if (refusal === null) return false;
  storage.journal.after(() => {
    const stored = nonce === undefined ? null : storage.messageOf(account, nonce);
    if (stored === null) connection.refuse(refusal, nonce);
    else connection.acknowledge(nonce, stored);
  });
  return true;
}
