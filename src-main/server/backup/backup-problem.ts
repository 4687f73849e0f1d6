import { classifyStorageError } from '../storage/storage-errors.ts';

/** Why a room could not be backed up or restored; whoever shows it finds the words. */
export type BackupProblemKind =
  /** The file is none of ours. */
  | 'foreign'
  /** It is ours and not as it was written. */
  | 'damaged'
  /** It is of a newer version of the app. */
  | 'newer'
  | 'unreadable'
  | 'unwritable'
  | 'disk-full'
  /** Another server uses the folder. */
  | 'in-use'
  /** There is no room yet. */
  | 'no-room';

/** A room could not be backed up or restored; nothing was changed. */
export class BackupProblem extends Error {
  override readonly name = 'BackupProblem';
  readonly kind: BackupProblemKind;
  /** What the system said, in its own words. */
  readonly detail: string;

  constructor(kind: BackupProblemKind, detail = '') {
    super(detail === '' ? kind : `${kind}: ${detail}`);
    this.kind = kind;
    this.detail = detail;
  }
}

/** Any error as such a problem: a full disk as that, anything unforeseen as `otherwise`. */
export function problemOf(error: unknown, otherwise: BackupProblemKind): BackupProblem {
  if (error instanceof BackupProblem) return error;
  const kind = classifyStorageError(error) === 'full' ? 'disk-full' : otherwise;
  return new BackupProblem(kind, error instanceof Error ? error.message : 'unknown error');
}
