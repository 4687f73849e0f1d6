import { REASON_MAX_CODE_POINTS } from '../../../src-shared/protocol/index.ts';
import type { Refusal } from '../refusals.ts';

/** Why and until when (ms since the epoch) somebody may not come in or write; `until` is null for ever. */
export interface Terms {
  readonly reason: string;
  readonly until: number | null;
}

/** An end further away than this is a mistake; whoever means for ever leaves it out. */
const FURTHEST_MS = 100 * 365 * 24 * 60 * 60_000;
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu;

/** A reason as it is stored and shown, on one line; or the rule that it breaks. */
export function checkReason(
  text = '',
): { readonly ok: true; readonly reason: string } | { readonly ok: false; readonly refusal: Refusal } {
  const reason = text.replaceAll(CONTROL, ' ').trim();
  if ([...reason].length <= REASON_MAX_CODE_POINTS) return { ok: true, reason };
  const message = `A reason has at most ${REASON_MAX_CODE_POINTS} characters.`;
  return { ok: false, refusal: { code: 'bad_packet', message } };
}

/** What is wrong with an end; null when nothing is. */
export function untilProblem(until: number | null, now: number): Refusal | null {
  if (until === null || (Number.isSafeInteger(until) && until > now && until - now <= FURTHEST_MS)) return null;
  const message = until > now ? 'That end is too far away; leave it out to mean for ever.' : 'That end is not in the future.';
  return { code: 'bad_packet', message };
}

/** Whether something that may have an end has not ended. */
export function holds({ until }: Pick<Terms, 'until'>, now: number): boolean {
  return until === null || until > now;
}

/** What a close frame says: `you are banned here until 2026-01-01 12:00 UTC: spam`. */
export function describeTerms(what: string, { reason, until }: Terms): string {
  return `${what}${until === null ? '' : ` until ${describeMoment(until)}`}${reason === '' ? '' : `: ${reason}`}`;
}

/** To the minute, the same on every computer. */
export function describeMoment(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Words of a close frame as a sentence. */
export function sentence(words: string): string {
  const text = words.slice(0, 1).toUpperCase() + words.slice(1);
  return /[.!?]$/u.test(text) ? text : `${text}.`;
}
