import type { ClientPacketOf } from '../../../src-shared/protocol/index.ts';
import type { Sender } from '../router.ts';
import type { Services } from '../services.ts';
import { offerToken } from './resume.ts';

/** RWCI+'s `client_info`: from now on packets to this connection carry what it knows. */
export function handleClientInfo(services: Services, sender: Sender, packet: ClientPacketOf<'client_info'>): void {
  sender.connection.introduce(packet);
  offerToken(services, sender);
}
