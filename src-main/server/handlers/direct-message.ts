import { NAME_MAX_CODE_POINTS, nameKey, SERVER_NAME, type ClientPacketOf } from '../../../src-shared/protocol/index.ts';
import { isBlank, shorten } from '../content.ts';
import type { Sender } from '../router.ts';
import type { Services } from '../services.ts';

/** RFC #001, "Direct User Message": goes to the recipient, now or at its next login, and nobody else. */
export function handleDirectMessage(
  { directMessages, storage }: Services,
  { account, connection }: Sender,
  { recipient, message }: ClientPacketOf<'direct_message'>,
): void {
  if (isBlank(message)) return;
  if (recipient === SERVER_NAME) {
    connection.notice('I am the server and cannot read direct messages.', 'message to the server');
    return;
  }
  // A longer name is nobody's, and not worth normalising.
  const known = recipient.length > NAME_MAX_CODE_POINTS * 4 ? null : storage.accountByKey(nameKey(recipient));
  if (known === null) connection.notice(`${shorten(recipient)} is not known here.`);
  else if (!directMessages.send(account.name, known, message)) {
    connection.notice(`Too many messages wait for ${known.name} already. Yours was not kept.`, `full ${known.name}`);
  }
}
