import type { ClientPacketOf } from '../../../src-shared/protocol/index.ts';
import type { Sender } from '../router.ts';
import type { Services } from '../services.ts';

/** RWCI+'s `settings`: changes what it names, for owners; clients that know RWCI+ are told all of it. */
export function handleSettings(
  { log, settings, storage }: Services,
  { account, connection }: Sender,
  { registration, pin, may_create_channels: mayCreateChannels, nonce }: ClientPacketOf<'settings'>,
): void {
  storage.journal.after(() => {
    if ((connection.account ?? account).role !== 'owner') {
      connection.refuse({ code: 'not_allowed', message: 'Only owners change the settings of the server.' }, nonce);
      return;
    }
    const change = {
      ...(registration === undefined ? {} : { registration }),
      ...(pin === undefined ? {} : { pin }),
      ...(mayCreateChannels === undefined ? {} : { mayCreateChannels }),
    };
    settings.change(change, (changed) => {
      if (!changed.ok) {
        connection.refuse(changed.refusal, nonce);
        return;
      }
      log.info('the settings were changed', connection.describe());
      connection.acknowledge(nonce);
    });
  });
}
