import type { ClientPacketOf } from '../../../src-shared/protocol/index.ts';
import type { Sender } from '../router.ts';
import type { Services } from '../services.ts';
import { sendChannelInfo } from './channels.ts';
import { offerToken } from './resume.ts';

/** RWCI+'s `client_info`: from now on packets to this connection carry what it knows. A second one changes nothing. */
export function handleClientInfo(services: Services, sender: Sender, packet: ClientPacketOf<'client_info'>): void {
  const { connection } = sender;
  if (connection.clientInfo !== null) return;
  connection.introduce(packet);
  services.settings.tell(connection);
  offerToken(services, sender);
  services.storage.journal.after(() => {
    sendChannelInfo(services, sender);
    services.members.list(connection, () => {
      tellMute(services, sender);
    });
  });
}

/** Whoever is muted from before hears by whom, why and until when: the list says only that it is so. */
function tellMute({ moderation }: Services, { account, connection }: Sender): void {
  const { mute } = connection;
  if (mute === null || moderation.muteOf(connection) === null) return;
  const { by, reason, until } = mute;
  connection.send({ type: 'mute', username: account.name, by, reason, until });
}
