import type { Outcome } from '../refusals.ts';

/** Whether a command was carried out, and a sentence for the person who gave it. */
export interface AdminResult {
  readonly ok: boolean;
  readonly message: string;
}

export function done(message: string): AdminResult {
  return { ok: true, message };
}

export function failed(message: string): AdminResult {
  return { ok: false, message };
}

/** What became of a deed, in words that may depend on what it was about. */
export function answer<T>(
  act: (done: (outcome: Outcome<T>) => void) => void,
  words: (value: T) => string,
): Promise<AdminResult> {
  return new Promise((resolve) => {
    act((outcome) => {
      resolve(outcome.ok ? done(words(outcome.value)) : failed(outcome.refusal.message));
    });
  });
}
