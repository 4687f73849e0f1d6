import { NAME_MAX_CODE_POINTS, nameKey } from '../../../src-shared/protocol/index.ts';
import type { Account } from '../storage/records.ts';
import type { Storage } from '../storage/storage.ts';

/** Finds an account by what a person calls it, in whatever letter case; null where nobody is called that. */
export function findAccount(storage: Storage, username: string): Account | null {
  // A longer name is nobody's, and not worth normalising.
  return username.length > NAME_MAX_CODE_POINTS * 4 ? null : storage.accountByKey(nameKey(username));
}
