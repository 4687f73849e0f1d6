import type { By } from '../accounts/judge.ts';
import type { Outcome } from '../refusals.ts';
import type { Sender } from '../router.ts';

/** A sender as one who acts. */
export function byOf({ account, connection }: Sender): By & { readonly kind: 'account' } {
  return { kind: 'account', account, addressKey: connection.origin.key };
}

/** Answers a request when it is known what became of it: with `ack`, or with why not. */
export function answerTo(
  { connection }: Sender,
  { nonce }: { readonly nonce?: string | undefined },
): (outcome: Outcome<unknown>) => void {
  return (outcome) => {
    if (outcome.ok) connection.acknowledge(nonce);
    else connection.refuse(outcome.refusal, nonce);
  };
}
