import { randomBytes } from 'node:crypto';
import { IDENTITY_PATTERN } from '../../../src-shared/protocol/index.ts';
import type { Logger } from '../logger.ts';
import { WriteError } from './journal.ts';
import type { Storage } from './storage.ts';

const NAME = 'identity';
const BYTES = 16;

/**
 * Who this server is, wherever it runs and whatever it is called (docs/PROTOCOL.md, "identity"): made once and kept with its data, so
 * that it goes where these go. Null where the disk takes nothing now: one that is forgotten at the next start would be another server.
 */
export async function serverIdentity(storage: Storage, log: Logger): Promise<string | null> {
  const kept = storage.setting(NAME);
  if (kept !== null && IDENTITY_PATTERN.test(kept)) return kept;
  const made = randomBytes(BYTES).toString('hex');
  try {
    await storage.journal.run('setSettings', { values: [[NAME, made]], audit: null });
    return made;
  } catch (error) {
    if (!(error instanceof WriteError)) throw error;
    log.error('the server has no identity until it can be written', { error: error.message });
    return null;
  }
}
