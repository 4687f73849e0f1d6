import type { ErrorCode } from '../../src-shared/protocol/index.ts';
import type { WriteError } from './storage/journal.ts';

/** Why something that a client asked for is not done. */
export interface Refusal {
  readonly code: ErrorCode;
  /** A sentence for the person. */
  readonly message: string;
  /** What it is about: a client without nonces is told once a topic and `noticeIntervalMs`. */
  readonly topic?: string;
}

/** Done, or why not. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

/** The outcome of what is not done. */
export function refused(code: ErrorCode, message: string): Outcome<never> & { readonly ok: false } {
  return { ok: false, refusal: { code, message } };
}

/** Why something that somebody asked for was not written down, and so did not happen. */
export function notChanged(reason: WriteError['reason']): Refusal {
  switch (reason) {
    case 'full':
      return { code: 'storage_full', message: "The server's storage is full. Nothing was changed." };
    case 'busy':
      return { code: 'busy', message: 'The server has too much to do. Nothing was changed.' };
    case 'failed':
      return { code: 'storage_failed', message: 'The server could not store that. Nothing was changed.' };
  }
}

/** Why a message was not kept, and so not delivered either. */
export function notStored(reason: WriteError['reason']): Refusal {
  switch (reason) {
    case 'full':
      return {
        code: 'storage_full',
        message: "The server's storage is full. Your message was not delivered.",
        topic: 'storage',
      };
    case 'busy':
      return { code: 'busy', message: 'The server has too much to do. Your message was not delivered.', topic: 'storage' };
    case 'failed':
      return {
        code: 'storage_failed',
        message: 'The server could not store your message. It was not delivered.',
        topic: 'storage',
      };
  }
}
