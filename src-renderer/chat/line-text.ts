import type { GapEntry } from '../../src-shared/chat/state.ts';
import { formatSpan } from './format-time.ts';

/** The lines of the log that stand where messages do not. */

/** `1 message is not available`. */
export function missingText(count: number): string {
  return count === 1 ? '1 message is not available' : `${count} messages are not available`;
}

/** When the connection was down, and how many messages are missing from that time; `missing` null: nobody knows. */
export function gapText({ at, from }: GapEntry, missing: number | null, today: number): string {
  const what = missing === null ? 'messages from this time may be missing' : missingText(missing);
  return `Offline ${formatSpan(from, at, today)}: ${what}`;
}

/** `3 hidden messages`. */
export function hiddenText(count: number): string {
  return count === 1 ? '1 hidden message' : `${count} hidden messages`;
}
