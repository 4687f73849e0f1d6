import type { AppState } from './app-state.ts';

/** What the app does about updates: nothing, tell of them, or fetch them by itself as well. */
export const UPDATE_CHOICES = ['off', 'notify', 'automatic'] as const;
export type UpdateChoice = (typeof UPDATE_CHOICES)[number];

/**
 * Why an installation never updates itself: nobody set an address to ask, or one that may not be used; or it is not ours to replace:
 * a package manager's, a portable one, an unpacked folder, not yet in the applications folder, in a folder that nothing can be written to.
 */
export type UpdateAbsence =
  ('no-feed' | 'refused-feed') | ('package-manager' | 'portable' | 'unpacked' | 'not-in-applications' | 'read-only');

/** What went wrong with an update; each has its sentence in the catalogue. */
export type UpdateProblem =
  | ('offline' | 'server' | 'redirected' | 'unreadable' | 'not-trusted' | 'too-large')
  | ('cut' | 'damaged' | 'disk-full' | 'disk' | 'not-installed' | 'unknown');

/** A version that is newer than this one. */
export interface UpdateOffer {
  readonly version: string;
  /** Plain text of lines, without anything that does more than stand there; empty where nobody wrote any. */
  readonly notes: string;
  /** Of what is to be downloaded. */
  readonly bytes: number;
}

/** How the app's own update stands. */
export type UpdateState =
  | { readonly status: 'absent'; readonly reason: UpdateAbsence }
  /** `asked`: there is nothing newer; otherwise nobody asked yet. */
  | { readonly status: 'none'; readonly asked: boolean }
  | { readonly status: 'checking' }
  | { readonly status: 'available'; readonly offer: UpdateOffer }
  | { readonly status: 'downloading'; readonly offer: UpdateOffer; readonly percent: number }
  /** It is installed when the app ends. */
  | { readonly status: 'ready'; readonly offer: UpdateOffer }
  | { readonly status: 'failed'; readonly problem: UpdateProblem; readonly offer: UpdateOffer | null };

/** Before it was looked at whether this installation can update itself. */
export const UPDATES_ABSENT: UpdateState = { status: 'absent', reason: 'no-feed' };

/** Whether to point at a newer version: not before the server that is hosted here has ended, since nothing can be done with it. */
export function hasUpdateNews({ update, hosting }: Pick<AppState, 'update' | 'hosting'>): boolean {
  return (update.status === 'available' || update.status === 'ready') && hosting.status !== 'on';
}

/** What there is to install, downloaded or not; null where nothing is. */
export function offerOf(update: UpdateState): UpdateOffer | null {
  return 'offer' in update ? update.offer : null;
}
