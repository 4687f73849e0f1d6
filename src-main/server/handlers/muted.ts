import type { Sender } from '../router.ts';
import type { Services } from '../services.ts';
import { refuseNew } from './refuse-new.ts';

/**
 * True when the sender is muted, who is told so, in the order of the answers. What was stored before that is acknowledged again,
 * so that a client which lost the answer does not believe it refused.
 */
export function refuseMuted(services: Services, sender: Sender, nonce: string | undefined): boolean {
  const { moderation, storage } = services;
  const refusal = moderation.muteOf(sender.connection);
  if (refusal === null) return false;
  storage.journal.after(() => {
    refuseNew(services, sender, refusal, nonce);
  });
  return true;
}
