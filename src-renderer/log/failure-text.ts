import { assertNever } from '../../src-shared/assert-never.ts';
import type { FailureReason } from '../../src-shared/chat/state.ts';
import { words } from '../../src-shared/language/index.ts';

/** Why an own message did not go, as a sentence for under it; `detail` is the server's own words. */
export function failureText(reason: FailureReason | null, detail?: string): string {
  const say = words().timeline;
  switch (reason) {
    case 'connection-lost':
      return say.perhapsNotSent;
    case 'no-receipt':
    case null:
      return say.notConfirmed;
    case 'channel-gone':
      return say.channelGone;
    case 'refused':
      return detail === undefined || detail === '' ? say.refused : say.refusedBecause(detail);
    default:
      return assertNever(reason);
  }
}

/** The button that sends it again. */
export function retryLabel(reason: FailureReason | null): string {
  const say = words().timeline;
  return reason === 'channel-gone' ? say.sendHere : say.retry;
}
