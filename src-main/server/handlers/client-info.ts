import type { ClientPacketOf } from '../../../src-shared/protocol/index.ts';
import type { Sender } from '../router.ts';
import type { Services } from '../services.ts';

/** RWCI+'s `client_info`: from now on packets to this connection carry what it knows. */
export function handleClientInfo(_services: Services, { connection }: Sender, packet: ClientPacketOf<'client_info'>): void {
  connection.introduce(packet);
}
