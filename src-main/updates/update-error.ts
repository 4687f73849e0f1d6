import type { UpdateProblem } from '../../src-shared/ipc/index.ts';

/** An update that could not be found, fetched or installed, and how to say so. Made in two bundles: told by its `problem`, not its class. */
export class UpdateError extends Error {
  readonly problem: UpdateProblem;

  /** `detail`: for the log. */
  constructor(problem: UpdateProblem, detail: string, cause?: unknown) {
    super(detail, { cause });
    this.name = 'UpdateError';
    this.problem = problem;
  }
}

/** What the system says where there is no room, or no way to write. */
const DISK_CODES: Readonly<Record<string, UpdateProblem>> = {
  ...{ ENOSPC: 'disk-full', EDQUOT: 'disk-full', EFBIG: 'disk-full' },
  ...{ EACCES: 'disk', EPERM: 'disk', EROFS: 'disk', EIO: 'disk', EMFILE: 'disk', ENOTDIR: 'disk' },
};

/** How electron-updater names what it finds. */
const UPDATER_CODES: Readonly<Record<string, UpdateProblem>> = {
  ERR_CHECKSUM_MISMATCH: 'damaged',
  ERR_UPDATER_INVALID_SIGNATURE: 'not-trusted',
  ERR_UPDATER_INVALID_VERSION: 'unreadable',
};

/** What kind of failure this is, whoever threw it. */
export function problemOf(error: unknown): UpdateProblem {
  if (!(error instanceof Error)) return 'unknown';
  if ('problem' in error && typeof error.problem === 'string') return error.problem as UpdateProblem;
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined ? 'unknown' : (DISK_CODES[code] ?? UPDATER_CODES[code] ?? 'unknown');
}
