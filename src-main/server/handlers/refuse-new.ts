import type { Refusal } from '../refusals.ts';
import type { Sender } from '../router.ts';
import type { Services } from '../services.ts';

/** Refuses a message, but acknowledges one that was stored before: its channel may have gone, or its author been muted, since. */
export function refuseNew(
  { storage }: Services,
  { account, connection }: Sender,
  refusal: Refusal,
  nonce: string | undefined,
): void {
  const first = nonce === undefined ? null : storage.messageOf(account, nonce);
  if (first === null) connection.refuse(refusal, nonce);
  else connection.acknowledge(nonce, first);
}
