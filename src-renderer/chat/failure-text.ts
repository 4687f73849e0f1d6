import { assertNever } from '../../src-shared/assert-never.ts';
import type { FailureReason } from '../../src-shared/chat/state.ts';

/** Why an own message did not go, as a sentence for under it; `detail` is the server's own words. */
export function failureText(reason: FailureReason | null, detail?: string): string {
  switch (reason) {
    case 'connection-lost':
      return 'Perhaps not sent: the connection broke.';
    case 'no-receipt':
    case null:
      return 'Not sent: the server did not confirm it.';
    case 'channel-gone':
      return 'Not sent: the channel it was written in is gone.';
    case 'refused':
      return `Not sent: ${detail === undefined || detail === '' ? 'the server refused it.' : detail}`;
    default:
      return assertNever(reason);
  }
}

/** The button that sends it again. A message whose channel is gone stands in another one and would go to those who read that. */
export function retryLabel(reason: FailureReason | null): string {
  return reason === 'channel-gone' ? 'Send here' : 'Retry';
}
