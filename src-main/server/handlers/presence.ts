import { checkPresenceText, type ClientPacketOf } from '../../../src-shared/protocol/index.ts';
import type { Sender } from '../router.ts';
import type { Services } from '../services.ts';

/** RWCI+'s `presence`: how the sender wants to be seen until the next one, or until the connection ends. */
export function handlePresence(
  { presences, storage }: Services,
  { connection }: Sender,
  { state, text = '', nonce }: ClientPacketOf<'presence'>,
): void {
  storage.journal.after(() => {
    const checked = checkPresenceText(text);
    if (!checked.ok) {
      connection.refuse({ code: 'bad_packet', message: checked.reason }, nonce);
      return;
    }
    presences.set(connection, { state, text: checked.line });
    connection.acknowledge(nonce);
  });
}
