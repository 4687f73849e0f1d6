import type { ClientPacketOf } from '../../../src-shared/protocol/index.ts';
import type { Sender } from '../router.ts';
import type { Services } from '../services.ts';

/** RWCI+'s `ping`: answered at once, whatever else of this client waits for its turn. */
export function handlePing(_services: Services, { connection }: Sender, { nonce }: ClientPacketOf<'ping'>): void {
  if (connection.mayPing()) connection.send({ type: 'pong', ...(nonce === undefined ? {} : { nonce }) });
}
